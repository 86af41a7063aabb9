"""The stubs of an open document as diagnostics, fast enough for every keystroke.

What is to be said about a stub depends on its text and on the class and function around it, not on its place; so the
rules are asked once for each such stub, and every later keystroke only writes line numbers.
"""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from destination_writer.connector.roles import Role, owes_member, role_of
from destination_writer.kotlin.declarations import TodoCall
from destination_writer.lsp.convert import SOURCE, diagnostic
from destination_writer.lsp.documents import OpenDocument
from destination_writer.text.encodings import Encoding, to_units

Describe = Callable[[Path | None, TodoCall, Role | None], Iterable[str]]
"""Path, call and role -> the tails (see `convert.diagnostic_tail`) of what the stub rules say."""

CACHE_LIMIT = 20_000
"""Descriptions that are kept."""

BUDGET = 150
"""Descriptions that are made while the event loop waits: some 10 ms of work. The rest is made in a thread."""

Tails = dict[tuple[Any, ...], tuple[str, ...]]


class _Rendered(NamedTuple):
    """The buffer gives the same list again as long as no edit touched a stub, so the list itself is the key."""

    calls: list[TodoCall]
    items: list[str]


class StubDiagnostics:
    """Renders open stubs.

    Where more stubs are new than can be described at once, the rest shows what was known of it before, or its own
    words, and `overflow(document)` is called: whoever takes it has them described in a thread.
    """

    def __init__(self, describe: Describe, overflow: Callable[[OpenDocument], None]) -> None:
        self._describe = describe
        self._overflow = overflow
        self._tails: Tails = {}
        self._former: Tails = {}
        self._rendered: WeakKeyDictionary[OpenDocument, _Rendered] = WeakKeyDictionary()

    def forget(self) -> None:
        """More is known now, or something else: ask for everything again."""
        self._former, self._tails = self._tails or self._former, {}
        self._rendered.clear()

    def render(self, document: OpenDocument, encoding: Encoding) -> list[str]:
        """Every stub of the document as Diagnostic JSON, in the order of the text. Not to be changed by the caller."""
        if document.buffer is None:
            return []
        calls = document.buffer.todo_calls()
        known = self._rendered.get(document)
        if known is not None and known.calls is calls:
            return known.items
        found, budget = list[str](), BUDGET
        for call in calls:
            key = _key(document, call)
            tails = self._tails.get(key)
            if tails is None and budget > 0:
                budget -= 1
                tails = self._tails[key] = self._ask(document, call)
            found += _render(
                document, call, tails if tails is not None else self._former.get(key) or _own_words(call), encoding
            )
        if budget > 0:
            self._rendered[document] = _Rendered(calls, found)
        else:
            self._overflow(document)
        return found

    def prime(self, document: OpenDocument, calls: list[TodoCall]) -> None:
        """Describe these stubs of a document. Slow: run it in a thread."""
        if len(self._tails) > CACHE_LIMIT:
            self._tails = {}
        tails = self._tails
        for call in calls:
            key = _key(document, call)
            if key not in tails:
                tails[key] = self._ask(document, call)

    def _ask(self, document: OpenDocument, call: TodoCall) -> tuple[str, ...]:
        path = document.path.as_posix() if document.path else document.uri
        role = role_of(call.class_name, call.supertypes, call.annotations, path)
        if call.phase is None and not owes_member(role, call.function):
            return ()
        return tuple(self._describe(document.path, call, role))


def _key(document: OpenDocument, call: TodoCall) -> tuple[Any, ...]:
    return (document.uri, call.phase, call.class_name, call.function, call.supertypes, call.annotations)


def _own_words(call: TodoCall) -> tuple[str, ...]:
    """A stub whose description is being made. A plain `TODO()` may be none: it waits."""
    if call.phase is None:
        return ()
    text = json.dumps(f"Phase {call.phase}: {call.function or call.class_name or 'this stub'} is open.")
    return (f'"severity":3,"code":"DW101","source":"{SOURCE}","message":{text}',)


def _render(document: OpenDocument, call: TodoCall, tails: tuple[str, ...], encoding: Encoding) -> list[str]:
    lines, start, end = document.document.lines, call.range.start, call.range.end
    first = _units(lines[start.line], start.column, encoding)
    last = _units(lines[end.line], end.column, encoding)
    return [diagnostic(tail, start.line, first, end.line, last) for tail in tails]


def _units(line: str, column: int, encoding: Encoding) -> int:
    return column if line.isascii() else to_units(line, column, encoding)
