"""The CDK's load API in one version: what hover shows, what generation imports, what rules check against."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, TypeVar

from destination_writer.knowledge.cdkversions import CdkVersion, Era, era_of
from destination_writer.knowledge.contracts_model import (
    AbsentEntry,
    Artifact,
    ContractFile,
    Described,
    Kind,
    Limited,
    MemberEntry,
    ParameterEntry,
    Part,
    TypeEntry,
)
from destination_writer.knowledge.loading import KnowledgeError, load_model
from destination_writer.knowledge.signatures import ContractParameter, Signature, parse_parameter, parse_signature
from destination_writer.text.files import Files

FOLDER = "cdk/"
_INTERFACES = frozenset({Kind.INTERFACE, Kind.FUN_INTERFACE, Kind.SEALED_INTERFACE})


Entry = TypeVar("Entry", bound=Described)


class Explained(Generic[Entry]):
    """The words and limits that a declaration's entry carries."""

    entry: Entry

    @property
    def what(self) -> str:
        """What it is, in one or two sentences."""
        return self.entry.what

    @property
    def called_by(self) -> str:
        """Who calls or reads it; empty when nobody in particular does."""
        return self.entry.called_by

    @property
    def when(self) -> str:
        """When that happens in a run; may be empty."""
        return self.entry.when

    @property
    def rules(self) -> tuple[str, ...]:
        """What an implementation or a caller must keep."""
        return self.entry.rules

    @property
    def verified(self) -> bool:
        """False when the CDK's sources could not confirm it."""
        return self.entry.verified

    @property
    def unverified(self) -> str:
        """What exactly is not confirmed; may be set although the declaration itself is verified."""
        return self.entry.unverified

    def is_sure_of(self, part: Part) -> bool:
        """Whether that part of it was confirmed; a hard check is built on nothing else."""
        entry = self.entry
        return entry.verified and not (entry.unverified and (not entry.unsure or part in entry.unsure))

    @property
    def since(self) -> str | None:
        """First version or era of this form; None when all known ones have it."""
        return self.entry.since

    @property
    def until(self) -> str | None:
        """Last version or era of this form; None when there is no end."""
        return self.entry.until


@dataclass(frozen=True)
class ContractMember(Explained[MemberEntry]):
    """A function or property, with the words that explain it.

    `signature` is the header as Kotlin writes it, without a body. `abstract`: an implementation must supply it.
    """

    owner: str
    name: str
    signature: str
    parsed: Signature
    abstract: bool
    body: str | None
    companion: bool
    entry: MemberEntry

    @property
    def kind(self) -> str:
        """`fun`, `val` or `var`."""
        return self.parsed.keyword

    @property
    def parameters(self) -> tuple[ContractParameter, ...]:
        return self.parsed.parameters

    @property
    def return_type(self) -> str:
        """The declared type; `Unit` for a function that declares none."""
        return self.parsed.return_type or "Unit"

    @property
    def suspend(self) -> bool:
        return "suspend" in self.parsed.modifiers

    @property
    def override(self) -> str:
        """The header that overrides this member, defaults of parameters left out: `override suspend fun flush()`."""
        return _override(self.parsed)

    @property
    def test(self) -> str | None:
        """For a suite's test: `plain` or `parameterised`."""
        return self.entry.test

    @property
    def source(self) -> str:
        return self.entry.source

    @property
    def internal(self) -> bool:
        """A stand-in for the CDK's own code, declared for the compiler; connectors and readers do not see it."""
        return not {"private", "internal"}.isdisjoint(self.parsed.modifiers)


