"""Code examples: what the generator writes for a member, for a database and an era, as it stands in a connector."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from destination_writer.agent.knowing.intents import Subject
from destination_writer.agent.knowing.library import VERSIONS
from destination_writer.connector.load import load_connector
from destination_writer.connector.model import Connector
from destination_writer.connector.roles import Role
from destination_writer.generate.api import new_connector
from destination_writer.generate.catalogue import Templates
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, NoChange, apply_change
from destination_writer.text.files import MemoryFiles

LONGEST = 120
"""Lines of an example; of a longer member the beginning is shown."""
SHORT = 24
"""Lines of a second example beside the first."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """`place` is the class and function, `code` Kotlin."""

    place: str
    code: str
    cut: bool = False

    @property
    def markdown(self) -> str:
        rest = "\n// ... the generator writes the rest" if self.cut else ""
        return f"```kotlin\n{self.code}{rest}\n```"


class Examples:
    """Members of generated connectors. A connector is written once for a database, an era and a strategy, and kept."""

    def __init__(self, knowledge: Knowledge, templates: Templates | None) -> None:
        self._knowledge, self._templates = knowledge, templates
        self._made: dict[tuple[str, str, str], Connector | None] = {}

    def of(self, subject: Subject, dialect: str, era: str | None, way: str = "") -> Snippet | None:
        """The member as it would be generated; None without templates, and where none fits."""
        return next(self._members(subject, dialect, era, way), None)

    def both(self, subject: Subject, dialect: str, era: str | None, way: str = "") -> tuple[Snippet, ...]:
        """The member where it says most, and the short one of another component that calls it."""
        first, *others = (*self._members(subject, dialect, era, way), None)
        if first is None:
            return ()
        return (first, *(one for one in others if one and one.code.count("\n") < SHORT))[:2]

    def members(self, dialect: str, era: str | None, role: Role) -> tuple[str, ...]:
        """The names of a component's functions when it is whole."""
        connector = self._connector(dialect, VERSIONS.get(era or "", VERSIONS["C"]), "")
        components = connector.components(role) if connector else ()
        return tuple(f.name for one in components for f in one.declaration.functions)

    def _members(self, subject: Subject, dialect: str, era: str | None, way: str) -> Iterator[Snippet]:
        chosen = f"{subject.kind.value}={way}" if subject.kind and way else ""
        connector = self._connector(dialect, VERSIONS.get(era or "", VERSIONS["C"]), chosen)
        if connector is not None:
            for name in (subject.subject, *subject.also):
                found = (_member(connector, Role(role), name) for role in subject.roles)
                yield from (one for one in found if one is not None)

    def _connector(self, dialect: str, version: str, chosen: str) -> Connector | None:
        key = (dialect, version, chosen)
        if key not in self._made:
            self._made[key] = self._write(*key)
        return self._made[key]

    def _write(self, dialect: str, version: str, chosen: str) -> Connector | None:
        if self._templates is None:
            return None
        kind, _, slug = chosen.partition("=")
        strategies = {kind: slug} if slug else None
        made: Change | NoChange = new_connector(
            self._knowledge, self._templates, dialect=dialect, cdk=version, strategies=strategies, until_phase=11
        )
        if isinstance(made, NoChange):
            return None
        return load_connector(MemoryFiles(apply_change(made, {})), "", name=f"destination-{dialect}")


def _member(connector: Connector, role: Role, function: str) -> Snippet | None:
    for component in connector.components(role):
        source = connector.source(component.path)
        for member in component.declaration.functions:
            if member.name == function and source is not None:
                code = _dedented(source.text, member.span.start, member.span.end)
                rows = code.split("\n")
                cut = len(rows) > LONGEST
                return Snippet(f"{component.declaration.name}.{function}", "\n".join(rows[:LONGEST]), cut)
    return None


def _dedented(text: str, start: int, end: int) -> str:
    line = text.rfind("\n", 0, start) + 1
    return textwrap.dedent(text[line:start] + text[start:end]).strip("\n")
