"""Diagnostics of a preflight file that belongs to no connector yet: the preflight comes before the scaffold.

In a connector the file is one of those that its review looks at.
"""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from destination_writer.lsp.convert import diagnostic_tail
from destination_writer.lsp.library import KnowledgeMissing
from destination_writer.lsp.noticeboard import Notice, Source
from destination_writer.lsp.preflightpath import is_preflight
from destination_writer.lsp.rulepages import rule_page
from destination_writer.text.findings import Finding

if TYPE_CHECKING:
    from destination_writer.knowledge.store import Knowledge
    from destination_writer.lsp.documents import OpenDocument
    from destination_writer.lsp.session import Session

FAMILY = "DW71"
"""The rules about the checklist."""


class PreflightDesk:
    """Looks at such files when typing pauses."""

    def __init__(self, session: "Session") -> None:
        self._session = session
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def touched(self, document: "OpenDocument") -> None:
        """The document is new or was edited."""
        if not is_preflight(document.path):
            return
        timer = self._timers.pop(document.uri, None)
        if timer is not None:
            timer.cancel()
        delay = self._session.settings.diagnostics.delay / 1000
        self._timers[document.uri] = asyncio.get_running_loop().call_later(delay, self._begin, document)

    def closed(self, document: "OpenDocument") -> None:
        """What was said of a file of no connector goes with its document."""
        timer = self._timers.pop(document.uri, None)
        if timer is not None:
            timer.cancel()
        if is_preflight(document.path) and self._session.homes.of(document.path) is None:
            self._say(document.uri, [])

    def _begin(self, document: "OpenDocument") -> None:
        self._timers.pop(document.uri, None)
        self._session.work.start(self._look(document), f"reading {document.uri}")

    async def _look(self, document: "OpenDocument") -> None:
        session = self._session
        path = document.path
        if path is None or document.waiting is not None or await session.homes.locate(path) is not None:
            return
        edits = document.edits
        try:
            knowledge = await session.library.knowledge(path.parents[1])
        except KnowledgeMissing:
            return  # told at the start
        findings = await session.work.run(_findings, path, document.text, knowledge)
        if session.documents.get(document.uri) is document and document.edits == edits:
            self._say(document.uri, findings)

    def _say(self, uri: str, findings: list[Finding]) -> None:
        publisher = self._session.publisher
        notices = [
            Notice(found.location.range, diagnostic_tail(found, publisher.abilities, rule_page(found.code)))
            for found in findings
        ]
        if publisher.board.put(uri, Source.RULES, notices):
            publisher.refresh({uri})


def _findings(path: Path, text: str, knowledge: "Knowledge") -> list[Finding]:
    """Runs in a thread."""
    from destination_writer.analysis.rule import ConnectorSubject
    from destination_writer.analysis.rules import RULES
    from destination_writer.connector.load import load_connector
    from destination_writer.connector.preflight import PREFLIGHT_PATH
    from destination_writer.text.files import MemoryFiles

    connector = load_connector(MemoryFiles({PREFLIGHT_PATH: text}), name=path.parents[1].name)
    subject = ConnectorSubject(connector, knowledge)
    mine = [rule for rule in RULES if rule.code.startswith(FAMILY) and rule.check_connector]
    found = [finding for rule in mine if rule.check_connector for finding in rule.check_connector(subject)]
    return sorted(found, key=lambda finding: (finding.location, finding.code))
