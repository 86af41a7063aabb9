"""Commands about where a connector stands: leave out a phase, come back, see the checklists, write records anew."""

from typing import Any

from destination_writer.checkpoints.leavingout import LeftOut, inputs_of, leave_out, take_up
from destination_writer.checkpoints.phasenumber import BadPhase, phase_number
from destination_writer.checkpoints.skipping import refusal
from destination_writer.lsp.framework import FeatureServer
from destination_writer.lsp.handlers.commands import apply, show
from destination_writer.lsp.handlers.running import CannotRun, find_home
from destination_writer.lsp.homes import Home
from destination_writer.lsp.livepages import ALL, RESUME, live_uri, page_of_connector, workspace_of
from destination_writer.lsp.offers import TUNE
from destination_writer.lsp.pages import NoSuchPage, write_page
from destination_writer.lsp.session import INFO, WARNING, Session
from destination_writer.lsp.uris import uri_of
from destination_writer.lsp.wire import ClientError
from destination_writer.text.changes import NoChange, StaleChange
from destination_writer.text.files import UnreadableFile
from destination_writer.toolchain.applying import CannotWrite
from destination_writer.toolchain.statefile import StateFileBusy


def register(server: FeatureServer) -> None:
    @server.command("destinationWriter.skipPhase")
    async def skip_phase(ls: FeatureServer, order: dict[str, Any]) -> dict[str, Any]:
        """The order is the person's decision, with the person's reason."""
        try:
            return await _skip(ls.session, order)
        except (CannotRun, BadPhase, StaleChange, CannotWrite, StateFileBusy) as error:
            return _not_applied(ls.session, str(error))
        except OSError as error:
            place = error.filename or "the connector's folder"
            return _not_applied(ls.session, f"{place} cannot be written ({error.strerror}); make room, or allow it.")

    @server.command("destinationWriter.resume")
    async def resume(ls: FeatureServer, order: dict[str, Any]) -> dict[str, Any] | None:
        return await _show_page(ls.session, order, RESUME)

    @server.command("destinationWriter.checklist")
    async def checklist(ls: FeatureServer, order: dict[str, Any]) -> dict[str, Any] | None:
        return await _show_page(ls.session, order, f"checklists/{order.get('list') or ALL}.md")

    @server.command("destinationWriter.tune")
    async def tune(ls: FeatureServer, order: dict[str, Any]) -> dict[str, Any]:
        return await apply(ls.session, {**order, "make": TUNE})


async def _skip(session: Session, order: dict[str, Any]) -> dict[str, Any]:
    home = await find_home(session, order)
    knowledge = await session.library.knowledge(home.folder)
    number = phase_number(str(order.get("phase")), knowledge.phases)
    reason, undo = str(order.get("reason") or ""), order.get("undo") is True
    texts = home.open_texts()

    def write() -> LeftOut | NoChange:
        workspace = workspace_of(home)
        unsaved = frozenset(path for path, (text, _) in texts.items() if _on_disk(home, path) != text)
        if undo:
            return take_up(workspace, "", number, unsaved=unsaved)
        if refused := refusal(inputs_of(workspace, ""), number):
            return NoChange(refused)
        return leave_out(workspace, "", number, reason, unsaved=unsaved)

    done = await session.work.run(write)
    if isinstance(done, NoChange):
        return _not_applied(session, done.reason)
    for path in done.paths:
        session.file_changed(home.folder / path)
    said = f"Phase {number} counts again." if undo else f"Phase {number} is marked as skipped. {done.change.notes[0]}"
    show(session, f"{said} {done.unrecorded}".rstrip(), INFO)
    session.standing_changed(home)
    return {"applied": True, "reason": None}


def _on_disk(home: Home, path: str) -> str | None:
    try:
        return home.disk.read(path)
    except (OSError, UnreadableFile):
        return None


def _not_applied(session: Session, reason: str) -> dict[str, Any]:
    show(session, reason, WARNING)
    return {"applied": False, "reason": reason}


async def _show_page(session: Session, order: dict[str, Any], path: str) -> dict[str, Any] | None:
    """The page, shown where the client can show one. Answers its title and text; null when there is none."""
    try:
        home = await find_home(session, order)
        page = await session.work.run(page_of_connector, path, workspace_of(home))
        uri = live_uri(path, home) if session.abilities.shows_pages else uri_of(write_page(page))
        await _open(session, home, uri)
    except (CannotRun, NoSuchPage) as error:
        show(session, str(error), WARNING)
        return None
    except OSError as error:
        show(session, f"The page cannot be written ({error.strerror}); its text is the answer of the command.", WARNING)
        return None
    return {"title": page.title, "text": page.text}


async def _open(session: Session, home: Home, uri: str) -> None:
    if not session.abilities.shows_documents:
        show(session, f"{home.folder.name}: see {uri}", INFO)
        return
    try:
        await session.wire.ask("window/showDocument", {"uri": uri, "takeFocus": True})
    except ClientError as error:
        show(session, f"The editor did not open {uri}: {error}", WARNING)
