"""DW791: a suppression of something that is not found there. Said by `analysis/reviewing.py`."""

from destination_writer.analysis.rule import Rule
from destination_writer.text.findings import Severity

RULE = Rule(
    "DW791",
    "unused-suppression",
    Severity.WARNING,
    "A suppression stands where its rule finds nothing.",
)
