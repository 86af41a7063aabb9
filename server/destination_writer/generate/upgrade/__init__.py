"""From one CDK version to a later one: what moved is carried over, what a person decides is marked."""
