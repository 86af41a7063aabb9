"""DW805: a connection is taken for every record."""

from collections.abc import Iterable

from destination_writer.analysis.advice import finding
from destination_writer.analysis.inserting import CONNECTS, once_a_record, routines
from destination_writer.analysis.rule import ConnectorSubject, Rule
from destination_writer.text.findings import Finding, Severity


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    every = routines(subject.connector)
    for routine in every:
        for span in once_a_record(routine, CONNECTS, every):
            message = (
                f"{routine.owner.name}.{routine.function.name} takes a connection for every record: each has a "
                "transaction of its own, and a batch that fails midway stays in half."
            )
            yield finding(RULE, subject, routine, span, message)


RULE = Rule(
    "DW805",
    "connection-per-record",
    Severity.INFO,
    "A connection is taken for every record.",
    check_connector=_check,
)
