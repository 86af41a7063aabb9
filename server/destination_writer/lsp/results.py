"""Test results of the connectors: read when they have settled, placed on the sources, gone when these change."""

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from destination_writer.lsp.convert import diagnostic_tail, related_information
from destination_writer.lsp.homes import Home
from destination_writer.lsp.library import KnowledgeMissing
from destination_writer.lsp.noticeboard import Notice, Source
from destination_writer.lsp.positions import Lines
from destination_writer.lsp.review import Desk
from destination_writer.lsp.rulepages import rule_page
from destination_writer.lsp.settling import Settling
from destination_writer.text.document import Document
from destination_writer.text.findings import Finding

if TYPE_CHECKING:
    from destination_writer.checkpoints.evidence import ReportReader
    from destination_writer.checkpoints.results import Evidence
    from destination_writer.connector.model import Connector
    from destination_writer.knowledge.store import Knowledge
    from destination_writer.lsp.watching import Watcher

log = logging.getLogger(__name__)


class Results:
    """Results of every connector that is kept right.

    `changed(home, say_else)` is told when the gate may answer differently, and whether the results say something else.
    """

    def __init__(self, desk: Desk, changed: Callable[[Home, bool], None]) -> None:
        self._desk = desk
        self._changed = changed
        self._settling = Settling(self._settled)
        self._watcher: Watcher | None = None
        self._edited_at: dict[Path, float] = {}
        """When a file was changed in this session. What was reported before speaks of another text."""
        self._said: dict[Path, set[str]] = {}
        """Files that results of a home were put on."""
        self._found: dict[Path, list[tuple[Finding, float | None]]] = {}
        """What the results of a home say, as last read, each with the time of its report."""
        self._says: dict[Path, tuple[object, ...]] = {}
        """All that lenses tell of the results of a home, as last read."""
        self._readers: dict[Path, ReportReader] = {}
        self._lock = asyncio.Lock()

    def close(self) -> None:
        self._settling.close()
        if self._watcher is not None:
            self._watcher.close()

    def follow(self, homes: Iterable[Home]) -> None:
        """Watch the results of these connectors, and show what is there."""
        self._desk.work.start(self._follow(list(homes)), "watching for results")

    async def _follow(self, homes: list[Home]) -> None:
        if not self._desk.settings.results.enable:
            return
        self._settling.seconds = self._desk.settings.results.settle / 1000
        if self._watcher is None:
            self._watcher = (await self._desk.work.run(_import_watcher))(self._touched)
        self._watcher.follow(home.folder for home in homes)

    def touched(self, path: Path) -> bool:
        """A file has changed on the disk. True when it is a test report, which is read once it has settled."""
        if path.suffix != ".xml" or not {"test-results", ".destination-writer"} & set(path.parts):
            return False
        self._touched(path)
        return True

    def _touched(self, path: Path) -> None:
        if self._desk.settings.results.enable:
            self._settling.touch(path)

    def _settled(self, paths: set[Path]) -> None:
        homes = {home.folder: home for path in paths for home in self._desk.homes if home.holds(path)}
        for home in homes.values():
            log.info("new results in %s", home.folder)
            self._desk.work.start(self.show(home), f"results of {home.folder.name}")

    def source_changed(self, path: Path) -> None:
        """A source has another text now: what was said about it goes."""
        self._edited_at[path] = time.time()

    async def show(self, home: Home) -> None:
        """Read the results and put them on the sources as they are now."""
        if not self._desk.settings.results.enable:
            return
        async with self._lock:
            connector = await home.connector()
            try:
                knowledge = await self._desk.library.knowledge(home.folder)
            except KnowledgeMissing as error:
                log.error("no results: %s", error)
                return
            evidence = await self.evidence(home)
            read = await self._desk.work.run(_findings, evidence, connector, knowledge)
            says = await self._desk.work.run(_said_by_lenses, evidence, read)
            say_else = self._says.get(home.folder) != says
            self._found[home.folder], self._says[home.folder] = read, says
            self._put(home, connector, [(f, at) for f, at in read if not self._is_outdated(home, f, at)])
        self._changed(home, say_else)

    def findings_on(self, home: Home, path: str) -> tuple[Finding, ...]:
        """What is said now about a file, by its path in the connector: failures that stand in it or went through it."""
        found = [f for f, at in self._found.get(home.folder, []) if not self._is_outdated(home, f, at)]
        return tuple(f for f in found if path in (f.location.path, *(related.location.path for related in f.related)))

    async def evidence(self, home: Home) -> "Evidence":
        """The newest results of a connector, and what tells their age."""
        reader = self._readers.get(home.folder)
        if reader is None:
            reader = self._readers[home.folder] = await self._desk.work.run(_new_reader, home.folder)
        return await self._desk.work.run(reader.evidence, home.files(), home.open_texts())

    def _is_outdated(self, home: Home, finding: Finding, reported_at: float | None) -> bool:
        edited = self._edited_at.get(home.folder / finding.location.path)
        return edited is not None and (reported_at is None or reported_at < edited)

    def _put(self, home: Home, connector: "Connector", found: list[tuple[Finding, float | None]]) -> None:
        by_uri: dict[str, list[Notice]] = defaultdict(list)
        for finding, _ in found:
            by_uri[self._desk.uri_at(home.folder / finding.location.path)].append(
                self._notice(home, connector, finding)
            )
        board, changed = self._desk.publisher.board, set[str]()
        for uri in {*by_uri, *self._said.get(home.folder, ())}:
            if board.put(uri, Source.RESULTS, by_uri.get(uri, ())):
                changed.add(uri)
        self._said[home.folder] = set(by_uri)
        self._desk.publisher.refresh(changed)

    def _notice(self, home: Home, connector: "Connector", finding: Finding) -> Notice:
        abilities = self._desk.publisher.abilities

        def lines_of(path: str) -> Lines | None:
            source = connector.source(path)
            return Document(source.text) if source else None

        related = related_information(finding.related, home.folder, lines_of, abilities.encoding)
        return Notice(finding.location.range, diagnostic_tail(finding, abilities, rule_page(finding.code), related))


def _import_watcher() -> "type[Watcher]":
    from destination_writer.lsp.watching import Watcher

    return Watcher


def _new_reader(folder: Path) -> "ReportReader":
    from destination_writer.lsp.standing import report_reader

    return report_reader(folder)


def _said_by_lenses(evidence: "Evidence", read: list[tuple[Finding, float | None]]) -> tuple[object, ...]:
    """How each test ended and whether that holds for the sources as they are, and which tests a failure stands on."""
    tests = evidence.run.tests if evidence.run else ()
    ended = tuple((test.suite, test.name, test.outcome, evidence.freshness(test)) for test in tests)
    return ended, tuple((finding.location.path, finding.test, finding.stale) for finding, _ in read)


def _findings(
    evidence: "Evidence", connector: "Connector", knowledge: "Knowledge"
) -> list[tuple[Finding, float | None]]:
    from destination_writer.lsp.standing import result_findings

    return result_findings(evidence, connector, knowledge)
