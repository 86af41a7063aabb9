"""The tests that ran, by the suite they belong to, and what is wrong with those that a phase needs."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from destination_writer.checkpoints.callers import bodies_by_class, running
from destination_writer.checkpoints.invocations import Invocations, name_of, simple_class
from destination_writer.checkpoints.notenabled import NotEnabled
from destination_writer.checkpoints.results import Evidence, Freshness, is_local
from destination_writer.checkpoints.status import Blocker, BlockerKind
from destination_writer.connector.model import Connector
from destination_writer.connector.roles import SUITE_ROLES, Role, supertype_of
from destination_writer.knowledge.phases import RequiredTest
from destination_writer.text.testruns import Outcome, TestResult

RULE = "This is a blocker: all tests must pass before the next phase."


REAL_BUILD_ONLY = frozenset(
    {Role.WIRING_SUITE, Role.INTEGRATION_SUITE, Role.SPEC_TEST, Role.CHECK_TEST, Role.WRITE_INITIALIZATION_TEST}
)
"""Suites that prove Micronaut's wiring or the CDK's own pipeline: a pass of the local runner says nothing about them, a
failure does."""


class TestBook:
    """Results by (role of their suite, plain name). A result whose class is no suite has the role None."""

    __test__ = False  # the name is the domain's, not pytest's

    def __init__(self, connector: Connector, evidence: Evidence) -> None:
        self.evidence = evidence
        self.classes = _suite_classes(connector)
        self._declared = {c.name for source in connector.sources for c in source.declared.all_classes()}
        self._invoked = Invocations(connector, self.classes)
        self._bodies = bodies_by_class(connector)
        self._not_enabled = NotEnabled(connector, self._bodies)
        self._results: defaultdict[tuple[Role | None, str], list[TestResult]] = defaultdict(list)
        for result in evidence.tests:
            role = self.role_of(result)
            if role in REAL_BUILD_ONLY and is_local(result) and not result.outcome.is_bad:
                continue
            self._results[role, name_of(result)].append(result)
            self._invoked.add(role, result)

    def role_of(self, result: TestResult) -> Role | None:
        """The part of the class that a result names, nested classes counting as their outer one."""
        return self.classes.get(simple_class(result.suite))

    def has_suite(self, role: Role) -> bool:
        return role in self.classes.values()

    def find(self, role: Role, name: str) -> list[TestResult]:
        """Results of a test. Where the connector declares no class of that role, results of classes that it does not
        declare either count by their name: the suite may be Java, or generated."""
        found = self._results.get((role, name), []) or self._invoked.of(role, name) or self._by_callers(role, name)
        if found or self.has_suite(role):
            return found
        return [r for r in self._results.get((None, name), []) if simple_class(r.suite) not in self._declared]

    def _by_callers(self, role: Role, name: str) -> list[TestResult]:
        """Results of the connector's tests that call the suite's with their own expectations."""
        found: list[TestResult] = []
        for class_name, known in self.classes.items():
            callers = running(name, self._bodies.get(class_name, {})) if known == role else ()
            found += [
                result
                for caller in callers
                for result in self._results.get((role, caller), [])
                if simple_class(result.suite) == class_name
            ]
        return found

    def disabled_by(self, role: Role, name: str) -> str:
        """The annotation that keeps JUnit from running a test, in every class that has it; empty for none."""
        return self._not_enabled.mark((c for c, known in self.classes.items() if known == role), name)

    def own_tests(self) -> Iterator[TestResult]:
        """Results of tests that the connector wrote itself, outside the CDK's suites."""
        return (r for (role, _), results in self._results.items() if role is None for r in results)

    def suite_tests(self) -> Iterator[tuple[Role, str, TestResult]]:
        for (role, name), results in self._results.items():
            if role is not None:
                yield from ((role, name, result) for result in results)


