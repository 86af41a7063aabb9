"""DW303: beans that need one another before either is made."""

from collections.abc import Iterable, Iterator

from destination_writer.analysis.rule import ConnectorSubject, Rule
from destination_writer.analysis.wiring import Wired, few, wired
from destination_writer.connector.wiring.contexts import Context, is_active
from destination_writer.connector.wiring.model import Bean, BeanKind, Point, Wrapper
from destination_writer.connector.wiring.resolving import key
from destination_writer.text.findings import Finding, Related, Severity

Edges = dict[str, list[tuple[str, Point | None]]]
"""From a bean to what it needs, with the place that asks; None from a factory's method to the factory."""


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    found = subject.shared(wired)
    told: set[object] = set()
    for context in (*found.mains, *_one_a_set(found)):
        edges = _edges(found, context)
        for circle in _circles(edges):
            yield from _of_circle(found, edges, circle, told)


RULE = Rule(
    "DW303",
    "circular",
    Severity.ERROR,
    "Beans need one another before either of them is made.",
    check_connector=_check,
)


def _one_a_set(found: Wired) -> Iterator[Context]:
    """The containers of the tests, as far as they differ."""
    seen: set[object] = set()
    for context in found.tests:
        kind = (context.operation, context.environments, context.source_sets)
        if kind not in seen:
            seen.add(kind)
            yield context


def _edges(found: Wired, context: Context) -> Edges:
    edges: Edges = {}
    for bean in found.wiring.own:
        if not is_active(bean, context):
            continue
        needs: list[tuple[str, Point | None]] = []
        for point in bean.points:
            target = found.resolver.resolve(point, context).bean if point.wrapper is Wrapper.NONE else None
            is_itself = target is bean and key(point.type.path) != key(bean.type.path)
            if target is not None and target.kind is not BeanKind.SUPPLIED and not is_itself:
                needs.append((target.id, point))
        factory = bean.id.partition("#")[0]
        if factory != bean.id and factory in found.wiring.by_id:
            needs.append((factory, None))
        edges[bean.id] = needs
    return edges


def _circles(edges: Edges) -> list[frozenset[str]]:
    """Strongly connected groups that hold an edge inside, by who reaches whom: a container is small."""
    reached = {start: _reachable(edges, start) for start in edges}
    groups = {frozenset(b for b in reached[a] if a in reached.get(b, ())) for a in edges if a in reached[a]}
    return sorted(groups, key=sorted)


def _reachable(edges: Edges, start: str) -> set[str]:
    seen: set[str] = set()
    queue = [start]
    while queue:
        for target, _ in edges.get(queue.pop(), ()):
            if target not in seen:
                seen.add(target)
                queue.append(target)
    return seen


def _of_circle(found: Wired, edges: Edges, circle: frozenset[str], told: set[object]) -> Iterator[Finding]:
    inside = [(b, t, p) for b in sorted(circle) for t, p in edges[b] if t in circle and p is not None]
    for _, target, point in inside:
        if point.place in told:
            continue
        told.add(point.place)
        others = tuple(
            Related(found.subject.location(p.place.path, p.place.span), f"{_name(found, b)} needs {_name(found, t)}")
            for b, t, p in inside
            if p is not point
        )
        round_ = _round(found, edges, circle, target, point)
        yield Finding(
            code=RULE.code,
            severity=RULE.severity,
            message=f"{point.name} closes a circle of beans: {round_}. This is a blocker.",
            location=found.subject.location(point.place.path, point.place.span),
            cause="Each is made with the other as an argument, so none of them can be made first.",
            fix="Move what both need into a third bean, or ask for a jakarta.inject.Provider on one side.",
            evidence=(f"{point.name}: {point.type}",),
            related=few(others),
            data={"bean": point.type.simple},
        )


def _round(found: Wired, edges: Edges, circle: frozenset[str], start: str, point: Point) -> str:
    """The shortest way from what the place asks for back to its owner, and on."""
    ways: dict[str, str] = {}
    queue = [start]
    while queue and point.owner not in ways and point.owner != start:
        current = queue.pop(0)
        for target, _ in edges[current]:
            if target in circle and target not in ways and target != start:
                ways[target] = current
                queue.append(target)
    names = [point.owner]
    while names[-1] in ways:
        names.append(ways[names[-1]])
    if names[-1] != start:
        names.append(start)
    ordered = [_name(found, bean) for bean in (point.owner, *reversed(names))] if len(names) > 1 else [
        _name(found, start), _name(found, start)
    ]  # fmt: skip
    return " -> ".join(ordered)


def _name(found: Wired, id_: str) -> str:
    bean: Bean = found.wiring.by_id[id_]
    return bean.name
