"""Where boxes stand so that arrows go from left to right: who asks on the left, what is given on the right.

An arrow that passes a column has a lane of its own there, between the boxes; arrows to one box share their lanes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from destination_writer.connector.wiring.graph import Graph

_SIGN, _PADDING, _HEIGHT = 7.3, 12.0, 42.0
_SMALL_SIGN = 6.1
_LANE = 6.0
_BETWEEN_COLUMNS, _BETWEEN_ROWS = 84.0, 16.0
_SWEEPS = 8
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """In pixels; the origin is the upper left corner."""

    x: float
    y: float
    width: float
    height: float = _HEIGHT

    @property
    def entry(self) -> Point:
        return self.x, self.y + self.height / 2

    @property
    def exit(self) -> Point:
        return self.x + self.width, self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Layout:
    """`lanes` are the stretches that an arrow from source to target passes, each with its left and its right end."""

    boxes: Mapping[str, Box]
    lanes: Mapping[tuple[str, str], tuple[tuple[Point, Point], ...]]
    width: float
    height: float


def lay_out(graph: Graph, captions: Mapping[str, str]) -> Layout:
    """`captions` are the small second lines of the boxes, by id."""
    pairs = [(arrow.source, arrow.target) for arrow in graph.arrows]
    columns = _columns([node.id for node in graph.nodes], pairs)
    ways = _with_lanes(columns, pairs)
    _order(columns, [edge for way in ways.values() for edge in pairwise(way)])
    widths = {n.id: _width(n.title, captions.get(n.id, "")) for n in graph.nodes}
    boxes: dict[str, Box] = {}
    height = max((_height(column, widths) for column in columns), default=0.0)
    x = 0.0
    for column in columns:
        width = max(widths.get(id_, 0.0) for id_ in column)
        y = (height - _height(column, widths)) / 2
        for id_ in column:
            boxes[id_] = Box(x, y, width, _HEIGHT if id_ in widths else _LANE)
            y += boxes[id_].height + _BETWEEN_ROWS
        x += width + _BETWEEN_COLUMNS
    lanes = {pair: tuple((boxes[lane].entry, boxes[lane].exit) for lane in way[1:-1]) for pair, way in ways.items()}
    real = {id_: box for id_, box in boxes.items() if id_ in widths}
    return Layout(real, lanes, max(x - _BETWEEN_COLUMNS, 0), height)


def _width(title: str, caption: str) -> float:
    return max(len(title) * _SIGN, len(caption) * _SMALL_SIGN) + 2 * _PADDING


def _height(column: Iterable[str], widths: Mapping[str, float]) -> float:
    heights = [_HEIGHT if id_ in widths else _LANE for id_ in column]
    return sum(heights) + _BETWEEN_ROWS * (len(heights) - 1)


def _columns(ids: list[str], pairs: list[tuple[str, str]]) -> list[list[str]]:
    """A node stands right of everything that asks for it; an arrow that closes a circle has no say."""
    targets: defaultdict[str, list[str]] = defaultdict(list)
    for source, target in pairs:
        targets[source].append(target)
    ranks = dict.fromkeys(ids, 0)
    for id_ in _in_order(ids, targets):
        for target in targets[id_]:
            if not _leads(target, id_, targets):
                ranks[target] = max(ranks[target], ranks[id_] + 1)
    columns: list[list[str]] = [[] for _ in range(max(ranks.values(), default=0) + 1)]
    for id_ in ids:
        columns[ranks[id_]].append(id_)
    return [column for column in columns if column]


def _leads(start: str, wanted: str, targets: Mapping[str, list[str]]) -> bool:
    seen, queue = {start}, [start]
    while queue:
        current = queue.pop()
        if current == wanted:
            return True
        fresh = [target for target in targets.get(current, ()) if target not in seen]
        seen.update(fresh)
        queue += fresh
    return False


def _in_order(ids: list[str], targets: Mapping[str, list[str]]) -> list[str]:
    """Askers before what they ask for, as far as circles allow."""
    done: dict[str, None] = {}
    for root in ids:
        stack: list[tuple[str, bool]] = [(root, False)]
        open_: set[str] = set()
        while stack:
            current, is_left = stack.pop()
            if is_left:
                done.setdefault(current)
            elif current not in done and current not in open_:
                open_.add(current)
                stack.append((current, True))
                stack += [(target, False) for target in targets.get(current, ())]
    return list(reversed(done))


def _with_lanes(columns: list[list[str]], pairs: list[tuple[str, str]]) -> dict[tuple[str, str], list[str]]:
    """Adds the lanes to the columns. The way of each arrow, from its source over its lanes to its target."""
    at = {id_: number for number, column in enumerate(columns) for id_ in column}
    ways: dict[tuple[str, str], list[str]] = {}
    for source, target in dict.fromkeys(pairs):
        lanes = [f"{number}>{target}" for number in range(at[source] + 1, at[target])]
        for number, lane in enumerate(lanes, at[source] + 1):
            if lane not in columns[number]:
                columns[number].append(lane)
        ways[source, target] = [source, *lanes, target]
    return ways


def _order(columns: list[list[str]], edges: list[tuple[str, str]]) -> None:
    """Each column by where its neighbours stand, forth and back a few times, so that arrows cross less."""
    neighbours: defaultdict[str, list[str]] = defaultdict(list)
    for source, target in edges:
        neighbours[source].append(target)
        neighbours[target].append(source)
    at = {id_: (i + 0.5) / len(column) for column in columns for i, id_ in enumerate(column)}
    for sweep in range(_SWEEPS):
        for column in columns if sweep % 2 == 0 else reversed(columns):
            middles = {id_: _middle(id_, neighbours, at) for id_ in column}
            column.sort(key=lambda id_, middles=middles: (middles[id_], id_))
            at |= {id_: (i + 0.5) / len(column) for i, id_ in enumerate(column)}


def _middle(id_: str, neighbours: Mapping[str, list[str]], at: Mapping[str, float]) -> float:
    near = [at[other] for other in neighbours.get(id_, ())]
    return sum(near) / len(near) if near else at[id_]
