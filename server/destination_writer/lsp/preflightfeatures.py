"""Hover, completion and code actions of the preflight file, as the handlers of those methods hand them on."""

from typing import Any

from lsprotocol import types as lsp

from destination_writer.lsp.convert import SOURCE, UnreachableText
from destination_writer.lsp.offers import QUICKFIX
from destination_writer.lsp.positions import from_wire_position
from destination_writer.lsp.preflightactions import PreflightOffer, carry_out, edit_of, offers_at
from destination_writer.lsp.preflightcompletion import items_at
from destination_writer.lsp.preflighthover import hover_at
from destination_writer.lsp.preflightview import PreflightView, preflight_view
from destination_writer.lsp.ranges import to_lsp_range
from destination_writer.lsp.session import Session
from destination_writer.text.changes import NoChange
from destination_writer.text.places import Position, Range

GONE = "The checklist was closed; open it, then ask again."


async def preflight_hover(session: Session, params: lsp.HoverParams) -> lsp.Hover | None:
    view = await preflight_view(session, params.text_document.uri)
    if view is None:
        return None
    found = await session.work.run(hover_at, view, _position(view, params.position))
    if found is None:
        return None
    text, place = found
    kind = lsp.MarkupKind.Markdown if session.abilities.reads_markdown else lsp.MarkupKind.PlainText
    range_ = to_lsp_range(view.document, place, session.abilities.encoding)
    return lsp.Hover(contents=lsp.MarkupContent(kind=kind, value=text), range=range_)


async def preflight_completion(session: Session, params: lsp.CompletionParams) -> list[dict[str, Any]] | None:
    view = await preflight_view(session, params.text_document.uri)
    return None if view is None else await session.work.run(items_at, view, _position(view, params.position))


async def preflight_actions(session: Session, params: lsp.CodeActionParams) -> list[dict[str, Any]] | None:
    """Quick fixes for the questions under the cursor. A client without action literals has no use for them."""
    view = await preflight_view(session, params.text_document.uri)
    if view is None or not session.abilities.takes_action_literals:
        return None
    range_ = Range(_position(view, params.range.start), _position(view, params.range.end))
    offers = await session.work.run(offers_at, view, range_)
    found: list[dict[str, Any]] = []
    for offer in offers:
        action = _action(offer, params)
        if session.abilities.resolves_edits:
            found.append(action | {"data": offer.order})
            continue
        edit = await preflight_edit(session, offer.order)
        if not isinstance(edit, str):
            found.append(action | {"edit": edit})
    return found


async def preflight_edit(session: Session, order: dict[str, Any]) -> dict[str, Any] | str:
    """The edit of an order, or why there is none."""
    view = await preflight_view(session, str(order.get("uri")))
    if view is None:
        return GONE
    made = await session.work.run(carry_out, view, order)
    if isinstance(made, NoChange):
        return f"Nothing to write: {made.reason}."
    try:
        return edit_of(view, made)
    except UnreachableText as error:
        return str(error)


def _action(offer: PreflightOffer, params: lsp.CodeActionParams) -> dict[str, Any]:
    action: dict[str, Any] = {"title": offer.title, "kind": QUICKFIX}
    mended = [item for item in params.context.diagnostics if item.source == SOURCE and item.code in offer.codes]
    if mended:
        action["diagnostics"] = [_plain(item) for item in mended]
    return action | ({"isPreferred": True} if offer.preferred else {})


def _position(view: PreflightView, value: lsp.Position) -> Position:
    wire = {"line": value.line, "character": value.character}
    return from_wire_position(view.document, wire, view.session.documents.encoding)


def _plain(item: lsp.Diagnostic) -> dict[str, Any]:
    from lsprotocol import converters

    return converters.get_converter().unstructure(item)
