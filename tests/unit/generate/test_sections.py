"""The same statements in every form that a function may give them."""

import pytest

from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.sections import returned, split


def logged(text: str) -> str:
    return f"{text}.andLog()"


ONE = 'sql: "A"\n'
CONDITIONAL = 'sql when replace: "A"\nsql: "B"\n'
EACH = "sql each: all\n"


@pytest.mark.parametrize(
    ("template", "return_type", "expected"),
    [
        (ONE, "String", 'return "A".andLog()'),
        (ONE, "List<String>", 'return listOf("A".andLog())'),
        (ONE, "kotlin.collections.Set<String>", 'return setOf("A".andLog())'),
        (ONE + 'sql: "B"\n', "String", 'return listOf(\n    "A",\n    "B",\n).joinToString(";\\n").andLog()'),
        (
            CONDITIONAL,
            "List<String>",
            'return listOfNotNull(\n    if (replace) "A".andLog() else null,\n    "B".andLog(),\n)',
        ),
        (
            CONDITIONAL,
            "Set<String>",
            'return setOfNotNull(\n    if (replace) "A".andLog() else null,\n    "B".andLog(),\n)',
        ),
        (EACH, "List<String>", "return all.map { it.andLog() }"),
        ("sql each: first + rest\n", "List<String>", "return (first + rest).map { it.andLog() }"),
        (EACH, "Set<String>", "return all.map { it.andLog() }.toSet()"),
        (EACH, "String", 'return all.joinToString(";\\n").andLog()'),
    ],
)
def test_returned(template: str, return_type: str, expected: str) -> None:
    assert returned(split(template)[1], return_type, logged) == expected


def test_lines_before_the_first_section_are_kept_apart() -> None:
    prelude, sections = split('val x = 1\nsql: "A"\n    .trim()\n')
    assert prelude == "val x = 1"
    assert [section.expression for section in sections] == ['"A"\n    .trim()']


def test_a_type_that_holds_no_sql_is_refused() -> None:
    with pytest.raises(CannotGenerate, match="the function returns Int"):
        returned(split(ONE)[1], "Int", logged)
