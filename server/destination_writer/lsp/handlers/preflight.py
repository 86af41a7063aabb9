"""Commands of the preflight: open the checklist or create it, write answers, finish it."""

import logging
import re
from pathlib import Path
from typing import Any

from destination_writer.connector.preflight import PREFLIGHT_PATH, Preflight
from destination_writer.generate.preflight.api import create_change, starting_answers
from destination_writer.generate.preflight.naming import database_slug
from destination_writer.generate.scaffold.surroundings import CONNECTORS
from destination_writer.knowledge.boundaries import declined
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.store import Knowledge
from destination_writer.lsp.confirming import agreed, not_applied
from destination_writer.lsp.convert import Target, UnreachableText, to_workspace_edit
from destination_writer.lsp.framework import FeatureServer
from destination_writer.lsp.handlers.commands import show
from destination_writer.lsp.library import KnowledgeMissing
from destination_writer.lsp.pages import write_page
from destination_writer.lsp.preflightending import (
    SHOWN,
    Ending,
    after_of,
    ending_of,
    finished,
    note,
    summary_page,
    targets_of,
    words_on,
)
from destination_writer.lsp.preflightfeatures import preflight_edit
from destination_writer.lsp.preflightpath import is_preflight
from destination_writer.lsp.preflightwaiting import waiting_checklists
from destination_writer.lsp.protocol import CommandResult, FinishPreflightResult, PreflightResult
from destination_writer.lsp.session import INFO, WARNING, Session
from destination_writer.lsp.uris import path_of, uri_of
from destination_writer.lsp.wire import ClientError
from destination_writer.text.changes import Change
from destination_writer.text.files import UnreadableFile

log = logging.getLogger(__name__)

CONFIRM, LOOK = "Confirm All and Finish", "Go Through Them"
DESTINATION = "destination-"


class CannotOpen(Exception):
    """An order that cannot be carried out. The message says what to give."""


def register(server: FeatureServer) -> None:
    @server.command("destinationWriter.preflight")
    async def preflight(ls: FeatureServer, order: dict[str, Any]) -> PreflightResult:
        try:
            return await open_checklist(ls.session, order)
        except (CannotOpen, KnowledgeError, UnreachableText, ClientError) as error:
            show(ls.session, str(error), WARNING)
            return {"uri": None, "created": False, "reason": str(error)}

    @server.command("destinationWriter.answerPreflight")
    async def answer_preflight(ls: FeatureServer, order: dict[str, Any]) -> CommandResult:
        """Carries out an order of preflightactions.py, which a lens or a quick fix holds."""
        try:
            edit = await preflight_edit(ls.session, order)
            if isinstance(edit, str):
                raise CannotOpen(edit)
            await _apply(ls.session, "Answer the preflight checklist", edit)
        except (CannotOpen, KnowledgeError, ClientError) as error:
            show(ls.session, str(error), WARNING)
            return {"applied": False, "reason": str(error)}
        return {"applied": True, "reason": None}

    @server.command("destinationWriter.finishPreflight")
    async def finish_preflight(ls: FeatureServer, order: dict[str, Any]) -> FinishPreflightResult:
        try:
            return await finish(ls.session, order)
        except (CannotOpen, KnowledgeError, KnowledgeMissing, UnreachableText, UnreadableFile, ClientError) as error:
            show(ls.session, str(error), WARNING)
            return {"applied": False, "reason": str(error)}


async def finish(session: Session, order: dict[str, Any]) -> FinishPreflightResult:
    """Write what a finished checklist makes, after asking about answers that nobody confirmed.

    Raises CannotOpen when it is not complete or was not wanted, and what reading and writing raise.
    """
    ending = await ending_of(session, await _checklist(session, order))
    if PREFLIGHT_PATH not in ending.texts:
        raise CannotOpen("There is no preflight checklist here yet; open one first, and answer it.")
    waiting = len(ending.preflight.unconfirmed)
    left = await session.work.run(words_on, ending)
    if left:
        raise CannotOpen(f"The preflight of {ending.name} is not complete: {left}. The list of problems names them.")
    if waiting and not await _confirms(session, ending.name, waiting):
        raise CannotOpen(f"Nothing was written: {waiting} answers about {ending.name} wait to be confirmed.")
    done = await session.work.run(lambda: finished(ending, confirm=waiting > 0))
    if done.change is None:
        raise CannotOpen(f"The preflight of {ending.name} is not complete: {'; '.join(done.blockers[:SHOWN])}.")
    await _write(session, ending, done.change)
    page = summary_page(ending, after_of(ending, done.change))
    target = await session.work.run(write_page, page)
    await _show_page(session, order, uri_of(target))
    for remark in done.notes:
        show(session, remark, INFO)
    return {
        "applied": True,
        "reason": None,
        "uri": uri_of(target),
        "title": page.title,
        "text": page.text,
        "name": ending.name,
        "database": ending.preflight.database,
        "folder": uri_of(ending.folder),
        "files": [session.uri_at(ending.folder / file.path) for file in done.change.files],
    }