def required_blockers(book: TestBook, required: Iterable[RequiredTest], regressed: frozenset[str]) -> list[Blocker]:
    """What is wrong with the tests that a phase needs: one blocker for each that failed or was skipped, and one for all
    of a suite that are disabled, that have no result, or none that speaks of the sources as they are."""
    blockers: dict[str, Blocker] = {}
    missing: defaultdict[Role, list[str]] = defaultdict(list)
    aged: defaultdict[Freshness, list[str]] = defaultdict(list)
    disabled: defaultdict[tuple[Role, str], list[str]] = defaultdict(list)
    for test in required:
        role = Role(test.suite)
        mark = book.disabled_by(role, test.name)
        if mark:
            disabled[role, mark].append(test.name)
            continue
        results = book.find(role, test.name)
        if not results and not test.when_present:
            missing[role].append(test.name)
        ages = {book.evidence.freshness(result) for result in results}
        for result in results:
            if book.evidence.freshness(result) != Freshness.STALE and result.outcome != Outcome.PASSED:
                blocker = not_passed(result, regressed)
                blockers.setdefault(blocker.sentence, blocker)
                break
        else:
            worst = next((age for age in (Freshness.STALE, Freshness.UNKNOWN) if age in ages), None)
            if worst:
                aged[worst].append(test.name)
    absent = [_missing(role, names, book.has_suite(role)) for role, names in missing.items()]
    waiting = [_not_enabled(role, mark, names) for (role, mark), names in disabled.items()]
    return [*blockers.values(), *waiting, *absent, *(_aged(age, names) for age, names in aged.items())]


def not_passed(result: TestResult, regressed: frozenset[str] = frozenset()) -> Blocker:
    """The blocker for a result that is no pass."""
    name = name_of(result)
    place = f"`{name}` of {simple_class(result.suite)}"
    if result.outcome == Outcome.SKIPPED:
        why = _first_line(result.output).rstrip(".")
        sentence = f"The test {place} was skipped{f' ({why})' if why else ''}; a skipped test proves nothing. {RULE}"
        return Blocker(BlockerKind.SKIPPED_TEST, sentence, tests=(name,))
    what = "failed" if result.outcome == Outcome.FAILED else "ended with an error"
    said = f": {_first_line(result.failures[0].message)}" if result.failures and result.failures[0].message else ""
    if identity(result) in regressed:
        sentence = f"The test {place} passed before and {what} now{said}. A regression. {RULE}"
        return Blocker(BlockerKind.REGRESSION, sentence, tests=(name,))
    return Blocker(BlockerKind.FAILED_TEST, f"The test {place} {what}{said}. {RULE}", tests=(name,))


def identity(result: TestResult) -> str:
    """How the state names a test that passed: `ClassName.test name`."""
    return f"{simple_class(result.suite)}.{name_of(result)}"


def _missing(role: Role, names: list[str], has_suite: bool) -> Blocker:
    listed = ", ".join(f"`{name}`" for name in names)
    if has_suite:
        sentence = f"No result for {listed} ({role.value.replace('_', ' ')}); run them. {RULE}"
    else:
        sentence = f"No class extends {supertype_of(role)}, so nothing runs {listed}; add the class. {RULE}"
    return Blocker(BlockerKind.MISSING_TEST, sentence, tests=tuple(names))


def _not_enabled(role: Role, mark: str, names: list[str]) -> Blocker:
    listed = ", ".join(f"`{name}`" for name in names)
    sentence = (
        f"Not enabled yet: {listed} ({role.value.replace('_', ' ')}). {mark} keeps JUnit from running them, so nothing "
        f"is proven; enable the tests of this phase. {RULE}"
    )
    return Blocker(BlockerKind.NOT_ENABLED, sentence, tests=tuple(names))


def _aged(age: Freshness, names: list[str]) -> Blocker:
    listed = ", ".join(f"`{name}`" for name in names)
    if age == Freshness.STALE:
        sentence = f"The sources changed after the results for {listed}; run them again. {RULE}"
        return Blocker(BlockerKind.STALE_RESULT, sentence, tests=tuple(names))
    sentence = f"Whether the results for {listed} speak of the sources as they are is unknown; run them here. {RULE}"
    return Blocker(BlockerKind.UNKNOWN_AGE, sentence, tests=tuple(names))


def _suite_classes(connector: Connector) -> dict[str, Role]:
    return {
        component.declaration.name: component.role
        for source in connector.sources
        for component in source.components
        if component.role in SUITE_ROLES
    }


def _first_line(message: str) -> str:
    line = next((line.strip() for line in message.splitlines() if line.strip()), "")
    return (line[:157] + "..." if len(line) > 160 else line).rstrip(".")
