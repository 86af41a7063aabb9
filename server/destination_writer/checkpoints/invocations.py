"""Results that name only the arguments of a parametrised test, and the tests they stand for.

Gradle's report calls each invocation of a `@ParameterizedTest` by its display name (`[3] 42, true`) and leaves the
method out. In a class that declares n such tests and whose results count from [1] n times, every one of them ran.
"""

import re
from collections import defaultdict

from destination_writer.connector.model import Connector
from destination_writer.connector.roles import Role, simple_name
from destination_writer.knowledge.phases import plain_test_name
from destination_writer.kotlin.declarations import Class
from destination_writer.text.testruns import TestResult

_INVOCATION = re.compile(r"\[(\d+)\](?:\s|$)")


def name_of(result: TestResult) -> str:
    """A test's plain name; of an invocation that has only its arguments, these."""
    return plain_test_name(result.name) or result.name


def simple_class(suite: str) -> str:
    """`a.b.Outer$Inner` is `Outer`."""
    return suite.rpartition(".")[2].partition("$")[0]


def is_nameless(result: TestResult) -> bool:
    """True when the report names the arguments alone."""
    return _INVOCATION.match(result.name) is not None


class Invocations:
    """Nameless results by the class that they ran in. `classes` gives the roles of the suites' classes."""

    def __init__(self, connector: Connector, classes: dict[str, Role]) -> None:
        declared = (c for source in connector.sources for c in source.declared.all_classes() if c.name in classes)
        self._tests = {c.name: _parametrised(c) for c in declared}
        self._results: defaultdict[tuple[Role, str], list[TestResult]] = defaultdict(list)

    def add(self, role: Role | None, result: TestResult) -> None:
        if role is not None and is_nameless(result):
            self._results[role, simple_class(result.suite)].append(result)

    def of(self, role: Role, name: str) -> list[TestResult]:
        """The results of the classes in which a parametrised test of that name must have run."""
        return [
            result
            for (owner, class_name), results in self._results.items()
            if owner == role
            and name in (tests := self._tests.get(class_name, frozenset()))
            and _all_ran(tests, results)
            for result in results
        ]


def _parametrised(declared: Class) -> frozenset[str]:
    found: set[str] = set()
    for function in declared.functions:
        marks = {simple_name(annotation.name) for annotation in function.annotations}
        if "ParameterizedTest" in marks and "Disabled" not in marks:
            found.add(function.name)
    return frozenset(found)


def _all_ran(tests: frozenset[str], results: list[TestResult]) -> bool:
    begun = sum(1 for result in results if (match := _INVOCATION.match(result.name)) and match[1] == "1")
    return begun >= len(tests)
