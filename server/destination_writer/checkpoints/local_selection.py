"""Which test functions the local runner runs for the tests that a checkpoint asks for."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from destination_writer.checkpoints.runner import RunRequest, WantedTest
from destination_writer.connector.model import Connector
from destination_writer.connector.roles import simple_name
from destination_writer.kotlin.declarations import Class, Function
from destination_writer.toolchain.localrun.testrun import WantedClass

_MARKS = frozenset({"Test", "ParameterizedTest"})
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
            tests = {f.name: _body(source.text, f) for f in declared.functions if _is_test(f)}
            if _can_run(declared) and (tests or declared.supertypes):
                package = source.declared.package
                found[f"{package}.{declared.name}" if package else declared.name] = tests
    return found


def _can_run(declared: Class) -> bool:
    return declared.kind == "class" and "abstract" not in declared.modifiers


def _is_test(function: Function) -> bool:
    return not _MARKS.isdisjoint(simple_name(annotation.name) for annotation in function.annotations)


def _body(text: str, function: Function) -> str:
    return text[function.body.span.start : function.body.span.end] if function.body else ""


def _classes(wanted: Iterable[WantedTest], declared: Tests) -> list[WantedClass]:
    merged: dict[str, WantedClass] = {}
    for test in wanted:
        known = merged.get(test.suite, WantedClass(test.suite))
        tests = declared.get(test.suite, {})
        names = _running(test.name, tests) if test.name else tuple(tests)
        merged[test.suite] = replace(
            known, names=tuple(dict.fromkeys([*known.names, *names])), whole=known.whole or not test.name
        )
    return list(merged.values())


def _running(name: str, tests: Mapping[str, str]) -> tuple[str, ...]:
    """The function of that name; else those that call the suite's test of that name with the values they expect."""
    if name in tests:
        return (name,)
    callers = tuple(test for test, body in tests.items() if f"`{name}`(" in body or f".{name}(" in body)
    return callers or (name,)


def _not_again(item: WantedClass, before: Iterable[WantedClass]) -> WantedClass | None:
    """Without what an earlier entry for the same class runs; None when nothing is left."""
    earlier = [other for other in before if other.suite == item.suite]
    if any(other.whole for other in earlier):
        return None
    done = tuple(name for other in earlier for name in other.names)
    left = tuple(name for name in item.names if name not in done)
    return replace(item, names=left, without=done) if left or item.whole else None
