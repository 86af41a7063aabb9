"""The phases in the editor: begin one with its page, enable its tests, take everything of one back."""

import logging
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from destination_writer.checkpoints.applying import changes_of
from destination_writer.checkpoints.takingback import TakeBack, take_back
from destination_writer.checkpoints.undoing import change_of, note, reaches, reader
from destination_writer.checkpoints.walkstate import remember, started
from destination_writer.connector.state import STATE_PATH
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.stepping import Kit
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.lsp.confirming import agreed, not_applied
from destination_writer.lsp.convert import Target, UnreachableText, to_workspace_edit
from destination_writer.lsp.framework import FeatureServer
from destination_writer.lsp.handlers.commands import apply, show
from destination_writer.lsp.homes import Home
from destination_writer.lsp.offers import TESTS, templates
from destination_writer.lsp.pages import NoSuchPage, Page, write_page
from destination_writer.lsp.phasepage import phase_page
from destination_writer.lsp.session import ERROR, INFO, WARNING, Session
from destination_writer.lsp.standing import at_work_of, standing_of
from destination_writer.lsp.uris import uri_of
from destination_writer.lsp.whichhome import CannotRun, find_home
from destination_writer.lsp.wire import ClientError
from destination_writer.lsp.workshop import bench_for, choices_of
from destination_writer.text.changes import NoChange
from destination_writer.text.document import Document
from destination_writer.text.files import UnreadableFile

log = logging.getLogger(__name__)

TAKE, NOT_NOW = "Take back", "Not now"


def register(server: FeatureServer) -> None:
    @server.command("destinationWriter.startPhase")
    async def start_phase(ls: FeatureServer, order: dict[str, Any]) -> dict[str, Any]:
        session = ls.session
        try:
            home = await find_home(session, order)
        except CannotRun as error:
            return _refused(session, str(error))
        return await begin_phase(session, home, order.get("phase"), show_it=order.get("show") is not False)

    @server.command("destinationWriter.enableTests")
    async def enable_tests(ls: FeatureServer, order: dict[str, Any]) -> dict[str, Any]:
        return await apply(ls.session, {**order, "make": TESTS})

    @server.command("destinationWriter.takeBackPhase")
    async def take_back_phase(ls: FeatureServer, order: dict[str, Any]) -> dict[str, Any]:
        session = ls.session
        try:
            home = await find_home(session, order)
        except CannotRun as error:
            return _refused(session, str(error))
        phase = order.get("phase")
        if not isinstance(phase, int):
            return _refused(session, f"`phase` must be a number from 0 to 11, not {phase!r}.")
        return await _take_back(session, home, phase)


async def begin_phase(session: Session, home: Home, phase: object, *, show_it: bool) -> dict[str, Any]:
    """Note that a phase has begun and show its page; without a number, that of the phase at work."""
    try:
        page, number = await page_of(session, home, phase)
    except (NoSuchPage, CannotGenerate, KnowledgeError) as error:
        return _refused(session, str(error))
    problem = await session.work.run(remember, home.folder, started(number))
    if problem:
        show(session, problem, WARNING)
    session.file_changed(home.folder / STATE_PATH)
    session.standing_changed(home)
    return await _show_page(session, page, show_it=show_it)


async def page_of(session: Session, home: Home, phase: object) -> tuple[Page, int]:
    """A phase's page, by default that of the phase at work, and its number. Raises NoSuchPage and CannotGenerate."""
    connector, knowledge = await home.connector(look=True), await session.library.knowledge(home.folder)
    evidence = await session.results.evidence(home)
    choices = choices_of(session, home).for_connector(connector, knowledge)
    kit = Kit(connector, knowledge, templates(choices.roots), choices.dialect, choices.cdk)

    def make() -> tuple[Page, int]:
        standing = standing_of(connector, knowledge, evidence)
        at_work = at_work_of(connector, knowledge, evidence, standing)
        number = at_work if phase is None else phase
        if not isinstance(number, int) or not 0 <= number < len(knowledge.phases):
            last = len(knowledge.phases) - 1
            raise NoSuchPage(f"`phase` must be a number from 0 to {last}, not {number!r}; all phases may be complete")
        return phase_page(kit, standing, number, home.folder), number

    return await session.work.run(make)


