"""DW801: records are written one statement a row."""

from collections.abc import Iterable

from destination_writer.analysis.advice import finding, runs_prepared
from destination_writer.analysis.inserting import EXECUTES, once_a_record, routines
from destination_writer.analysis.rule import ConnectorSubject, Rule
from destination_writer.text.findings import Finding, Severity


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    if runs_prepared(subject):
        return
    every = routines(subject.connector)
    for routine in every:
        for span in once_a_record(routine, EXECUTES, every):
            yield finding(RULE, subject, routine, span, f"{_name(routine.owner.name, routine.function.name)}{_WHY}")


_WHY = " runs one statement for every record, so each row costs a round trip."


def _name(owner: str, function: str) -> str:
    return f"{owner}.{function}"


RULE = Rule(
    "DW801",
    "single-row-inserts",
    Severity.INFO,
    "Records are written one statement a row.",
    check_connector=_check,
)
