"""Beans, the places that ask for one, and the conditions between them. All spans are offsets into their files."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from destination_writer.connector.wiring.types import TypeRef
from destination_writer.text.places import Span


class BeanKind(StrEnum):
    CLASS = "class"
    """A class that carries a scope annotation."""
    METHOD = "method"
    """A method of a `@Factory`."""
    SUPPLIED = "supplied"
    """One of the CDK's, or of Micronaut's."""


class Wrapper(StrEnum):
    """How a place asks: for the bean itself, or for something around it."""

    NONE = ""
    PROVIDER = "provider"
    """Asked for later: no cycle, but the bean must be there."""
    OPTIONAL = "optional"
    COLLECTION = "collection"
    """All beans of the type, maybe none."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is: the file's path in the connector, and the offsets. Supplied beans have none."""

    path: str
    span: Span


@dataclass(frozen=True, slots=True)
class Condition:
    """One `@Requires`. What is set has to hold; `is_opaque` for one that says more than is understood here."""

    operation: str | None = None
    """Only in this operation (`write`)."""
    not_operation: str | None = None
    environments: tuple[str, ...] = ()
    """In one of these. A constant stands under its own name (`AIRBYTE_CLOUD_ENV`)."""
    not_environments: tuple[str, ...] = ()
    span: Span | None = None
    is_opaque: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """A place that asks for a bean, or for a setting.

    `type` is what is inside of the wrapper. `name` is the parameter's or property's, `owner` the id of the bean or the
    name of the test class that it belongs to.
    """

    owner: str
    name: str
    type: TypeRef
    place: Place
    wrapper: Wrapper = Wrapper.NONE
    named: str | None = None
    """The literal of `@Named`; None without one."""
    setting: str | None = None
    """What `@Value` or `@Property` reads, as it is written there: then no bean is asked for."""
    setting_span: Span | None = None
    is_spared: bool = False
    """Nullable, or with a default: nothing fails where there is no bean."""
    is_opaque: bool = False
    """Carries an annotation that may qualify it, so that who fits is not known."""


@dataclass(frozen=True, slots=True)
class Bean:
    """What the container makes.

    `id` is the class's full name, with `#method` for a factory's. `place` is the name of the class or method, `mark`
    the scope annotation. `types` are all types that it can be asked for as, its own first.
    """

    id: str
    name: str
    kind: BeanKind
    types: tuple[TypeRef, ...]
    place: Place | None = None
    mark: Place | None = None
    source_set: str = "main"
    named: str | None = None
    is_named_openly: bool = True
    """False when its name cannot be read (`@Named(NAME)`), or another qualifier may stand for one."""
    is_primary: bool = False
    is_secondary: bool = False
    has_scope: bool = True
    """False for a class that is a bean by a qualifier alone: a new one is made for every place that asks."""
    is_certain: bool = True
    """False for a class that only may be a bean: it carries an annotation that is not known here."""
    loose: tuple[str, ...] = ()
    """Types of it above which nothing is known: full names, or names as written where not even these are known."""
    is_guessed: bool = False
    """The type itself is not known at all: it may be any."""
    has_stubs: bool = False
    """Most of it is still to be written."""
    conditions: tuple[Condition, ...] = ()
    replaces: tuple[str, ...] = ()
    """Full names of the types whose beans it replaces."""
    points: tuple[Point, ...] = ()
    test_class: str = ""
    """Of a bean that exists for one test class alone (`@MockBean`)."""

    @property
    def type(self) -> TypeRef:
        return self.types[0]

    @property
    def is_test(self) -> bool:
        return self.source_set != "main"


@dataclass(frozen=True, slots=True)
class TestContext:
    """A test class that starts a container: `environments` as its annotation gives them."""

    name: str
    place: Place
    mark: Place
    source_set: str
    environments: tuple[str, ...]
    points: tuple[Point, ...]
    supertypes: tuple[str, ...] = ()
    is_opaque: bool = False
    """Its environments are more than literals, or it sets properties of its own."""


@dataclass(frozen=True)
class Wiring:
    """A connector's container. `idle` are concrete classes that are no bean, as the beans they would be."""

    beans: tuple[Bean, ...] = ()
    idle: tuple[Bean, ...] = ()
    tests: tuple[TestContext, ...] = ()
    own_types: frozenset[str] = frozenset()
    """Full names of every type that the connector declares."""
    abstract_types: frozenset[str] = frozenset()
    passes_environments: bool = False
    """The entry point starts the container with environments or properties of its own."""
    is_whole: bool = True
    """False when a source file could not be read: then what is missing here may be there."""

    @cached_property
    def own(self) -> tuple[Bean, ...]:
        """The connector's, without what the CDK supplies."""
        return tuple(bean for bean in self.beans if bean.kind is not BeanKind.SUPPLIED)

    @cached_property
    def by_id(self) -> dict[str, Bean]:
        return {bean.id: bean for bean in self.beans}

    @cached_property
    def by_type(self) -> dict[str, tuple[Bean, ...]]:
        """Beans by the full name of each of their types."""
        found: dict[str, list[Bean]] = {}
        for bean in self.beans:
            for one in dict.fromkeys(ref.path for ref in bean.types if ref.path):
                found.setdefault(one, []).append(bean)
        return {path: tuple(beans) for path, beans in found.items()}

    def points(self) -> Iterator[Point]:
        for bean in self.own:
            yield from bean.points
        for test in self.tests:
            yield from test.points
