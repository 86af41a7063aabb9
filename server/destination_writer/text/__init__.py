"""Base floor: text, positions, edits and the three values (Finding, Change, TestRun). Pure; imports nothing above."""
