"""Lenses about wiring: on a bean where it is injected, on a place that asks what it is given."""

from collections.abc import Iterator
from typing import Any

from destination_writer.connector.wiring.graph import Arrow, Node, NodeKind
from destination_writer.connector.wiring.model import Wrapper
from destination_writer.connector.wiring.resolving import Verdict
from destination_writer.lsp.views import View
from destination_writer.lsp.wiringsight import Sight, sight_of

SHOW_PLACES = "destinationWriter.showPlaces"
_MADE = (NodeKind.CLASS, NodeKind.METHOD)


async def wiring_lenses(view: View) -> list[dict[str, Any]]:
    """None for a document of no connector."""
    if view.home is None:
        return []
    return list(_lenses(await sight_of(view.session, view.home), view.path))


def _lenses(sight: Sight, path: str) -> Iterator[dict[str, Any]]:
    for node in sight.graph.nodes:
        if node.place is not None and node.place.path == path and node.kind in _MADE:
            yield from _of_bean(sight, node)
    for place, arrows in sight.given(path):
        told = _provided(sight, arrows)
        if told:
            ends = [sight.place(n.place) for a in arrows if (n := sight.nodes[a.target]).place]
            yield _lens(sight.range(place), told, ends)


def _of_bean(sight: Sight, node: Node) -> Iterator[dict[str, Any]]:
    asking = sight.asking(node.id)
    if asking and node.place is not None:
        count = len(asking)
        title = f"injected into {count} {'place' if count == 1 else 'places'}"
        yield _lens(sight.range(node.place), title, [sight.place(arrow.place) for arrow in asking])


def _provided(sight: Sight, arrows: list[Arrow]) -> str:
    """Nothing where the type says it all: a class of the connector that is the bean itself."""
    verdicts = {arrow.verdict for arrow in arrows}
    if Verdict.MISSING in verdicts:
        return "provided by nothing"
    names = [_name(sight.nodes[arrow.target]) for arrow in arrows]
    if arrows[0].wrapper is Wrapper.COLLECTION:
        return f"collects {', '.join(names)}"
    if Verdict.SEVERAL in verdicts:
        return f"several fit: {', '.join(names)}"
    if len(arrows) != 1 or sight.nodes[arrows[0].target].type.partition("<")[0] == arrows[0].type.partition("<")[0]:
        only = sight.nodes[arrows[0].target]
        return f"provided by {names[0]}" if len(arrows) == 1 and only.kind is NodeKind.METHOD else ""
    return f"provided by {names[0]}"


def _name(node: Node) -> str:
    """A method with its factory, which its id tells."""
    owner, _, method = node.id.rpartition("#")
    return f"{owner.rpartition('.')[2]}.{method}" if owner and node.kind is NodeKind.METHOD else node.title


def _lens(range_: dict[str, dict[str, int]], title: str, places: list[Any]) -> dict[str, Any]:
    start = range_["start"]
    order = {"title": title, "range": range_, "places": places}
    command = {"title": title, "command": SHOW_PLACES if places else "", "arguments": [order]}
    return {"range": {"start": start, "end": start}, "command": command}
