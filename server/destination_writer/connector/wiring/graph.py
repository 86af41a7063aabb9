"""The container as nodes and arrows: who is given what, for a person to look at."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from destination_writer.connector.wiring.contexts import Context, is_active, main_contexts, suite_contexts
from destination_writer.connector.wiring.model import (
    Bean,
    BeanKind,
    Condition,
    Place,
    Point,
    TestContext,
    Wiring,
    Wrapper,
)
from destination_writer.connector.wiring.resolving import Resolution, Resolver, Verdict


class NodeKind(StrEnum):
    CLASS = "class"
    METHOD = "method"
    SUPPLIED = "supplied"
    TEST = "test"
    """A test class that is given beans."""
    MISSING = "missing"
    """What somebody asks for and nothing supplies."""


@dataclass(frozen=True, slots=True)
class Node:
    """`title` is its short name, `type` what it is asked for as, `conditions` in words; outside of the
    connector there is no `place`."""

    id: str
    title: str
    kind: NodeKind
    type: str
    source_set: str = "main"
    place: Place | None = None
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrow:
    """From who asks to what it is given. `place` is the parameter that asks; `verdict` how sure that is."""

    source: str
    target: str
    name: str
    type: str
    place: Place
    verdict: Verdict
    wrapper: Wrapper = Wrapper.NONE


@dataclass(frozen=True, slots=True)
class Graph:
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]

    def only(self, ids: Iterable[str]) -> "Graph":
        """The part between some of its nodes."""
        kept = set(ids)
        arrows = tuple(a for a in self.arrows if a.source in kept and a.target in kept)
        return Graph(tuple(n for n in self.nodes if n.id in kept), arrows)

    @property
    def main(self) -> "Graph":
        """The connector itself: without its tests, with what it is given."""
        own = {n.id for n in self.nodes if n.source_set == "main" and n.kind in (NodeKind.CLASS, NodeKind.METHOD)}
        return self.only(own | {a.target for a in self.arrows if a.source in own and not _is_tests(self, a.target)})

    @property
    def tests(self) -> "Graph":
        """Test classes and the tests' beans, with what they are given."""
        own = {n.id for n in self.nodes if n.source_set != "main" and n.kind is not NodeKind.MISSING}
        return self.only(own | {a.target for a in self.arrows if a.source in own})


def _is_tests(graph: Graph, id_: str) -> bool:
    return any(n.id == id_ and n.source_set != "main" for n in graph.nodes)


def graph_of(wiring: Wiring, resolver: Resolver, operations: dict[str, str | None]) -> Graph:
    """Everything of the connector's, and of the CDK's what it is given."""
    mains, tests = main_contexts(wiring), suite_contexts(wiring, operations)
    arrows: list[Arrow] = []
    for bean in wiring.own:
        contexts = [c for c in (tests if bean.is_test else mains) if is_active(bean, c) is not False]
        for point in bean.points:
            arrows += _arrows(point, contexts or [*mains, *tests], resolver)
        if factory := _factory(bean, wiring):
            arrows.append(factory)
    for context in tests:
        for point in context.test.points if context.test else ():
            arrows += _arrows(point, [context], resolver)
    nodes = {node.id: node for node in _nodes(wiring)}
    nodes |= {a.target: Node(a.target, a.type, NodeKind.MISSING, a.type) for a in arrows if a.target not in nodes}
    asked = {a.target for a in arrows}
    shown = (n for n in nodes.values() if n.kind is not NodeKind.SUPPLIED or n.id in asked)
    return Graph(tuple(n for n in shown if not _is_bare_factory(n, arrows)), _visible(arrows))


def _visible(arrows: list[Arrow]) -> tuple[Arrow, ...]:
    """A factory without a constructor says nothing."""
    speaking = {a.source for a in arrows}
    return tuple(a for a in arrows if a.name or a.target in speaking)


def _is_bare_factory(node: Node, arrows: list[Arrow]) -> bool:
    methods = [a for a in arrows if a.target == node.id]
    return bool(methods) and all(not a.name for a in methods) and not any(a.source == node.id for a in arrows)


def _factory(bean: Bean, wiring: Wiring) -> Arrow | None:
    """A method is called on its factory, which is a bean as well."""
    factory, _, method = bean.id.partition("#")
    owner = wiring.by_id.get(factory) if method else None
    if owner is None or bean.place is None:
        return None
    return Arrow(bean.id, factory, "", owner.type.simple, bean.place, Verdict.FOUND)


def _arrows(point: Point, contexts: Iterable[Context], resolver: Resolver) -> Iterator[Arrow]:
    if point.setting is not None:
        return
    told: dict[str, Verdict] = {}
    for context in contexts:
        resolution = resolver.resolve(point, context)
        beans = _meant(resolution, point, context)
        for bean in beans:
            known = told.get(bean.id)
            told[bean.id] = resolution.verdict if known is None or resolution.verdict is Verdict.SEVERAL else known
        if not beans and resolution.verdict is Verdict.MISSING and not point.is_spared:
            told.setdefault(f"?{point.type}", Verdict.MISSING)
    if len(told) > 1:
        told.pop(f"?{point.type}", None)
    for target, verdict in told.items():
        yield Arrow(point.owner, target, point.name, str(point.type), point.place, verdict, point.wrapper)


def _meant(resolution: Resolution, point: Point, context: Context) -> tuple[Bean, ...]:
    """What surely is not there in the context is left out of what may be meant."""
    beans = tuple(bean for bean in resolution.beans if is_active(bean, context) is not False)
    own = tuple(bean for bean in beans if not bean.is_secondary)
    return beans if resolution.verdict is not Verdict.UNKNOWN or point.wrapper is Wrapper.COLLECTION else own or beans


def _nodes(wiring: Wiring) -> Iterator[Node]:
    kinds = {BeanKind.CLASS: NodeKind.CLASS, BeanKind.METHOD: NodeKind.METHOD, BeanKind.SUPPLIED: NodeKind.SUPPLIED}
    for bean in wiring.beans:
        kind, conditions = kinds[bean.kind], tuple(words for one in bean.conditions if (words := in_words(one)))
        title = bean.name.rpartition(".")[2] if bean.kind is BeanKind.METHOD else bean.name
        named = (f'named "{bean.named}"',) if bean.named else ()
        primary = ("primary",) if bean.is_primary else ()
        type_ = str(bean.type) if bean.type.name else "a type that is not written"
        yield Node(bean.id, title, kind, type_, bean.source_set, bean.place, (*primary, *named, *conditions))
    for test in wiring.tests:
        yield _test(test)


def _test(test: TestContext) -> Node:
    environments = tuple(f"environment {name}" for name in test.environments)
    title = test.name.rpartition(".")[2]
    return Node(test.name, title, NodeKind.TEST, title, test.source_set, test.place, environments)


def in_words(condition: Condition) -> str:
    """A condition as a person reads it; empty for one that is not understood."""
    parts: list[str] = []
    if condition.operation:
        parts.append(f"in {condition.operation}")
    if condition.not_operation:
        parts.append(f"not in {condition.not_operation}")
    if condition.environments:
        parts.append(f"environment {' or '.join(condition.environments)}")
    if condition.not_environments:
        parts.append(f"not in environment {' or '.join(condition.not_environments)}")
    return ", ".join(parts) or ("under a condition" if condition.is_opaque else "")
