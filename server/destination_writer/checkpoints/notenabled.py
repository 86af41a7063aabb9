"""Tests of the connector's suites that JUnit is told not to run: nothing they say or leave unsaid counts as passed."""

from collections.abc import Iterable, Mapping

from destination_writer.checkpoints.callers import Bodies, running
from destination_writer.connector.model import Connector
from destination_writer.connector.roles import simple_name
from destination_writer.kotlin.declarations import Annotation, Class

_DISABLED = "Disabled"


class NotEnabled:
    """What `@Disabled` says of classes and of tests, by their names."""

    def __init__(self, connector: Connector, bodies: Mapping[str, Bodies]) -> None:
        """`bodies` are the tests of every class (`callers.bodies_by_class`)."""
        self._bodies = bodies
        self._classes: dict[str, str] = {}
        self._tests: dict[tuple[str, str], str] = {}
        for source in connector.sources:
            for declared in source.declared.all_classes() if source.is_test else ():
                self._read(declared)

    def _read(self, declared: Class) -> None:
        mark = _mark(declared.annotations)
        if mark:
            self._classes[declared.name] = mark
        for function in declared.functions:
            mark = _mark(function.annotations)
            if mark:
                self._tests[declared.name, function.name] = mark

    def mark(self, classes: Iterable[str], test: str) -> str:
        """The annotation that keeps a suite's test from running, as written; empty when one of the classes runs it, or
        when none is known to."""
        marks = [self._of(name, test) for name in classes]
        return marks[0] if marks and all(marks) else ""

    def _of(self, class_name: str, test: str) -> str:
        if class_name in self._classes:
            return self._classes[class_name]
        marks = [self._tests.get((class_name, name), "") for name in running(test, self._bodies.get(class_name, {}))]
        return marks[0] if marks and all(marks) else ""


def _mark(annotations: Iterable[Annotation]) -> str:
    found = next((a for a in annotations if simple_name(a.name) == _DISABLED), None)
    if found is None:
        return ""
    return f"@{_DISABLED}({found.arguments})" if found.arguments else f"@{_DISABLED}"
