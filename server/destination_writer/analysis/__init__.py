"""Judges: one module a rule, Connector -> Findings. Pure."""