async def _show_page(session: Session, page: Page, *, show_it: bool) -> dict[str, Any]:
    """Open the page where the client can, and answer its text and place."""
    try:
        target = await session.work.run(write_page, page)
    except OSError as error:
        return _refused(session, f"The page cannot be written: {error.strerror or error}.")
    uri = uri_of(target)
    if show_it and session.abilities.shows_documents:
        try:
            await session.wire.ask("window/showDocument", {"uri": uri, "takeFocus": True})
        except ClientError as error:
            log.info("the client does not show the page: %s", error)
    return {"applied": True, "reason": None, "uri": uri, "title": page.title, "text": page.text}


async def _take_back(session: Session, home: Home, phase: int) -> dict[str, Any]:
    files, around = home.files(), reader(home.folder)

    def read(path: str) -> str | None:
        if path.startswith("../"):
            shown = session.documents.at(_full(home, path))
            return shown.text if shown is not None and shown.waiting is None else around(path)
        try:
            return files.read(path) if files.exists(path) else None
        except UnreadableFile:
            return ""

    reached = reaches(home.folder)
    found = await session.work.run(lambda: take_back(changes_of(home.folder), phase, read, reached))
    if isinstance(found, NoChange):
        return _refused(session, f"{found.reason[:1].upper()}{found.reason[1:]}.")
    if not found.texts and found.kept:
        return _refused(session, f"Nothing of phase {phase} can be taken back. {_kept(found)}")
    if not await _wants(session, found):
        return {"applied": False, "reason": "The person said no."}
    reason = await _apply(session, home, found)
    if reason:
        return _refused(session, reason)
    knowledge = await session.library.knowledge(home.folder)
    tests = {test.name for test in knowledge.phase(phase).tests_for(None)}
    if problem := await session.work.run(note, home.folder, found, tests):
        show(session, problem, WARNING)
    session.standing_changed(home)
    if found.kept:
        show(session, _kept(found), WARNING)
    return {"applied": True, "reason": None, "kept": [str(kept) for kept in found.kept]}


async def _wants(session: Session, found: TakeBack) -> bool:
    count = len(found.titles)
    what = "; ".join(found.titles[:4]) + (f" and {count - 4} more" if count > 4 else "")
    gone = change_of(found).deleted
    removes = f" Removes {', '.join(path.rpartition('/')[2] for path in gone)}." if gone else ""
    kept = f" {_kept(found)}" if found.kept else ""
    message = f"Take back phase {found.phase}? It undoes: {what}.{removes}{kept} {' '.join(found.notes)}".strip()
    asked = {"type": WARNING, "message": message, "actions": [{"title": TAKE}, {"title": NOT_NOW}]}
    try:
        answer = await session.wire.ask("window/showMessageRequest", asked)
    except ClientError as error:
        log.info("nothing is taken back, for the client does not ask: %s", error)
        return False
    return isinstance(answer, dict) and answer.get("title") == TAKE


def _kept(found: TakeBack) -> str:
    return "Kept, because it was edited since: " + "; ".join(str(kept) for kept in found.kept) + "."


async def _apply(session: Session, home: Home, found: TakeBack) -> str:
    """Why the editor did not apply it; empty when it did."""
    able, change = session.abilities, agreed(change_of(found))
    hint = f"use `destination-writer implement {home.folder.name} --take-back {found.phase}`."
    if not able.applies_edits or (change.deleted and not (able.deletes_files and able.applies_document_changes)):
        return f"This editor applies no such edit of a server; {hint}"
    bench, connector = await bench_for(session, uri_of(home.folder)), await home.connector(look=True)

    def target(path: str) -> Target:
        now = found.texts[path][0]
        if path.startswith("../"):
            return _outside(session, _full(home, path), now)
        known = bench.target(connector, path)
        return known if known.document or now is None else replace(known, document=Document(now))

    try:
        edit = to_workspace_edit(change, target, able)
    except UnreachableText as error:
        return f"{error}."
    try:
        answer = await session.wire.ask("workspace/applyEdit", {"label": found.title, "edit": edit})
    except ClientError as error:
        return f"The editor did not apply the edit: {error}"
    return not_applied(answer, "The editor did not apply the edit")


def _full(home: Home, path: str) -> Path:
    """Where a path that is relative to the connector leads."""
    return Path(os.path.normpath(home.folder / path))


def _outside(session: Session, full: Path, now: str | None) -> Target:
    """A file of the connector's checkout, as it is on the screen or on the disk."""
    shown = session.documents.at(full)
    if shown is not None and shown.waiting is None:
        return Target(shown.uri, shown.document, shown.version)
    return Target(uri_of(full), None if now is None else Document(now))


def _refused(session: Session, reason: str) -> dict[str, Any]:
    show(session, reason, ERROR if "must be" in reason else INFO)
    return {"applied": False, "reason": reason}
