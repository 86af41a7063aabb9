"""Runs the rules when typing pauses, and puts what they find on the noticeboard.

At most one review of a connector runs and one waits; each looks at the texts as they were when it began, and what it
says of a document that was edited meanwhile is dropped, because that edit has asked for a review of its own.
"""

import asyncio
import logging
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from destination_writer.lsp.baselines import Baselines
from destination_writer.lsp.convert import diagnostic_tail, related_information
from destination_writer.lsp.documents import Documents, OpenDocument
from destination_writer.lsp.filereview import FileReview
from destination_writer.lsp.homes import Home, Homes
from destination_writer.lsp.levels import Levels, read_levels
from destination_writer.lsp.library import KnowledgeMissing, Library
from destination_writer.lsp.noticeboard import Notice, Source
from destination_writer.lsp.positions import Lines
from destination_writer.lsp.publisher import Publisher
from destination_writer.lsp.rulepages import rule_page
from destination_writer.lsp.settings import Settings, When
from destination_writer.lsp.tails import StubKey, Tails, stub_key
from destination_writer.lsp.uris import uri_of
from destination_writer.lsp.work import Work
from destination_writer.text.document import Document
from destination_writer.text.findings import Finding

if TYPE_CHECKING:
    from destination_writer.analysis.reviewing import Review as Reviewed
    from destination_writer.analysis.rules import Kept
    from destination_writer.checkpoints.baselines import KnownFindings
    from destination_writer.checkpoints.sqlparsers import SqlParsers
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
    tails: Tails

    def uri_at(self, path: Path) -> str: ...

    def tell(self, text: str) -> None: ...

    def describe_anew(self) -> None: ...


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
        self._baselines = Baselines()
        self._files = FileReview(desk.work, self.kept, self._known, self._show_file)
        self._kept: dict[Path, Kept] = {}
        self._last: dict[Path, tuple[Connector, Knowledge, list[Finding]]] = {}
        self._levels = Levels({})
        self._levels_of: Mapping[str, str] = {}
        self._parsers: SqlParsers | None = None

    def kept(self, home: Home) -> "Kept":
        """What was computed about a connector's files."""
        from destination_writer.analysis.rules import Kept

        return self._kept.setdefault(home.folder, Kept())

    def _known(self, home: Home) -> "KnownFindings | None":
        """What the baseline knew when the connector was reviewed last."""
        return self._baselines.known(home.folder)

    def edited(self, home: Home, document: OpenDocument) -> None:
        """A document is another than before: its own rules run now, those of the connector after a pause."""
        if self._desk.documents.get(document.uri) is document:
            delay = self._desk.settings.diagnostics.delay / 1000
            self._files.soon(home, document, self._desk.library.known(home.folder), delay)
        self.soon(home)

    def current(self, home: Home, connector: "Connector", knowledge: "Knowledge") -> list[Finding]:
        """Everything that the rules find in a connector, as it was last seen where that is the same. Slow where it is
        not: run it in a thread."""
        last = self._last.get(home.folder)
        if last is not None and last[0] is connector and last[1] is knowledge:
            return last[2]
        found = _without_known(connector, _analyse(connector, knowledge, self.kept(home)).findings, self._known(home))[
            0
        ]
        self._last[home.folder] = connector, knowledge, found
        return found

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
            await self._read_levels()
            more = await self._parsed(connector, knowledge)
            found = await self._desk.work.run(_analyse, connector, knowledge, self.kept(home), more)
            known = await self._look_at_baseline(home)
            shown, old = await self._desk.work.run(_without_known, connector, found.findings, known)
            self._last[home.folder] = connector, knowledge, shown
            self._put(home, connector, self._levels.apply(shown), edits)
            self._hide_stubs(home, [*found.suppressed, *old])
            self._after(home, connector)
        except KnowledgeMissing as error:
            log.error("no review: %s", error)
        finally:
            self._running.discard(home.folder)
        if home.folder in self._again:
            self._again.discard(home.folder)
            self.soon(home)

    async def _look_at_baseline(self, home: Home) -> "KnownFindings | None":
        setting = self._desk.settings.check.baseline
        workspace = self._desk.homes.folder_of(home.folder) or home.folder
        known, why_not = await self._desk.work.run(self._baselines.look, home.folder, workspace, setting)
        if why_not:
            self._desk.tell(f"No finding is taken for known: {why_not}. (`destinationWriter.check.baseline`)")
        return known

    async def _parsed(self, connector: "Connector", knowledge: "Knowledge") -> list[Finding]:
        """What the database's own parser says of the SQL; nothing unless the user wants it to be asked."""
        if self._desk.settings.sql.parsers is not When.ALWAYS:
            return []
        if self._parsers is None:
            from destination_writer.checkpoints.sqlparsers import SqlParsers

            self._parsers = SqlParsers()
        found, why_not = await self._desk.work.run(self._parsers.findings, connector, knowledge)
        if why_not:
            self._desk.tell(f"SQL is judged by the built-in grammar alone: {why_not}.")
        return found

    def _put(self, home: Home, connector: "Connector", findings: Iterable[Finding], edits: dict[str, int]) -> None:
        by_uri: dict[str, dict[Source, list[Notice]]] = defaultdict(
            lambda: {Source.STUBS: [], Source.FILE: [], Source.RULES: []}
        )
        spelled = {document.path: document.uri for document in self._desk.documents}
        for finding in findings:
            path = Path(os.path.normpath(home.folder / finding.location.path))
            uri = spelled.get(path) or uri_of(path)
            by_uri[uri][_source_of(finding)].append(self._notice(finding, home, connector))
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

    def _show_file(
        self,
        home: Home,
        document: OpenDocument,
        connector: "Connector",
        found: list[Finding],
        suppressed: list[Finding],
    ) -> None:
        if self._desk.documents.get(document.uri) is not document:
            return  # closed meanwhile: the connector's review speaks of what is on the disk
        told = [finding for finding in self._levels.apply(found) if _source_of(finding) is Source.FILE]
        notices = [self._notice(finding, home, connector) for finding in told]
        if self._desk.publisher.board.put(document.uri, Source.FILE, notices):
            self._desk.publisher.refresh({document.uri})
        path = home.relative(document.path) if document.path else ""
        self._hide_stubs(home, suppressed, only=path)

    def _hide_stubs(self, home: Home, suppressed: Iterable[Finding], only: str | None = None) -> None:
        """Stubs of open documents are described at every keystroke: say which of them comments suppress. `only` is the
        file that is spoken of; without it, the whole connector is."""
        keys: dict[Path, set[StubKey]] = defaultdict(set)
        for finding in suppressed:
            if is_stub_rule(finding.code):
                keys[home.folder / finding.location.path].add(stub_key(finding))
        if self._desk.tails.hide(home.folder if only is None else home.folder / only, keys):
            self._desk.describe_anew()

    async def _read_levels(self) -> None:
        given = self._desk.settings.diagnostics.rules
        if given != self._levels_of:
            self._levels, problems = await self._desk.work.run(read_levels, given)
            self._levels_of = given
            self._desk.tails.levels = self._levels
            for problem in problems:
                self._desk.tell(f"Destination Writer's settings: {problem}.")
            self._desk.describe_anew()

    def _notice(self, finding: Finding, home: Home, connector: "Connector") -> Notice:
        abilities = self._desk.publisher.abilities
        related = related_information(
            finding.related, home.folder, lambda path: _lines(connector, path), abilities.encoding
        )
        return Notice(finding.location.range, diagnostic_tail(finding, abilities, rule_page(finding.code), related))


