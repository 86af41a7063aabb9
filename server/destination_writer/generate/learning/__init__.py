"""What a person confirmed becomes knowledge of the workspace: a failure rule, a fact, a template."""
