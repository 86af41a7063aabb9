"""The container as a picture (SVG in a page that needs nothing else) and as Graphviz' DOT."""

from collections.abc import Callable
from html import escape

from destination_writer.connector.wiring.graph import Arrow, Graph, Node, NodeKind
from destination_writer.connector.wiring.layout import Box, Layout, Point, lay_out
from destination_writer.connector.wiring.model import Place, Wrapper
from destination_writer.connector.wiring.resolving import Verdict

Link = Callable[[Place], str | None]
"""The address that a click on a place follows; None for none."""

_MARGIN = 16
_KINDS = {
    NodeKind.CLASS: "class",
    NodeKind.METHOD: "factory method",
    NodeKind.SUPPLIED: "CDK",
    NodeKind.TEST: "test class",
    NodeKind.MISSING: "nothing supplies it",
}
_STYLE = """
:root { color-scheme: light dark; --ground: var(--vscode-editor-background, #ffffff);
  --ink: var(--vscode-editor-foreground, #1f2328); --line: var(--vscode-charts-lines, #8b949e);
  --own: var(--vscode-charts-blue, #1a73c8); --made: var(--vscode-charts-green, #2c8a4b);
  --given: var(--vscode-descriptionForeground, #6e7781); --tested: var(--vscode-charts-purple, #8250df);
  --wrong: var(--vscode-errorForeground, #cf222e); --unsure: var(--vscode-charts-orange, #bc6c00); }
@media (prefers-color-scheme: dark) { :root { --ground: var(--vscode-editor-background, #1e1e1e);
  --ink: var(--vscode-editor-foreground, #d4d4d4); --line: var(--vscode-charts-lines, #7d8590);
  --given: var(--vscode-descriptionForeground, #9da5ae); --wrong: var(--vscode-errorForeground, #f85149); } }
body { background: var(--ground); color: var(--ink); margin: 16px;
  font: 13px/1.5 var(--vscode-font-family, system-ui, sans-serif); }
h1 { font-size: 1.4em; font-weight: 600; margin: 0 0 4px; }
h2 { font-size: 1.1em; font-weight: 600; margin: 24px 0 8px; }
p { margin: 0 0 8px; max-width: 72em; }
.scroll { overflow: auto; }
ul.told { color: var(--wrong); padding-left: 18px; }
ul.told a { color: inherit; }
svg { display: block; }
svg text { fill: var(--ink); font: 12px var(--vscode-editor-font-family, ui-monospace, monospace); }
svg .caption { font-size: 10px; fill: var(--given); }
svg rect { fill: var(--ground); stroke: var(--own); stroke-width: 1.4; }
svg .method rect { stroke: var(--made); }
svg .supplied rect { stroke: var(--given); stroke-dasharray: 4 3; }
svg .test rect { stroke: var(--tested); }
svg .missing rect { stroke: var(--wrong); stroke-width: 2; }
svg .missing text { fill: var(--wrong); }
svg path.arrow { fill: none; stroke: var(--line); stroke-width: 1.3; }
svg path.head { fill: var(--line); }
svg .wrong path.arrow { stroke: var(--wrong); stroke-width: 2; }
svg .unsure path.arrow { stroke: var(--unsure); stroke-dasharray: 5 4; }
svg .later path.arrow { stroke-dasharray: 2 3; }
svg a:hover rect { stroke-width: 2.6; }
svg a:hover path.arrow { stroke-width: 3; }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_LEGEND = (
    "Who asks stands on the left, what it is given on the right. A click on a box opens the bean, on an arrow the "
    "place that asks. Dashed boxes are the CDK's; red is what nothing supplies, what is supplied more than once, or "
    "what closes a circle."
)


def page(name: str, graph: Graph, link: Link) -> str:
    """One page with a picture of the connector and one of its tests. No script, nothing to fetch."""
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        f"<title>Wiring of {escape(name)}</title><style>{_STYLE}</style></head><body>",
        f"<h1>Wiring of {escape(name)}</h1>",
        f"<p>{_LEGEND}</p>",
    ]
    parts += _wrong(graph, link)
    for title, part in (("The connector", graph.main), ("Its component tests", graph.tests)):
        if part.nodes:
            parts += [f"<h2>{title}</h2>", f'<div class="scroll">{svg(part, link)}</div>']
    if not graph.nodes:
        parts.append("<p>No class of this connector is a bean.</p>")
    return "\n".join([*parts, "</body></html>", ""])


def _wrong(graph: Graph, link: Link) -> list[str]:
    """What is red in the picture, as a list: it may stand outside of the window."""
    nodes, circles = {node.id: node for node in graph.nodes}, _closing(graph)
    told: list[str] = []
    for arrow in graph.arrows:
        if not arrow.name or _look(arrow, is_circular=arrow in circles) != "wrong":
            continue
        said = f"{nodes[arrow.source].title} asks for {arrow.name}: {arrow.type}, {_why(arrow, nodes[arrow.target])}."
        told.append(f"<li>{_linked(escape(said), link(arrow.place))}</li>")
    return ['<ul class="told">', *told, "</ul>"] if told else []


def _why(arrow: Arrow, target: Node) -> str:
    if arrow.verdict is Verdict.MISSING:
        return "which nothing supplies"
    if arrow.verdict is Verdict.SEVERAL:
        return f"and {target.title} is one of several that fit"
    return "which closes a circle"


def svg(graph: Graph, link: Link) -> str:
    """The picture alone; its colours come from the style of the page around it."""
    layout = lay_out(graph, {node.id: _caption(node) for node in graph.nodes})
    circles = _closing(graph)
    width, height = layout.width + 2 * _MARGIN, layout.height + 2 * _MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}"'
        f' viewBox="{-_MARGIN} {-_MARGIN} {width:.0f} {height:.0f}" role="img" aria-label="Who is given which bean">',
        '<defs><marker id="head" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto">'
        '<path class="head" d="M0,0 L8,4 L0,8 z"/></marker></defs>',
    ]
    parts += [_arrow(arrow, layout, link, is_circular=arrow in circles) for arrow in graph.arrows]
    parts += [_box(node, layout.boxes[node.id], link) for node in graph.nodes]
    return "\n".join([*parts, "</svg>"])


def _box(node: Node, box: Box, link: Link) -> str:
    x, y = box.x, box.y
    said = "; ".join(filter(None, (node.type, node.place.path if node.place else "", *node.conditions)))
    drawn = (
        f'<g class="{node.kind.value}"><title>{escape(said)}</title>'
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" rx="5"/>'
        f'<text x="{x + 12:.1f}" y="{y + 18:.1f}">{escape(node.title)}</text>'
        f'<text class="caption" x="{x + 12:.1f}" y="{y + 33:.1f}">{escape(_caption(node))}</text></g>'
    )
    return _linked(drawn, link(node.place) if node.place else None)


def _caption(node: Node) -> str:
    kind = node.type if node.kind is NodeKind.METHOD else _KINDS[node.kind]
    shown = [c for c in node.conditions if not c.startswith("environment") or node.kind is NodeKind.TEST]
    return " · ".join([kind, *shown])


def _arrow(arrow: Arrow, layout: Layout, link: Link, *, is_circular: bool) -> str:
    path = _path(layout, arrow)
    said = f"{arrow.name}: {arrow.type}" if arrow.name else "is a method of it"
    drawn = (
        f'<g class="{_look(arrow, is_circular=is_circular)}"><title>{escape(said)}</title>'
        f'<path class="arrow" d="{path}" marker-end="url(#head)"/></g>'
    )
    return _linked(drawn, link(arrow.place))


def _path(layout: Layout, arrow: Arrow) -> str:
    """From the right side of a box to the left side of another, straight along its lanes; back around for a circle."""
    start, end = layout.boxes[arrow.source].exit, layout.boxes[arrow.target].entry
    parts = [f"M{start[0]:.1f},{start[1]:.1f}"]
    at = start
    for entry, exit_ in layout.lanes.get((arrow.source, arrow.target), ()):
        parts += [_curve(at, entry), f"L{exit_[0]:.1f},{exit_[1]:.1f}"]
        at = exit_
    return " ".join([*parts, _curve(at, (end[0] - 1, end[1]))])


def _curve(start: Point, end: Point) -> str:
    bend = max(abs(end[0] - start[0]) / 2, 40)
    return f"C{start[0] + bend:.1f},{start[1]:.1f} {end[0] - bend:.1f},{end[1]:.1f} {end[0]:.1f},{end[1]:.1f}"


def _look(arrow: Arrow, *, is_circular: bool) -> str:
    if is_circular or arrow.verdict in (Verdict.MISSING, Verdict.SEVERAL):
        return "wrong"
    if arrow.wrapper is not Wrapper.NONE:
        return "later"
    return "unsure" if arrow.verdict is Verdict.UNKNOWN else "sure"


def _linked(drawn: str, address: str | None) -> str:
    return f'<a href="{escape(address)}">{drawn}</a>' if address else drawn


def _closing(graph: Graph) -> set[Arrow]:
    """Arrows inside of a circle, by who reaches whom."""
    targets: dict[str, set[str]] = {}
    for arrow in graph.arrows:
        if arrow.wrapper is Wrapper.NONE and arrow.verdict is Verdict.FOUND:
            targets.setdefault(arrow.source, set()).add(arrow.target)
    reached = {id_: _reach(id_, targets) for id_ in targets}
    return {a for a in graph.arrows if a.source in reached.get(a.target, ()) and a.target in targets.get(a.source, ())}


def _reach(start: str, targets: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    queue = [start]
    while queue:
        fresh = targets.get(queue.pop(), set()) - seen
        seen |= fresh
        queue += fresh
    return seen


def dot(name: str, graph: Graph) -> str:
    """For Graphviz: `destination-writer wiring --dot | dot -Tsvg`."""
    lines = [f"digraph {_quoted(name)} {{", "  rankdir=LR;", '  node [shape=box, style=rounded, fontname="monospace"];']
    for node in graph.nodes:
        style = {NodeKind.SUPPLIED: ", style=dashed", NodeKind.MISSING: ", color=red"}.get(node.kind, "")
        lines.append(f"  {_quoted(node.id)} [label={_quoted(node.title + chr(10) + _caption(node))}{style}];")
    circles = _closing(graph)
    for arrow in graph.arrows:
        look = _look(arrow, is_circular=arrow in circles)
        style = {"wrong": ", color=red", "unsure": ", style=dashed", "later": ", style=dotted"}.get(look, "")
        lines.append(f"  {_quoted(arrow.source)} -> {_quoted(arrow.target)} [label={_quoted(arrow.name)}{style}];")
    return "\n".join([*lines, "}", ""])


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
