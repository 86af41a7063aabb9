"""CDK members that a class still lacks."""

import pytest
from kotlin_cursor import contract, cut, knowledge

from destination_writer.connector.roles import Role
from destination_writer.kotlin.parse import parse_file
from destination_writer.lsp.missing import class_around, is_declaration_place, missing_members


def missing(text: str, role: Role | None = None, version: str = "1.0.13") -> list[str]:
    file = parse_file(text)
    owner = file.all_classes()[0]
    return [item.member.name for item in missing_members(owner, role, file, contract(version), knowledge())]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("class A : Aggregate", ["accept", "flush"]),
        ("class A : Aggregate { override suspend fun flush() {} }", ["accept"]),
        ("class A : Aggregate { suspend fun flush(now: Boolean) {} }", ["accept", "flush"]),
        ("class A(private val b: Aggregate) : Aggregate by b", []),
        ("class A : Comparable<A>", []),
        ("class A", []),
    ],
)
def test_what_supertypes_ask_for_and_the_class_has_not(text: str, names: list[str]) -> None:
    assert missing(text) == names


def test_the_text_is_a_stub_of_the_phase_that_owns_the_member() -> None:
    file = parse_file("package a\n\nclass A : Aggregate")
    accept, flush = missing_members(file.classes[0], Role.AGGREGATE, file, contract(), knowledge())
    assert flush.text == 'override suspend fun flush() {\n    TODO("Phase 5")\n}'
    assert flush.imports == ()
    assert accept.text == 'override fun accept(record: RecordDTO) {\n    TODO("Phase 5")\n}'
    assert accept.imports == ("io.airbyte.cdk.load.dataflow.transform.RecordDTO",)


@pytest.mark.parametrize(
    "head",
    [
        "import io.airbyte.cdk.load.dataflow.transform.RecordDTO",
        "import io.airbyte.cdk.load.dataflow.transform.*",
        "package io.airbyte.cdk.load.dataflow.transform",
    ],
)
def test_nothing_is_imported_twice(head: str) -> None:
    file = parse_file(f"{head}\n\nclass A : Aggregate")
    accept, _ = missing_members(file.classes[0], None, file, contract(), knowledge())
    assert accept.imports == ()


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("    |", True),
        ("    over|", True),
        ("    override |", True),
        ("    override suspend fun cre|", True),
        ("    fun `a|", True),
        ("    val x = cre|", False),
        ("    cre|(", False),
        ("    foo.|", False),
        ("    override fun f() { cre|", False),
    ],
)
def test_members_are_offered_where_one_can_begin(line: str, offered: bool) -> None:
    text, column = cut(line)
    assert is_declaration_place(text, column) is offered


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("class A {\n  |\n}", "A"),
        ("class A {\n  fun f() {\n  |\n  }\n}", None),
        ("class A {\n  class B {\n  |\n  }\n}", "B"),
        ("interface A {\n  |\n}", None),
        ("|\nclass A { }", None),
        ("class A {\n  val x = listOf(\n  |\n  )\n}", None),
    ],
)
def test_the_class_is_the_innermost_whose_body_it_is(marked: str, name: str | None) -> None:
    text, offset = cut(marked)
    found = class_around(parse_file(text), offset)
    assert (found.name if found else None) == name
