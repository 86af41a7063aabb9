"""The Model Context Protocol face: other agents drive the tools of the house, with the same approvals."""
