"""DW309: a condition names an operation that does not exist, so its bean never does."""

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from destination_writer.analysis.rule import ConnectorSubject, Rule
from destination_writer.analysis.wiring import wired
from destination_writer.connector.wiring.model import Bean
from destination_writer.text.findings import Finding, Remedy, Severity


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    found = subject.shared(wired)
    operations = found.facts.operations if found.facts else ()
    told: set[object] = set()
    for bean in found.wiring.own:
        yield from _misspelled(subject, bean, told)
        for condition in bean.conditions:
            name = condition.operation or condition.not_operation
            place = (bean.place.path, condition.span) if bean.place else None
            if not operations or name is None or name in operations or condition.span is None or place in told:
                continue
            told.add(place)
            near = get_close_matches(name, operations, 1, cutoff=0.5)
            path = bean.place.path if bean.place else ""
            effect = "never a bean" if condition.operation else "a bean in every operation"
            yield Finding(
                code=RULE.code,
                severity=RULE.severity,
                message=f'There is no operation "{name}": {bean.name} is {effect}. This is a blocker.',
                location=subject.location(path, condition.span),
                fix=f"Write one of {', '.join(operations)}" + (f"; {near[0]} is near." if near else "."),
                evidence=(name,),
                remedies=_remedies(path, name, near),
                data={"operation": name},
            )


RULE = Rule(
    "DW309",
    "operation-condition",
    Severity.ERROR,
    "A condition names an operation that does not exist, so its bean never does.",
    check_connector=_check,
)


_PROPERTY = re.compile(r'\bproperty\s*=\s*"([^"]*)"')
_OPERATION = "airbyte.connector.operation"


def _misspelled(subject: ConnectorSubject, bean: Bean, told: set[object]) -> Iterator[Finding]:
    """A condition on a property that is nearly the operation's."""
    for condition in bean.conditions if bean.place else ():
        path, span = bean.place.path if bean.place else "", condition.span
        file = subject.files.get(path)
        if span is None or file is None or (path, span) in told:
            continue
        named = _PROPERTY.search(file.text, span.start, span.end)
        if named is None or named[1] == _OPERATION or not get_close_matches(named[1], [_OPERATION], 1, cutoff=0.9):
            continue
        told.add((path, span))
        yield Finding(
            code=RULE.code,
            severity=RULE.severity,
            message=f"Nothing gives the property {named[1]}: {bean.name} is never a bean. This is a blocker.",
            location=subject.location(path, span),
            cause=f"The operation is told by {_OPERATION}, which Operation.PROPERTY names.",
            fix="Write Operation.PROPERTY.",
            evidence=(named[1],),
            remedies=_remedies(path, named[1], [_OPERATION]),
            data={"operation": named[1]},
        )


def _remedies(path: str, name: str, near: list[str]) -> tuple[Remedy, ...]:
    if not near:
        return ()
    arguments = {"file": path, "annotation": "Requires", "old": name, "new": near[0]}
    return (Remedy("reword", f"Write {near[0]}", arguments, preferred=True),)
