"""Carries orders out: from a request of the editor to an edit of the texts that are there now."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from destination_writer.connector.model import Connector
from destination_writer.generate.decisions import OpenChoice, without_new_record
from destination_writer.knowledge.store import Knowledge
from destination_writer.lsp.convert import Target, UnreachableText, to_workspace_edit
from destination_writer.lsp.homes import Home
from destination_writer.lsp.offers import REMEDY, BadOrder, Choices, carry_out, questions_of
from destination_writer.lsp.settings import When
from destination_writer.lsp.uris import path_of, uri_of
from destination_writer.lsp.views import single_file
from destination_writer.text.changes import Change, FileEdit, NoChange
from destination_writer.text.document import Document

if TYPE_CHECKING:
    from destination_writer.lsp.session import Session

log = logging.getLogger(__name__)

ATTEMPTS = 3
"""How often an order is carried out anew because somebody typed meanwhile."""


def choices_of(session: "Session", home: Home | None) -> Choices:
    """What holds for a connector beside what it says itself: the settings, and its folders with their templates."""
    settings = session.settings
    ways, roots = settings.generation.strategies, session.library.roots(home.folder if home else None)
    return Choices(settings.connector.dialect or None, settings.cdk.version or None, ways, roots)


class Bench:
    """The connector that an order's `uri` belongs to, and how its files are reached."""

    def __init__(self, session: "Session", home: Home | None, path: Path, folder: Path) -> None:
        self._session = session
        self.home = home
        self._folder = folder
        self.path = path.relative_to(folder).as_posix() if path != folder else ""
        """Of the file in its connector; empty when the order named the connector's folder."""

    async def connector(self) -> Connector:
        if self.home is not None:
            return await self.home.connector(look=True)
        document = self._session.documents.at(self._folder / self.path)
        text = document.text if document else ""
        return await self._session.work.run(single_file, self.path, text)

    async def knowledge(self) -> Knowledge:
        return await self._session.library.knowledge(self.home.folder if self.home else None)

    def target(self, connector: Connector, path: str) -> Target:
        """A file that a Change touches: as it is on the screen, else as the connector was read."""
        full = self._folder / path
        document = self._session.documents.at(full)
        if document is not None and document.waiting is None:
            return Target(document.uri, document.document, document.version)
        source = connector.source(path)
        text = source.text if source else connector.texts.get(path)
        return Target(uri_of(full), None if text is None else Document(text))


async def bench_for(session: "Session", uri: object) -> Bench:
    """Raises BadOrder when the URI is none of a file of a connector or of an open document."""
    path = path_of(uri) if isinstance(uri, str) else None
    if path is None:
        raise BadOrder(f"`uri` must be that of a file of the connector, not {uri!r}")
    home = await session.homes.at(path)
    if home is None and session.documents.at(path) is None:
        raise BadOrder(f"{path} belongs to no connector; open it, or a file of its connector")
    return Bench(session, home, path, home.folder if home else path.parent)


def _is_on_the_screen(made: Change, order: Mapping[str, Any], path: str) -> bool:
    """A fix of the very text that somebody looks at, chosen by its title: a preview would ask a second time. What
    reaches into other files is looked at first."""
    files = made.files
    return order.get("make") == REMEDY and len(files) == 1 and isinstance(files[0], FileEdit) and files[0].path == path


def expect(session: "Session", bench: Bench, connector: Connector, made: Change, order: Mapping[str, Any]) -> None:
    """The Change goes to the editor: it is noted once it stands in the files."""
    if bench.home is not None:
        targets = {file.path: bench.target(connector, file.path).document for file in made.files}
        texts = {path: document.text for path, document in targets.items() if document is not None}
        session.ledger.expect(bench.home, connector, made, texts, order)


async def open_questions(session: "Session", order: Mapping[str, Any]) -> tuple[OpenChoice, ...]:
    """What a person has to decide before the order is carried out. Raises BadOrder."""
    bench = await bench_for(session, order.get("uri"))
    connector, knowledge = await bench.connector(), await bench.knowledge()
    choices = choices_of(session, bench.home)
    return await session.work.run(questions_of, connector, knowledge, order, choices, bench.path)


async def edit_for(
    session: "Session", order: Mapping[str, Any], *, agreed: bool = False
) -> tuple[Change, dict[str, Any]] | NoChange:
    """The Change of an order and its WorkspaceEdit; `agreed` says that a person wants it, so the editor need not ask.

    Raises BadOrder, and UnreachableText when typing does not stop.
    """
    bench = await bench_for(session, order.get("uri"))
    for attempt in range(1, ATTEMPTS + 1):
        connector, knowledge = await bench.connector(), await bench.knowledge()
        choices = choices_of(session, bench.home)
        made = await session.work.run(carry_out, connector, knowledge, order, choices, bench.path)
        if isinstance(made, NoChange):
            return made
        if not (session.abilities.creates_files and session.abilities.applies_document_changes):
            made = without_new_record(made)
        if agreed or _is_on_the_screen(made, order, bench.path):
            made = replace(made, needs_confirmation=False)
        confirm = session.settings.generation.confirm is When.ALWAYS
        try:
            edit = to_workspace_edit(
                made, lambda path, read=connector: bench.target(read, path), session.abilities, confirm=confirm
            )
        except UnreachableText as error:
            if attempt == ATTEMPTS:
                raise
            log.info("made anew: %s", error)
        else:
            expect(session, bench, connector, made, order)
            return made, edit
    raise AssertionError("unreachable")
