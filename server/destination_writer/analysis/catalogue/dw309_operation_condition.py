"""DW309: a condition names an operation that does not exist, so its bean never does."""

from collections.abc import Iterable
from difflib import get_close_matches

from destination_writer.analysis.rule import ConnectorSubject, Rule
from destination_writer.analysis.wiring import wired
from destination_writer.text.findings import Finding, Remedy, Severity


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    found = subject.shared(wired)
    operations = found.facts.operations if found.facts else ()
    told: set[object] = set()
    for bean in found.wiring.own:
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


def _remedies(path: str, name: str, near: list[str]) -> tuple[Remedy, ...]:
    if not near:
        return ()
    arguments = {"file": path, "annotation": "Requires", "old": name, "new": near[0]}
    return (Remedy("reword", f"Write {near[0]}", arguments, preferred=True),)
