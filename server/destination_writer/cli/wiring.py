"""`wiring PATH`: who is given which bean in a connector."""

import json
from collections.abc import Iterator

import click

from destination_writer.analysis.rule import ConnectorSubject
from destination_writer.analysis.wiring import Wired, wired
from destination_writer.checkpoints.workspace import open_workspace
from destination_writer.cli.paint import say
from destination_writer.cli.usage import give_up
from destination_writer.connector.model import Connector
from destination_writer.connector.wiring.drawing import dot, page
from destination_writer.connector.wiring.graph import Arrow, Graph, Node, NodeKind, graph_of
from destination_writer.connector.wiring.model import Place, Wrapper
from destination_writer.connector.wiring.resolving import Verdict
from destination_writer.connector.wiring.settings import operations_of
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.text.document import Document
from destination_writer.toolchain.workspace import UnusablePath

FORMS = ("text", "json", "dot", "html")
_MADE = (NodeKind.CLASS, NodeKind.METHOD, NodeKind.TEST)


@click.command()
@click.argument("path", default=".")
@click.option("--json", "form", flag_value="json", help="One JSON object on stdout: nodes and edges.")
@click.option("--dot", "form", flag_value="dot", help="For Graphviz: pipe it into `dot -Tsvg`.")
@click.option("--html", "form", flag_value="html", help="One page with the picture, for a browser.")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", help="How to print it.")
def command(path: str, form: str) -> None:
    """Who is given which bean in the connector at PATH, as Micronaut decides it; nothing is started for it.

    Beans come first with what they ask for, then the test classes. What nothing supplies, and what several beans fit,
    is marked; `destination-writer check --select DW3` says why and mends it. Exit code 0, or 2 without a connector.
    """
    try:
        workspace = open_workspace(path)
        root = workspace.only_connector()
        connector = workspace.connector(root)
        found = wired(ConnectorSubject(connector, workspace.knowledge(root)))
    except (UnusablePath, KnowledgeError) as error:
        give_up(str(error))
    graph = graph_of(found.wiring, found.resolver, operations_of(found.settings))
    if form == "json":
        click.echo(json.dumps(_record(connector, graph), ensure_ascii=False, indent=2))
    elif form == "dot":
        click.echo(dot(connector.name, graph), nl=False)
    elif form == "html":
        click.echo(page(connector.name, graph, lambda _: None), nl=False)
    else:
        for line in _told(connector, found, graph):
            say(line)


def _record(connector: Connector, graph: Graph) -> dict[str, object]:
    """Lines count from 1; `file` is relative to the folder that was given."""
    places = _Places(connector)
    nodes = [
        {
            "id": n.id,
            "title": n.title,
            "kind": n.kind.value,
            "type": n.type,
            "source_set": n.source_set,
            "conditions": list(n.conditions),
            **places.record(n.place),
        }
        for n in graph.nodes
    ]
    edges = [
        {
            "source": a.source,
            "target": a.target,
            "name": a.name,
            "type": a.type,
            "wrapper": a.wrapper.value,
            "verdict": a.verdict.value,
            **places.record(a.place),
        }
        for a in graph.arrows
    ]
    return {"name": connector.name, "nodes": nodes, "edges": edges}


class _Places:
    def __init__(self, connector: Connector) -> None:
        self._connector = connector
        self._documents: dict[str, Document] = {}

    def line(self, place: Place) -> int:
        """From 1."""
        document = self._documents.get(place.path)
        if document is None:
            source = self._connector.source(place.path)
            document = self._documents[place.path] = Document(source.text if source else "")
        return document.range_of(place.span).start.line + 1

    def record(self, place: Place | None) -> dict[str, object]:
        if place is None:
            return {"file": None, "line": None}
        return {"file": self._connector.workspace_path(place.path), "line": self.line(place)}


def _told(connector: Connector, found: Wired, graph: Graph) -> Iterator[str]:
    own = [node for node in graph.nodes if node.kind in _MADE]
    if not own:
        yield f"No class of {connector.name} is a bean."
        return
    nodes, places = {node.id: node for node in graph.nodes}, _Places(connector)
    for node in sorted(own, key=lambda n: (n.source_set != "main", n.kind is NodeKind.TEST)):
        yield from _of_node(node, graph, nodes, connector, places)
    beans = sum(node.kind is not NodeKind.TEST for node in own)
    wrong = sum(a.verdict in (Verdict.MISSING, Verdict.SEVERAL) for a in graph.arrows)
    yield ""
    yield f"{beans} beans, {len(graph.arrows)} injections" + (f", {wrong} of them wrong" if wrong else "")
    if not found.facts:
        yield "What the CDK supplies is not known: the connector pins no released version of it."


def _of_node(node: Node, graph: Graph, nodes: dict[str, Node], connector: Connector, places: _Places) -> Iterator[str]:
    where = f"{connector.workspace_path(node.place.path)}:{places.line(node.place)}" if node.place else ""
    kind = f" : {node.type}" if node.kind is NodeKind.METHOD else ""
    conditions = f" ({', '.join(node.conditions)})" if node.conditions else ""
    yield f"{click.style(node.title, bold=True)}{kind}{conditions}  {click.style(where, dim=True)}"
    for arrow in graph.arrows:
        if arrow.source == node.id and arrow.name:
            yield f"    {arrow.name}: {arrow.type} {_given(arrow, nodes[arrow.target])}"


def _given(arrow: Arrow, target: Node) -> str:
    match arrow.verdict:
        case Verdict.MISSING:
            return click.style("<- nothing supplies it. This is a blocker", fg="red")
        case Verdict.SEVERAL:
            return click.style(f"<- {target.title}, one of several. This is a blocker", fg="red")
        case Verdict.UNKNOWN:
            return f"<- {target.title}, as far as can be told"
        case _:
            later = {Wrapper.PROVIDER: ", later", Wrapper.OPTIONAL: ", if it is there"}.get(arrow.wrapper, "")
            made = " of the CDK" if target.kind is NodeKind.SUPPLIED else ""
            return f"<- {target.title}{made}{later}"
