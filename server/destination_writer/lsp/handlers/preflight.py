"""The command that opens the preflight checklist, and creates it where there is none."""

from pathlib import Path
from typing import Any

from destination_writer.connector.preflight import PREFLIGHT_PATH, Preflight
from destination_writer.generate.preflight.api import create_change, starting_answers
from destination_writer.generate.preflight.naming import database_slug
from destination_writer.knowledge.boundaries import declined
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.store import Knowledge
from destination_writer.lsp.confirming import agreed
from destination_writer.lsp.convert import Target, UnreachableText, to_workspace_edit
from destination_writer.lsp.framework import FeatureServer
from destination_writer.lsp.protocol import PreflightResult
from destination_writer.lsp.session import INFO, WARNING, Session
from destination_writer.lsp.uris import path_of, uri_of
from destination_writer.lsp.wire import ClientError
from destination_writer.text.changes import Change


class CannotOpen(Exception):
    """An order that cannot be carried out. The message says what to give."""


def register(server: FeatureServer) -> None:
    @server.command("destinationWriter.preflight")
    async def preflight(ls: FeatureServer, order: dict[str, Any]) -> PreflightResult:
        try:
            return await open_checklist(ls.session, order)
        except (CannotOpen, KnowledgeError, UnreachableText, ClientError) as error:
            ls.session.wire.notify("window/showMessage", {"type": WARNING, "message": str(error)})
            return {"uri": None, "created": False, "reason": str(error)}


async def open_checklist(session: Session, order: dict[str, Any]) -> PreflightResult:
    """Show the file, made first where it is missing; `database` names the database then.

    Raises CannotOpen, KnowledgeError, UnreachableText, ClientError.
    """
    folder = await _folder(session, order)
    file = folder / PREFLIGHT_PATH
    is_there = session.documents.at(file) is not None or await session.work.run(file.is_file)
    if not is_there:
        await _create(session, folder, order)
    uri = session.uri_at(file)
    if session.abilities.shows_documents:
        await session.wire.ask("window/showDocument", {"uri": uri, "takeFocus": True})
    return {"uri": uri, "created": not is_there, "reason": None}


async def _folder(session: Session, order: dict[str, Any]) -> Path:
    """The connector of `uri`, else the folder that it names, else the only connector, else the first open folder."""
    uri = order.get("uri")
    path = path_of(uri) if isinstance(uri, str) else None
    if path is not None:
        home = await session.homes.at(path)
        if home is not None:
            return home.folder
        if await session.work.run(path.is_dir):
            return path
    await session.discovered()
    homes = list(session.homes)
    if len(homes) == 1:
        return homes[0].folder
    folder = next(iter(session.homes.folders), None)
    if folder is None:
        raise CannotOpen("No folder is open: open the one that the connector shall lie in, then ask again.")
    return folder


async def _create(session: Session, folder: Path, order: dict[str, Any]) -> None:
    name = order.get("database")
    if not isinstance(name, str) or not name.strip():
        raise CannotOpen("There is no preflight checklist yet; name the database as `database`, and one is created.")
    knowledge = await session.library.knowledge(folder)
    change = await session.work.run(_change, knowledge, name.strip(), str(order.get("like") or ""))
    can = session.abilities
    if not (can.applies_edits and can.creates_files and can.applies_document_changes):
        raise CannotOpen("This editor creates no files for a server; use `destination-writer preflight`.")
    target = Target(uri_of(folder / PREFLIGHT_PATH))
    edit = to_workspace_edit(agreed(change), lambda _: target, session.abilities)
    answer = await session.wire.ask("workspace/applyEdit", {"label": change.title, "edit": edit})
    if not isinstance(answer, dict) or not answer.get("applied"):
        reason = answer.get("failureReason") if isinstance(answer, dict) else None
        raise CannotOpen(f"The editor did not create the checklist: {reason or 'it gave no reason'}.")
    for note in change.notes:
        session.wire.notify("window/showMessage", {"type": INFO, "message": note})


def _change(knowledge: Knowledge, name: str, like: str) -> Change:
    """Runs in a thread. A known database is filled in with what is known of it."""
    slug = database_slug(name, knowledge)
    if slug is None:
        raise CannotOpen(f"{name!r} cannot be a database's name here: letters, digits, blanks, a letter first.")
    reason = None if slug in knowledge.dialect_slugs else declined(knowledge.files, name)
    if reason:
        raise CannotOpen(reason)
    if like and like not in knowledge.dialect_slugs:
        known = ", ".join(knowledge.dialect_slugs)
        raise CannotOpen(f"`like` must be a known database, not {like!r}; there are: {known}")
    title = knowledge.dialect(slug).name if slug in knowledge.dialect_slugs else name
    preflight = Preflight(slug, title, like)
    checklist = knowledge.checklist
    return create_change(PREFLIGHT_PATH, checklist, preflight, starting_answers(checklist, preflight, knowledge))
