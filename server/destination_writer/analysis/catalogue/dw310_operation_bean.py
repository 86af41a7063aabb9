"""DW310: an operation of the connector's own lacks what lets it stand before the CDK's."""

from collections.abc import Iterable, Iterator

from destination_writer.analysis.catalogue.dw302_several_beans import mark_remedy
from destination_writer.analysis.rule import ConnectorSubject, Rule
from destination_writer.analysis.wiring import Wired, wired
from destination_writer.connector.wiring.model import Bean, BeanKind
from destination_writer.connector.wiring.resolving import key
from destination_writer.knowledge.cdkversions import Era
from destination_writer.text.findings import Finding, Severity

_REQUIRES = "io.micronaut.context.annotation.Requires"
_BOTH = (Era.A, Era.B)
"""Eras whose own write operation is the one of the old task loader."""


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    found = subject.shared(wired)
    operation = found.cdk("Operation")
    for bean in found.wiring.own if operation else ():
        is_one = operation is not None and any(key(ref.path) == key(operation.path) for ref in bean.types)
        if is_one and not bean.is_test and bean.is_certain and not bean.replaces:
            yield from _of_operation(found, bean)


RULE = Rule(
    "DW310",
    "operation-bean",
    Severity.ERROR,
    "An operation of the connector's own lacks @Primary or the condition that says which operation it is.",
    check_connector=_check,
)


def _of_operation(found: Wired, bean: Bean) -> Iterator[Finding]:
    operation = next((c.operation for c in bean.conditions if c.operation), None)
    is_open = any(c.is_opaque for c in bean.conditions)
    if operation is None and not is_open and not any(c.not_operation for c in bean.conditions):
        yield _finding(
            found,
            bean,
            f"{bean.name} is an operation and does not say which.",
            "It is a bean in spec, check and write alike, and takes the place of the CDK's operation in all of them.",
            'Add `@Requires(property = Operation.PROPERTY, value = "write")`, with the operation that it is.',
            mark=_REQUIRES if _says_which(bean) else "",
            text=f'property = Operation.PROPERTY, value = "{_says_which(bean)}"',
        )
    named = _says_which(bean)
    if operation is not None and named and named != operation and found.facts and operation in found.facts.operations:
        yield _finding(
            found,
            bean,
            f"{bean.name} is there for {operation} alone, and its name says {named}.",
            f"In {operation} it takes the place of the operation that is meant; {named} gets the CDK's own.",
            f'Write value = "{named}" in its @Requires.',
        )
    if not bean.has_scope and bean.kind is BeanKind.CLASS:
        text, cause = (
            f"{bean.name} has no @Singleton.",
            "Its other annotations make it a bean, a new one each time it is asked for.",
        )
        yield _finding(found, bean, text, cause, "Put @Singleton on it.", mark="jakarta.inject.Singleton", is_soft=True)
    if not bean.is_primary and operation in ("write", "check"):
        is_sure = found.subject.era in _BOTH
        yield _finding(
            found,
            bean,
            f"{bean.name} is not @Primary, and the CDK has a {operation} operation of its own"
            + ("." if is_sure else " in the versions that were read."),
            "Two operations fit, and the container cannot choose.",
            "Put @Primary on it.",
            mark="io.micronaut.context.annotation.Primary",
            is_soft=not is_sure,
        )


def _says_which(bean: Bean) -> str:
    """The operation that its name tells, where the class says nothing else."""
    words = [name for name in ("write", "check", "spec") if name in bean.name.lower()]
    return words[0] if len(words) == 1 and bean.kind is BeanKind.CLASS else ""


def _finding(
    found: Wired,
    bean: Bean,
    message: str,
    cause: str,
    fix: str,
    *,
    mark: str = "",
    text: str = "",
    is_soft: bool = False,
) -> Finding:
    place = bean.place
    assert place is not None
    return Finding(
        code=RULE.code,
        severity=Severity.WARNING if is_soft else RULE.severity,
        message=message if is_soft else f"{message} This is a blocker.",
        location=found.subject.location(place.path, place.span),
        cause=cause,
        fix=fix,
        evidence=(bean.name,),
        remedies=mark_remedy(bean, mark, text) if mark else (),
        data={"bean": bean.type.simple},
    )
