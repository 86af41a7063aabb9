"""Remembering a fix or a method, and the report on the work."""

import logging
from pathlib import Path
from typing import Any

from pygls.exceptions import JsonRpcInvalidParams

from destination_writer.checkpoints.applying import write_and_record
from destination_writer.checkpoints.changelog import Maker
from destination_writer.checkpoints.offering import next_offer, note_asked
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.kotlin.declarations import Class
from destination_writer.lsp import protocol
from destination_writer.lsp.confirming import NOT_WANTED, Word, agreed, not_applied, word_on
from destination_writer.lsp.convert import UnreachableText, to_workspace_edit
from destination_writer.lsp.framework import FeatureServer
from destination_writer.lsp.handlers.commands import show
from destination_writer.lsp.homes import Home
from destination_writer.lsp.learning import (
    WORDS_MISSING,
    fix_change,
    method_change,
    note,
    report_page,
    target,
)
from destination_writer.lsp.offers import no_change_text
from destination_writer.lsp.pages import cache_folder
from destination_writer.lsp.positions import from_wire_position
from destination_writer.lsp.session import INFO, WARNING, Session
from destination_writer.lsp.uris import path_of, uri_of
from destination_writer.lsp.views import view_of
from destination_writer.lsp.wire import ClientError
from destination_writer.text.changes import Change, NoChange, StaleChange
from destination_writer.toolchain.applying import CannotWrite
from destination_writer.toolchain.workspace import UnusablePath

log = logging.getLogger(__name__)

REMEMBER, NOT_NOW = "Remember", "Not now"


def register(server: FeatureServer) -> None:
    @server.command("destinationWriter.rememberFix")
    async def remember_fix(ls: FeatureServer, order: dict[str, Any]) -> protocol.RememberResult:
        return await _remember(ls.session, order, _make_fix)

    @server.command("destinationWriter.rememberMethod")
    async def remember_method(ls: FeatureServer, order: dict[str, Any]) -> protocol.RememberResult:
        return await _remember(ls.session, order, _make_method)

    @server.command("destinationWriter.showReport")
    async def show_report(ls: FeatureServer, order: dict[str, Any]) -> protocol.CommandResult:
        """For an editor that shows no pages of ours: the page is written below the cache folder and opened."""
        session = ls.session
        home = await _home(session, order.get("uri"))
        if home is None:
            return _not_shown(session, "No connector is here; open a file of one, then ask again.")
        try:
            file = await session.work.run(_write_report, home.folder)
        except (UnusablePath, KnowledgeError, OSError) as error:
            return _not_shown(session, f"The report cannot be made: {error}")
        try:
            await session.wire.ask("window/showDocument", {"uri": uri_of(file), "external": True})
        except ClientError:
            show(session, f"The report is in {file}; open it in a browser.", INFO)
        return {"applied": True, "reason": None}

    @server.feature(protocol.REPORT)
    async def report(ls: FeatureServer, params: Any) -> protocol.ReportResult:
        session = ls.session
        home = await _home(session, getattr(params, "uri", None))
        if home is None:
            raise JsonRpcInvalidParams("`uri` must be that of a connector's folder or of a file in it")
        try:
            html = await session.work.run(report_page, home.folder)
        except (UnusablePath, KnowledgeError) as error:
            raise JsonRpcInvalidParams(str(error)) from None
        return {"title": f"Report: {home.folder.name}", "html": html}


def _not_shown(session: Session, reason: str) -> protocol.CommandResult:
    show(session, reason, WARNING)
    return {"applied": False, "reason": reason}


async def _home(session: Session, uri: object) -> Home | None:
    path = path_of(uri) if isinstance(uri, str) else None
    return None if path is None else await session.homes.at(path)


async def _make_fix(session: Session, home: Home, order: dict[str, Any]) -> Change | NoChange:
    knowledge = await session.library.knowledge(home.folder)
    return await session.work.run(fix_change, home.folder, knowledge, order)


async def _make_method(session: Session, home: Home, order: dict[str, Any]) -> Change | NoChange:
    name = order.get("name") or await _method_at(session, order)
    if not isinstance(name, str):
        return NoChange("No method is here. Put the cursor on the name of a method of a component, then ask again")
    connector, knowledge = await home.connector(look=True), await session.library.knowledge(home.folder)
    roots, strategy = session.library.roots(home.folder), order.get("strategy")
    chosen = strategy if isinstance(strategy, str) and strategy else None
    return await session.work.run(method_change, home.folder, connector, knowledge, roots, name, chosen)


