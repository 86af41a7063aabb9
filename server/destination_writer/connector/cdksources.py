"""The CDK's own sources beside a connector, and the contract as they declare it: they win over what is bundled.

A type that the sources declare replaces the bundled one: package, constructor and members are theirs, the words that
explain a member stay where its signature is the same. What cannot be read keeps the bundled form.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from destination_writer.knowledge.contracts import Contract, ContractType, build_contract
from destination_writer.knowledge.contracts_model import ContractFile, Kind, MemberEntry, TypeEntry
from destination_writer.knowledge.signatures import Signature, parse_signature
from destination_writer.kotlin.declarations import Class, Function, Parameter, Property
from destination_writer.kotlin.parse import parse_file
from destination_writer.kotlin.tokens import blank_comments

_UNSEEN = frozenset({"private", "internal"})
_COMPARED = frozenset({
    Kind.INTERFACE, Kind.FUN_INTERFACE, Kind.SEALED_INTERFACE, Kind.CLASS, Kind.OPEN_CLASS, Kind.ABSTRACT_CLASS,
    Kind.SEALED_CLASS, Kind.DATA_CLASS,
})  # fmt: skip
_GETTER = re.compile(r"\bget\s*\(")


@dataclass(frozen=True, eq=False)
class CdkSources:
    """`version` is that of `version.properties`, empty when there is none; `files` are Kotlin texts by their path below
    `place`, the folder `airbyte-cdk/bulk` as a person would name it."""

    place: str
    version: str
    files: Mapping[str, str]
    _contracts: dict[str, Contract] = field(default_factory=dict[str, Contract], repr=False)

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for path in sorted(self.files):
            name = path.rpartition("/")[2].removesuffix(".kt")
            found[name] = (*found.get(name, ()), path)
        return found

    def declares(self, package: str, name: str) -> bool:
        """Whether any file of a package declares that name, at whatever depth."""
        header = re.compile(rf"^\s*package\s+{re.escape(package)}\s*;?\s*$", re.MULTILINE)
        declared = re.compile(rf"\b(?:class|interface|object|typealias|va[lr]|fun)\s+`?{re.escape(name)}\b")
        return any(name in text and declared.search(text) and header.search(text) for text in self.files.values())

    def over(self, base: Contract) -> Contract:
        """The bundled contract with every type replaced that the sources declare."""
        key = str(base.version)
        if key not in self._contracts:
            self._contracts[key] = self._over(base)
        return self._contracts[key]

    def _over(self, base: Contract) -> Contract:
        patched: dict[str, ContractType] = {}
        for item in base.types:
            entry = self._entry(item) if _is_compared(item) else None
            if entry is not None:
                file = ContractFile(title=self.place, package=None, imports=base.imports, types=(entry,))
                patched[item.name] = build_contract([(self.place, file)], base.version).types[0]
        types = tuple(patched.get(item.name, item) if not item.hidden else item for item in base.types)
        by_name = {name: patched.get(name, item) for name, item in base.names.items()}
        for item in patched.values():
            by_name |= {nested.name: nested for nested in item.nested}
        return replace(base, types=types, _by_name=by_name)

    def _entry(self, item: ContractType) -> TypeEntry | None:
        """What the sources say of a type; None where they do not declare it once, or in a way that cannot be read."""
        found = [
            (path, declared)
            for path in self._by_name.get(item.simple_name, ())
            if (declared := self._class(path, item))
        ]
        if len(found) != 1:
            return None
        path, declared = found[0]
        try:
            return _written(item, self._package(path), declared, blank_comments(self.files[path]))
        except ValueError:
            return None  # a header of a form that the contract has no words for

    def _class(self, path: str, item: ContractType) -> Class | None:
        return next((c for c in parse_file(self.files[path]).classes if c.name == item.simple_name), None)

    def _package(self, path: str) -> str:
        return parse_file(self.files[path]).package


def _is_compared(item: ContractType) -> bool:
    return (
        item.kind in _COMPARED
        and not item.hidden
        and not item.entry.visibility
        and item.package.startswith("io.airbyte.")
    )


def _written(item: ContractType, package: str, declared: Class, text: str) -> TypeEntry:
    """Raises ValueError for a header that the contract's own reader does not take."""
    members = [_told(item, entry) for entry in _members(declared, text)]
    kept = {
        "package": package,
        "since": None,
        "until": None,
        "members": tuple(members),
        "companion": tuple(
            m.entry.model_copy(update={"since": None, "until": None}) for m in item.members if m.companion
        ),
        "nested": tuple(_timeless(nested) for nested in item.nested),
        "verified": True,
        "unverified": "",
        "complete_since": "A" if _is_whole(item, declared) else None,
        "constructor": _constructor(item, declared, text),
        "artifact": item.artifact,
    }
    return item.entry.model_copy(update=kept)


