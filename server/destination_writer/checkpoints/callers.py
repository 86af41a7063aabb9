"""Tests of a connector that call a suite's test with the values they expect, under names of their own.

Many tests of the CDK's suites have parameters and no annotation: the connector declares `table name`, which calls
`simple table name` with its own expectation, and reports know the former alone.
"""

from collections.abc import Mapping

from destination_writer.connector.model import Connector, SourceFile
from destination_writer.connector.roles import simple_name
from destination_writer.kotlin.declarations import Class, Function

TEST_ANNOTATIONS = frozenset({"Test", "ParameterizedTest", "RepeatedTest", "TestFactory", "TestTemplate"})

Bodies = Mapping[str, str]
"""The text behind the signature of each test function of a class, by name."""


def is_test(function: Function) -> bool:
    """Whether JUnit takes it for a test."""
    return any(simple_name(annotation.name) in TEST_ANNOTATIONS for annotation in function.annotations)


def test_bodies(source: SourceFile, declared: Class) -> dict[str, str]:
    """In the order of the file."""
    return {f.name: _body(source.text, f) for f in declared.functions if is_test(f)}


def running(name: str, tests: Bodies) -> tuple[str, ...]:
    """The tests of a class that run the suite's test `name`: the one of that name, else those that call it."""
    if name in tests:
        return (name,)
    return tuple(test for test, body in tests.items() if f"`{name}`(" in body or f".{name}(" in body)


def bodies_by_class(connector: Connector) -> dict[str, Bodies]:
    """The tests of every class of the test source sets, by its simple name."""
    return {
        declared.name: test_bodies(source, declared)
        for source in connector.sources
        if source.is_test
        for declared in source.declared.all_classes()
    }


def _body(text: str, function: Function) -> str:
    return text[function.body.span.start : function.body.span.end] if function.body else ""