async def _method_at(session: Session, order: dict[str, Any]) -> str | None:
    """`Class.function` around a position."""
    view = await view_of(session, str(order.get("uri")))
    if view is None or "position" not in order:
        return None
    place = from_wire_position(view.document, order["position"], session.abilities.encoding)
    source = (await view.connector()).source(view.path)
    offset = view.document.document.offset(place)
    classes: list[Class] = [component.declaration for component in source.components] if source else []
    names = (f"{c.name}.{f.name}" for c in classes for f in c.functions if f.span.start <= offset <= f.span.end)
    return next(names, None)


async def _remember(session: Session, order: dict[str, Any], make: Any) -> protocol.RememberResult:
    """Have the client apply what remembers something; it can be looked at before. A reason is also shown."""
    home = await _home(session, order.get("uri"))
    if home is None:
        return _refused(session, "No connector is here; open a file of one, then ask again.")
    try:
        made: Change | NoChange = await make(session, home, order)
    except KnowledgeError as error:
        return _refused(session, f"{error}; mend the file first.")
    if isinstance(made, NoChange):
        needs_words = WORDS_MISSING in made.missing and not order.get("fix")
        if needs_words and order.get("asks"):
            return {"applied": False, "reason": made.reason, "needs": "fix"}
        return _refused(session, no_change_text(made))
    return await _apply(session, home.folder, made)


async def offer_to_remember(session: Session, home: Home) -> None:
    """After a run: ask, once for each, whether the fixes that it confirmed shall be remembered."""
    while True:
        knowledge = await session.library.knowledge(home.folder)
        offer = await session.work.run(next_offer, home.folder, knowledge.failure_rules)
        if offer is None:
            return
        actions = [{"title": REMEMBER}, {"title": NOT_NOW}]
        try:
            answer = await session.wire.ask(
                "window/showMessageRequest", {"type": INFO, "message": offer.question, "actions": actions}
            )
        except ClientError as error:
            log.info("nothing is remembered, for the client does not ask: %s", error)
            return
        if problem := await session.work.run(note_asked, home.folder, offer):
            show(session, problem, WARNING)
            return
        if isinstance(answer, dict) and answer.get("title") == REMEMBER:
            able = session.abilities
            can_edit = able.applies_edits and able.creates_files and able.applies_document_changes
            write = _apply if can_edit else _write
            done = await write(session, home.folder, agreed(offer.learned.change))
            if not done["applied"]:
                return


async def _write(session: Session, folder: Path, change: Change) -> protocol.RememberResult:
    """For an editor that makes no files from an edit: written here, for the person has said yes."""

    def write() -> str:
        return write_and_record(folder, change, maker=Maker.LEARNING)[1]

    try:
        problem = await session.work.run(write)
    except (StaleChange, CannotWrite) as error:
        return _refused(session, str(error))
    session.library.forget(folder)
    show(session, problem or f"{change.title}: done.", INFO)
    return {"applied": True, "reason": None, "needs": None}


async def _apply(session: Session, folder: Path, change: Change) -> protocol.RememberResult:
    if not (session.abilities.applies_edits and session.abilities.creates_files):
        return _refused(session, "This editor makes no files from an edit; use `destination-writer remember`.")
    targets = {file.path: target(session, folder, file.path) for file in change.files}
    texts = {path: found.document.text for path, found in targets.items() if found.document is not None}
    try:
        word = await word_on(session, change)
        if word is Word.NO:
            return _refused(session, NOT_WANTED)
        wanted = agreed(change) if word is Word.WRITE else change
        edit = to_workspace_edit(wanted, targets.__getitem__, session.abilities)
        answer = await session.wire.ask("workspace/applyEdit", {"label": change.title, "edit": edit})
    except UnreachableText as error:
        return _refused(session, str(error))
    except ClientError as error:
        return _refused(session, f"The editor did not apply the edit: {error}")
    if reason := not_applied(answer, "The editor did not apply the edit", looked=word is Word.LOOK):
        return _refused(session, reason)
    problem = await session.work.run(note, folder, change, texts)
    session.library.forget(folder)
    show(session, problem or f"{change.title}: done. Save the file, so that it holds from now on.", INFO)
    return {"applied": True, "reason": None, "needs": None}


def _refused(session: Session, reason: str) -> protocol.RememberResult:
    show(session, reason, WARNING)
    return {"applied": False, "reason": reason, "needs": None}


def _write_report(folder: Path) -> Path:
    """The page below the user's cache folder. Raises UnusablePath, KnowledgeError and OSError."""
    file = cache_folder() / "pages" / f"report-{folder.name}.html"
    text = report_page(folder)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file
