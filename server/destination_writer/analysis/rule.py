"""What a rule is, and what it is given."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TypeVar, cast

from destination_writer.connector.cdksources import CdkSources
from destination_writer.connector.index import ConnectorIndex
from destination_writer.connector.model import Component, Connector, SourceFile
from destination_writer.connector.roles import Role
from destination_writer.knowledge.cdkversions import CdkVersion, Era, UnknownCdkVersion, era_of
from destination_writer.knowledge.contracts import Contract
from destination_writer.knowledge.dialects import Dialect
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.store import Knowledge
from destination_writer.kotlin.calls import Call, Calls
from destination_writer.kotlin.declarations import Class, Function
from destination_writer.kotlin.tokens import blank_non_code, mask_literals
from destination_writer.text.document import Document
from destination_writer.text.findings import Finding, Severity
from destination_writer.text.places import Location, Range, Span

_ALIAS = re.compile(r"\btypealias\s+`?(\w+)")
T = TypeVar("T")


@dataclass(frozen=True)
class FunctionAt:
    """A function with what it belongs to: `owner` None for one of the file itself, `role` that of the owner."""

    function: Function
    owner: Class | None = None
    role: Role | None = None

    @property
    def name(self) -> str:
        return self.function.name

    @property
    def body(self) -> Span | None:
        """With its braces, or from the `=`; None for one without a body."""
        return self.function.body.span if self.function.body else None


@dataclass(frozen=True)
class FileSubject:
    """One file, as a rule looks at it. `version` is the connector's `cdkVersion`, None when it has none.

    `neighbours` are the names of the types that other files of its package declare, as far as they are known;
    `database` is the slug of the connector's database. Subjects are kept while their file stays as it is, so what is
    computed once (`cached_property`, `shared`) costs nothing at the next run.
    """

    source: SourceFile
    knowledge: Knowledge
    version: str | None
    neighbours: frozenset[str] = frozenset()
    skipped: Mapping[int, str] = field(default_factory=dict[int, str])
    """Phases that were left out, with the reason."""
    database: str | None = None
    cdk: CdkSources | None = None
    """The CDK's own sources, where the connector builds against them."""

    @cached_property
    def era(self) -> Era | None:
        """None when there is no version, or an unknown one."""
        try:
            return era_of(self.version) if self.version else None
        except UnknownCdkVersion:
            return None

    @cached_property
    def contract(self) -> Contract | None:
        """The CDK that the connector builds against, as its sources have it where they are there; None without a
        version, and for `local` without sources."""
        return contract_of(self.knowledge, self.version if self.era else None, self.cdk)

    @cached_property
    def dialect(self) -> Dialect | None:
        """The facts about the connector's database; None for one that nobody has described."""
        return dialect_of(self.knowledge, self.database)

    @property
    def text(self) -> str:
        return self.source.text

    @cached_property
    def code(self) -> str:
        """The text with comments spaced out and the insides of literals crossed out; offsets stay."""
        return _masked(self.source.text)

    @cached_property
    def bare(self) -> str:
        """The text with comments and literals spaced out; code inside of string templates stays, and all offsets."""
        return _blanked(self.source.text)

    @cached_property
    def own_names(self) -> frozenset[str]:
        """Names of the types that the file declares, at any depth."""
        return declared_names(self.source)

    @cached_property
    def functions(self) -> tuple[FunctionAt, ...]:
        """Every function of the file and of its classes at any depth, in the order of the text."""
        found = [FunctionAt(function) for function in self.source.declared.functions]
        for owner in self.source.declared.all_classes():
            found += [FunctionAt(function, owner, self.role_of(owner)) for function in owner.functions]
        return tuple(sorted(found, key=lambda one: (one.function.span.start, one.function.span.end)))

    def function_around(self, offset: int) -> FunctionAt | None:
        """The innermost function that an offset lies in."""
        for number in range(bisect_right(self._starts, offset) - 1, -1, -1):
            if offset in self.functions[number].function.span:
                return self.functions[number]
        return None

    @cached_property
    def _starts(self) -> list[int]:
        return [one.function.span.start for one in self.functions]

    def class_around(self, offset: int) -> Class | None:
        """The innermost class that an offset lies in."""
        around = [one for one in self.source.declared.all_classes() if offset in one.span]
        return max(around, key=lambda one: one.span.start, default=None)

    def role_of(self, declared: Class) -> Role | None:
        """The part that a class of this file plays."""
        return next((c.role for c in self.source.components if c.declaration.span == declared.span), None)

    def classes(self, *roles: Role) -> Iterator[Component]:
        """The file's classes that play one of these parts; all that play any when none is named."""
        return (component for component in self.source.components if not roles or component.role in roles)

    @cached_property
    def call_index(self) -> Calls:
        """All calls by name, code inside of string templates included."""
        return Calls(self.source.text, self.bare)

    def calls(self, *names: str, within: Span | None = None) -> Iterator[Call]:
        """Calls of these names, maybe only within a span."""
        return self.call_index.of(*names, within=within)

    @cached_property
    def imported(self) -> Mapping[str, str]:
        """What each simple name was imported from (`Singleton` -> `jakarta.inject.Singleton`); no star imports."""
        return {one.name: one.path for one in self.source.declared.imports if not one.path.endswith(".*")}

    @cached_property
    def star_imports(self) -> tuple[str, ...]:
        """Packages whose names are all imported."""
        return tuple(one.path[:-2] for one in self.source.declared.imports if one.path.endswith(".*"))

    def means(self, name: str, qualified: str) -> bool:
        """Whether a simple name surely means this type here: imported by itself, or by its package's star when
        neither the file nor its package declares one of that name."""
        exact = self.imported.get(name)
        if name in self.own_names:
            return False
        if exact is not None:
            return exact == qualified
        package, _, simple = qualified.rpartition(".")
        return simple == name and package in self.star_imports and name not in self.neighbours

    def shared(self, make: "Callable[[FileSubject], T]") -> T:
        """What `make` (a function of a module) finds in this file, computed once for all rules that ask."""
        kept = self._shared
        if make not in kept:
            kept[make] = make(self)
        return cast(T, kept[make])

    @cached_property
    def _shared(self) -> dict[object, object]:
        return {}

    @cached_property
    def document(self) -> Document:
        return Document(self.source.text)

    def location(self, span: Span) -> Location:
        return Location(self.source.path, self.document.range_of(span))

    def line(self, offset: int) -> str:
        """The line that an offset lies in, without what stands around it: evidence."""
        return self.document.line(self.document.position(offset).line).strip()


