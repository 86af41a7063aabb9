"""DW307: a bean is there in another context than the one that needs it."""

from collections.abc import Iterable, Iterator

from destination_writer.analysis.rule import ConnectorSubject, Rule
from destination_writer.analysis.wiring import ASKING, Wired, asked, few, wired
from destination_writer.connector.wiring.contexts import Context, is_active
from destination_writer.connector.wiring.model import Bean, Condition, Place, Point
from destination_writer.connector.wiring.resolving import Verdict
from destination_writer.text.findings import Finding, Remedy, Severity

_TEST_ENVIRONMENTS = frozenset({"component", "test"})


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    found = subject.shared(wired)
    misplaced: set[str] = set()
    for bean in found.wiring.own:
        if not bean.is_test:
            yield from _in_tests_alone(found, bean, misplaced)
    yield from _nowhere(found)
    told: set[object] = set()
    for bean in found.wiring.own:
        if not bean.is_test and bean.is_certain:
            yield from _from_tests(found, bean, told)
    for context in found.mains:
        yield from _of_other_operation(found, context, misplaced, told)


RULE = Rule(
    "DW307",
    "wrong-context",
    Severity.ERROR,
    "A bean is there in another context than the one that needs it.",
    check_connector=_check,
)


def _in_tests_alone(found: Wired, bean: Bean, misplaced: set[str]) -> Iterator[Finding]:
    """A bean of the connector itself that carries a condition which only tests meet."""
    condition = next((c for c in bean.conditions if _is_for_tests(c)), None)
    if condition is None or bean.place is None or condition.span is None:
        return
    misplaced.add(bean.id)
    users = [p for b in found.wiring.own if not b.is_test for p in b.points if _wants(found, p, bean)]
    environments = " or ".join(condition.environments)
    yield Finding(
        code=RULE.code,
        severity=RULE.severity if users else Severity.WARNING,
        message=f"{bean.name} lies in src/main and is a bean in the environment {environments} alone: "
        + ("the connector itself needs it. This is a blocker." if users else "the connector itself never has it."),
        location=found.subject.location(bean.place.path, condition.span),
        cause="The component tests start in that environment; check and write do not, and fail where tests pass.",
        fix="Remove the condition, or move a bean that is for tests to src/test-integration.",
        evidence=(bean.name,),
        related=few(tuple(r for p in users for r in found.related(p.place, f"{p.name} asks for it"))),
        remedies=(Remedy("unmark", f"Let {bean.name} be there everywhere", _of_condition(bean)),) if users else (),
        data={"bean": bean.type.simple},
    )
    why = f"it is there in the environment {environments} alone"
    fix = "Remove the condition of the bean, or make one that is there everywhere."
    yield from (_at_point(found, point, (bean,), why, fix) for point in users)


def _nowhere(found: Wired) -> Iterator[Finding]:
    """Beans of the tests in an environment that no test class starts, once a condition."""
    started = {name for context in found.tests for name in context.environments}
    if not found.tests or any(context.is_open for context in found.tests):
        return
    told: set[object] = set()
    for bean in found.wiring.own:
        for condition in bean.conditions if bean.is_test and bean.place else ():
            wanted = condition.environments
            key = (bean.place.path if bean.place else "", condition.span)
            if not wanted or condition.is_opaque or condition.span is None or key in told or started & set(wanted):
                continue
            if any(name.isupper() for name in wanted):
                continue  # a constant, whose value is not known here
            told.add(key)
            path = key[0]
            there = ", ".join(sorted(started))
            yield Finding(
                code=RULE.code,
                severity=RULE.severity,
                message=f"No test class starts the environment {' or '.join(wanted)}: {bean.name} is never a bean. "
                "This is a blocker.",
                location=found.subject.location(path, condition.span),
                cause=f"The test classes of this connector start {there}.",
                fix="Write the environment that the test classes name in @MicronautTest.",
                evidence=(bean.name,),
                data={"bean": bean.type.simple},
            )


