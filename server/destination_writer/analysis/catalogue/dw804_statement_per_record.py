"""DW804: a statement is built for every record, where one could serve all."""

from collections.abc import Iterable

from destination_writer.analysis.advice import for_each_record
from destination_writer.analysis.inserting import BUILDS
from destination_writer.analysis.rule import ConnectorSubject, Rule
from destination_writer.text.findings import Finding, Severity

_WHAT = "makes a statement for every record, so the database parses and plans the same text again and again."


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    return for_each_record(RULE, subject, BUILDS, _WHAT)


RULE = Rule(
    "DW804",
    "statement-per-record",
    Severity.INFO,
    "A statement is made for every record.",
    check_connector=_check,
)
