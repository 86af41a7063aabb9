"""Imports: added once, sorted; what is there already is used."""

import pytest

from destination_writer.generate.imports import name_in, with_import, with_imports
from destination_writer.kotlin.parse import parse_file


@pytest.mark.parametrize(
    ("header", "full_name", "text", "wanted"),
    [
        ("package p\n", "a.b.C", "C", "a.b.C"),
        ("package p\nimport a.b.C\n", "a.b.C", "C", None),
        ("package p\nimport a.b.C as D\n", "a.b.C", "D", None),
        ("package p\nimport a.b.*\n", "a.b.C", "C", None),
        ("package p\nimport a.*\n", "a.b.C", "C", "a.b.C"),
        ("package a.b\n", "a.b.C", "C", None),
        ("package p\nimport x.C\n", "a.b.C", "a.b.C", None),
        ("package p\nclass C\n", "a.b.C", "a.b.C", None),
        ("package p\n", "kotlin.String", "String", None),
        (
            "package p\nimport io.airbyte.cdk.load.table.TableName\n",
            "io.airbyte.cdk.load.schema.model.TableName",
            "TableName",
            None,
        ),
    ],
)
def test_name_in(header: str, full_name: str, text: str, wanted: str | None) -> None:
    found = name_in(parse_file(header), full_name)
    assert (found.text, found.wanted) == (text, wanted)


@pytest.mark.parametrize(
    ("before", "full_name", "after"),
    [
        ("package p\n\nclass X\n", "a.B", "package p\n\nimport a.B\n\nclass X\n"),
        ("package p\n\nimport a.A\nimport a.C\n", "a.B", "package p\n\nimport a.A\nimport a.B\nimport a.C\n"),
        ("package p\n\nimport a.A // why\n", "a.B", "package p\n\nimport a.A // why\nimport a.B\n"),
        ("package p\r\n\r\nimport z.Z\r\n", "a.B", "package p\r\n\r\nimport a.B\r\nimport z.Z\r\n"),
        ("package p\n\nimport c.C\nimport a.A\n", "b.B", "package p\n\nimport c.C\nimport a.A\nimport b.B\n"),
        ("class X\n", "a.B", "import a.B\n\nclass X\n"),
    ],
)
def test_with_import(before: str, full_name: str, after: str) -> None:
    assert with_import(before, parse_file(before), full_name) == after


@pytest.mark.parametrize(
    ("before", "names", "after"),
    [
        ("package p\n\nclass X\n", ["b.B", "a.A"], "package p\n\nimport a.A\nimport b.B\n\nclass X\n"),
        ("package p\n\nimport b.B\n\nclass X\n", ["b.B", "a.A"], "package p\n\nimport a.A\nimport b.B\n\nclass X\n"),
        ("package p\r\n\r\nclass X\r\n", ["a.A"], "package p\r\n\r\nimport a.A\r\n\r\nclass X\r\n"),
        ("package p // why\n\nclass X\n", ["a.A"], "package p // why\n\nimport a.A\n\nclass X\n"),
        ("class X\n", ["a.A", "b.B"], "import a.A\nimport b.B\n\nclass X\n"),
        ("package p\n\nclass X\n", [], "package p\n\nclass X\n"),
    ],
    ids=["sorted", "one is there", "line ends", "a comment behind the package", "no package", "none"],
)
def test_several_imports(before: str, names: list[str], after: str) -> None:
    assert with_imports(before, parse_file(before), names) == after