def _of_condition(bean: Bean) -> dict[str, str]:
    return {"file": bean.place.path if bean.place else "", "name": bean.name, "annotation": "Requires"}


def _is_for_tests(condition: Condition) -> bool:
    wanted = set(condition.environments)
    return bool(wanted) and wanted <= _TEST_ENVIRONMENTS and not condition.is_opaque


def _wants(found: Wired, point: Point, bean: Bean) -> bool:
    if point.setting is not None or point.is_opaque or point.is_spared or point.wrapper not in ASKING:
        return False
    return bean in found.resolver.fitting(point.type) and not any(
        found.resolver.resolve(point, context).bean for context in found.mains
    )


def _from_tests(found: Wired, bean: Bean, told: set[object]) -> Iterator[Finding]:
    """A place in the connector itself whose only beans are those of its tests."""
    for point in bean.points:
        if point.is_spared or point.wrapper not in ASKING or point.named is not None:
            continue
        resolved = [r for _, r in found.resolved(bean, point)]
        fitting = found.resolver.fitting(point.type)
        if not resolved or any(r.verdict is not Verdict.MISSING for r in resolved) or not fitting:
            continue
        if all(b.is_test for b in fitting) and all(b.is_test for b in found.idle_for(point.type)):
            told.add(point.place)
            yield _at_point(found, point, fitting, "only the tests supply one", "Make one in src/main as well.")


def _of_other_operation(found: Wired, context: Context, misplaced: set[str], told: set[object]) -> Iterator[Finding]:
    """A place that the operation comes to, and whose beans are those of another one."""
    for bean in _reached(found, context):
        for point in bean.points:
            if point.is_spared or point.wrapper not in ASKING or point.place in told or point.named is not None:
                continue
            if found.resolver.resolve(point, context).verdict is not Verdict.MISSING:
                continue
            fitting = [b for b in found.resolver.fitting(point.type) if not b.is_test and b.id not in misplaced]
            if fitting and all(is_active(b, context) is False for b in fitting):
                told.add(point.place)
                why = f"none is there in {context.name}"
                yield _at_point(
                    found, point, tuple(fitting), why, "Widen its @Requires, or make one for this operation too."
                )


def _reached(found: Wired, context: Context) -> list[Bean]:
    """What the CDK makes in this operation, with all that this needs."""
    roots = [d for d in (found.facts.demands if found.facts else ()) if d.operation == context.operation]
    wanted = [ref for d in roots for name in (d.type, *d.or_else) if (ref := found.cdk(name))]
    if operation := found.cdk("Operation"):
        wanted.append(operation)
    queue = [r.bean for ref in wanted if (r := found.resolver.find(ref, context)).bean is not None]
    seen: dict[str, Bean] = {}
    while queue:
        bean = queue.pop()
        if bean is None or bean.id in seen or not bean.is_certain:
            continue
        seen[bean.id] = bean
        queue += [found.resolver.resolve(point, context).bean for point in bean.points]
    return list(seen.values())


def _at_point(found: Wired, point: Point, beans: tuple[Bean, ...], why: str, fix: str) -> Finding:
    return Finding(
        code=RULE.code,
        severity=RULE.severity,
        message=f"No bean of type {asked(point)} for {point.name} where it is needed: {why}. This is a blocker.",
        location=found.subject.location(point.place.path, point.place.span),
        cause="A bean exists where its source set and its @Requires allow it, and nowhere else.",
        fix=fix,
        evidence=(f"{point.name}: {point.type}",),
        related=few(
            tuple(r for b in beans for r in found.related(_condition(b), f"{b.name} is there under this condition"))
        ),
        data={"bean": point.type.simple},
    )


def _condition(bean: Bean) -> Place | None:
    span = next((c.span for c in bean.conditions if c.span is not None), None)
    return Place(bean.place.path, span) if bean.place and span else bean.place
