"""Put a body where a stub was, as the function has it: expression or block, its indentation, its line ends."""

import re

from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.lines import indent_at, indent_unit, indented, line_start, newline_of
from destination_writer.generate.masking import mask
from destination_writer.generate.place import Place, Shape

_WIDTH = 100
"""Columns: what ktfmt, which connectors are formatted with, allows."""
_MARKER = re.compile(
    r"(?i)[ \t]*//\s*(?:todo:?\s*)?(?:to be\s+)?(?:implement(?:ed)?|complete(?:d)?|written|done|due|stub)?"
    r"(?:\s*(?:this|it))?\s*(?:in|for|by|at)?\s*phase\s+\d+\s*(?:stub)?[.:!]*[ \t]*(?:\r\n|\r|\n)\Z"
)
_LOCAL = re.compile(r"^(?:val|var) (?:\(([^)]*)\)|(\w+))", re.MULTILINE)


def fitted(place: Place, body: str, return_type: str) -> str:
    """The file's text with `body` (statements at column 0, four spaces a step) in place of the stub.

    `return_type` is declared where the function gets a block and has no type yet.
    """
    text = place.source.text
    if place.shape == Shape.EXPRESSION:
        return _in_expression(place, text, body, return_type)
    if place.shape == Shape.STATEMENT:
        return _in_block(place, text, body)
    raise CannotGenerate(
        f"the stub is a part of a larger expression in {place.function.name}",
        ("a stub that is the whole body, or a statement of it",),
    )


def _in_expression(place: Place, text: str, body: str, return_type: str) -> str:
    span = place.body.span
    body = "\n".join([*_comments(place, text), body])
    expression = single_expression(body)
    indent, unit, newline = indent_at(text, place.function.name_span.start), indent_unit(text), newline_of(text)
    start = _before_space(text, span.start)
    if expression is not None:
        head = text[line_start(text, start) : start]
        if "\n" not in expression and len(head) + len(expression) + 3 <= _WIDTH:
            return f"{text[:start]} = {expression}{text[span.end :]}"
        if place.function.return_type or "\n" not in expression:
            lines = indented(expression, indent + unit, unit)
            return f"{text[:start]} ={newline}{newline.join(lines)}{text[span.end :]}"
    if place.is_value:
        raise CannotGenerate(
            f"what {place.function.name} gives takes several statements",
            (f"a getter for {place.function.name}: get() = ...",),
        )
    declared = "" if place.function.return_type or place.member or return_type == "Unit" else f": {return_type}"
    lines = newline.join(indented(body, indent + unit, unit))
    return f"{text[:start]}{declared} {{{newline}{lines}{newline}{indent}}}{text[span.end :]}"


def _comments(place: Place, text: str) -> list[str]:
    """What stands between the `=` and the stub, or behind it: nothing but comments."""
    around = (text[place.body.span.start + 1 : place.statement.start], text[place.statement.end : place.body.span.end])
    lines = [line.strip() for part in around for line in re.split(r"\r\n|\r|\n", part)]
    return [line for line in lines if line]


def _in_block(place: Place, text: str, body: str) -> str:
    clash = place.locals & _declared(body)
    if clash:
        raise CannotGenerate(
            f"{place.function.name} already declares {', '.join(sorted(clash))} before the stub",
            ("a stub that is the only statement of its function",),
        )
    if place.goes_on and re.search(r"\breturn\b(?!@)", mask(body)):
        raise CannotGenerate(
            f"{place.function.name} goes on behind the stub", ("a stub that is the last statement of its function",)
        )
    unit, newline = indent_unit(text), newline_of(text)
    if place.dead:
        kept = text[place.statement.end : place.dead.start].rstrip()
        text = text[: place.statement.end] + kept + text[place.dead.end :]
    span, block = place.statement, place.body.span
    own_line = text[line_start(text, span.start) : span.start].strip(" \t") == ""
    if own_line:
        lines = indented(body, indent_at(text, span.start), unit)
        return _without_marker(text[: line_start(text, span.start)]) + newline.join(lines) + text[span.end :]
    indent = indent_at(text, place.function.name_span.start)
    lines = newline.join(indented(body, indent + unit, unit))
    before, after = text[: span.start].rstrip(" \t"), text[span.end :].lstrip(" \t")
    closing = newline + indent if after.startswith("}") and span.end <= block.end else newline
    return f"{before}{newline}{lines}{closing}{after}"


def _without_marker(before: str) -> str:
    """The text before a stub, without a comment right above it that only says in which phase it is due."""
    return _MARKER.sub("", before)


def single_expression(body: str) -> str | None:
    """The expression of a body that is nothing but `return <expression>`; None for any other."""
    starts = [line for line in body.split("\n") if line and not line[0].isspace() and line[0] not in ")}]"]
    if len(starts) != 1 or not body.startswith("return "):
        return None
    rest = body.removeprefix("return ")
    return None if re.search(r"\breturn\b(?!@)", mask(rest)) else rest.strip()


def _declared(body: str) -> set[str]:
    names: set[str] = set()
    for several, one in _LOCAL.findall(mask(body)):
        names |= {name.strip() for name in several.split(",")} if several else {one}
    return names


def _before_space(text: str, offset: int) -> int:
    return len(text[:offset].rstrip())
