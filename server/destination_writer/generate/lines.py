"""Line ends and indentation of a text, found and kept."""

import re

_LINE_END = re.compile(r"\r\n|\r|\n")
_UNIT = re.compile(r"(?m)^(\t+| +)\S")
TEMPLATE_UNIT = "    "
"""How templates indent."""


def newline_of(text: str) -> str:
    """The line end that the text uses most; `\\n` for a text of one line."""
    ends = _LINE_END.findall(text)
    return max(("\n", "\r\n", "\r"), key=ends.count)


def offset_of(text: str, line: int, column: int) -> int:
    """The offset of a zero-based line and column; lines end at `\\n`, `\\r\\n` and `\\r` only."""
    start = 0
    for _ in range(line):
        match = _LINE_END.search(text, start)
        if match is None:
            return len(text)
        start = match.end()
    return min(start + column, len(text))


def line_start(text: str, offset: int) -> int:
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def indent_at(text: str, offset: int) -> str:
    """The white space that the line of an offset starts with."""
    start = line_start(text, offset)
    return re.compile(r"[ \t]*").match(text, start)[0]  # type: ignore[index]  # matches the empty string at worst


def indent_unit(text: str) -> str:
    """One step of indentation as the file makes it: a tab, or the smallest indent of at least two spaces."""
    indents = [match[1] for match in _UNIT.finditer(text)]
    if sum(indent[0] == "\t" for indent in indents) * 2 > len(indents):
        return "\t"
    widths = [len(indent) for indent in indents if indent[0] == " " and len(indent) > 1]
    return " " * min((width for width in widths if width % 2 == 0), default=len(TEMPLATE_UNIT))


def indented(body: str, indent: str, unit: str) -> list[str]:
    """The lines of a template's output, each behind `indent`, its own steps made of `unit`; blank lines stay empty."""
    result: list[str] = []
    for line in body.strip("\n").split("\n"):
        text = line.lstrip(" ")
        depth, rest = divmod(len(line) - len(text), len(TEMPLATE_UNIT))
        result.append(f"{indent}{unit * depth}{' ' * rest}{text}".rstrip() if text else "")
    return result
