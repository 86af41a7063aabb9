"""The members of a connector's classes beside those of the CDK types above them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from destination_writer.analysis.cdknames import Names, fits, names_of, same_type
from destination_writer.analysis.rule import FileSubject
from destination_writer.connector.roles import simple_name
from destination_writer.knowledge.contracts import Contract, ContractMember, ContractType
from destination_writer.knowledge.contracts_model import Part
from destination_writer.knowledge.signatures import ContractParameter
from destination_writer.kotlin.declarations import BodyKind, Class, Function, Parameter, Supertype
from destination_writer.kotlin.typetexts import KotlinType, parse_type

_INERT = {
    "AutoCloseable": ("kotlin", frozenset({"close"})),
    "Comparable": ("kotlin", frozenset({"compareTo"})),
    "Closeable": ("java.io", frozenset({"close"})),
    "Serializable": ("java.io", frozenset[str]()),
}
"""Supertypes from elsewhere: their packages, and what can be overridden of them."""
OF_ANY = frozenset({"equals", "hashCode", "toString"})
_TYPE_PARAMETER = re.compile(r"(?:^<|,)\s*(?:in\s+|out\s+|reified\s+)?(\w+)")


@dataclass(frozen=True)
class Parent:
    """A type of the CDK that a class names behind its colon; `given` are its type arguments, by parameter."""

    type: ContractType
    given: dict[str, str]


@dataclass(frozen=True)
class Heir:
    """A class with the CDK types that it surely has above it.

    `is_whole`: all that it has above it is known, so that nothing unseen can declare or implement a member.
    """

    declared: Class
    parents: tuple[Parent, ...]
    names: Names
    is_whole: bool
    foreign: frozenset[str] = field(default=frozenset())
    """Members of its other supertypes."""

    @property
    def contract(self) -> Contract:
        return self.names.contract

    @cached_property
    def above(self) -> tuple[tuple[ContractType, dict[str, str] | None], ...]:
        """Every CDK type above it, nearest first; type arguments are known for its own parents alone."""
        found: dict[str, tuple[ContractType, dict[str, str] | None]] = {}
        for parent in self.parents:
            found[parent.type.name] = parent.type, parent.given
        for parent in self.parents:
            for item in self.contract.ancestors(parent.type.name):
                found.setdefault(item.name, (item, None))
        return tuple(found.values())

    def inherited(self, name: str) -> "tuple[Inherited, ...]":
        """The members of that name that can be overridden, without those that another of them overrides."""
        found: list[Inherited] = []
        seen: set[tuple[str, ...]] = set()
        for item, given in self.above:
            for member in item.member(name):
                shape = tuple(parameter.type for parameter in member.parameters)
                if not (member.companion or member.internal or shape in seen):
                    seen.add(shape)
                    found.append(Inherited(self, item, member, given))
        return tuple(found)

    def of_form(self, function: Function) -> "tuple[Inherited, ...]":
        """The members that a function would override but for its name: its parameters are theirs, names included. None
        for a function without parameters, and without those that the class has."""
        there = {item.name for item in self.declared.functions}
        names = [parameter.name for parameter in function.parameters]
        found = [
            Inherited(self, item, member, given)
            for item, given in self.above
            for member in item.members
            if names and member.kind == "fun" and not (member.companion or member.internal or member.name in there)
            if [parameter.name for parameter in member.parameters] == names
        ]
        return tuple(one for one in found if one.is_sure and one.takes(function) and one.fits_body(function))

    def generic(self, function: Function) -> frozenset[str]:
        """The type parameters that a function of the class can name."""
        return type_parameters(self.declared.type_parameters) | type_parameters(function.type_parameters)

    def has_property(self, name: str) -> bool:
        """Whether a type above it takes a property of that name in its constructor."""
        return any(p.name == name and p.keyword for item, _ in self.above for p in item.constructor or ())


@dataclass(frozen=True)
class Inherited:
    """A member of a CDK type, as a class below it sees it."""

    heir: Heir
    owner: ContractType
    member: ContractMember
    given: dict[str, str] | None

    @property
    def is_sure(self) -> bool:
        return self.owner.verified and self.member.is_sure_of(Part.SIGNATURE)

    @property
    def title(self) -> str:
        return f"{self.owner.simple_name}.{self.member.name}"

    def type(self, text: str) -> KotlinType:
        """One of the member's types with full names, type arguments put in."""
        generic = type_parameters(self.owner.entry.type_parameters)
        plain = parse_type(text)
        if self.given and plain.name in self.given:
            own = self.heir.names.resolved(self.given[plain.name], type_parameters(self.heir.declared.type_parameters))
            return KotlinType(own.name, own.arguments, own.nullable or plain.nullable, own.projection)
        generic |= type_parameters(self.member.parsed.type_parameters)
        return self.heir.names.of_contract(text, generic)

    def takes(self, function: Function) -> bool | None:
        """Whether a function has exactly the parameters that override this one; None where that is not sure."""
        if len(function.parameters) != len(self.member.parameters) or function.receiver:
            return False
        generic = self.heir.generic(function)
        verdicts = [
            self._is_same(own, theirs, generic)
            for own, theirs in zip(function.parameters, self.member.parameters, strict=True)
        ]
        return False if False in verdicts else None if None in verdicts else True

    def _is_same(self, own: Parameter, theirs: ContractParameter, generic: frozenset[str]) -> bool | None:
        if ("vararg" in own.modifiers) != ("vararg" in theirs.modifiers):
            return False
        return same_type(self.heir.names.resolved(own.type, generic), self.type(theirs.type))

    def differing(self, function: Function) -> list[Parameter]:
        """The parameters whose types are surely others, for as many as both have."""
        generic = self.heir.generic(function)
        pairs = zip(function.parameters, self.member.parameters, strict=False)
        return [own for own, theirs in pairs if self._is_same(own, theirs, generic) is False]

    def fits_body(self, function: Function) -> bool:
        """Whether a function suspends as the member does, and gives what it gives as far as that is known."""
        written = function.return_type or ("Unit" if function.body and function.body.kind is BodyKind.BLOCK else None)
        if function.is_suspend != self.member.suspend:
            return False
        return written is None or self.gives(written, self.heir.generic(function)) is not False

    def gives(self, written: str, generic: frozenset[str]) -> bool | None:
        """Whether a declared result may stand in for the member's."""
        return fits(self.heir.names.resolved(written, generic), self.type(self.member.return_type), self.heir.contract)


