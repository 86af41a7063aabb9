"""A connector's wiring as the editor sees it: who is given what, with the addresses of both ends."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote
from weakref import WeakKeyDictionary

from destination_writer.analysis.rule import ConnectorSubject
from destination_writer.analysis.wiring import Wired, wired
from destination_writer.connector.model import Connector
from destination_writer.connector.wiring.drawing import page
from destination_writer.connector.wiring.graph import Arrow, Graph, Node, graph_of
from destination_writer.connector.wiring.model import Place
from destination_writer.connector.wiring.settings import operations_of
from destination_writer.knowledge.store import Knowledge
from destination_writer.lsp import protocol
from destination_writer.lsp.homes import Home
from destination_writer.lsp.positions import to_wire
from destination_writer.text.document import Document
from destination_writer.text.encodings import Encoding

if TYPE_CHECKING:
    from destination_writer.lsp.session import Session

OPEN_PLACE = "destinationWriter.openPlace"
"""The client's command behind a click in the picture."""


@dataclass(frozen=True)
class Sight:
    """One connector at one time. `spelled` gives the address of a file as the editor spells it."""

    connector: Connector
    found: Wired
    folder: Path
    spelled: dict[Path, str]
    encoding: Encoding

    @cached_property
    def graph(self) -> Graph:
        return graph_of(self.found.wiring, self.found.resolver, operations_of(self.found.settings))

    @cached_property
    def nodes(self) -> dict[str, Node]:
        return {node.id: node for node in self.graph.nodes}

    @cached_property
    def _documents(self) -> dict[str, Document]:
        return {}

    def range(self, place: Place) -> dict[str, dict[str, int]]:
        """In wire units."""
        document = self._documents.get(place.path)
        if document is None:
            source = self.connector.source(place.path)
            document = self._documents[place.path] = Document(source.text if source else "")
        return to_wire(document, document.range_of(place.span), self.encoding)

    def uri(self, path: str) -> str:
        full = self.folder / path
        return self.spelled.get(full) or full.as_uri()

    def place(self, place: Place) -> protocol.WiringPlace:
        return {"uri": self.uri(place.path), "range": self.range(place)}

    def asking(self, id_: str) -> list[Arrow]:
        """The arrows to a bean; not those from a factory's methods to the factory."""
        return [arrow for arrow in self.graph.arrows if arrow.target == id_ and arrow.name]

    def given(self, path: str) -> Iterator[tuple[Place, list[Arrow]]]:
        """The places of a file that ask, each with its arrows."""
        places: dict[Place, list[Arrow]] = {}
        for arrow in self.graph.arrows:
            if arrow.place.path == path and arrow.name:
                places.setdefault(arrow.place, []).append(arrow)
        yield from places.items()

    def told(self) -> object:
        """All that lenses tell of the wiring; the same for the same, wherever the lines are."""
        return frozenset((a.source, a.target, a.name) for a in self.graph.arrows if a.name)


_seen: "WeakKeyDictionary[Home, Sight]" = WeakKeyDictionary()


async def sight_of(session: "Session", home: Home) -> Sight:
    """As the connector is now; kept until it is another."""
    connector, knowledge = await home.connector(), await session.library.knowledge(home.folder)
    known = _seen.get(home)
    if known is None or known.connector is not connector:
        spelled = {document.path: document.uri for document in session.documents if document.path is not None}
        known = await session.work.run(_look, connector, knowledge, home.folder, spelled, session.abilities.encoding)
        _seen[home] = known
    return known


def _look(
    connector: Connector, knowledge: Knowledge, folder: Path, spelled: dict[Path, str], encoding: Encoding
) -> Sight:
    sight = Sight(connector, wired(ConnectorSubject(connector, knowledge)), folder, spelled, encoding)
    assert sight.graph is not None  # made here, in the thread
    return sight


def to_payload(sight: Sight) -> protocol.WiringResult:
    """Slow for a large connector: run it in a thread."""
    name = sight.folder.name
    return {
        "uri": sight.folder.as_uri(),
        "name": name,
        "nodes": [_node(sight, node) for node in sight.graph.nodes],
        "edges": [_edge(sight, arrow) for arrow in sight.graph.arrows],
        "html": page(name, sight.graph, lambda place: _command(sight, place)),
    }


def _node(sight: Sight, node: Node) -> protocol.WiringNode:
    return {
        "id": node.id,
        "title": node.title,
        "kind": node.kind.value,
        "type": node.type,
        "sourceSet": node.source_set,
        "conditions": list(node.conditions),
        "place": sight.place(node.place) if node.place else None,
    }


def _edge(sight: Sight, arrow: Arrow) -> protocol.WiringEdge:
    return {
        "source": arrow.source,
        "target": arrow.target,
        "name": arrow.name,
        "type": arrow.type,
        "wrapper": arrow.wrapper.value,
        "verdict": arrow.verdict.value,
        "place": sight.place(arrow.place),
    }


def _command(sight: Sight, place: Place) -> str:
    return f"command:{OPEN_PLACE}?{quote(json.dumps([sight.place(place)]))}"
