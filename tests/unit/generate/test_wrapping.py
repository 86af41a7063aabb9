"""Lines above 100 columns, and how they are broken."""

import pytest

from destination_writer.generate.wrapping import LINE, wrapped

LONG = "a" * 40
OTHER = "b" * 40
CASES = {
    "an assignment": (
        f"    val {LONG} = {OTHER}.copy(namespace = target)",
        f"    val {LONG} =\n        {OTHER}.copy(namespace = target)",
    ),
    "a branch": (
        f"    is {LONG} -> {OTHER}.format(value.value)",
        f"    is {LONG} ->\n        {OTHER}.format(value.value)",
    ),
    "operators, the loosest first": (
        f"    return {LONG} && {OTHER} || flag",
        f"    return {LONG} && {OTHER} ||\n        flag",
    ),
    "an elvis": (
        f"    return first{LONG}[{OTHER}] ?: something",
        f"    return first{LONG}[{OTHER}]\n        ?: something",
    ),
    "arguments": (
        f"    call({LONG}, listOf(1, 2), {OTHER})",
        f"    call(\n        {LONG},\n        listOf(1, 2),\n        {OTHER},\n    )",
    ),
    "one argument": (
        f"    firstly({LONG}.second({OTHER}))",
        f"    firstly(\n        {LONG}.second({OTHER})\n    )",
    ),
    "parameters of a declaration": (
        f"    private fun f({LONG}: Int, {OTHER}: Int) {{",
        f"    private fun f(\n        {LONG}: Int,\n        {OTHER}: Int,\n    ) {{",
    ),
    "a chain": (
        f'    {LONG}(1).map {{ it.{OTHER} }}.joinToString(", ")',
        f'    {LONG}(1)\n        .map {{ it.{OTHER} }}\n        .joinToString(", ")',
    ),
    "a lambda": (
        f"    things.map {{ (name, column) -> {LONG} * {OTHER} }},",
        f"    things.map {{ (name, column) ->\n        {LONG} * {OTHER}\n    }},",
    ),
    "SQL that is logged, before a clause": (
        f'    return "DELETE FROM ${{table.{LONG}()}} AS t WHERE $sameKey AND $newer".andLog()',
        f'    return ("DELETE FROM ${{table.{LONG}()}} AS t WHERE $sameKey " +\n        "AND $newer").andLog()',
    ),
    "text, at a space": (
        f'    "one {LONG} two {OTHER} three",',
        f'    "one {LONG} two {OTHER} " +\n        "three",',
    ),
    "text without a space, before a template": (
        f'    "http://{LONG}/${{host.{OTHER}}}/x"',
        f'    "http://{LONG}/" +\n        "${{host.{OTHER}}}/x"',
    ),
    "a line comment, into the one behind it": (
        f"    // {LONG} {OTHER} and more words here\n    // that go on",
        f"    // {LONG} {OTHER} and more\n    // words here that go on",
    ),
    "a KDoc": (
        f"    /** {LONG} {OTHER} and more words. */",
        f"    /**\n     * {LONG} {OTHER} and more\n     * words.\n     */",
    ),
    "many numbers": (
        "    setOf(" + ", ".join(["1234567"] * 13) + ")",
        "    setOf(\n        " + ", ".join(["1234567"] * 10) + ",\n        " + ", ".join(["1234567"] * 3) + ",\n    )",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_long_line_is_broken(name: str) -> None:
    before, after = CASES[name]
    assert wrapped(before) == after


KEPT = {
    "a short line": "    val a = 1",
    "a condition": f"    if ({LONG} == {OTHER} && something.else.there) {{",
    "a raw string of several lines": f'val x = """\n    {LONG} = {LONG} + {OTHER}\n"""',
    "a block comment": f"/*\n {LONG} = {LONG} + {OTHER}\n*/",
    "an open expression": f"    val x = {LONG}({OTHER}, listOf(something,",
}


@pytest.mark.parametrize("name", KEPT)
def test_what_cannot_be_told_from_the_line_stays(name: str) -> None:
    assert wrapped(KEPT[name]) == KEPT[name]


def test_lines_that_were_there_before_stay() -> None:
    line = CASES["arguments"][0]
    assert wrapped(line, frozenset({line})) == line


@pytest.mark.parametrize("name", CASES)
def test_what_is_broken_fits_and_stays_as_it_is(name: str) -> None:
    once = wrapped(CASES[name][0])
    assert all(len(line) <= LINE for line in once.split("\n"))
    assert wrapped(once) == once
