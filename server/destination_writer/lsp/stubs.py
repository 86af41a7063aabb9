"""The stubs of an open document as diagnostics, fast enough for every keystroke.

What is to be said about a stub depends on its text and on the class and function around it, not on its place; so the
rules are asked once for each such stub, and every later keystroke only writes line numbers.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from destination_writer.connector.roles import Role, owes_member, role_of
from destination_writer.kotlin.declarations import TodoCall
from destination_writer.lsp.convert import diagnostic
from destination_writer.lsp.documents import OpenDocument
from destination_writer.text.encodings import Encoding, to_units

Describe = Callable[[Path | None, TodoCall, Role | None], Iterable[str]]
"""Path, call and role -> the tails (see `convert.diagnostic_tail`) of what the stub rules say."""

CACHE_LIMIT = 20_000


class _Rendered(NamedTuple):
    """The buffer gives the same list again as long as no edit touched a stub, so the list itself is the key."""

    calls: list[TodoCall]
    items: list[str]


class StubDiagnostics:
    """Renders open stubs."""

    def __init__(self, describe: Describe) -> None:
        self._describe = describe
        self._tails: dict[tuple[Any, ...], tuple[str, ...]] = {}
        self._rendered: WeakKeyDictionary[OpenDocument, _Rendered] = WeakKeyDictionary()

    def forget(self) -> None:
        """More is known now, or something else: ask for everything again."""
        self._tails.clear()
        self._rendered.clear()

    def render(self, document: OpenDocument, encoding: Encoding) -> list[str]:
        """Every stub of the document as Diagnostic JSON, in the order of the text. Not to be changed by the caller."""
        if document.buffer is None:
            return []
        calls = document.buffer.todo_calls()
        known = self._rendered.get(document)
        if known is not None and known.calls is calls:
            return known.items
        found: list[str] = []
        for call in calls:
            found += self._render_call(document, call, encoding)
        self._rendered[document] = _Rendered(calls, found)
        return found

    def _render_call(self, document: OpenDocument, call: TodoCall, encoding: Encoding) -> list[str]:
        lines, start, end = document.document.lines, call.range.start, call.range.end
        first = _units(lines[start.line], start.column, encoding)
        last = _units(lines[end.line], end.column, encoding)
        return [diagnostic(tail, start.line, first, end.line, last) for tail in self._tails_of(document, call)]

    def _tails_of(self, document: OpenDocument, call: TodoCall) -> tuple[str, ...]:
        key = (document.uri, call.phase, call.reason, call.class_name, call.function, call.supertypes, call.annotations)
        tails = self._tails.get(key)
        if tails is None:
            if len(self._tails) > CACHE_LIMIT:
                self._tails.clear()
            tails = self._tails[key] = tuple(self._ask(document, call))
        return tails

    def _ask(self, document: OpenDocument, call: TodoCall) -> Iterable[str]:
        path = document.path.as_posix() if document.path else document.uri
        role = role_of(call.class_name, call.supertypes, call.annotations, path)
        if call.phase is None and not owes_member(role, call.function):
            return ()
        return self._describe(document.path, call, role)


def _units(line: str, column: int, encoding: Encoding) -> int:
    return column if line.isascii() else to_units(line, column, encoding)