@dataclass(frozen=True)
class ContractType(Explained[TypeEntry]):
    """A type, constant, function or annotation. `name` of a nested type is dotted: `DestinationStream.Descriptor`."""

    name: str
    package: str
    entry: TypeEntry
    constructor: tuple[ContractParameter, ...] | None
    members: tuple[ContractMember, ...]
    nested: tuple["ContractType", ...]
    source: str

    @property
    def simple_name(self) -> str:
        return self.entry.name

    @property
    def fqn(self) -> str:
        """What an import names."""
        return f"{self.package}.{self.name}"

    @property
    def kind(self) -> Kind:
        return self.entry.kind

    @property
    def artifact(self) -> Artifact:
        return self.entry.artifact

    @property
    def supertypes(self) -> tuple[str, ...]:
        """Simple names of the supertypes, without type or constructor arguments."""
        return tuple(_simple(text) for text in self.entry.supertypes)

    @property
    def hidden(self) -> bool:
        """Declared for the compiler only."""
        return self.entry.hidden

    @property
    def is_interface(self) -> bool:
        return self.kind in _INTERFACES

    def is_complete(self, version: CdkVersion) -> bool:
        """Whether every member is listed, so that another name is none of it."""
        since = self.entry.complete_since
        return since is not None and Limited(since=since, until=None).covers(version)

    def absent(self, name: str, version: CdkVersion) -> AbsentEntry | None:
        """What is known of a name that the type does not have in a version."""
        return next((item for item in self.entry.absent if item.name == name and item.covers(version)), None)

    def member(self, name: str) -> tuple[ContractMember, ...]:
        """Members of that name, overloads in declared order; empty when there is none."""
        return tuple(member for member in self.members if member.name == name)

    @property
    def tests(self) -> tuple[ContractMember, ...]:
        """A suite's tests, in the suite's order."""
        return tuple(member for member in self.members if member.test)


@dataclass(frozen=True)
class Contract:
    """All that is known of one CDK version's load API."""

    version: CdkVersion
    types: tuple[ContractType, ...]
    imports: tuple[str, ...]
    _by_name: dict[str, ContractType] = field(repr=False, compare=False, default_factory=dict[str, ContractType])

    @property
    def era(self) -> Era:
        return era_of(self.version)

    @property
    def note(self) -> str | None:
        """How the version was taken, where that is not plain (`local`, versions between two eras)."""
        return self.version.note

    def type(self, name: str) -> ContractType | None:
        """By simple name, or by dotted name for a nested type. None when this version lacks it."""
        return self._by_name.get(name)

    @cached_property
    def _by_path(self) -> dict[str, ContractType]:
        found: dict[str, ContractType] = {}
        queue = [item for item in self.types if not item.hidden]
        while queue:
            item = queue.pop(0)
            found[item.fqn] = item
            queue += item.nested
        return found

    @property
    def names(self) -> Mapping[str, ContractType]:
        """Every type by the names that `type` takes."""
        return self._by_name

    @property
    def known_types(self) -> Iterable[ContractType]:
        """Every type, nested ones included, save those that only the compiler needs."""
        return self._by_path.values()

    def at(self, path: str) -> ContractType | None:
        """By its full name, that of a nested type included."""
        return self._by_path.get(path)

    def fqn(self, name: str) -> str:
        """The import that this version wants for a simple or dotted name. Raises KeyError when the version lacks it."""
        found = self.type(name)
        if found is None:
            raise KeyError(f"{name} is not part of the CDK's load API in {self.version} (era {self.era})")
        return found.fqn

    @cached_property
    def derived(self) -> dict[object, object]:
        """A place for what others work out from it, by a key of theirs; kept as long as the contract is."""
        return {}

    @cached_property
    def _ancestors(self) -> dict[str, tuple[ContractType, ...]]:
        return {}

    def ancestors(self, name: str) -> tuple[ContractType, ...]:
        """The type itself and its supertypes in the contract, nearest first. Empty for an unknown name."""
        if name not in self._ancestors:
            self._ancestors[name] = tuple(self._above(name))
        return self._ancestors[name]

    def _above(self, name: str) -> list[ContractType]:
        found: list[ContractType] = []
        queue = [name]
        while queue:
            current = self.type(queue.pop(0))
            if current is not None and current not in found:
                found.append(current)
                queue.extend(current.supertypes)
        return found

    def required_members(self, name: str) -> tuple[ContractMember, ...]:
        """What a concrete class below `name` must supply: abstract members, own and inherited, without a body."""
        types = self.ancestors(name)
        supplied = {_shape(member) for item in types for member in item.members if not member.abstract}
        supplied |= {(item.name, ()) for owner in types for item in owner.constructor or () if item.keyword}
        required: dict[tuple[str, tuple[str, ...]], ContractMember] = {}
        for item in types:
            for member in item.members:
                if member.abstract and _shape(member) not in supplied:
                    required.setdefault(_shape(member), member)
        return tuple(required.values())


def load_contract(files: Files, version: str) -> Contract:
    """The contract of a version, from the files below `cdk/`.

    Raises UnknownCdkVersion for a version without contract and KnowledgeError for a file that cannot be used.
    """
    parsed = CdkVersion.parse(version)
    era_of(parsed)
    loaded = [(path, load_model(files, path, ContractFile)) for path in contract_paths(files)]
    return build_contract(loaded, parsed)


