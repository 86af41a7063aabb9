"""What a rule is, and what it is given."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from destination_writer.connector.model import Connector, SourceFile
from destination_writer.knowledge.cdkversions import CdkVersion, Era, UnknownCdkVersion, era_of
from destination_writer.knowledge.contracts import Contract
from destination_writer.knowledge.store import Knowledge
from destination_writer.kotlin.tokens import mask_literals
from destination_writer.text.document import Document
from destination_writer.text.findings import Finding, Severity
from destination_writer.text.places import Location, Range, Span

_ALIAS = re.compile(r"\btypealias\s+`?(\w+)")


@dataclass(frozen=True)
class FileSubject:
    """One file, as a rule looks at it. `version` is the connector's `cdkVersion`, None when it has none.

    `neighbours` are the names of the types that other files of its package declare, as far as they are known.
    """

    source: SourceFile
    knowledge: Knowledge
    version: str | None
    neighbours: frozenset[str] = frozenset()
    skipped: Mapping[int, str] = field(default_factory=dict[int, str])
    """Phases that were left out, with the reason."""

    @cached_property
    def era(self) -> Era | None:
        """None when there is no version, or an unknown one."""
        try:
            return era_of(self.version) if self.version else None
        except UnknownCdkVersion:
            return None

    @cached_property
    def contract(self) -> Contract | None:
        """The released CDK that the connector pins; None without one, and for `local`, whose sources decide."""
        if self.version is None or self.era is None or CdkVersion.parse(self.version).is_local:
            return None
        return self.knowledge.contract(self.version)

    @cached_property
    def code(self) -> str:
        """The text with comments spaced out and the insides of literals crossed out; offsets stay."""
        return mask_literals(self.source.text)

    @cached_property
    def own_names(self) -> frozenset[str]:
        """Names of the types that the file declares, at any depth."""
        return declared_names(self.source)

    @cached_property
    def _document(self) -> Document:
        return Document(self.source.text)

    def location(self, span: Span) -> Location:
        return Location(self.source.path, self._document.range_of(span))


@dataclass(frozen=True)
class ConnectorSubject:
    """A whole connector, as a rule looks at it."""

    connector: Connector
    knowledge: Knowledge

    def line(self, path: str, line: int | None) -> Location:
        """A whole line of a kept text, as a place in the workspace; `line` counts from 1, None is the first."""
        lines = self.connector.texts.get(path, "").splitlines()
        index = (line or 1) - 1
        width = len(lines[index]) if index < len(lines) else 0
        return Location(self.connector.workspace_path(path), Range.of(index, 0, index, width))


FileCheck = Callable[[FileSubject], Iterable[Finding]]
ConnectorCheck = Callable[[ConnectorSubject], Iterable[Finding]]


@dataclass(frozen=True)
class Rule:
    """A rule: its code is its page (`knowledge/rules/DW101.md`), its name is what settings use.

    `severity` is what its findings have unless one says otherwise. Exactly one of the checks is given.
    """

    code: str
    name: str
    severity: Severity
    summary: str
    check_file: FileCheck | None = None
    check_connector: ConnectorCheck | None = None

    @property
    def page(self) -> str:
        """Path of the page inside knowledge."""
        return f"rules/{self.code}.md"


def declared_names(source: SourceFile) -> frozenset[str]:
    """Names of the classes and type aliases of a file."""
    classes = {declared.name for declared in source.declared.all_classes()}
    return frozenset(classes | set(_ALIAS.findall(source.text)))


def as_sentence(words: str) -> str:
    """With a capital, unless the first word is a name of code or of a file, and a full stop."""
    first = words.partition(" ")[0].rstrip(",;:")
    start = words[0].upper() + words[1:] if first.isalpha() and first.islower() else words
    return start if start.endswith(".") else f"{start}."
