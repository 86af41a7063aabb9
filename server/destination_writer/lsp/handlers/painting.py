"""Semantic tokens: the SQL inside of Kotlin strings, whole, in part, and as what has changed."""

from typing import Any

from lsprotocol import types as lsp

from destination_writer.lsp.framework import FeatureServer
from destination_writer.lsp.positions import to_wire_position
from destination_writer.lsp.sqlfeatures import PAINTS, paints
from destination_writer.lsp.views import View, view_of
from destination_writer.text.places import Position, Range, Span

LEGEND = lsp.SemanticTokensLegend(token_types=list(PAINTS), token_modifiers=[])
_NUMBERS = 5
"""Numbers a token."""


class Painter:
    """Remembers what it answered last for a document: the next answer can be the difference."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[str, list[int]]] = {}
        self._count = 0

    def keep(self, uri: str, data: list[int]) -> str:
        """Gives the name of this answer."""
        self._count += 1
        self._last[uri] = (str(self._count), data)
        if len(self._last) > 100:
            del self._last[next(iter(self._last))]
        return str(self._count)

    def last(self, uri: str, name: str) -> list[int] | None:
        """The answer of that name, if it was the last one for the document."""
        known = self._last.get(uri)
        return known[1] if known is not None and known[0] == name else None


def register(server: FeatureServer) -> None:
    painter = Painter()

    @server.feature(lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, LEGEND)
    async def full(ls: FeatureServer, params: lsp.SemanticTokensParams) -> dict[str, Any] | None:
        data = await _numbers(ls, params.text_document.uri, None)
        if data is None:
            return None
        return {"resultId": painter.keep(params.text_document.uri, data), "data": data}

    @server.feature(lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL_DELTA)
    async def delta(ls: FeatureServer, params: lsp.SemanticTokensDeltaParams) -> dict[str, Any] | None:
        uri = params.text_document.uri
        data = await _numbers(ls, uri, None)
        if data is None:
            return None
        before = painter.last(uri, params.previous_result_id)
        name = painter.keep(uri, data)
        if before is None:
            return {"resultId": name, "data": data}
        return {"resultId": name, "edits": difference(before, data)}

    @server.feature(lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE)
    async def part(ls: FeatureServer, params: lsp.SemanticTokensRangeParams) -> dict[str, Any] | None:
        data = await _numbers(ls, params.text_document.uri, params.range)
        return None if data is None else {"data": data}


async def _numbers(ls: FeatureServer, uri: str, part: lsp.Range | None) -> list[int] | None:
    """The tokens as the protocol wants them: five numbers each, places relative to the one before."""
    if not ls.session.settings.sql.highlight:
        return None
    view = await view_of(ls.session, uri)
    if view is None:
        return None
    return await ls.session.work.run(_encoded, view, view.range(part) if part else None)


def _encoded(view: View, part: Range | None) -> list[int]:
    document, encoding = view.document.document, view.session.abilities.encoding
    data: list[int] = []
    line = character = 0
    for span, paint in paints(view):
        for piece in _lines(view, span):
            if part is not None and not piece.touches(part):
                continue
            start = to_wire_position(document, piece.start, encoding)
            end = to_wire_position(document, piece.end, encoding)
            delta = start["line"] - line
            data += (
                delta,
                start["character"] - (0 if delta else character),
                end["character"] - start["character"],
                paint,
                0,
            )
            line, character = start["line"], start["character"]
    return data


def _lines(view: View, span: Span) -> list[Range]:
    """A stretch, line by line: not every client takes a token over several."""
    whole = view.document.document.range_of(span)
    if whole.start.line == whole.end.line:
        return [whole]
    found: list[Range] = []
    for number in range(whole.start.line, whole.end.line + 1):
        text = view.document.line(number)
        first = whole.start.column if number == whole.start.line else len(text) - len(text.lstrip())
        last = whole.end.column if number == whole.end.line else len(text.rstrip("\r\n"))
        if last > first:
            found.append(Range(Position(number, first), Position(number, last)))
    return found


def difference(before: list[int], after: list[int]) -> list[dict[str, Any]]:
    """One edit that turns one answer into another, in whole tokens; none when they are the same."""
    if before == after:
        return []
    limit = min(len(before), len(after))
    start = 0
    while start < limit and before[start] == after[start]:
        start += 1
    start -= start % _NUMBERS
    end = 0
    while end < limit - start and before[-1 - end] == after[-1 - end]:
        end += 1
    end -= end % _NUMBERS
    return [{"start": start, "deleteCount": len(before) - start - end, "data": after[start : len(after) - end]}]
