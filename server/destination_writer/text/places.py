"""Where something is in a text.

Inside the house there are two units only: an *offset* (index into the Python string, so code points) and a
`Position` (zero-based line, zero-based column in code points). LSP encodings exist at the face alone,
see `destination_writer.text.encodings`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of offsets into one text."""

    start: int
    end: int

    def __contains__(self, offset: int) -> bool:
        return self.start <= offset < self.end

    def touches(self, other: "Span") -> bool:
        """True when the two overlap or meet; a bare cursor (empty span) touches what it stands beside."""
        return self.start <= other.end and other.start <= self.end


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """Zero-based line and column; the column counts code points."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Range:
    """A half-open range of positions."""

    start: Position
    end: Position

    @classmethod
    def of(cls, line: int, column: int, end_line: int, end_column: int) -> "Range":
        return cls(Position(line, column), Position(end_line, end_column))

    def touches(self, other: "Range") -> bool:
        """True when the two overlap or meet, so that a bare cursor at either end counts."""
        return self.start <= other.end and other.start <= self.end


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A range in a file. `path` is relative to the workspace folder, with `/`."""

    path: str
    range: Range
