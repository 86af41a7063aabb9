"""Everything that lives as long as one editor's connection, and what follows from what."""

import asyncio
import logging
import sys
from collections.abc import Hashable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from destination_writer.lsp import garbage
from destination_writer.lsp.abilities import Abilities
from destination_writer.lsp.chats import Chats
from destination_writer.lsp.documents import FULL_LIMIT, Documents, Listener, OpenDocument
from destination_writer.lsp.homes import Home, Homes
from destination_writer.lsp.ledger import Ledger
from destination_writer.lsp.library import OVERRIDE, KnowledgeMissing, Library
from destination_writer.lsp.positions import Lines
from destination_writer.lsp.preflightdesk import PreflightDesk
from destination_writer.lsp.publisher import Publisher
from destination_writer.lsp.results import Results
from destination_writer.lsp.review import SMALL_WORKSPACE, Review
from destination_writer.lsp.runs import Runs
from destination_writer.lsp.settings import Settings
from destination_writer.lsp.stubs import StubDiagnostics
from destination_writer.lsp.tails import Tails
from destination_writer.lsp.uris import path_of, uri_of
from destination_writer.lsp.wire import Wire
from destination_writer.lsp.work import Work
from destination_writer.text.document import Document
from destination_writer.text.places import Range

if TYPE_CHECKING:
    from destination_writer.connector.model import Component, Connector

log = logging.getLogger(__name__)

SWITCH_INTERVAL = 0.00001
"""Seconds that a worker thread computes before the event loop gets its turn. Python's default is 5 ms."""

ERROR, WARNING, INFO = 1, 2, 3
"""The protocol's message types."""


class Session:
    """The parts, and the few rules that tie them together. Knows nothing of the framework."""

    def __init__(self) -> None:
        sys.setswitchinterval(SWITCH_INTERVAL)
        garbage.be_brief()
        self.settings = Settings()
        self.wire = Wire()
        self.work = Work()
        self.documents = Documents(self.work.run, _Screen(self))
        self.wire.on_activity = self.documents.touch
        self.homes = Homes(self.documents, self.work)
        self.library = Library(self.work, self.homes.folder_of)
        self.tails = Tails(self.homes, self.library)
        self.stubs = StubDiagnostics(self.tails.describe, self._describe_rest)
        self.publisher = Publisher(self.wire, self.documents, self.stubs, self.lines_of)
        self.review = Review(self, self.reviewed)
        self.results = Results(self, self.results_shown)
        self.runs = Runs(self)
        self.ledger = Ledger(self)
        self.preflights = PreflightDesk(self)
        self.chats = Chats(self)
        self._described: dict[Path, Hashable] = {}
        self._wired: dict[Path, object] = {}
        self._describing: set[OpenDocument] = set()
        self._told: set[str] = set()
        self._looking: asyncio.Task[None] | None = None
        self.framework_comes: asyncio.Task[None] | None = None
        """Set while and after the framework is loaded."""

    @property
    def abilities(self) -> Abilities:
        """What the client can do."""
        return self.publisher.abilities

    def take_abilities(self, abilities: Abilities) -> None:
        self.publisher.abilities = abilities
        self.tails.abilities = abilities
        self.documents.encoding = abilities.encoding

    def take_settings(self, settings: Settings, problems: Iterable[str] = ()) -> None:
        """Settings in force from now on; what was wrong with them is told once."""
        before, self.settings = self.settings, settings
        self.publisher.enabled = settings.diagnostics.enable
        if before.diagnostics != settings.diagnostics:
            self.publisher.refresh({document.uri for document in self.documents} | set(self.publisher.board.uris()))
        if _reviewed_by(before) != _reviewed_by(settings):
            for home in self.homes:
                if home.folder in self.review.active:
                    self.review.soon(home)
        found = list(problems)
        if found:
            log.warning("settings: %s", "; ".join(found))
            more = f" ({len(found) - 1} more in the server's log)" if len(found) > 1 else ""
            self.tell(f"Destination Writer's settings: {found[0]}{more}.")

    def tell(self, text: str, kind: int = WARNING) -> None:
        """Show a message, once in a session."""
        if text not in self._told:
            self._told.add(text)
            self.wire.notify("window/showMessage", {"type": kind, "message": text})

    def begin(self) -> None:
        """The client is ready: start what answering it must not wait for."""
        self._looking = self.work.start(self._look_round(), "looking at the folders")
        self.work.start(garbage.collect_at_rest(lambda: self.documents.last_touch), "collecting at rest")

    def end(self) -> None:
        self.runs.close()
        self.chats.close()
        self.results.close()
        self.work.close()

    # -- connectors -----------------------------------------------------------------------------------------------

    async def _look_round(self) -> None:
        """Load what every connector needs, find the connectors, review them if they are few.

        Nobody has asked for it, so each step waits for a pause in the typing.
        """
        await self.lull()
        try:
            await self.library.knowledge(None)
        except KnowledgeMissing as error:
            self.tell(str(error), ERROR)
        await self.lull()
        await self.homes.discover()
        for document in self.documents:
            await self.settle(document)
        await self.lull()
        homes = list(self.homes)
        if len(homes) <= SMALL_WORKSPACE:
            for home in homes:
                self.review.now(home)

    async def settle(self, document: OpenDocument) -> None:
        """Find the connector that a document belongs to; then its stubs can be described in full."""
        await self.lull()
        if self.documents.get(document.uri) is not document:
            return  # closed meanwhile
        home = await self.homes.locate(document.path)
        try:
            await self.library.knowledge(home.folder if home else None)
        except KnowledgeMissing:
            return  # told at the start
        self.describe_anew()
        if home is not None:
            self.review.soon(home)

    async def lull(self) -> None:
        """Wait until nobody is at work, and until a request that waits for the framework has it."""
        await self.documents.lull()
        if self.framework_comes is not None:
            await asyncio.wait([self.framework_comes])
            await self.documents.lull()

    def folders_changed(self) -> None:
        self._looking = self.work.start(self._look_round(), "looking at the new folders")

    async def discovered(self) -> None:
        """Wait until the connectors of the workspace are known."""
        if self._looking is not None:
            await asyncio.wait([self._looking])

    def reviewed(self, home: Home, connector: "Connector") -> None:
        """The rules have run over a connector: what else depends on its sources follows."""
        described = (connector.cdk_version, *((c.path, c.declaration.name, c.role) for c in _components(connector)))
        if self._described.get(home.folder) != described:
            if home.folder not in self._described:
                self.results.follow([home for home in self.homes if home.folder in self.review.active])
            self._described[home.folder] = described
            self.describe_anew()
        self.work.start(self.results.show(home), f"results of {home.folder.name}")
        self.work.start(self._wiring_told(home), f"wiring of {home.folder.name}")

    async def _wiring_told(self, home: Home) -> None:
        """Lenses tell of the other end of the wiring, which may lie in another file."""
        from destination_writer.lsp.wiringsight import sight_of

        if not (self.abilities.refreshes_code_lenses and self.settings.codeLens.enable):
            return
        told = (await sight_of(self, home)).told()
        if self._wired.setdefault(home.folder, told) != told:
            self._wired[home.folder] = told
            self.wire.ask_to_refresh("workspace/codeLens/refresh")

    def describe_anew(self) -> None:
        """More is known than before of the stubs on the screen."""
        self.stubs.forget()
        self.publisher.refresh({document.uri for document in self.documents if document.is_kotlin})

    def _describe_rest(self, document: OpenDocument) -> None:
        """More stubs are new than can be described between two turns of the event loop."""
        if document not in self._describing:
            self._describing.add(document)
            self.work.start(self._describe_in_thread(document), f"describing the stubs of {document.uri}")

    async def _describe_in_thread(self, document: OpenDocument) -> None:
        try:
            if document.buffer is not None:
                await self.work.run(self.stubs.prime, document, list(document.buffer.todo_calls()))
        finally:
            self._describing.discard(document)
        self.publisher.refresh({document.uri})

    def standing_changed(self, home: Home) -> None:
        """How far a connector is may be something else now."""
        if self.abilities.follows_status:
            self.wire.notify("destinationWriter/statusChanged", {"uris": [uri_of(home.folder)]})

    def results_shown(self, home: Home, say_else: bool) -> None:
        """Results were read. Lenses that tell of them are others now when they `say_else` than at the last reading."""
        self.standing_changed(home)
        if say_else and self.abilities.refreshes_code_lenses and self.settings.codeLens.enable:
            self.wire.ask_to_refresh("workspace/codeLens/refresh")

    def file_changed(self, path: Path) -> None:
        """A file on the disk is new, has changed or is gone."""
        if self.results.touched(path):
            return
        home = self.homes.of(path)
        if home is None:
            return
        if OVERRIDE in home.relative(path):
            self.library.forget(home.folder)
            self.stubs.forget()
        if self.documents.at(path) is None:
            self.results.source_changed(path)
        home.changed(path)
        self.ledger.file_changed(path)
        if home.folder in self.review.active:
            self.review.soon(home)

    def uri_at(self, path: Path) -> str:
        """A file's URI, spelled as its editor does when it is open."""
        document = self.documents.at(path)
        return document.uri if document else uri_of(path)

    def lines_of(self, uri: str) -> Lines | None:
        """The text of a file that is not open, as it was read last; None when columns need no conversion."""
        path = path_of(uri)
        home = self.homes.of(path) if path else None
        if path is None or home is None or home.known is None:
            return None
        source = home.known.source(home.relative(path))
        return None if source is None or source.text.isascii() else Document(source.text)


