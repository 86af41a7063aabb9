"""DW801: records are written one statement a row."""

from collections.abc import Iterable

from destination_writer.analysis.advice import for_each_record, runs_prepared
from destination_writer.analysis.inserting import EXECUTES
from destination_writer.analysis.rule import ConnectorSubject, Rule
from destination_writer.text.findings import Finding, Severity

_WHAT = "runs one statement for every record, so each row costs a round trip."


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    if runs_prepared(subject):
        return ()
    return for_each_record(RULE, subject, EXECUTES, _WHAT)


RULE = Rule(
    "DW801",
    "single-row-inserts",
    Severity.INFO,
    "Records are written one statement a row.",
    check_connector=_check,
)