@dataclass(frozen=True)
class ConnectorSubject:
    """A whole connector, as a rule looks at it. Findings carry paths of the workspace: use `location`."""

    connector: Connector
    knowledge: Knowledge
    known_files: Mapping[str, FileSubject] | None = None
    """`files`, where they were made already."""

    @cached_property
    def files(self) -> Mapping[str, FileSubject]:
        """Every Kotlin file by its path in the connector; the same subjects that the rules about files were given."""
        return self.known_files if self.known_files is not None else subjects(self.connector, self.knowledge)

    @cached_property
    def index(self) -> ConnectorIndex:
        return ConnectorIndex(self.connector)

    @cached_property
    def era(self) -> Era | None:
        """None when there is no version, or an unknown one."""
        try:
            return era_of(self.connector.cdk_version) if self.connector.cdk_version else None
        except UnknownCdkVersion:
            return None

    @cached_property
    def contract(self) -> Contract | None:
        """The CDK that the connector builds against; None without a version, and for `local` without sources."""
        return contract_of(self.knowledge, self.connector.cdk_version if self.era else None, self.connector.cdk)

    @cached_property
    def dialect(self) -> Dialect | None:
        """The facts about the connector's database; None for one that nobody has described."""
        return dialect_of(self.knowledge, self.connector.database)

    def shared(self, make: "Callable[[ConnectorSubject], T]") -> T:
        """What `make` (a function of a module) finds in the connector, computed once for all rules that ask."""
        kept = self._shared
        if make not in kept:
            kept[make] = make(self)
        return cast(T, kept[make])

    @cached_property
    def _shared(self) -> dict[object, object]:
        return {}

    def location(self, path: str, span: Span) -> Location:
        """A span of one of the connector's Kotlin files, or of a kept text, as a place in the workspace."""
        known = self.files.get(path)
        document = known.document if known else Document(self.connector.texts.get(path, ""))
        return Location(self.connector.workspace_path(path), document.range_of(span))

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

    `severity` is what its findings have unless one says otherwise. One of the checks is given; none where it is
    the run of the rules that has something to say.
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


def subjects(
    connector: Connector, knowledge: Knowledge, known: Mapping[str, FileSubject] | None = None
) -> dict[str, FileSubject]:
    """Every file of a connector as the rules look at it, by path; those of `known` that would be the same are kept."""
    packages: dict[str, set[str]] = {}
    for source in connector.sources:
        packages.setdefault(source.declared.package, set()).update(declared_names(source))
    frozen = {package: frozenset(names) for package, names in packages.items()}
    found: dict[str, FileSubject] = {}
    for source in connector.sources:
        made = FileSubject(
            source,
            knowledge,
            connector.cdk_version,
            frozen[source.declared.package],
            connector.state.skip_reasons,
            connector.database,
            connector.cdk,
        )
        old = known.get(source.path) if known else None
        found[source.path] = old if old is not None and is_same(old, made) else made
    return found


def is_same(old: FileSubject, new: FileSubject) -> bool:
    """Whether rules would see no difference."""
    if old.knowledge is not new.knowledge or old.cdk is not new.cdk:
        return False
    if (old.version, old.database) != (new.version, new.database):
        return False
    return old.source == new.source and old.neighbours == new.neighbours and old.skipped == new.skipped


def contract_of(knowledge: Knowledge, version: str | None, cdk: CdkSources | None) -> Contract | None:
    """The contract of a known version, with the CDK's own sources laid over it where they are given."""
    if version is None or (CdkVersion.parse(version).is_local and cdk is None):
        return None
    base = knowledge.contract(version)
    return cdk.over(base) if cdk is not None else base


def dialect_of(knowledge: Knowledge, database: str | None) -> Dialect | None:
    """The facts about a database; None for one that nobody has described, or whose description is broken."""
    if database not in knowledge.dialect_slugs:
        return None
    try:
        return knowledge.dialect(database or "")
    except KnowledgeError:
        return None  # the broken file is a finding of its own


@lru_cache(maxsize=256)
def _masked(text: str) -> str:
    return mask_literals(text)


@lru_cache(maxsize=256)
def _blanked(text: str) -> str:
    return blank_non_code(text)


def declared_names(source: SourceFile) -> frozenset[str]:
    """Names of the classes and type aliases of a file, and of its functions and properties that are in no class: what
    the other files of its package see without an import."""
    classes = {declared.name for declared in source.declared.all_classes()}
    others = {item.name for item in (*source.declared.functions, *source.declared.properties)}
    aliases = _ALIAS.findall(source.text) if "typealias" in source.text else ()
    return frozenset(classes.union(others, aliases))


def as_sentence(words: str) -> str:
    """With a capital, unless the first word is a name of code or of a file, and a full stop."""
    first = words.partition(" ")[0].rstrip(",;:")
    start = words[0].upper() + words[1:] if first.isalpha() and first.islower() else words
    return start if start.endswith(".") else f"{start}."