async def _write(session: Session, ending: Ending, change: Change) -> None:
    if change.is_empty:
        return
    can = session.abilities
    if not (can.applies_edits and can.creates_files and can.applies_document_changes):
        raise CannotOpen("This editor creates no files for a server; use `destination-writer preflight`.")
    targets = targets_of(session, ending.folder, change)
    edit = to_workspace_edit(agreed(change), targets.__getitem__, session.abilities)
    await _apply(session, change.title, edit)
    if problem := await session.work.run(note, ending, change):
        show(session, problem, WARNING)
    session.library.forget(ending.folder)


async def _confirms(session: Session, name: str, waiting: int) -> bool:
    count = "One answer" if waiting == 1 else f"{waiting} answers"
    question = {
        "type": INFO,
        "message": f"{count} about {name} came from what is known and nobody has confirmed them yet. Confirm them all, "
        "or go through them first?",
        "actions": [{"title": CONFIRM}, {"title": LOOK}],
    }
    answer = await session.wire.ask("window/showMessageRequest", question)
    return isinstance(answer, dict) and answer.get("title") == CONFIRM


async def _apply(session: Session, label: str, edit: dict[str, Any]) -> None:
    """Raises CannotOpen when the editor did not."""
    if not session.abilities.applies_edits:
        raise CannotOpen("This editor applies no edits of a server; use `destination-writer preflight`.")
    answer = await session.wire.ask("workspace/applyEdit", {"label": label, "edit": edit})
    if reason := not_applied(answer, "The editor did not write the answers"):
        raise CannotOpen(reason)


async def _show_page(session: Session, order: dict[str, Any], uri: str) -> None:
    if order.get("show") is False or not session.abilities.shows_documents:
        return
    try:
        await session.wire.ask("window/showDocument", {"uri": uri, "takeFocus": True})
    except ClientError as error:
        log.info("the client does not show the summary: %s", error)


async def open_checklist(session: Session, order: dict[str, Any]) -> PreflightResult:
    """Show the file, made first where it is missing; `database` names the database then.

    Raises CannotOpen, KnowledgeError, UnreachableText, ClientError.
    """
    folder = await _folder(session, order)
    if not await _has_checklist(session, folder):
        folder = _place_for(session, folder, order)
    file = folder / PREFLIGHT_PATH
    is_there = await _has_checklist(session, folder)
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


async def _checklist(session: Session, order: dict[str, Any]) -> Path:
    """The checklist that an order names by itself or by its folder, else the only one that waits for a connector."""
    uri = order.get("uri")
    path = path_of(uri) if isinstance(uri, str) else None
    if path is not None and is_preflight(path):
        return path
    folder = await _folder(session, order)
    if path is None and not await _has_checklist(session, folder):
        waiting = [path_of(found["folder"]) for found in await waiting_checklists(session)]
        folder = waiting[0] if len(waiting) == 1 and waiting[0] is not None else folder
    return folder / PREFLIGHT_PATH


async def _has_checklist(session: Session, folder: Path) -> bool:
    file = folder / PREFLIGHT_PATH
    return session.documents.at(file) is not None or await session.work.run(file.is_file)


def _place_for(session: Session, folder: Path, order: dict[str, Any]) -> Path:
    """Where the checklist of a database goes whose connector is not there yet: into the folder that the connector will
    have, which the scaffold then takes; so two databases of one workspace do not share a checklist."""
    name, uri = order.get("database"), order.get("uri")
    is_named = isinstance(uri, str) and path_of(uri) == folder
    is_root = folder in session.homes.folders and not is_named
    if not is_root or not isinstance(name, str) or folder.name.startswith(DESTINATION):
        return folder
    slug = re.sub(r"[^a-z0-9]+", "-", name.strip().lower()).strip("-")
    base = folder / CONNECTORS if (folder / CONNECTORS).is_dir() else folder
    return base / f"{DESTINATION}{slug}" if slug else folder


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
    if reason := not_applied(answer, "The editor did not create the checklist"):
        raise CannotOpen(reason)
    for remark in change.notes:
        show(session, remark, INFO)


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
