"""A function that somebody commented out line by line, brought back."""

import re

from destination_writer.generate.lines import newline_of
from destination_writer.generate.masking import mask
from destination_writer.kotlin.declarations import Class

_COMMENTED = re.compile(r"^([ \t]*)//[ ]?(.*?)(\r\n|\r|\n|$)", re.DOTALL)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_BEGINS = re.compile(r"\s*(?:@|override\b|(?:open |suspend )*fun\b)")


def uncommented(text: str, owner: Class, name: str) -> str | None:
    """The text with the function `name` of a class no longer a comment; None when there is no such comment, or one that
    is not a whole function."""
    if owner.body is None:
        return None
    lines = _LINE.findall(text)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    head = re.compile(rf"fun\s+(?:`{re.escape(name)}`|{re.escape(name)})\s*\(")
    for number, line in enumerate(lines):
        inside = owner.body.start < starts[number] < owner.body.end
        if inside and (found := _COMMENTED.match(line)) and head.search(found[2]):
            return _restored(lines, number)
    return None


def _restored(lines: list[str], number: int) -> str | None:
    first = number
    while first > 0 and (above := _COMMENTED.match(lines[first - 1])) and _BEGINS.match(above[2]):
        first -= 1
    plain: list[str] = []
    depth, opened = 0, False
    for last in range(first, len(lines)):
        found = _COMMENTED.match(lines[last])
        if found is None:
            return None
        plain.append(f"{found[1]}{found[2]}{found[3]}".rstrip(" \t"))
        masked = mask("".join(plain))
        depth = masked.count("{") - masked.count("}")
        opened = opened or "{" in masked
        done = opened and depth == 0
        if done or (not opened and last >= number and "=" in masked):
            newline = newline_of("".join(lines))
            body = "".join(plain)
            return "".join(
                (*lines[:first], body if body.endswith(("\n", "\r")) else body + newline, *lines[last + 1 :])
            )
    return None
