"""Places on the wire and places in the house. The wire counts in the negotiated encoding, the house in code points."""

from collections.abc import Mapping
from typing import Any, Protocol

from destination_writer.text.encodings import Encoding, from_units, to_units
from destination_writer.text.places import Position, Range


class Lines(Protocol):
    """What a conversion needs to know about a text."""

    @property
    def line_count(self) -> int: ...

    def line(self, number: int) -> str: ...


def from_wire_position(lines: Lines, value: Mapping[str, Any], encoding: Encoding) -> Position:
    """Raises TypeError or KeyError when the JSON is no position. Behind the end of a line or text is its end."""
    line, units = value["line"], value["character"]
    if not isinstance(line, int) or not isinstance(units, int):
        raise TypeError("line and character must be whole numbers")
    if line < 0:
        return Position(0, 0)
    if line >= lines.line_count:
        last = lines.line_count - 1
        return Position(last, len(lines.line(last)))
    return Position(line, from_units(lines.line(line), units, encoding))


def from_wire(lines: Lines, value: Mapping[str, Any], encoding: Encoding) -> Range:
    return Range(from_wire_position(lines, value["start"], encoding), from_wire_position(lines, value["end"], encoding))


def to_wire_units(lines: Lines, position: Position, encoding: Encoding) -> int:
    """The `character` of a position on the wire."""
    if position.line >= lines.line_count:
        return position.column
    return to_units(lines.line(position.line), position.column, encoding)


def to_wire_position(lines: Lines, position: Position, encoding: Encoding) -> dict[str, int]:
    return {"line": position.line, "character": to_wire_units(lines, position, encoding)}


def to_wire(lines: Lines, range_: Range, encoding: Encoding) -> dict[str, dict[str, int]]:
    return {
        "start": to_wire_position(lines, range_.start, encoding),
        "end": to_wire_position(lines, range_.end, encoding),
    }
