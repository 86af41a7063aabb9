"""A state file as rules and editors look at it: parts with their places, what each key takes, what is seen instead."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from destination_writer.connector.model import Component, Connector, Stub
from destination_writer.connector.preflight import PREFLIGHT_PATH, Preflight, read_preflight
from destination_writer.connector.roles import Role
from destination_writer.connector.state import STATE_PATH
from destination_writer.connector.yamlparts import KeyPath, Part, YamlParts, yaml_parts
from destination_writer.knowledge.cdkhistory import load_cdk_history
from destination_writer.knowledge.conditions import Condition, load_conditions
from destination_writer.knowledge.dialect_facts import Strategy, StrategyKind
from destination_writer.knowledge.dialects import Dialect
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.phases import Phase
from destination_writer.knowledge.statekeys import StateKey, StateKeys, Values
from destination_writer.knowledge.store import Knowledge

CHARACTERISTICS = "database_characteristics"
ACCOUNT_FILE = "secrets/config.json"
"""Where tests that log in with an account find its settings."""


@dataclass(frozen=True, slots=True)
class Legal:
    """A value that may be written, as YAML writes it."""

    text: str
    means: str = ""


def is_said(part: Part, legal: Legal) -> bool:
    """Whether a part says this value: `"true"` in quotes is no `true`."""
    return part.text == legal.text and not (part.is_quoted and legal.text in ("true", "false"))


@dataclass(frozen=True)
class StateFacts:
    """The state file of a connector, half-written or whole. `text` is the file's."""

    connector: Connector
    knowledge: Knowledge
    text: str

    @cached_property
    def parts(self) -> YamlParts:
        return yaml_parts(self.text)

    @cached_property
    def keys(self) -> StateKeys:
        """Raises KnowledgeError for a damaged package."""
        return self.knowledge.state_keys

    def key(self, path: KeyPath) -> StateKey | None:
        return self.keys.of(path)

    def below(self, *path: str) -> tuple[Part, ...]:
        """What stands below a key of `state`."""
        return self.parts.below("state", *path)

    # -- the world -------------------------------------------------------------------------------------------------

    @cached_property
    def dialect(self) -> Dialect | None:
        """The facts about the database; None for one that nobody has described."""
        part = self.parts.find("state", "database")
        named = part.text.strip().lower() if part else ""
        slug = named if named in self.knowledge.dialect_slugs else self.connector.database
        try:
            return self.knowledge.dialect(slug) if slug in self.knowledge.dialect_slugs else None
        except KnowledgeError:
            return None  # the broken file is a finding of its own

    @cached_property
    def preflight(self) -> Preflight:
        return read_preflight(self.connector.texts.get(PREFLIGHT_PATH, "")).preflight

    @cached_property
    def told(self) -> dict[str, object]:
        """The characteristics that the file tells, by key."""
        return {part.name: part.value for part in self.below(CHARACTERISTICS)}

    def can(self, capability: str) -> bool:
        """Whether the database can do something, as the gate takes it: by the file's word first, then by the facts; of
        an unknown database everything is expected."""
        own = self.told.get(f"has_{capability}")
        if own is not None:
            return bool(own)
        return self.dialect.can(capability) if self.dialect else True

    def phase(self, number: object) -> Phase | None:
        is_number = (
            isinstance(number, int) and not isinstance(number, bool) and 0 <= number < len(self.knowledge.phases)
        )
        return self.knowledge.phases[number] if is_number and isinstance(number, int) else None

    @cached_property
    def checkpoints(self) -> dict[str, Phase]:
        """The phases by the names of their checkpoints."""
        return {phase.checkpoint_name: phase for phase in self.knowledge.phases}

    def checkpoint(self, name: str) -> Phase | None:
        """The phase that a checkpoint's name speaks of, by its number alone as it is read."""
        parts = name.split("_")
        is_numbered = len(parts) > 1 and parts[0] == "phase" and parts[1].isdigit()
        return self.phase(int(parts[1])) if is_numbered else None

    @property
    def skipped(self) -> Iterator[tuple[Part, Part, Part | None]]:
        """Of each phase that is left out: its item, the part with the number, and that with the reason."""
        for item in self.below("skipped_phases"):
            number = item.child("phase") if item.is_map else item
            if number is not None:
                yield item, number, item.child("reason")

    def components(self, key: str) -> tuple[Component, ...]:
        """The classes of the part that a key of `components_implemented` names."""
        return self.connector.components(Role(key)) if key in {role.value for role in Role} else ()

    def stubs_of(self, component: Component) -> tuple[Stub, ...]:
        """What is open in a component."""
        name = component.declaration.name
        return tuple(s for s in self.connector.stubs if s.path == component.path and s.call.class_name == name)

    def characteristics(self) -> dict[str, str]:
        """What is known to be characteristic: key -> the question that it answers."""
        return self._characteristics

    @cached_property
    def _characteristics(self) -> dict[str, str]:
        name = self.dialect.name if self.dialect else self.connector.database or "the database"
        told = {
            condition.characteristic: condition.question.replace("{database}", name) for condition in self.conditions
        }
        return told | {q.characteristic: q.phrase(name) for q in self.knowledge.checklist.questions if q.characteristic}

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """What the ways of phases depend on; none where their file cannot be read."""
        try:
            return load_conditions(self.knowledge.files)
        except KnowledgeError:
            return ()

    def way(self, kind: str, slug: str) -> Strategy | None:
        """The dialect's own way of that name, whether it fits what is told or not."""
        if self.dialect is None or kind not in {one.value for one in StrategyKind}:
            return None
        return next((way for way in self.dialect.strategies.get(StrategyKind(kind), ()) if way.slug == slug), None)

    def ways_without(self, kind: str) -> frozenset[str]:
        """Ways that are offered where the database lacks something, besides those of its dialect."""
        return frozenset(o.slug for c in self.conditions if c.without.kind == kind for o in c.without.options)

    def names_below(self, path: KeyPath) -> tuple[str, ...]:
        """The keys that a map may hold: those that are read, and those that this connector gives names to."""
        named = tuple(key.path[-1] for key in self.keys.below(path))
        match path:
            case ("state", "database_characteristics"):
                return (*named, *self.characteristics())
            case ("state", "strategies"):
                return (*named, *(kind.value for kind in StrategyKind))
            case ("state", "components_implemented"):
                roles = sorted(Role, key=lambda role: not self.connector.components(role))
                return (*named, *(role.value for role in roles))
            case _:
                return named if path else ("state",)

    def is_list(self, path: KeyPath) -> bool:
        """Whether a key takes a list."""
        key = self.key(path)
        return key is not None and key.is_list

    def takes_keys(self, path: KeyPath) -> bool:
        """Whether a key, or an item, takes a map."""
        return bool(self.names_below(path)) and self.key(path) is not None and not self.is_list(path)

    def takes_more(self, path: KeyPath) -> bool:
        """Whether what a key takes stands on lines below it."""
        return self.is_list(path) or bool(self.names_below(path))

    def about(self, key: StateKey | None, name: str) -> str:
        """What a key means, in words."""
        if key is not None and key.values is Values.CHARACTERISTICS:
            return self.characteristics().get(name, key.means)
        if key is not None and key.values is Values.IMPLEMENTED:
            classes = ", ".join(component.declaration.name for component in self.components(name))
            return classes or key.means
        return key.means if key is not None else ""

    # -- what may be written ---------------------------------------------------------------------------------------

    def legal(self, path: KeyPath) -> tuple[Legal, ...]:
        """What a key takes, most fitting first; empty where anything may be written."""
        key = self.key(path)
        if key is None:
            return ()
        if key.choices:
            return tuple(Legal(choice.value, choice.means) for choice in key.choices)
        return tuple(self._values(key.values, path))

    def _values(self, values: Values, path: KeyPath) -> Iterator[Legal]:
        match values:
            case Values.DATABASES:
                slugs = (self.preflight.database, *self.knowledge.dialect_slugs)
                yield from (Legal(slug) for slug in sorted({*slugs} - {""}))
            case Values.PHASES:
                yield from (Legal(str(phase.number), phase.title) for phase in self.knowledge.phases)
            case Values.SKIPPABLE:
                able = (phase for phase in self.knowledge.phases if phase.may_skip(self.can))
                yield from (Legal(str(phase.number), f"{phase.title}. {phase.skip_means}") for phase in able)
            case Values.CHECKPOINTS:
                yield from (Legal(name, phase.title) for name, phase in self.checkpoints.items())
            case Values.CHECKS:
                yield from (Legal(one.slug, one.proves) for phase in self.knowledge.phases for one in phase.records)
            case Values.CHARACTERISTICS:
                yield from self._characteristic(path[-1])
            case Values.STRATEGIES:
                yield from self._strategies(path[-1])
            case Values.VERSIONS:
                yield from self._versions()
            case Values.REASONS:
                yield from (Legal(reason) for reason in self.reasons(path))
            case Values.IMPLEMENTED:
                yield from (Legal("true", "All of it is written."), Legal("partial", "Some of it is written."))
                yield Legal("false", "Nothing of it is written.")
            case Values.FUNCTIONS:
                yield from (Legal(name) for name in self.written_functions(path[-2]))
            case Values.TESTS:
                yield from self._tests()
            case Values.FOLDERS:
                yield Legal(self.connector.root or ".", "where this file lies, from the folder that is open")
            case Values.IMAGES:
                container = self.dialect.connection.test_container if self.dialect else None
                yield from [Legal(container.image, "as new connectors use it")] if container else []
            case Values.SETTINGS:
                yield Legal(ACCOUNT_FILE, "where the tests look for it")
            case Values.FREE:
                return

    def _characteristic(self, key: str) -> Iterator[Legal]:
        question = next((q for q in self.knowledge.checklist.questions if q.characteristic == key), None)
        if question is not None and question.answer.values:
            yield from (Legal(known.value, known.means) for known in question.answer.values)
        elif key.startswith("has_"):
            known = self.known_of(key)
            for value, word in ((True, "true"), (False, "false")):
                yield Legal(word, f"as {self.dialect.name} is known" if self.dialect and known is value else "")

    def known_of(self, key: str) -> bool | None:
        """What the facts say of a `has_…`; None where they say nothing."""
        name = key.removeprefix("has_")
        known = self.dialect.capabilities.get(name) if self.dialect and key.startswith("has_") else None
        return self.dialect.can(name) if self.dialect and known is not None else None

    def _strategies(self, kind: str) -> Iterator[Legal]:
        if kind in {one.value for one in StrategyKind} and self.dialect is not None:
            for way in self.dialect.strategies.get(StrategyKind(kind), ()):
                yield Legal(way.slug, f"{way.title}. {way.trade_off}")

    def _versions(self) -> Iterator[Legal]:
        built = self.connector.cdk_version
        if built:
            yield Legal(built, "as gradle.properties has it")
        try:
            steps = load_cdk_history(self.knowledge.files).steps
        except KnowledgeError:
            return  # a finding of its own
        yield from (Legal(step.version, step.title) for step in reversed(steps) if step.version != built)

    def _tests(self) -> Iterator[Legal]:
        suites = {c.role.value: c.declaration.name for source in self.connector.sources for c in source.components}
        for phase in self.knowledge.phases:
            for test in phase.tests_for(None):
                if test.suite in suites:
                    yield Legal(f"{suites[test.suite]}.{test.name}", f"Phase {phase.number}: {phase.title}")

    def reasons(self, path: KeyPath) -> tuple[str, ...]:
        """Reasons that people have for leaving out the phase of an item of `skipped_phases`."""
        number = self.parts.find(*path[:3], "phase") or self.parts.find(*path[:3])
        value = number.value if number else None
        return self.keys.reasons_for(value) if isinstance(value, int) else ()

    def written_functions(self, key: str) -> tuple[str, ...]:
        """The functions of a component that are no stubs."""
        found: dict[str, None] = {}
        for component in self.components(key):
            still = {stub.call.function for stub in self.stubs_of(component)}
            found |= dict.fromkeys(f.name for f in component.declaration.functions if f.name not in still)
        return tuple(found)


def state_facts(connector: Connector, knowledge: Knowledge) -> StateFacts | None:
    """None for a connector without a state file."""
    text = connector.texts.get(STATE_PATH)
    return StateFacts(connector, knowledge, text) if text is not None else None