@lru_cache(maxsize=1024)
def type_parameters(text: str) -> frozenset[str]:
    """The names in `<T : Any, out R>`; those of bounds' arguments may be among them."""
    return frozenset(_TYPE_PARAMETER.findall(text))


def heirs(subject: FileSubject) -> tuple[Heir, ...]:
    """The file's classes that surely have a type of the CDK above them. For `FileSubject.shared`."""
    names = subject.shared(names_of)
    if names is None:
        return ()
    found = (_heir(declared, names) for declared in subject.source.declared.all_classes() if declared.supertypes)
    return tuple(heir for heir in found if heir.parents)


def _heir(declared: Class, names: Names) -> Heir:
    parents: list[Parent] = []
    foreign: set[str] = set()
    is_whole = True
    for parent in declared.supertypes:
        inert = inert_members(parent, names.subject)
        if inert is not None:
            foreign |= inert
            continue
        found = parent_type(parent, names)
        if found is None or not found.verified:
            is_whole = False
        else:
            parents.append(Parent(found, _given(found, parent)))
            is_whole = is_whole and _is_known(found, names.contract)
    return Heir(declared, tuple(parents), names, is_whole, frozenset(foreign))


def _given(found: ContractType, parent: Supertype) -> dict[str, str]:
    wanted = re.findall(r"(\w+)\s*(?::[^,>]+)?(?=[,>])", found.entry.type_parameters.lstrip("<"))
    given = [part.strip() for part in parent.type_arguments.split(",")]
    return (
        dict(zip(wanted, given, strict=True)) if len(wanted) == len(given) and "<" not in parent.type_arguments else {}
    )


def _is_known(found: ContractType, contract: Contract) -> bool:
    """Whether all that a CDK type has above it is in the contract."""
    above = contract.ancestors(found.name)
    known = {item.simple_name for item in above} | {item.name for item in above}
    return all(name in known for item in above for name in item.supertypes) and all(item.verified for item in above)


def inert_members(parent: Supertype, subject: FileSubject) -> frozenset[str] | None:
    """What a supertype from elsewhere lets override, for the few that implement nothing of the CDK; None for others."""
    name = simple_name(parent.name)
    if name not in _INERT or name in subject.own_names:
        return None
    package, members = _INERT[name]
    exact = [i.path for i in subject.source.declared.imports if i.name == name]
    return members if all(path in (f"{package}.{name}", f"java.lang.{name}") for path in exact) else None


def parent_type(parent: Supertype, names: Names) -> ContractType | None:
    """The CDK's type that a supertype names, delegation or not; None where that is not sure."""
    text = names.subject.text
    written = re.split(r"[<(\s]", text[parent.span.start : parent.span.end], maxsplit=1)[0]
    return names.cdk(written)


@dataclass(frozen=True)
class Override:
    """A function of a class, with the member of the CDK that it overrides, or the ones of its name that it misses."""

    heir: Heir
    function: Function
    candidates: tuple[Inherited, ...]
    matched: Inherited | None
    is_exact: bool
    """Every type was compared; else `matched` is what it may be."""


def overrides(subject: FileSubject) -> tuple[Override, ...]:
    """Every function that is called like a member of a CDK type above its class. For `FileSubject.shared`."""
    return tuple(found for heir in subject.shared(heirs) for found in _of_class(heir))


def _of_class(heir: Heir) -> Iterator[Override]:
    for function in heir.declared.functions:
        candidates = heir.inherited(function.name)
        candidates = tuple(c for c in candidates if c.member.kind == "fun")
        verdicts = [(c.takes(function), c) for c in candidates]
        exact = next((c for verdict, c in verdicts if verdict), None)
        maybe = [c for verdict, c in verdicts if verdict is None]
        matched = exact or (maybe[0] if len(maybe) == 1 else None)
        if matched is not None and matched.is_sure:
            yield Override(heir, function, candidates, matched, exact is not None)
        elif candidates and not maybe and all(candidate.is_sure for candidate in candidates):
            yield Override(heir, function, candidates, None, False)
