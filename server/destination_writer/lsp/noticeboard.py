"""What is to be said about each file, by whom it was found.

Several sources speak about one file: its stubs, the rules, test results. Each keeps a list of its own, and they are
merged when sent. Places are kept as positions in the text and follow the edits that come before them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from destination_writer.lsp.convert import diagnostic
from destination_writer.lsp.positions import Lines, to_wire_units
from destination_writer.text.document import split_lines
from destination_writer.text.encodings import Encoding
from destination_writer.text.places import Position, Range


class Source(StrEnum):
    """Who found it. `STUBS` speaks of the file as last analysed; an open document's come from its buffer instead.
    `FILE` are rules about one file, `RULES` those about the connector."""

    STUBS = "stubs"
    FILE = "file"
    RULES = "rules"
    RESULTS = "results"


@dataclass(frozen=True, slots=True)
class Notice:
    """A diagnostic: a place in the text and the rest as JSON text (see `convert.diagnostic_tail`)."""

    range: Range
    tail: str


class Noticeboard:
    """Notices by file and source."""

    def __init__(self) -> None:
        self._notices: dict[str, dict[Source, tuple[Notice, ...]]] = {}

    def put(self, uri: str, source: Source, notices: Iterable[Notice]) -> bool:
        """Replace what a source says about a file. True when that changed anything."""
        mine = self._notices.setdefault(uri, {})
        fresh = tuple(notices)
        if mine.get(source, ()) == fresh:
            return False
        mine[source] = fresh
        return True

    def of(self, uri: str, *, without: Source | None = None) -> tuple[Notice, ...]:
        mine = self._notices.get(uri, {})
        return tuple(notice for source in Source if source != without for notice in mine.get(source, ()))

    def uris(self, source: Source | None = None) -> Iterator[str]:
        """Files about which something is said."""
        for uri, sources in list(self._notices.items()):
            if any(notices for key, notices in sources.items() if source in (None, key)):
                yield uri

    def forget(self, uri: str) -> None:
        self._notices.pop(uri, None)

    def follow_edit(self, uri: str, edited: Range | None, new_text: str) -> None:
        """The text of a file has changed.

        Results spoke of the text as it was: they go. What the rules said moves with its lines until the rules have run
        again; what the edit touched goes.
        """
        mine = self._notices.get(uri)
        if not mine:
            return
        mine.pop(Source.RESULTS, None)
        for source in (Source.FILE, Source.RULES):
            rules = mine.get(source)
            if rules:
                mine[source] = _moved(rules, edited, new_text) if edited else ()


def _moved(notices: tuple[Notice, ...], edited: Range, new_text: str) -> tuple[Notice, ...]:
    lines = split_lines(new_text)
    end = Position(edited.start.line + len(lines) - 1, len(lines[-1]))
    if len(lines) == 1:
        end = Position(end.line, edited.start.column + end.column)
    kept: list[Notice] = []
    for notice in notices:
        place = notice.range
        if place.end < edited.start:
            kept.append(notice)
        elif edited.end < place.start or (edited.end == place.start and new_text[-1:].isspace()):
            moved = Range(_moved_position(place.start, edited.end, end), _moved_position(place.end, edited.end, end))
            kept.append(replace(notice, range=moved))
    return tuple(kept)


def _moved_position(position: Position, before: Position, now: Position) -> Position:
    """A position behind an edit whose end was at `before` and is at `now`."""
    if position.line > before.line:
        return Position(position.line + now.line - before.line, position.column)
    return Position(now.line, position.column - before.column + now.column)


def render(notices: Iterable[Notice], lines: Lines | None, encoding: Encoding) -> list[str]:
    """The notices as Diagnostic JSON. Without the text, columns are sent as they are."""
    found: list[str] = []
    for notice in notices:
        start, end = notice.range.start, notice.range.end
        first = to_wire_units(lines, start, encoding) if lines else start.column
        last = to_wire_units(lines, end, encoding) if lines else end.column
        found.append(diagnostic(notice.tail, start.line, first, end.line, last))
    return found
