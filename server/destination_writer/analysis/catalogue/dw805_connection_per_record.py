"""DW805: a connection is taken for every record."""

from collections.abc import Iterable

from destination_writer.analysis.advice import for_each_record
from destination_writer.analysis.inserting import CONNECTS
from destination_writer.analysis.rule import ConnectorSubject, Rule
from destination_writer.text.findings import Finding, Severity

_WHAT = (
    "takes a connection for every record: each has a transaction of its own, and a batch that fails midway stays in "
    "half."
)


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    return for_each_record(RULE, subject, CONNECTS, _WHAT)


RULE = Rule(
    "DW805",
    "connection-per-record",
    Severity.INFO,
    "A connection is taken for every record.",
    check_connector=_check,
)