def is_stub_rule(code: str) -> bool:
    """The rules that speak of one stub alone. For an open document they are asked at every keystroke."""
    return code.startswith("DW1")


def _source_of(finding: Finding) -> Source:
    """A rule that broke down speaks of the file that it was given."""
    from destination_writer.analysis.reviewing import is_of_file

    if is_stub_rule(finding.code):
        return Source.STUBS
    if finding.data.get("by") in ("parser", "connector"):
        return Source.RULES  # asked when the connector is reviewed, not at every key
    is_broken = finding.code == "DW799" and finding.location.path.endswith(".kt")
    return Source.FILE if is_broken or is_of_file(finding.code) else Source.RULES


def _analyse(connector: "Connector", knowledge: "Knowledge", kept: "Kept", more: Iterable[Finding] = ()) -> "Reviewed":
    """Runs in a thread."""
    from destination_writer.analysis.reviewing import review

    return review(connector, knowledge, kept, advice=APPEND_MODE in connector.state.completed_phases, more=more)


def _without_known(
    connector: "Connector", found: Iterable[Finding], known: "KnownFindings | None"
) -> tuple[list[Finding], list[Finding]]:
    """What is new, and what the baseline knows. Runs in a thread."""
    from destination_writer.checkpoints.fixes import text_of

    return known.divide(found, lambda path: text_of(connector, path)) if known else (list(found), [])


def _lines(connector: "Connector", path: str) -> Lines | None:
    source = connector.source(path)
    return Document(source.text) if source else None


def _is_below(uri: str, home: Home) -> bool:
    return uri.startswith(uri_of(home.folder) + "/")
