"""What every remedy is given, and how it puts its new texts into a Change."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from destination_writer.connector.model import Connector, SourceFile
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.edits import edits_between
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.imports import name_in, with_import
from destination_writer.generate.request import Request, make_request
from destination_writer.knowledge.cdkversions import UnknownCdkVersion
from destination_writer.knowledge.contracts import Contract
from destination_writer.knowledge.dialects import Dialect
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.store import Knowledge
from destination_writer.kotlin.parse import parse_file
from destination_writer.text.changes import Change, FileChange, FileCreation, FileDeletion, FileEdit, fingerprint


@dataclass(frozen=True)
class Case:
    """One failure in one connector. `arguments` are those of the Remedy: `said` (the failure's words), `file` and
    `line` (from 1) of the place it belongs on, and what its symptom names."""

    connector: Connector
    knowledge: Knowledge
    templates: Templates
    arguments: Mapping[str, str] = field(default_factory=dict[str, str])
    dialect_slug: str | None = None
    cdk: str | None = None

    @property
    def said(self) -> str:
        return self.arguments.get("said", "")

    @property
    def line(self) -> int:
        """From 1; 0 where the failure has no line."""
        text = self.arguments.get("line", "")
        return int(text) if text.isdigit() else 0

    def request(self) -> Request:
        """Raises CannotGenerate where database or CDK version is not known."""
        return make_request(
            self.connector, self.knowledge, self.templates, dialect=self.dialect_slug, cdk=self.cdk, phase=None
        )

    def dialect(self) -> Dialect:
        """Raises CannotGenerate for an unknown database."""
        return self.request().dialect

    def contract(self) -> Contract:
        """As the CDK's own sources have it where they are beside the connector, whatever its database. Raises
        CannotGenerate for an unknown CDK version."""
        try:
            bundled = self.knowledge.contract(self.cdk or self.connector.cdk_version or "")
            return self.connector.cdk.over(bundled) if self.connector.cdk else bundled
        except (UnknownCdkVersion, KnowledgeError):
            return self.request().contract  # raises, with the remedy

    def source(self) -> SourceFile | None:
        """The file that the failure belongs on; None when it names none, or none of the connector's."""
        stated = self.arguments.get("file", "").replace("\\", "/")
        if not stated:
            return None
        fitting = [s for s in self.connector.sources if stated == s.path or stated.endswith(f"/{s.path}")]
        if not fitting and "/" not in stated:
            fitting = [s for s in self.connector.sources if s.path.endswith(f"/{stated}")]
        return fitting[0] if len(fitting) == 1 else None

    def demand_source(self) -> SourceFile:
        """Raises CannotGenerate when the failure does not name a file of the connector."""
        found = self.source()
        if found is None:
            raise CannotGenerate("the failure names no file of this connector", ("the file that it belongs on",))
        return found

    def library(self, name: str) -> str | None:
        """The full name of a type that generated connectors use: one of the CDK's, else one of a library's."""
        known = self.contract().type(name)
        if known is not None and known.verified:
            return known.fqn
        return self.templates.index.libraries.get(name)


@dataclass(frozen=True)
class Mending:
    """What a remedy has worked out: the new text of each Kotlin file by its path in the connector, new files, and
    files that go.

    `why` says what was wrong and why this mends it, `alternative` what else can be done where this is blocked.
    """

    title: str
    why: str
    texts: Mapping[str, str]
    alternative: str = ""
    created: Mapping[str, str] = field(default_factory=dict[str, str])
    deleted: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    provenance: str = ""
    asks: bool = True
    """A person should look at the Change before it lands; False where the title says all."""
    restructures: bool = False
    """Declarations change with it, as the maker means it; else every class and function must be there afterwards."""


ALTERNATIVE = "If that is blocked: "
"""What the note of a Change begins with that says what else can be done."""


def to_change(connector: Connector, mending: Mending) -> Change:
    """Raises CannotGenerate when nothing differs from what is there."""
    files: list[FileChange] = []
    for path, text in sorted(mending.texts.items()):
        source = connector.source(path)
        before = source.text if source else connector.texts[path]
        if text != before:
            full = connector.workspace_path(path)
            files.append(FileEdit(full, fingerprint(before), edits_between(before, text)))
    files += [FileCreation(connector.workspace_path(path), text) for path, text in sorted(mending.created.items())]
    gone = [source for path in mending.deleted if (source := connector.source(path)) is not None]
    files += [FileDeletion(connector.workspace_path(source.path), fingerprint(source.text)) for source in gone]
    if not files:
        raise CannotGenerate("the code has this already: the cause is another one")
    notes = (*mending.notes, *((ALTERNATIVE + mending.alternative,) if mending.alternative else ()))
    return Change(mending.title, tuple(files), mending.why, notes, mending.provenance, needs_confirmation=mending.asks)


def importing(text: str, full_name: str) -> tuple[str, str]:
    """How the file can mention a type, and its text with the import that this needs."""
    declared = parse_file(text)
    name = name_in(declared, full_name)
    return name.text, with_import(text, declared, name.wanted) if name.wanted else text


def own_file(source: SourceFile) -> str:
    """A file as a sentence names it."""
    return source.path.rpartition("/")[2]
