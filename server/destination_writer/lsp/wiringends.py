"""Definition across the wiring: from a place that asks for a bean to what it is given, from a bean to those places."""

from typing import Any

from lsprotocol import types as lsp

from destination_writer.connector.wiring.graph import NodeKind
from destination_writer.connector.wiring.model import Place
from destination_writer.lsp.views import View
from destination_writer.lsp.wiringsight import Sight, sight_of
from destination_writer.text.places import Position


async def wiring_ends(view: View, position: Position) -> list[lsp.Location]:
    """The other ends of what stands at a position; none where it has nothing to do with wiring."""
    if view.home is None:
        return []
    sight = await sight_of(view.session, view.home)
    source = sight.connector.source(view.path)
    if source is None or source.text != view.document.text:
        return []
    offset = view.document.document.offset(position)
    return [_location(sight, place) for place in _ends(sight, view.path, offset)]


def _ends(sight: Sight, path: str, offset: int) -> list[Place]:
    for place, arrows in sight.given(path):
        if place.span.start <= offset <= place.span.end:
            beans = [sight.nodes[arrow.target] for arrow in arrows]
            return [bean.place for bean in beans if bean.place is not None]
    for node in sight.graph.nodes:
        place = node.place
        if place and place.path == path and place.span.start <= offset <= place.span.end:
            return [] if node.kind is NodeKind.TEST else [arrow.place for arrow in sight.asking(node.id)]
    return []


def _location(sight: Sight, place: Place) -> lsp.Location:
    wire: dict[str, Any] = sight.range(place)
    return lsp.Location(sight.uri(place.path), lsp.Range(lsp.Position(**wire["start"]), lsp.Position(**wire["end"])))
