"""What the rules about wiring share: the connector's container, who gets what in it, and what is due by now."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from destination_writer.analysis.rule import ConnectorSubject
from destination_writer.connector.model import Connector
from destination_writer.connector.roles import Role, is_test_path
from destination_writer.connector.wiring.api import resolver_of, wiring_of
from destination_writer.connector.wiring.contexts import Context, is_active, main_contexts, suite_contexts
from destination_writer.connector.wiring.model import Bean, BeanKind, Place, Point, Wiring, Wrapper
from destination_writer.connector.wiring.resolving import Resolution, Resolver, Verdict, key
from destination_writer.connector.wiring.settings import SettingsFile, operations_of, settings_files
from destination_writer.connector.wiring.types import TypeRef
from destination_writer.knowledge.contracts import Contract
from destination_writer.knowledge.wiring import Demand, WiringFacts
from destination_writer.text.findings import Related, Remedy

_RELATED = 6
"""Places that a finding names at most."""
ASKING = frozenset({Wrapper.NONE, Wrapper.PROVIDER})


@dataclass(frozen=True)
class Wired:
    """One connector's container as the rules look at it."""

    subject: ConnectorSubject
    wiring: Wiring
    resolver: Resolver
    facts: WiringFacts | None

    @property
    def connector(self) -> Connector:
        return self.subject.connector

    @property
    def contract(self) -> Contract | None:
        return self.subject.contract

    @cached_property
    def settings(self) -> tuple[SettingsFile, ...]:
        return settings_files(self.connector.texts)

    @cached_property
    def mains(self) -> tuple[Context, ...]:
        return main_contexts(self.wiring)

    @cached_property
    def tests(self) -> tuple[Context, ...]:
        return suite_contexts(self.wiring, operations_of(self.settings))

    def contexts(self, bean: Bean) -> tuple[Context, ...]:
        """Where the bean surely is: the connector's own operations, for a test's bean the test classes."""
        return tuple(one for one in (self.tests if bean.is_test else self.mains) if is_active(bean, one))

    def resolved(self, bean: Bean, point: Point) -> Iterator[tuple[Context, Resolution]]:
        for context in self.contexts(bean):
            yield context, self.resolver.resolve(point, context)

    def cdk(self, name: str) -> TypeRef | None:
        """A type of the pinned CDK; None when it has none of that name."""
        found = self.contract.type(name) if self.contract else None
        return TypeRef(found.name, found.fqn) if found else None

    def demand_for(self, wanted: TypeRef) -> Demand | None:
        """What is known about a type that the connector has to supply."""
        demands = self.facts.demands if self.facts else ()
        named = ((demand, self.cdk(name)) for demand in demands for name in (demand.type, *demand.or_else))
        return next((d for d, ref in named if ref and key(ref.path) == key(wanted.path)), None)

    @cached_property
    def _open_phases(self) -> frozenset[int]:
        return frozenset(s.phase for s in self.connector.stubs if s.phase is not None and not is_test_path(s.path))

    @cached_property
    def _is_scaffolded(self) -> bool:
        """What phase 0 makes first is there; before that, a connector with stubs is at its very beginning."""
        return all(self.connector.components(role) for role in (Role.ENTRY_POINT, Role.BEAN_FACTORY))

    def is_open_until(self, phase: int) -> bool:
        """Stubs of this phase or an earlier one are left, or its work has not begun by the connector's own word."""
        current = self.connector.state.current_phase
        if self._open_phases and not self._is_scaffolded:
            return True
        return any(found <= phase for found in self._open_phases) or (current is not None and current < phase)

    def is_complete_until(self, phase: int) -> bool:
        """So far along that everything of the phase should be there: a later part stands, without stubs."""
        later = [Role.WRITER] if phase >= _APPEND else [Role.WRITER, Role.CLIENT, Role.TEST_CLIENT]
        return not self.is_open_until(phase) and any(self.connector.components(role) for role in later)

    def idle_for(self, wanted: TypeRef) -> tuple[Bean, ...]:
        """What would be the bean with one annotation more; classes of tests only where there is no other."""
        type_ = key(wanted.path)
        fitting = [b for b in self.wiring.idle if any(key(ref.path) == type_ for ref in b.types if ref.path)]
        extended = {ref.path for bean in fitting for ref in bean.types[1:]}
        deepest = [bean for bean in fitting if bean.type.path not in extended]
        return tuple([bean for bean in deepest if not bean.is_test] or deepest)

    def is_ready(self, bean: Bean) -> bool:
        """Whether all that it asks for is there, so that an annotation is all that it lacks."""
        asked = [p for p in bean.points if not p.is_spared and p.setting is None and p.wrapper in ASKING]
        contexts = self.tests if bean.is_test else self.mains
        resolved = ((p, self.resolver.resolve(p, context).verdict) for p in asked for context in contexts)
        return all(verdict is not Verdict.MISSING or self.idle_for(p.type) for p, verdict in resolved)

    def declare(self, wanted: TypeRef) -> Remedy | None:
        """The remedy that marks the one class or method that would be the bean."""
        idle = self.idle_for(wanted)
        if len(idle) != 1:
            return None
        surely = self.is_ready(idle[0]) and not idle[0].has_stubs
        name = idle[0].name
        return Remedy("declare-bean", f"Make {name} a bean", {"bean": wanted.simple}, preferred=surely)

    def related(self, place: Place | None, message: str) -> tuple[Related, ...]:
        return (Related(self.subject.location(place.path, place.span), message),) if place else ()

    def points_to(self, bean: Bean) -> tuple[Point, ...]:
        """The places that are given the bean somewhere."""
        return tuple(
            point
            for other in self.wiring.own
            for point in other.points
            if any(found.bean is bean for _, found in self.resolved(other, point))
        )


_APPEND = 5


def wired(subject: ConnectorSubject) -> Wired:
    """Ask for it with `subject.shared(wired)`."""
    contract = subject.contract
    version = subject.connector.cdk_version
    facts = subject.knowledge.wiring(version) if contract is not None and version else None
    wiring = wiring_of(subject.connector, contract, facts)
    return Wired(subject, wiring, resolver_of(wiring, contract, facts), facts)


def lack_of(idle: Bean) -> str:
    """What keeps a class or a method from being a bean, as the end of a sentence."""
    if idle.kind is BeanKind.METHOD and idle.mark:
        return "has @Singleton, but its class is no @Factory"
    return "has no @Singleton"


def few(related: tuple[Related, ...]) -> tuple[Related, ...]:
    """As many as a person reads."""
    return related[:_RELATED]


def asked(point: Point) -> str:
    """How a message names what a place asks for."""
    named = f' named "{point.named}"' if point.named is not None else ""
    return f"{point.type}{named}"