def contract_paths(files: Files) -> tuple[str, ...]:
    """The contract's files, sorted."""
    return tuple(path for path in sorted(files.list()) if path.startswith(FOLDER) and path.endswith(".yaml"))


def build_contract(loaded: Iterable[tuple[str, ContractFile]], version: CdkVersion) -> Contract:
    """Assemble what `version` has. Raises KnowledgeError when two declarations of one version share a name."""
    types: list[ContractType] = []
    imports: set[str] = set()
    by_name: dict[str, ContractType] = {}
    for path, file in loaded:
        imports.update(file.imports)
        for entry in file.types:
            item = _type(entry, file, version, "", None)
            if item is None:
                continue
            types.append(item)
            if item.entry.hidden:
                continue
            if item.name in by_name:
                raise KnowledgeError(path, None, item.name, f"is declared twice for CDK {version}")
            by_name[item.name] = item
    for item in list(types):
        _index_nested(item, by_name)
    return Contract(version, tuple(types), tuple(sorted(imports)), by_name)


def _index_nested(item: ContractType, by_name: dict[str, ContractType]) -> None:
    for nested in item.nested:
        by_name[nested.name] = nested
        by_name.setdefault(nested.simple_name, nested)
        _index_nested(nested, by_name)


def _type(
    entry: TypeEntry, file: ContractFile, version: CdkVersion, outer: str, package: str | None
) -> ContractType | None:
    era = era_of(version)
    place = package or (entry.package_in(era) if entry.package is not None else file.package)
    if place is None or not entry.covers(version):
        return None
    if entry.artifact is Artifact.LOAD and file.artifact is not Artifact.LOAD:
        entry = entry.model_copy(update={"artifact": file.artifact})
    name = f"{outer}.{entry.name}" if outer else entry.name
    nested = (_type(inner, file, version, name, place) for inner in entry.nested)
    return ContractType(
        name,
        place,
        entry,
        _parameters(entry, version),
        tuple(_members(entry, name, version)),
        tuple(item for item in nested if item is not None),
        entry.source or file.source,
    )


def _parameters(entry: TypeEntry, version: CdkVersion) -> tuple[ContractParameter, ...] | None:
    if entry.constructor is None:
        return None
    found: list[ContractParameter] = []
    for item in entry.constructor:
        if isinstance(item, ParameterEntry):
            if item.covers(version):
                parsed = parse_parameter(item.declare)
                found.append(
                    ContractParameter(
                        parsed.name, parsed.type, parsed.default, parsed.modifiers, parsed.keyword, item.what
                    )
                )
        else:
            found.append(parse_parameter(item))
    return tuple(found)


def _members(entry: TypeEntry, owner: str, version: CdkVersion) -> Iterable[ContractMember]:
    for companion, items in ((False, entry.members), (True, entry.companion)):
        for item in items:
            if item.covers(version):
                parsed = parse_signature(item.signature)
                abstract = "abstract" in parsed.modifiers or (
                    entry.kind in _INTERFACES and not companion and item.body is None and not item.default
                )
                header = " ".join(item.signature.split())
                yield ContractMember(owner, parsed.name, header, parsed, abstract, item.body, companion, item)


def _shape(member: ContractMember) -> tuple[str, tuple[str, ...]]:
    return member.name, tuple(parameter.type for parameter in member.parameters)


def _simple(supertype: str) -> str:
    name = supertype.split(" by ")[0].split("(")[0].split("<")[0].strip()
    return name.rsplit(".", 1)[-1] if name[:1].islower() else name


def _override(parsed: Signature) -> str:
    dropped = {"abstract", "open", "override", "public"}
    words = ["override", *(word for word in parsed.modifiers if word not in dropped), parsed.keyword]
    name = parsed.name if parsed.name.isidentifier() else f"`{parsed.name}`"
    if parsed.type_parameters:
        words.append(parsed.type_parameters)
    result = f": {parsed.return_type}" if parsed.return_type and parsed.return_type != "Unit" else ""
    if parsed.keyword != "fun":
        return f"{' '.join(words)} {name}{result}"
    parameters = ", ".join(" ".join([*item.modifiers, f"{item.name}: {item.type}"]) for item in parsed.parameters)
    return f"{' '.join(words)} {name}({parameters}){result}"