def _components(connector: "Connector") -> "Iterator[Component]":
    return (component for source in connector.sources for component in source.components)


def _reviewed_by(settings: Settings) -> tuple[object, ...]:
    """What a review follows of the settings, and nothing else shows again."""
    return settings.diagnostics.rules, settings.check, settings.sql.parsers


class _Screen(Listener):
    """Passes on what happens to the open documents."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def opened(self, document: OpenDocument) -> None:
        session = self._session
        session.publisher.opened(document)
        if document.is_limited:
            name = document.path.name if document.path else document.uri
            session.tell(
                f"{name} has more than {FULL_LIMIT:,} characters, so Destination Writer does not look into it: no"
                " stubs, hovers or actions there. Split the file to have them."
            )
        self._changed(document)
        session.preflights.touched(document)
        session.ledger.edited(document)
        session.work.start(session.settle(document), f"finding the connector of {document.uri}")

    def edited(self, document: OpenDocument, range_: Range | None, new_text: str) -> None:
        self._session.publisher.board.follow_edit(document.uri, range_, new_text)
        if document.path is not None:
            self._session.results.source_changed(document.path)
        self._changed(document)
        self._session.preflights.touched(document)
        self._session.ledger.edited(document)

    def settled(self, document: OpenDocument) -> None:
        self._session.publisher.touch(document.uri, edited=True)

    def closed(self, document: OpenDocument) -> None:
        self._session.publisher.closed(document)
        self._session.preflights.closed(document)
        self._changed(document)
        self._session.homes.set_folders(self._session.homes.folders)

    def _changed(self, document: OpenDocument) -> None:
        home = self._session.homes.of(document.path)
        if home is not None and document.path is not None:
            home.changed(document.path)
            self._session.review.edited(home, document)
