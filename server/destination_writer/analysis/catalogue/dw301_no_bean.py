"""DW301: a place asks for a bean that nothing supplies."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from destination_writer.analysis.rule import ConnectorSubject, Rule
from destination_writer.analysis.wiring import ASKING, Wired, asked, lack_of, wired
from destination_writer.connector.wiring.model import Bean, Point
from destination_writer.connector.wiring.resolving import Verdict, key
from destination_writer.connector.wiring.types import TypeRef
from destination_writer.text.findings import Finding, Remedy, Severity

_PLAIN = "kotlin."


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    found = subject.shared(wired)
    seen: set[str] = set()
    for bean in found.wiring.own:
        if bean.is_certain:
            for point in bean.points:
                yield from _of_bean(found, bean, point, seen)
    for context in found.tests:
        for point in context.test.points if context.test else ():
            is_missing = found.resolver.resolve(point, context).verdict is Verdict.MISSING
            if is_missing and not point.is_spared and key(point.type.path) not in seen:
                yield from _finding(found, None, point)


RULE = Rule(
    "DW301",
    "no-bean",
    Severity.ERROR,
    "A constructor or factory method asks for a bean that nothing supplies.",
    check_connector=_check,
)


def _of_bean(found: Wired, bean: Bean, point: Point, seen: set[str]) -> Iterator[Finding]:
    if point.is_spared or point.wrapper not in ASKING:
        return
    resolved = [resolution for _, resolution in found.resolved(bean, point)]
    if not resolved or any(resolution.verdict is not Verdict.MISSING for resolution in resolved):
        return
    if point.named is None and found.resolver.fitting(point.type) and not _is_idle_in_main(found, point):
        return  # they are there, elsewhere: DW307 says where
    if not bean.is_test:
        seen.add(key(point.type.path))
    yield from _finding(found, bean, point)


def _is_idle_in_main(found: Wired, point: Point) -> bool:
    is_in_main = any(not bean.is_test for bean in found.resolver.fitting(point.type))
    return not is_in_main and any(not idle.is_test for idle in found.idle_for(point.type))


def _finding(found: Wired, bean: Bean | None, point: Point) -> Iterator[Finding]:
    wanted = point.type
    idle = found.idle_for(wanted)
    if not idle and not _is_due(found, bean, wanted):
        return
    is_typed = bool(idle) and all(one.has_stubs for one in idle)
    place = point.place
    related = [r for one in idle for r in found.related(one.place, f"{one.name} is no bean: it {lack_of(one)}")]
    yield Finding(
        code=RULE.code,
        severity=Severity.HINT if is_typed else RULE.severity,
        message=f"No bean of type {asked(point)} for {point.name} yet: {idle[0].name} is still being written."
        if is_typed
        else f"No bean of type {asked(point)} for {point.name}{_names(found, point)}. This is a blocker.",
        location=found.subject.location(place.path, place.span),
        cause=_cause(found, wanted, idle),
        fix=_fix(found, point, idle),
        evidence=(f"{point.name}: {wanted}",),
        related=tuple(related),
        remedies=_remedies(found, point, idle),
        data={"bean": wanted.simple},
    )


def _is_due(found: Wired, bean: Bean | None, wanted: TypeRef) -> bool:
    """A type that nothing in the connector is yet may be a later phase's work."""
    if wanted.path.startswith(_PLAIN) or (found.facts and key(wanted.path) in map(key, found.facts.never)):
        return True
    if bean is not None and bean.has_stubs:
        return False
    demand = found.demand_for(wanted)
    return not found.is_open_until(demand.phase if demand else _CONNECTED)


_CONNECTED = 4
"""Beans that the CDK knows nothing of are made while the database is connected, before the first sync."""


def _others(found: Wired, wanted: TypeRef) -> tuple[TypeRef, ...]:
    """The same type with the arguments that beans have it with, where it is asked for with others."""
    if not wanted.arguments:
        return ()
    beans = found.resolver.fitting(replace(wanted, arguments=()))
    types = (ref for bean in beans for ref in bean.types if key(ref.path) == key(wanted.path) and ref.arguments)
    return tuple({str(ref): ref for ref in types}.values())


def _names(found: Wired, point: Point) -> str:
    others = _others(found, point.type)
    if others and point.named is None:
        return f"; what there is: {', '.join(sorted(map(str, others)))}"
    fitting = found.resolver.fitting(point.type) if point.named is not None else ()
    named = sorted({f'"{bean.named}"' if bean.named else f"one without a name ({bean.name})" for bean in fitting})
    return f"; what there is: {', '.join(named)}" if named else ""


def _cause(found: Wired, wanted: TypeRef, idle: tuple[Bean, ...]) -> str:
    if wanted.path.startswith(_PLAIN):
        return f"A constructor that the container calls cannot be given a plain {wanted.simple}."
    if idle:
        return ""
    if _others(found, wanted):
        return "Micronaut compares the type arguments, too."
    demand = found.demand_for(wanted)
    if demand:
        return f"The CDK does not supply {wanted.simple}: the connector does, and without it {demand.without}."
    if found.facts and key(wanted.path) in map(key, found.facts.never):
        return f"{wanted.simple} is a value of the sync: it reaches the connector as an argument, never as a bean."
    return "No class of the connector is one, and no factory method returns one."


def _fix(found: Wired, point: Point, idle: tuple[Bean, ...]) -> str:
    wanted = point.type
    if wanted.path.startswith(_PLAIN):
        return "Read it from the configuration bean, or from a property with @Value, or give the parameter a default."
    others = _others(found, wanted)
    if others:
        return f"Ask for {' or '.join(sorted(map(str, others)))}."
    if len(idle) == 1:
        return f"Put @Singleton on {idle[0].name}." if not idle[0].mark else "Put @Factory on the class around it."
    if found.facts and key(wanted.path) in map(key, found.facts.never):
        return "Take it as a parameter of the function that the CDK calls, and let the class be a plain @Singleton."
    return (
        f"Annotate the class that is the {wanted.simple}, or return one from a @Singleton method of the bean factory."
    )


def _remedies(found: Wired, point: Point, idle: tuple[Bean, ...]) -> tuple[Remedy, ...]:
    if _others(found, point.type):
        return ()
    declare = found.declare(point.type) if point.named is None else None
    if declare:
        return (declare,)
    demand = found.demand_for(point.type)
    if demand and not idle and not demand.in_tests:
        return (Remedy("provide-bean", f"Write what gives {point.type.simple}", {"bean": point.type.simple}),)
    return ()