def _timeless(item: ContractType) -> TypeEntry:
    members = {
        "members": tuple(m.entry for m in item.members if not m.companion),
        "companion": tuple(m.entry for m in item.members if m.companion),
        "nested": tuple(_timeless(nested) for nested in item.nested),
    }
    return item.entry.model_copy(update=members)


def _is_whole(item: ContractType, declared: Class) -> bool:
    """Whether the declaration has no supertype that the contract does not know of."""
    return {s.name.rpartition(".")[2] for s in declared.supertypes} <= set(item.supertypes)


def _told(item: ContractType, entry: MemberEntry) -> MemberEntry:
    """With the bundled words where the member is the same, as far as the sources write it out."""
    own = parse_signature(entry.signature)
    for member in item.members:
        if _is_same(member.parsed, own, is_inferred=bool(entry.unverified)):
            sure = {"since": None, "until": None, "verified": True, "unverified": "", "body": entry.body}
            return member.entry.model_copy(update=sure)
    return entry


def _is_same(known: Signature, own: Signature, *, is_inferred: bool) -> bool:
    return (
        (known.name, known.keyword, _parameters(known)) == (own.name, own.keyword, _parameters(own))
        and ("suspend" in known.modifiers) == ("suspend" in own.modifiers)
        and (is_inferred or (known.return_type or "Unit") == (own.return_type or "Unit"))
    )


def _parameters(parsed: Signature) -> list[tuple[str, str]]:
    return [(p.name, "".join(p.type.split())) for p in parsed.parameters]


def _members(declared: Class, text: str) -> Iterator[MemberEntry]:
    for function in declared.functions:
        if not _UNSEEN & set(function.modifiers):
            yield _function(function, text)
    for prop in declared.properties:
        if not _UNSEEN & set(prop.modifiers) and prop.type:
            yield _property(prop, text)


def _function(function: Function, text: str) -> MemberEntry:
    """One whose result is only inferred is marked so: nothing hard is built on it."""
    words = [*function.modifiers, "fun", *([function.type_parameters] if function.type_parameters else [])]
    name = function.name if function.name.isidentifier() else f"`{function.name}`"
    receiver = f"{function.receiver}." if function.receiver else ""
    parameters = ", ".join(_parameter(p, text) for p in function.parameters)
    result = f": {function.return_type}" if function.return_type and function.return_type != "Unit" else ""
    is_inferred = function.return_type is None and function.body is not None and function.body.kind == "expression"
    return MemberEntry(
        signature=f"{' '.join(words)} {receiver}{name}({parameters}){result}",
        body="{}" if function.body else None,
        unverified="The result, which the sources leave to the compiler." if is_inferred else "",
    )  # pyright: ignore[reportCallIssue]  # pydantic gives the rest its defaults


def _property(prop: Property, text: str) -> MemberEntry:
    words = [*prop.modifiers, "var" if prop.is_var else "val"]
    span = text[prop.span.start : prop.span.end]
    has_value = prop.initializer is not None or prop.delegate is not None or _GETTER.search(span) is not None
    return MemberEntry(
        signature=f"{' '.join(words)} {prop.name}: {prop.type}", body="get() = TODO()" if has_value else None
    )  # pyright: ignore[reportCallIssue]  # pydantic gives the rest its defaults


def _constructor(item: ContractType, declared: Class, text: str) -> tuple[str, ...] | None:
    if item.constructor is None or item.is_interface:
        return None
    return tuple(_parameter(parameter, text) for parameter in declared.constructor)


def _parameter(parameter: Parameter, text: str) -> str:
    """As it is written, without annotations and remarks."""
    span = " ".join(text[parameter.span.start : parameter.span.end].split())
    keyword = re.search(r"\b(va[lr])\s+`?\w+`?\s*:", span) if parameter.is_property else None
    words = [*parameter.modifiers, *([keyword[1]] if keyword else []), f"{parameter.name}: {parameter.type}"]
    return " ".join(words) + (f" = {parameter.default}" if parameter.default is not None else "")
