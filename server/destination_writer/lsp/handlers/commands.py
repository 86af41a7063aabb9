"""Commands: write what was ordered, by an edit that the client applies."""

from typing import Any

from destination_writer.lsp.choosing import choose
from destination_writer.lsp.confirming import NOT_WANTED, Word, not_applied, word_on
from destination_writer.lsp.convert import UnreachableText
from destination_writer.lsp.framework import FeatureServer
from destination_writer.lsp.library import KnowledgeMissing
from destination_writer.lsp.offers import COMPONENT, PHASE, STUB, BadOrder, no_change_text, stub_order, touched_stubs
from destination_writer.lsp.pages import NoSuchPage, render_page, write_page
from destination_writer.lsp.positions import from_wire_position
from destination_writer.lsp.session import INFO, WARNING, Session
from destination_writer.lsp.uris import uri_of
from destination_writer.lsp.views import view_of
from destination_writer.lsp.wire import ClientError
from destination_writer.lsp.workshop import edit_for, open_questions
from destination_writer.text.changes import NoChange
from destination_writer.text.places import Range


def register(server: FeatureServer) -> None:
    @server.command("destinationWriter.implementStub")
    async def implement_stub(ls: FeatureServer, order: dict[str, Any]) -> dict[str, Any]:
        if "position" in order:
            try:
                order = await _order_at(ls.session, order)
            except BadOrder as error:
                return _not_applied(ls.session, f"{error}.")
        return await apply(ls.session, {"make": STUB, **order})

    @server.command("destinationWriter.implementComponent")
    async def implement_component(ls: FeatureServer, order: dict[str, Any]) -> dict[str, Any]:
        return await apply(ls.session, {"make": COMPONENT, **order})

    @server.command("destinationWriter.implementPhase")
    async def implement_phase(ls: FeatureServer, order: dict[str, Any]) -> dict[str, Any]:
        return await apply(ls.session, {"make": PHASE, **order})

    @server.command("destinationWriter.explain")
    async def explain(ls: FeatureServer, about: dict[str, Any]) -> None:
        show(ls.session, str(about.get("reason", "")), INFO)

    @server.command("destinationWriter.showRule")
    async def show_rule(ls: FeatureServer, about: dict[str, Any]) -> dict[str, Any]:
        return await _show_rule(ls.session, str(about.get("code", "")))


async def _show_rule(session: Session, code: str) -> dict[str, Any]:
    """Open a rule's page, as a file below the cache folder; our own client renders those."""
    path = f"rules/{code.upper()}.md"
    try:
        page = render_page(await session.library.knowledge(None), path)
        uri = uri_of(await session.work.run(write_page, page))
        await session.wire.ask("window/showDocument", {"uri": uri, "takeFocus": True})
    except (NoSuchPage, KnowledgeMissing, OSError, ClientError) as error:
        return _not_applied(session, f"The page of {code or 'a rule without a code'} cannot be shown: {error}.")
    return {"applied": True, "reason": None}


async def apply(session: Session, order: dict[str, Any]) -> dict[str, Any]:
    """Have the client apply the order's edit. Answers `{"applied", "reason"}`; a reason is also shown."""
    try:
        decided = await _decided(session, order)
        if decided is None:
            return _not_applied(session, "No way was chosen: nothing was written.")
        made = await edit_for(session, decided)
        if isinstance(made, NoChange):
            return _not_applied(session, no_change_text(made))
        if not session.abilities.applies_edits:
            return _not_applied(session, "This editor applies no edits of a server; use `destination-writer generate`.")
        word = await word_on(session, made[0])
        if word is Word.NO:
            return _not_applied(session, NOT_WANTED)
        if word is Word.WRITE:
            made = await edit_for(session, decided, agreed=True)
            if isinstance(made, NoChange):
                return _not_applied(session, no_change_text(made))
    except (BadOrder, UnreachableText, ClientError) as error:
        return _not_applied(session, str(error))
    change, edit = made
    try:
        answer = await session.wire.ask("workspace/applyEdit", {"label": change.title, "edit": edit})
    except ClientError as error:
        return _not_applied(session, f"The editor did not apply the edit: {error}")
    if reason := not_applied(answer, "The editor did not apply the edit", looked=word is Word.LOOK):
        return _not_applied(session, reason)
    session.ledger.applied(change)
    return {"applied": True, "reason": None}


async def _decided(session: Session, order: dict[str, Any]) -> dict[str, Any] | None:
    """The order with what the person decides where several ways fit; None when a question is left unanswered."""
    decisions = dict(order.get("strategies") or {})
    for choice in await open_questions(session, order):
        way = await choose(session, choice)
        if way is None:
            return None
        decisions[choice.kind.value] = way.slug
    return order | {"strategies": decisions} if decisions else order


async def _order_at(session: Session, order: dict[str, Any]) -> dict[str, Any]:
    """The order for the stub at a position, for a caller that knows no names. Raises BadOrder where none is."""
    view = await view_of(session, str(order.get("uri")))
    if view is None:
        return order
    place = from_wire_position(view.document, order["position"], session.abilities.encoding)
    stubs = view.stubs()
    found = touched_stubs(view.document.document, stubs, Range(place, place))
    if not found:
        raise BadOrder(f"Line {place.line + 1} of {view.path} has no TODO stub. Put the cursor on one, or on its `fun`")
    return stub_order(view.document.uri, found[0], stubs, order.get("strategy", ""))


def _not_applied(session: Session, reason: str) -> dict[str, Any]:
    show(session, reason, WARNING)
    return {"applied": False, "reason": reason}


def show(session: Session, text: str, kind: int) -> None:
    session.wire.notify("window/showMessage", {"type": kind, "message": text})
