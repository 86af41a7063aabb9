"""DW802: every record is written as soon as it comes, so nothing is ever gathered."""

import re
from collections.abc import Iterable, Iterator

from destination_writer.analysis.advice import finding
from destination_writer.analysis.inserting import EXECUTES, Routine, is_conditional, routines
from destination_writer.analysis.rule import ConnectorSubject, Rule
from destination_writer.connector.roles import Role
from destination_writer.text.findings import Finding, Severity
from destination_writer.text.places import Span

_TAKES = frozenset({"accumulate", "add", "accept", "append"})
"""What is called once for every record."""
_FLUSHES = {
    Role.INSERT_BUFFER: re.compile(r"(?<![.\w])(?:this\.)?flush\s*\("),
    Role.AGGREGATE: re.compile(r"\bflush\s*\("),
}
"""A buffer's own flush, not that of a writer that it fills; and any flush of an aggregate."""


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    every = routines(subject.connector)
    for routine in every:
        if routine.role in (Role.INSERT_BUFFER, Role.AGGREGATE) and routine.function.name in _TAKES:
            for span in _writes(routine, every):
                message = (
                    f"{routine.owner.name}.{routine.function.name} is called for every record and writes at once: "
                    "nothing is gathered, whatever the batch sizes of the CDK."
                )
                yield finding(RULE, subject, routine, span, message)


def _writes(routine: Routine, every: tuple[Routine, ...]) -> Iterator[Span]:
    """The first place that writes without a condition."""
    writing = {r.function.name for r in every if r.role is Role.CLIENT and next(r.find(EXECUTES), None)}
    calls = re.compile(rf"\.(?:{'|'.join(map(re.escape, sorted(writing)))})\s*\(") if writing else None
    places = [*routine.find(_FLUSHES[routine.role]), *routine.find(EXECUTES), *(routine.find(calls) if calls else ())]
    for place in sorted(places):
        if not is_conditional(routine, place, routine.body.start):
            yield Span(place.start + (routine.code[place.start] == "."), place.end - 1)
            return


RULE = Rule(
    "DW802",
    "no-batching",
    Severity.INFO,
    "Every record is written as soon as it comes.",
    check_connector=_check,
)
