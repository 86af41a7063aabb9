"""Which test functions the local runner runs for the tests that a checkpoint asks for."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from destination_writer.checkpoints.callers import running, test_bodies
from destination_writer.checkpoints.runner import RunRequest, WantedTest
from destination_writer.connector.model import Connector
from destination_writer.kotlin.declarations import Class
from destination_writer.toolchain.localrun.testrun import WantedClass

Tests = Mapping[str, Mapping[str, str]]
"""By a class's full name: the bodies of its test functions by name, in the order of the file."""


def selected(request: RunRequest) -> tuple[WantedClass, ...]:
    """The checkpoint's tests by class, then the regressions, then for the whole suite what is left; no test twice."""
    declared = declared_tests(request.connector)
    groups = [_classes(request.tests, declared), _classes(request.regressions, declared)]
    if request.whole_suite:
        groups.append([WantedClass(suite, tuple(tests), whole=True) for suite, tests in declared.items()])
    found: list[WantedClass] = []
    for group in groups:
        found.extend(item for each in group if (item := _not_again(each, found)) is not None)
    return tuple(found)


def declared_tests(connector: Connector) -> Tests:
    """Classes of the test source sets that can be run: what is abstract or an interface has only heirs."""
    found: dict[str, dict[str, str]] = {}
    for source in connector.sources:
        if not source.is_test:
            continue
        for declared in source.declared.classes:
            tests = test_bodies(source, declared)
            if _can_run(declared) and (tests or declared.supertypes):
                package = source.declared.package
                found[f"{package}.{declared.name}" if package else declared.name] = tests
    return found


def _can_run(declared: Class) -> bool:
    return declared.kind == "class" and "abstract" not in declared.modifiers


def _classes(wanted: Iterable[WantedTest], declared: Tests) -> list[WantedClass]:
    merged: dict[str, WantedClass] = {}
    for test in wanted:
        known = merged.get(test.suite, WantedClass(test.suite))
        tests = declared.get(test.suite, {})
        names = (running(test.name, tests) or (test.name,)) if test.name else tuple(tests)
        merged[test.suite] = replace(
            known, names=tuple(dict.fromkeys([*known.names, *names])), whole=known.whole or not test.name
        )
    return list(merged.values())


def _not_again(item: WantedClass, before: Iterable[WantedClass]) -> WantedClass | None:
    """Without what an earlier entry for the same class runs; None when nothing is left."""
    earlier = [other for other in before if other.suite == item.suite]
    if any(other.whole for other in earlier):
        return None
    done = tuple(name for other in earlier for name in other.names)
    left = tuple(name for name in item.names if name not in done)
    return replace(item, names=left, without=done) if left or item.whole else None
