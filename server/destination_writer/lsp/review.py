"""Runs the rules when typing pauses, and puts what they find on the noticeboard.

At most one review of a connector runs and one waits; each looks at the texts as they were when it began, and what it
says of a document that was edited meanwhile is dropped, because that edit has asked for a review of its own.
"""

import asyncio
import logging
import os
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from destination_writer.lsp.convert import diagnostic_tail, related_information
from destination_writer.lsp.documents import Documents
from destination_writer.lsp.homes import Home, Homes
from destination_writer.lsp.library import KnowledgeMissing, Library
from destination_writer.lsp.noticeboard import Notice, Source
from destination_writer.lsp.positions import Lines
from destination_writer.lsp.publisher import Publisher
from destination_writer.lsp.rulepages import rule_page
from destination_writer.lsp.settings import Settings
from destination_writer.lsp.uris import uri_of
from destination_writer.lsp.work import Work
from destination_writer.text.document import Document
from destination_writer.text.findings import Finding

if TYPE_CHECKING:
    from destination_writer.connector.model import Connector
    from destination_writer.knowledge.store import Knowledge

log = logging.getLogger(__name__)

APPEND_MODE = 5
"""The phase whose checkpoint a connector must have reached before it is told how it could be faster."""

SMALL_WORKSPACE = 3
"""A workspace with at most this many connectors is reviewed at once; in a larger one, a connector when it is opened."""


class Desk(Protocol):
    """What a review needs of the server."""

    settings: Settings
    work: Work
    documents: Documents
    homes: Homes
    library: Library
    publisher: Publisher

    def uri_at(self, path: Path) -> str: ...


class Review:
    """Reviews of all connectors."""

    def __init__(self, desk: Desk, after: "Callable[[Home, Connector], None]") -> None:
        self._desk = desk
        self._after = after
        self._timers: dict[Path, asyncio.TimerHandle] = {}
        self._running: set[Path] = set()
        self._again: set[Path] = set()
        self.active: set[Path] = set()
        """Folders of the connectors that were reviewed and are kept right."""

    def soon(self, home: Home) -> None:
        """Review after a pause; a call during the pause starts it anew."""
        timer = self._timers.pop(home.folder, None)
        if timer is not None:
            timer.cancel()
        delay = self._desk.settings.diagnostics.delay / 1000
        self._timers[home.folder] = asyncio.get_running_loop().call_later(delay, self.now, home)

    def now(self, home: Home) -> None:
        self._timers.pop(home.folder, None)
        if home.folder in self._running:
            self._again.add(home.folder)
            return
        self.active.add(home.folder)
        self._running.add(home.folder)
        self._desk.work.start(self._review(home), f"review of {home.folder.name}")

    async def _review(self, home: Home) -> None:
        try:
            edits = {document.uri: document.edits for document in self._desk.documents}
            connector = await home.connector(look=True)
            knowledge = await self._desk.library.knowledge(home.folder)
            findings = await self._desk.work.run(_analyse, connector, knowledge)
            self._put(home, connector, findings, edits)
            self._after(home, connector)
        except KnowledgeMissing as error:
            log.error("no review: %s", error)
        finally:
            self._running.discard(home.folder)
        if home.folder in self._again:
            self._again.discard(home.folder)
            self.soon(home)

    def _put(self, home: Home, connector: "Connector", findings: Iterable[Finding], edits: dict[str, int]) -> None:
        by_uri: dict[str, dict[Source, list[Notice]]] = defaultdict(lambda: {Source.STUBS: [], Source.RULES: []})
        spelled = {document.path: document.uri for document in self._desk.documents}
        for finding in findings:
            path = Path(os.path.normpath(home.folder / finding.location.path))
            uri = spelled.get(path) or uri_of(path)
            source = Source.STUBS if is_stub_rule(finding.code) else Source.RULES
            by_uri[uri][source].append(self._notice(finding, home, connector))
        said = {uri for uri in self._desk.publisher.board.uris() if _is_below(uri, home)}
        changed: set[str] = set()
        for uri in {*by_uri, *said}:
            document = self._desk.documents.get(uri)
            if document is not None and document.edits != edits.get(uri, document.edits):
                continue
            for source, notices in by_uri[uri].items():
                if self._desk.publisher.board.put(uri, source, notices):
                    changed.add(uri)
        self._desk.publisher.refresh(changed)

    def _notice(self, finding: Finding, home: Home, connector: "Connector") -> Notice:
        abilities = self._desk.publisher.abilities
        related = related_information(
            finding.related, home.folder, lambda path: _lines(connector, path), abilities.encoding
        )
        return Notice(finding.location.range, diagnostic_tail(finding, abilities, rule_page(finding.code), related))


def is_stub_rule(code: str) -> bool:
    """The rules that speak of one stub alone. For an open document they are asked at every keystroke."""
    return code.startswith("DW1")


def _analyse(connector: "Connector", knowledge: "Knowledge") -> list[Finding]:
    from destination_writer.analysis.rules import advise, analyse

    findings = analyse(connector, knowledge)
    return [*findings, *advise(connector, knowledge)] if APPEND_MODE in connector.state.completed_phases else findings


def _lines(connector: "Connector", path: str) -> Lines | None:
    source = connector.source(path)
    return Document(source.text) if source else None


def _is_below(uri: str, home: Home) -> bool:
    return uri.startswith(uri_of(home.folder) + "/")
