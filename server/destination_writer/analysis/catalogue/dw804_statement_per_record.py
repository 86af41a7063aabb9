"""DW804: a statement is built for every record, where one could serve all."""

from collections.abc import Iterable

from destination_writer.analysis.advice import finding
from destination_writer.analysis.inserting import BUILDS, once_a_record, routines
from destination_writer.analysis.rule import ConnectorSubject, Rule
from destination_writer.text.findings import Finding, Severity


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    every = routines(subject.connector)
    for routine in every:
        for span in once_a_record(routine, BUILDS, every):
            message = (
                f"{routine.owner.name}.{routine.function.name} makes a statement for every record, so the database "
                "parses and plans the same text again and again."
            )
            yield finding(RULE, subject, routine, span, message)


RULE = Rule(
    "DW804",
    "statement-per-record",
    Severity.INFO,
    "A statement is made for every record.",
    check_connector=_check,
)
