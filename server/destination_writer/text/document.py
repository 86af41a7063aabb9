"""Document: a text held as lines, so that an edit costs what it changes and not what the file weighs.

Lines end at `\\n`, `\\r\\n` and `\\r` and nowhere else. `str.splitlines` also breaks at form feed, U+0085, U+2028 and
others; editors do not, and a store that does puts every later edit on the wrong line.
"""

import re
from bisect import bisect_right
from typing import NamedTuple

from destination_writer.text.places import Position, Range, Span

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)")
_OTHER_BREAKS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def split_lines(text: str) -> list[str]:
    """The lines of `text`, each with its terminator. The last one has none and may be empty, so there is always one."""
    if _OTHER_BREAKS.search(text) is None:
        lines = text.splitlines(keepends=True)
        if not text or text[-1] in "\r\n":
            lines.append("")
        return lines
    lines = _LINE.findall(text)
    lines.append(text[sum(map(len, lines)) :])
    return lines


def content_length(line: str) -> int:
    """The length of a line without its terminator."""
    size = len(line)
    if line.endswith("\n"):
        return size - 2 if line.endswith("\r\n") else size - 1
    return size - 1 if line.endswith("\r") else size


class Splice(NamedTuple):
    """What an edit did to the lines: at `first`, `removed` lines went and `inserted` lines came."""

    first: int
    removed: int
    inserted: int


class Document:
    """A text and its version. Lines and columns count from zero, columns in code points."""

    def __init__(self, text: str, version: int | None = None) -> None:
        self.lines = split_lines(text)
        self.version = version
        self._text: str | None = text
        self._starts = [0]

    @property
    def text(self) -> str:
        if self._text is None:
            self._text = "".join(self.lines)
        return self._text

    @property
    def line_count(self) -> int:
        return len(self.lines)

    def line(self, number: int) -> str:
        """A line without its terminator. Raises IndexError when there is none."""
        text = self.lines[number]
        return text[: content_length(text)]

    @property
    def newline(self) -> str:
        """The terminator that most lines have; `\\n` in a text of one line."""
        counts = {"\n": 0, "\r\n": 0, "\r": 0}
        for line in self.lines[:-1]:
            counts[line[content_length(line) :]] += 1
        return max(counts, key=counts.__getitem__)

    def replace(self, text: str, version: int | None = None) -> Splice:
        """Put another text in the place of the whole one."""
        removed = len(self.lines)
        self.lines = split_lines(text)
        self._text, self._starts = text, [0]
        self.version = self.version if version is None else version
        return Splice(0, removed, len(self.lines))

    def apply(self, range_: Range, new_text: str, version: int | None = None) -> Splice:
        """Replace the text in `range_`. Places outside the text are clamped, a reversed range is turned round."""
        start, end = sorted((self.clamp(range_.start), self.clamp(range_.end)))
        lines, first = self.lines, start.line
        joined = lines[first][: start.column] + new_text + lines[end.line][end.column :]
        if first and joined.startswith("\n") and lines[first - 1].endswith("\r"):
            first -= 1  # the edit has made one "\r\n" of a "\r" and a "\n"
            joined = lines[first] + joined
        fresh = split_lines(joined)
        if end.line < len(lines) - 1:
            fresh.pop()  # `joined` ends in the terminator of its last line, and the next line is there already
        lines[first : end.line + 1] = fresh
        self._text = None
        del self._starts[first + 1 :]
        self.version = self.version if version is None else version
        return Splice(first, end.line + 1 - first, len(fresh))

    def clamp(self, position: Position) -> Position:
        """The nearest place inside the text: behind the end of a line is its end, behind the text the end of all."""
        if position.line < 0:
            return Position(0, 0)
        if position.line >= len(self.lines):
            return Position(len(self.lines) - 1, content_length(self.lines[-1]))
        column = min(max(position.column, 0), content_length(self.lines[position.line]))
        return position if column == position.column else Position(position.line, column)

    def offset(self, position: Position) -> int:
        """Index into `text` of a (clamped) position."""
        place = self.clamp(position)
        return self._start(place.line) + place.column

    def position(self, offset: int) -> Position:
        """The place of an index into `text`, clamped. Between `\\r` and `\\n` it is the end of the line."""
        line, column = self.place(max(offset, 0))
        return Position(line, min(column, content_length(self.lines[line])))

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an index that is known to lie in a line's content."""
        while self._starts[-1] <= offset and len(self._starts) < len(self.lines):
            self._start(min(2 * len(self._starts), len(self.lines) - 1))
        line = bisect_right(self._starts, offset) - 1
        return line, offset - self._starts[line]

    def range_of(self, span: Span) -> Range:
        return Range(self.position(span.start), self.position(span.end))

    def span_of(self, range_: Range) -> Span:
        return Span(self.offset(range_.start), self.offset(range_.end))

    def _start(self, line: int) -> int:
        """Offset of a line's first character. The list grows as far as it is asked for; edits cut it."""
        starts = self._starts
        if len(starts) <= line:
            at = starts[-1]
            for text in self.lines[len(starts) - 1 : line]:
                at += len(text)
                starts.append(at)
        return starts[line]
