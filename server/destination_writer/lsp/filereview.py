"""The rules about one file, over the document that is being typed: at once; the connector's rules wait for a pause.

What they say of a text that was edited meanwhile is dropped, because that edit has asked anew.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from destination_writer.lsp.documents import OpenDocument
from destination_writer.lsp.homes import Home
from destination_writer.lsp.work import Work
from destination_writer.text.findings import Finding

if TYPE_CHECKING:
    from destination_writer.analysis.rules import Kept
    from destination_writer.checkpoints.baselines import KnownFindings
    from destination_writer.connector.model import Connector
    from destination_writer.knowledge.store import Knowledge

log = logging.getLogger(__name__)

REST = 0.05
"""Seconds without an edit after which the rules run: less than a person needs for the next key."""

LONG = 5_000
"""Lines above which a file waits for the review of its connector: it would take longer than the pause."""

Show = Callable[[Home, OpenDocument, "Connector", list[Finding], list[Finding]], None]
"""Takes what was found in a document, and what its comments or a baseline hide. Called in the event loop."""


class FileReview:
    """At most one run for a document at a time."""

    def __init__(
        self,
        work: Work,
        kept_of: "Callable[[Home], Kept]",
        known_of: "Callable[[Home], KnownFindings | None]",
        show: Show,
    ) -> None:
        self._work = work
        self._kept_of = kept_of
        self._known_of = known_of
        self._show = show
        self._timers: dict[OpenDocument, asyncio.TimerHandle] = {}
        self._running: set[OpenDocument] = set()

    def soon(self, home: Home, document: OpenDocument, knowledge: "Knowledge | None", delay: float) -> None:
        """Run when typing rests; nothing happens in a connector that was not read yet, whose review is on its way.
        `delay` in seconds is the pause before the connector's own review."""
        timer = self._timers.pop(document, None)
        if timer is not None:
            timer.cancel()
        if home.known is None or knowledge is None or document.buffer is None or document.line_count > LONG:
            return
        loop = asyncio.get_running_loop()
        self._timers[document] = loop.call_later(min(REST, delay), self._begin, home, document, knowledge)

    def _begin(self, home: Home, document: OpenDocument, knowledge: "Knowledge") -> None:
        self._timers.pop(document, None)
        if document in self._running or document.buffer is None:
            return  # the run that is on its way sees the edit and starts anew
        self._running.add(document)
        self._work.start(self._run(home, document, knowledge), f"rules over {document.uri}")

    async def _run(self, home: Home, document: OpenDocument, knowledge: "Knowledge") -> None:
        edits, connector = document.edits, home.known
        try:
            if connector is None or document.path is None:
                return
            path = home.relative(document.path)
            kept, known = self._kept_of(home), self._known_of(home)
            found = await self._work.run(_review, path, document.text, connector, knowledge, kept, known)
        finally:
            self._running.discard(document)
        if document.edits != edits:
            self.soon(home, document, knowledge, REST)
        else:
            self._show(home, document, connector, *found)


def _review(
    path: str,
    text: str,
    connector: "Connector",
    knowledge: "Knowledge",
    kept: "Kept",
    known: "KnownFindings | None",
) -> tuple[list[Finding], list[Finding]]:
    """Runs in a thread."""
    from destination_writer.analysis.reviewing import review_file
    from destination_writer.connector.sources import inherit_roles, read_source

    fresh = read_source(path, text)
    others = [source for source in connector.sources if source.path != path]
    source = next(source for source in inherit_roles((*others, fresh)) if source.path == path)
    said = review_file(kept.file(source, connector, knowledge))
    new, old = known.divide(said.findings, lambda _: text) if known else (list(said.findings), [])
    return new, [*said.suppressed, *old]
