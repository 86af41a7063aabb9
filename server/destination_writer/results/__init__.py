"""Judges: texts -> TestRun -> Findings with a cause. Pure."""
