"""What a checkpoint runs: the phase's tests by their real class names, then everything that must still pass."""

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from destination_writer.checkpoints.callers import bodies_by_class, is_test, running
from destination_writer.checkpoints.components import real_components
from destination_writer.checkpoints.runner import WantedBuild, WantedTest
from destination_writer.connector.model import Component, Connector
from destination_writer.connector.roles import SUITE_ROLES, Role, supertype_of
from destination_writer.knowledge.phases import Phase, RequiredTest

_UNIT = "test"
_INTEGRATION = "integrationTest"


@dataclass(frozen=True, slots=True)
class Plan:
    """`tests` are the checkpoint's own, `regressions` those of earlier phases. `missing` are sentences on tests
    that no class of the connector can run. `whole` asks for every test there is."""

    phase: int
    tests: tuple[WantedTest, ...] = ()
    regressions: tuple[WantedTest, ...] = ()
    builds: tuple[WantedBuild, ...] = ()
    missing: tuple[str, ...] = ()
    whole: bool = False

    @property
    def in_words(self) -> str:
        """What would run, as `2 tests of phase 3, and again 5 of earlier phases`."""
        if self.whole:
            return f"the whole suite, for phase {self.phase}"
        count = len(self.tests)
        own = f"{count or 'no'} test{'' if count == 1 else 's'} of phase {self.phase}"
        return f"{own}, and again {len(self.regressions)} of earlier phases" if self.regressions else own


def plan_checkpoint(phases: tuple[Phase, ...], number: int, connector: Connector, version: str | None) -> Plan:
    """What phase `number` runs. Skipped phases are left out of the regression set. `version` is the pinned CDK version,
    None for an unknown one."""
    phase = phases[number]
    own = phase.tests_for(version)
    earlier = [p for p in phases[:number] if connector.state.skip_reason(p.number) is None]
    before = [test for p in earlier for test in p.tests_for(version)]
    tests = tuple(dict.fromkeys(_wanted(own, connector)))
    again = dict.fromkeys([*_wanted(before, connector), *_passed_before(connector)])
    return Plan(
        phase=number,
        tests=tests,
        regressions=tuple(test for test in again if test not in tests),
        builds=tuple(_build(record.slug, record.command) for record in phase.records),
        missing=tuple(dict.fromkeys(_without_class(own, connector))),
        whole=phase.whole_suite,
    )


def _wanted(tests: Iterable[RequiredTest], connector: Connector) -> Iterator[WantedTest]:
    bodies = bodies_by_class(connector)
    for test in tests:
        for component in _suites(connector, Role(test.suite)):
            names = running(test.name, bodies.get(component.declaration.name, {}))
            if not names and not test.when_present:
                names = (test.name,)  # nothing runs it: the runner says so
            for name in names:
                yield WantedTest(class_name(connector, component), name, source_set(connector, component))


def _suites(connector: Connector, role: Role) -> list[Component]:
    found = real_components(connector, role)
    return [c for c in found if "interface" not in c.declaration.kind and "abstract" not in c.declaration.modifiers]


def class_name(connector: Connector, component: Component) -> str:
    """The class as a report names it: with its package."""
    source = connector.source(component.path)
    package = source.declared.package if source else ""
    return f"{package}.{component.declaration.name}" if package else component.declaration.name


def source_set(connector: Connector, component: Component) -> str:
    """`test` or `integrationTest`, as Gradle names them."""
    source = connector.source(component.path)
    return _UNIT if source is not None and source.source_set == "test" else _INTEGRATION


def test_classes(connector: Connector) -> tuple[WantedTest, ...]:
    """Every class of the test source sets that declares a test or plays the part of a suite, as a whole."""
    found: dict[WantedTest, None] = {}
    for source in connector.sources:
        suites = {component.declaration.name for component in source.components if component.role in SUITE_ROLES}
        for declared in source.declared.classes if source.is_test else ():
            if declared.name in suites or any(is_test(function) for function in declared.functions):
                name = f"{source.declared.package}.{declared.name}" if source.declared.package else declared.name
                found[WantedTest(name, "", _UNIT if source.source_set == "test" else _INTEGRATION)] = None
    return tuple(found)


def _without_class(tests: Iterable[RequiredTest], connector: Connector) -> Iterator[str]:
    for test in tests:
        role = Role(test.suite)
        if not test.when_present and not _suites(connector, role):
            wanted = supertype_of(role) or role.value.replace("_", " ")
            yield f"No class extends {wanted}, so nothing runs `{test.name}`; add the class."


def _passed_before(connector: Connector) -> Iterator[WantedTest]:
    """Tests that the state file lists as passed, where their class is still there."""
    classes = {c.declaration.name: c for s in connector.sources if s.is_test for c in s.components}
    for entry in connector.state.passed_tests:
        suite, _, name = entry.partition(".")
        if suite in classes and name:
            yield WantedTest(class_name(connector, classes[suite]), name, source_set(connector, classes[suite]))


def _build(slug: str, command: str) -> WantedBuild:
    """`./gradlew :path:task -x other` as the task's name and the arguments behind it."""
    words = shlex.split(command)[1:]
    tasks = tuple(word.rpartition(":")[2] for word in words if word.startswith(":"))
    return WantedBuild(slug, tasks, tuple(word for word in words if not word.startswith(":")))
