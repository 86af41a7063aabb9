"""DW302: several beans fit a place, and nothing says which one is meant."""

from collections.abc import Iterable, Iterator

from destination_writer.analysis.catalogue.dw304_declared_twice import twins
from destination_writer.analysis.rule import ConnectorSubject, Rule
from destination_writer.analysis.wiring import ASKING, Wired, asked, few, wired
from destination_writer.connector.wiring.contexts import Context, is_active
from destination_writer.connector.wiring.model import Bean, Point
from destination_writer.connector.wiring.resolving import Verdict
from destination_writer.knowledge.wiring import Need
from destination_writer.text.findings import Finding, Related, Remedy, Severity

_PRIMARY = "io.micronaut.context.annotation.Primary"
_CHOICES = 3


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    found = subject.shared(wired)
    told: set[object] = set()
    yield from _at_points(found, told)
    yield from _at_demands(found, told)


RULE = Rule(
    "DW302",
    "several-beans",
    Severity.ERROR,
    "Several beans fit one place, and nothing says which one is meant.",
    check_connector=_check,
)


def _at_points(found: Wired, told: set[object]) -> Iterator[Finding]:
    for context in (*found.mains, *found.tests):
        for bean in found.wiring.own:
            if is_active(bean, context):
                yield from _of_points(found, bean.points, context, told)
        if context.test:
            yield from _of_points(found, context.test.points, context, told)


def _of_points(found: Wired, points: Iterable[Point], context: Context, told: set[object]) -> Iterator[Finding]:
    for point in points:
        if point.wrapper not in ASKING or point.place in told:
            continue
        resolution = found.resolver.resolve(point, context)
        if resolution.verdict is not Verdict.SEVERAL or _are_twins(found, resolution.beans):
            continue
        intruders = [bean for bean in resolution.beans if bean.is_test] if context.test else []
        if intruders:
            yield from _of_intruders(found, intruders, resolution.beans, told)
        else:
            told.add(point.place)
            yield _at_point(found, point, resolution.beans)


def _at_point(found: Wired, point: Point, beans: tuple[Bean, ...]) -> Finding:
    names = ", ".join(bean.name for bean in beans)
    return Finding(
        code=RULE.code,
        severity=RULE.severity,
        message=f"{len(beans)} beans of type {asked(point)} for {point.name}: {names}. This is a blocker.",
        location=found.subject.location(point.place.path, point.place.span),
        cause="The container cannot choose, and stops with `Multiple possible bean candidates found`.",
        fix=_fix(beans),
        evidence=(f"{point.name}: {point.type}",),
        related=_related(found, beans),
        remedies=tuple(r for b in beans[:_CHOICES] for r in mark_remedy(b, _PRIMARY, preferred=False)),
        data={"bean": point.type.simple},
    )


def _of_intruders(found: Wired, intruders: list[Bean], beans: tuple[Bean, ...], told: set[object]) -> Iterator[Finding]:
    """In a test's container it is the test's bean that came second."""
    for bean in intruders:
        if bean.id in told or bean.place is None:
            continue
        told.add(bean.id)
        others = tuple(other for other in beans if other is not bean)
        names = ", ".join(other.name for other in others)
        yield Finding(
            code=RULE.code,
            severity=RULE.severity,
            message=f"{bean.name} is a second {bean.type} in the tests, beside {names}. This is a blocker.",
            location=found.subject.location(bean.place.path, bean.place.span),
            cause="The container of the test cannot choose, and stops with `Multiple possible bean candidates found`.",
            fix="Put @Primary on the test's bean, or @Replaces with the one that it stands in for.",
            evidence=(bean.name,),
            related=_related(found, others),
            remedies=mark_remedy(bean, _PRIMARY),
            data={"bean": bean.type.simple},
        )


def mark_remedy(bean: Bean, mark: str, text: str = "", *, preferred: bool = True) -> tuple[Remedy, ...]:
    """An annotation, by its full name and with `text` in its parentheses, in front of the class or method of a bean."""
    if bean.place is None or (bean.is_primary and mark == _PRIMARY):
        return ()
    arguments = {"file": bean.place.path, "name": bean.name, "annotation": mark}
    if text:
        arguments["text"] = text
    return (Remedy("annotate", f"Put @{mark.rpartition('.')[2]} on {bean.name}", arguments, preferred=preferred),)


def _at_demands(found: Wired, told: set[object]) -> Iterator[Finding]:
    """What the CDK itself asks for: there is no place in the connector to point at but the beans."""
    for demand in found.facts.demands if found.facts else ():
        wanted = found.cdk(demand.type)
        if wanted is None or not demand.operation or demand.or_else or demand.phase == 0 or demand.need is Need.ASKED:
            continue
        for context in found.mains:
            resolution = found.resolver.find(wanted, context)
            own = [bean for bean in resolution.beans if bean.place is not None]
            if context.operation != demand.operation or resolution.verdict is not Verdict.SEVERAL:
                continue
            if not _are_twins(found, resolution.beans):
                yield from (_competitor(found, demand.type, b, resolution.beans) for b in own if b.id not in told)
            told |= {bean.id for bean in own}


def _competitor(found: Wired, name: str, bean: Bean, beans: tuple[Bean, ...]) -> Finding:
    others = tuple(other for other in beans if other is not bean)
    place = bean.place
    assert place is not None
    return Finding(
        code=RULE.code,
        severity=RULE.severity,
        message=f"The CDK asks for one {name}, and there is "
        f"{bean.name} beside {', '.join(other.name for other in others)}. This is a blocker.",
        location=found.subject.location(place.path, place.span),
        cause="The container cannot choose, and stops with `Multiple possible bean candidates found`.",
        fix=_fix(beans),
        evidence=(bean.name,),
        related=_related(found, others),
        data={"bean": bean.type.simple},
    )


def _are_twins(found: Wired, beans: tuple[Bean, ...]) -> bool:
    """DW304 tells of these, where they are declared."""
    return any(a in beans and b in beans for a, b in found.subject.shared(twins))


def _fix(beans: tuple[Bean, ...]) -> str:
    if any(bean.place is None for bean in beans):
        return "Return it from a factory method whose declared type is the one that is asked for, or mark it @Primary."
    return "Remove one of them, mark one @Primary, give them names with @Named, or ask for the class itself."


def _related(found: Wired, beans: Iterable[Bean]) -> tuple[Related, ...]:
    return few(tuple(r for bean in beans for r in found.related(bean.place, f"{bean.name} is one")))
