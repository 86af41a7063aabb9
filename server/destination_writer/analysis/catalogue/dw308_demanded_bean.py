"""DW308: the CDK demands a bean that the connector does not supply."""

from collections.abc import Iterable, Iterator

from destination_writer.analysis.rule import ConnectorSubject, Rule
from destination_writer.analysis.wiring import Wired, few, lack_of, wired
from destination_writer.connector.roles import Role
from destination_writer.connector.wiring.model import Bean, BeanKind, Place
from destination_writer.connector.wiring.types import TypeRef
from destination_writer.knowledge.wiring import Demand, Need
from destination_writer.text.findings import Finding, Related, Remedy, Severity

_MOCK = "MockDestinationCatalog"


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    found = subject.shared(wired)
    for demand in found.facts.demands if found.facts else ():
        if demand.need is Need.ASKED or not found.wiring.is_whole:
            continue
        if demand.in_tests:
            yield from _in_tests(found, demand)
        else:
            yield from _in_main(found, demand)


RULE = Rule(
    "DW308",
    "demanded-bean",
    Severity.ERROR,
    "The CDK demands a bean that the connector does not supply.",
    check_connector=_check,
)


def _in_main(found: Wired, demand: Demand) -> Iterator[Finding]:
    wanted = [ref for name in (demand.type, *demand.or_else) if (ref := found.cdk(name))]
    beside = found.cdk(demand.beside) if demand.beside else None
    if not wanted or any(_own(found, ref) for ref in wanted):
        return
    if demand.beside and (beside is None or not _own(found, beside)):
        return
    idle = tuple(bean for ref in wanted for bean in found.idle_for(ref) if not bean.is_test)
    if idle:
        for bean in idle:
            yield from _idle(found, demand, bean, wanted, len(idle))
    elif demand.need is not Need.DEFAULT and found.is_complete_until(demand.phase) and not _may_be_hidden(found):
        yield from _absent(found, demand, wanted[0])


def _own(found: Wired, ref: TypeRef) -> bool:
    return any(bean.kind is not BeanKind.SUPPLIED and not bean.is_test for bean in found.resolver.fitting(ref))


def _may_be_hidden(found: Wired) -> bool:
    """A method whose result is not written, or a supertype that no import explains: it may be the one."""
    known = (bean for bean in (*found.wiring.own, *found.wiring.idle) if not bean.is_test)
    return any(bean.is_guessed or any("." not in name for name in bean.loose) for bean in known)


def _idle(found: Wired, demand: Demand, bean: Bean, wanted: list[TypeRef], count: int) -> Iterator[Finding]:
    """A class that is of the type and lacks its annotation: whatever the phase, unless it is still being written."""
    if bean.place is None or bean.has_stubs:
        return
    is_soft = demand.need is not Need.ALWAYS
    severity = Severity.WARNING if is_soft else RULE.severity
    asked_for = next((r.simple for r in wanted if any(t.path == r.path for t in bean.types)), demand.type)
    remedy = found.declare(TypeRef(asked_for, next(r.path for r in wanted if r.simple == asked_for)))
    yield Finding(
        code=RULE.code,
        severity=severity,
        message=f"{bean.name} is the connector's {asked_for} and no bean: it {lack_of(bean)}."
        + ("" if is_soft else " This is a blocker."),
        location=found.subject.location(bean.place.path, bean.place.span),
        cause=f"The CDK asks its container for the type {asked_for}. Without it {demand.without}.",
        fix=f"Put @Singleton on {bean.name}, or return it from a @Singleton method of the bean factory."
        if bean.mark is None
        else "Put @Factory on the class around it.",
        evidence=(bean.name,),
        remedies=(remedy,) if remedy and count == 1 else (),
        data={"bean": asked_for},
    )


def _absent(found: Wired, demand: Demand, wanted: TypeRef) -> Iterator[Finding]:
    """Nothing in the connector is of the type: at its bean factory, else at its entry point."""
    for role in (Role.BEAN_FACTORY, Role.ENTRY_POINT):
        component = next(iter(found.connector.components(role)), None)
        if component is None:
            continue
        types = " or ".join((demand.type, *demand.or_else))
        yield Finding(
            code=RULE.code,
            severity=RULE.severity if demand.need is Need.ALWAYS else Severity.WARNING,
            message=f"The connector supplies no {types}, which the CDK demands."
            + (" This is a blocker." if demand.need is Need.ALWAYS else ""),
            location=found.subject.location(component.path, component.declaration.name_span),
            cause=f"Without it {demand.without}.",
            fix="Add a class that is one, with @Singleton, or a @Singleton method of the bean factory for it.",
            evidence=(demand.type,),
            remedies=(Remedy("provide-bean", f"Write what gives {wanted.simple}", {"bean": wanted.simple}),),
            data={"bean": wanted.simple},
        )
        return


def _in_tests(found: Wired, demand: Demand) -> Iterator[Finding]:
    """For the test classes that are of the type which the demand stands beside."""
    wanted, suite = found.cdk(demand.type) or _protocol(demand.type), found.cdk(demand.beside)
    if suite is None:
        return
    for context in found.tests:
        test = context.test
        if test is None or suite.path not in test.supertypes or _MOCK in test.environments or context.is_open:
            continue
        if any(b.kind is not BeanKind.SUPPLIED for b in found.resolver.fitting(wanted)) or _guessed_in_tests(found):
            continue
        place: Place = test.place
        yield Finding(
            code=RULE.code,
            severity=RULE.severity,
            message=f"No bean of the tests is a {demand.type}, which {demand.beside} demands. This is a blocker.",
            location=found.subject.location(place.path, place.span),
            cause=f"Without it {demand.without}.",
            fix="Return DefaultComponentTestCatalog.make() from a @Primary @Singleton method of the tests' factory.",
            evidence=(demand.type,),
            related=few(_test_factory(found)),
            data={"bean": demand.type},
        )


def _test_factory(found: Wired) -> tuple[Related, ...]:
    factory = next(iter(found.connector.components(Role.TEST_CONFIG_FACTORY)), None)
    place = Place(factory.path, factory.declaration.name_span) if factory else None
    return found.related(place, "this factory makes the tests' beans")


def _protocol(name: str) -> TypeRef:
    return TypeRef(name, f"io.airbyte.protocol.models.v0.{name}")


def _guessed_in_tests(found: Wired) -> bool:
    return any(bean.is_guessed and bean.is_test for bean in found.wiring.own)
