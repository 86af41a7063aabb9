"""Hover, completion, definition, symbols and links of the state file, as the handlers of those methods hand them on."""

from collections.abc import Iterator
from typing import Any

from lsprotocol import types as lsp

from destination_writer.checkpoints.status import ConnectorStatus as Standing
from destination_writer.lsp.positions import from_wire_position
from destination_writer.lsp.ranges import to_lsp_range
from destination_writer.lsp.session import Session
from destination_writer.lsp.standing import standing_of
from destination_writer.lsp.statecompletion import items_at
from destination_writer.lsp.statehover import hover_at, phase_under
from destination_writer.lsp.stateplaces import links_in, origin_at, symbols_of, targets_at
from destination_writer.lsp.stateview import StateView, state_view
from destination_writer.text.places import Position


async def state_hover(session: Session, params: lsp.HoverParams) -> lsp.Hover | None:
    view = await state_view(session, params.text_document.uri)
    if view is None:
        return None
    position = _position(view, params.position)
    standing = await _standing(view, position)
    found = await session.work.run(hover_at, view, position, standing)
    if found is None:
        return None
    text, place = found
    kind = lsp.MarkupKind.Markdown if session.abilities.reads_markdown else lsp.MarkupKind.PlainText
    range_ = to_lsp_range(view.document, place, session.abilities.encoding)
    return lsp.Hover(contents=lsp.MarkupContent(kind=kind, value=text), range=range_)


async def _standing(view: StateView, position: Position) -> Standing | None:
    """What the gate says, where a hover speaks of a phase. It reads results, so it is asked for nothing else."""
    session, home = view.session, view.home
    if home is None or await session.work.run(phase_under, view, position) is None:
        return None
    evidence = await session.results.evidence(home)
    return await session.work.run(standing_of, view.facts.connector, view.knowledge, evidence)


async def state_completion(session: Session, params: lsp.CompletionParams) -> list[dict[str, Any]] | None:
    view = await state_view(session, params.text_document.uri)
    return None if view is None else await session.work.run(items_at, view, _position(view, params.position))


async def state_definition(
    session: Session, params: lsp.DefinitionParams
) -> lsp.Location | list[lsp.Location] | list[lsp.LocationLink] | None:
    view = await state_view(session, params.text_document.uri)
    if view is None:
        return None
    position = _position(view, params.position)
    targets = await session.work.run(targets_at, view, position)
    origin = origin_at(view, position)
    if not targets or not session.abilities.links_definitions or origin is None:
        return (targets[0] if len(targets) == 1 else targets) or None
    from_ = to_lsp_range(view.document, origin, session.abilities.encoding)
    return [
        lsp.LocationLink(
            target_uri=target.uri,
            target_range=target.range,
            target_selection_range=target.range,
            origin_selection_range=from_,
        )
        for target in targets
    ]


async def state_symbols(session: Session, params: lsp.DocumentSymbolParams) -> list[dict[str, Any]] | None:
    """A tree, or flat for a client that shows no trees."""
    view = await state_view(session, params.text_document.uri)
    if view is None:
        return None
    tree = await session.work.run(symbols_of, view)
    return tree if session.abilities.nests_symbols else list(_flat(tree, params.text_document.uri, None))


def _flat(tree: list[dict[str, Any]], uri: str, container: str | None) -> Iterator[dict[str, Any]]:
    for symbol in tree:
        value: dict[str, Any] = {key: symbol[key] for key in ("name", "kind")}
        value["location"] = {"uri": uri, "range": symbol["range"]}
        yield value | ({"containerName": container} if container else {})
        yield from _flat(symbol.get("children", []), uri, symbol["name"])


async def state_links(session: Session, params: lsp.DocumentLinkParams) -> list[dict[str, Any]] | None:
    view = await state_view(session, params.text_document.uri)
    return None if view is None else await session.work.run(links_in, view)


def _position(view: StateView, value: lsp.Position) -> Position:
    wire = {"line": value.line, "character": value.character}
    return from_wire_position(view.document, wire, view.session.documents.encoding)
