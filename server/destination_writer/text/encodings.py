"""Columns as editors count them: UTF-8 bytes, UTF-16 units or code points. Used at the face alone."""

from enum import StrEnum


class Encoding(StrEnum):
    """The names are those of the protocol's `PositionEncodingKind`."""

    UTF_8 = "utf-8"
    UTF_16 = "utf-16"
    UTF_32 = "utf-32"


def to_units(line: str, column: int, encoding: Encoding) -> int:
    """How many units of `encoding` stand before `column` (code points). Behind the line's end it is the line's size."""
    if encoding is Encoding.UTF_32 or line.isascii():
        return min(column, len(line))
    return _size(line[:column], encoding)


def from_units(line: str, units: int, encoding: Encoding) -> int:
    """The column in code points before which `units` units stand.

    A unit inside a character (the low surrogate, a continuation byte) means the start of that character; a number
    behind the end of the line means its end.
    """
    if units <= 0:
        return 0
    if encoding is Encoding.UTF_32 or line.isascii():
        return min(units, len(line))
    seen = 0
    for column, character in enumerate(line):
        seen += _width(character, encoding)
        if seen > units:
            return column
    return len(line)


def _size(text: str, encoding: Encoding) -> int:
    if encoding is Encoding.UTF_8:
        return len(text.encode("utf-8", "surrogatepass"))
    return len(text) + sum(character > "\uffff" for character in text)


def _width(character: str, encoding: Encoding) -> int:
    if encoding is Encoding.UTF_16:
        return 2 if character > "\uffff" else 1
    code = ord(character)
    return 1 + (code > 0x7F) + (code > 0x7FF) + (code > 0xFFFF)
