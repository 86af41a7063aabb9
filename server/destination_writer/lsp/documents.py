"""The open documents: what the editor has on its screen, which wins over the disk.

Edits are applied from the raw messages. A large text is read in a thread, and what the editor sends meanwhile waits in
line. Above `FULL_LIMIT` characters a document is kept as lines only, and nothing looks into it.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from destination_writer.kotlin.buffer import KotlinBuffer
from destination_writer.lsp.positions import from_wire
from destination_writer.lsp.uris import path_of
from destination_writer.text.document import Document
from destination_writer.text.encodings import Encoding
from destination_writer.text.places import Range

FULL_LIMIT = 2_000_000
"""Characters above which features are limited."""

THREAD_LIMIT = 200_000
"""Characters above which a text is read in a thread, so that the event loop goes on."""

SLICE = 2_000
"""Lines that are read at a time: some 6 ms."""

LULL, LULL_PATIENCE = 0.3, 20.0
"""Seconds without an edit that count as a pause, and after which nobody waits for one any more."""

Runner = Callable[..., "asyncio.Future[Any]"]
"""Runs a function in a worker thread: `runner(function, *arguments)`."""


class OpenDocument:
    """One open document. `buffer` is None while it is being read, for texts that are no Kotlin, and for giants."""

    def __init__(self, uri: str, language: str, version: int | None) -> None:
        self.uri = uri
        self.path: Path | None = path_of(uri)
        self.language = language
        self.version = version
        self.document = Document("")
        self.buffer: KotlinBuffer | None = None
        self.waiting: list[Mapping[str, Any]] | None = None
        """Changes that came while the text was being read; None when it is there."""
        self.ready = asyncio.Event()
        """Set while the text is there and its buffer is settled."""
        self.settling = False
        """Whether the next slice of it will be read in a coming turn of the loop."""
        self.size = 0
        """Characters; kept right only for a document that is limited."""
        self.edits = 0
        """How many changes came since it was opened."""
        self.changed_at = time.time()
        """Seconds since the epoch of the last change."""

    @property
    def is_kotlin(self) -> bool:
        return self.language == "kotlin" or self.uri.endswith((".kt", ".kts"))

    @property
    def is_limited(self) -> bool:
        """Too large to look into."""
        return self.is_kotlin and self.buffer is None and self.waiting is None

    @property
    def text(self) -> str:
        return self.document.text

    @property
    def line_count(self) -> int:
        return self.document.line_count

    def line(self, number: int) -> str:
        return self.document.line(number)


class Listener:
    """What the rest of the server does when documents change. Every method is called on the event loop."""

    def opened(self, document: OpenDocument) -> None:
        """The text is there."""

    def edited(self, document: OpenDocument, range_: Range | None, new_text: str) -> None:
        """`range_` is where `new_text` went, as places before the edit; None for a whole new text."""

    def settled(self, document: OpenDocument) -> None:
        """What edits have changed is read: the buffer can be asked for its stubs."""

    def closed(self, document: OpenDocument) -> None:
        """The disk counts again."""


class Documents:
    """Open documents by URI."""

    def __init__(self, run: Runner, listener: Listener) -> None:
        self._run = run
        self._listener = listener
        self._open: dict[str, OpenDocument] = {}
        self.encoding = Encoding.UTF_16
        self._last_touch = time.monotonic()

    def __iter__(self) -> Any:
        return iter(list(self._open.values()))

    def get(self, uri: str) -> OpenDocument | None:
        return self._open.get(uri)

    def at(self, path: Path) -> OpenDocument | None:
        """The open document of a file, however its URI is spelled."""
        return next((document for document in self._open.values() if document.path == path), None)

    def touch(self) -> None:
        """Somebody is at work: a document is opened or edited, or something is asked."""
        self._last_touch = time.monotonic()

    @property
    def last_touch(self) -> float:
        """When somebody was at work last, on the monotonic clock."""
        return self._last_touch

    async def lull(self) -> None:
        """Wait until nobody is at work, so that work which nobody has asked for does not slow a keystroke down."""
        patience = time.monotonic() + LULL_PATIENCE
        while (now := time.monotonic()) < min(self._last_touch + LULL, patience):
            await asyncio.sleep(self._last_touch + LULL - now)

    async def ready(self, uri: str) -> OpenDocument | None:
        """The document once its text is there; None when it is not open."""
        document = self._open.get(uri)
        if document is not None and not document.ready.is_set():
            await document.ready.wait()
        return document

    def did_open(self, params: Mapping[str, Any]) -> None:
        item = params["textDocument"]
        document = OpenDocument(item["uri"], str(item.get("languageId", "")), item.get("version"))
        self._open[document.uri] = document
        self.touch()
        self._read(document, item["text"])

    def did_change(self, params: Mapping[str, Any]) -> None:
        item = params["textDocument"]
        document = self._open.get(item["uri"])
        if document is None:
            return
        document.version = item.get("version")
        document.edits += 1
        document.changed_at = time.time()
        self.touch()
        if document.waiting is not None:
            document.waiting.extend(params["contentChanges"])
            return
        for change in params["contentChanges"]:
            self._apply(document, change)

    def did_close(self, params: Mapping[str, Any]) -> None:
        document = self._open.pop(params["textDocument"]["uri"], None)
        if document is not None:
            document.ready.set()
            self._listener.closed(document)

    def _apply(self, document: OpenDocument, change: Mapping[str, Any]) -> None:
        if document.waiting is not None:
            document.waiting.append(change)
            return
        text = change["text"]
        if "range" not in change:
            self._read(document, text, edited=True)
            return
        range_ = from_wire(document, change["range"], self.encoding)
        if document.buffer is not None:
            document.buffer.apply(range_, text)
            document.ready.clear()
        elif self._apply_limited(document, range_, text):
            return
        self._listener.edited(document, range_, text)
        self._settle(document)

    def _settle(self, document: OpenDocument) -> None:
        """Read what an edit has changed, in slices between which the loop goes on."""
        if not document.settling:
            self._settle_slice(document)

    def _settle_slice(self, document: OpenDocument) -> None:
        document.settling = False
        if document.waiting is not None or self._open.get(document.uri) is not document:
            return
        if document.buffer is not None and not document.buffer.settle(SLICE):
            document.settling = True
            asyncio.get_running_loop().call_soon(self._settle_slice, document)
            return
        document.ready.set()
        self._listener.settled(document)

    def _apply_limited(self, document: OpenDocument, range_: Range, text: str) -> bool:
        """Edit a text that nothing looks into. True when it has become small enough to be read anew."""
        lines = document.document
        document.size += len(text) - (lines.offset(range_.end) - lines.offset(range_.start))
        lines.apply(range_, text)
        if not document.is_limited or document.size > FULL_LIMIT:
            return False
        self._read(document, lines.text, edited=True)
        return True

    def _read(self, document: OpenDocument, text: str, *, edited: bool = False) -> None:
        document.size = len(text)
        if len(text) <= THREAD_LIMIT:
            self._have(document, _read_text(text, document.is_kotlin), edited)
            return
        document.waiting = []
        document.ready.clear()
        reading = self._run(_read_text, text, document.is_kotlin)
        reading.add_done_callback(lambda future: self._arrived(document, future, edited))

    def _arrived(self, document: OpenDocument, future: "asyncio.Future[Any]", edited: bool) -> None:
        if not future.cancelled() and self._open.get(document.uri) is document:
            self._have(document, future.result(), edited)

    def _have(self, document: OpenDocument, read: "tuple[Document, KotlinBuffer | None]", edited: bool) -> None:
        document.document, document.buffer = read
        changes, document.waiting = document.waiting or [], None
        if edited:
            document.ready.clear()
            self._listener.edited(document, None, "")
            self._settle(document)
        else:
            self._listener.opened(document)
        for change in changes:
            self._apply(document, change)
        if document.waiting is None and not changes:
            document.ready.set()


def _read_text(text: str, is_kotlin: bool) -> "tuple[Document, KotlinBuffer | None]":
    if not is_kotlin or len(text) > FULL_LIMIT:
        return Document(text), None
    buffer = KotlinBuffer(text)
    buffer.todo_calls()  # reads the text, here rather than on the event loop
    return buffer.document, buffer
