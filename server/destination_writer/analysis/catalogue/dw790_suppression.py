"""DW790: a comment that was meant to suppress a finding, and suppresses nothing. Said by `analysis/reviewing.py`."""

from destination_writer.analysis.rule import Rule
from destination_writer.text.findings import Severity

RULE = Rule(
    "DW790",
    "bad-suppression",
    Severity.WARNING,
    "A suppression names no rule, or one that there is not.",
)
