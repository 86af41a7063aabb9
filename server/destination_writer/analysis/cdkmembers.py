"""What a CDK type has and lacks: its members' names, the one that was meant, the version that had it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from destination_writer.analysis.nearest import nearest, shortened, slips
from destination_writer.knowledge.cdkversions import ERA_STARTS, CdkVersion, Era
from destination_writer.knowledge.contracts import Contract, ContractType
from destination_writer.knowledge.contracts_model import Kind, Limited
from destination_writer.knowledge.store import Knowledge

LAST_OF_ERA = {Era.A: "0.1.83", Era.B: "0.1.108", Era.C: "1.0.13"}
"""The newest version of each era that the contract knows."""
_NEWEST_KNOWN = (1, 1, 0)
"""From this version on there are releases that nobody has read."""
_OF_ALL = frozenset({
    "also", "apply", "equals", "hashCode", "javaClass", "let", "run", "runCatching", "takeIf", "takeUnless", "to",
    "toString", "use",
})  # fmt: skip
_OF_ENUM = frozenset({"compareTo", "declaringJavaClass", "name", "ordinal"})
_OF_ENUM_CLASS = frozenset({"entries", "valueOf", "values"})
_OBJECTS = frozenset({Kind.OBJECT, Kind.DATA_OBJECT})
_DATA = frozenset({Kind.DATA_CLASS})
OPEN = frozenset(set(Kind) - {Kind.DATA_CLASS, Kind.VALUE_CLASS, Kind.ENUM_CLASS, Kind.CLASS, *_OBJECTS})
"""Kinds that have types below them: a value may be cast to one."""


@dataclass(frozen=True)
class Lack:
    """A name that a type does not have. `why` is a sentence on what there is, `meant` the one name to write instead,
    `fix` what to do where there is no such name."""

    owner: ContractType
    name: str
    why: str
    meant: str = ""
    fix: str = ""
    is_certain: bool = True
    """Known by itself, not only because the name is not listed."""
    is_slip: bool = True
    """Whether `meant` is the same name but for a slip; else it is what comes nearest, for a person to judge."""


def lack(knowledge: Knowledge, contract: Contract, owner: ContractType, name: str, *, static: bool) -> Lack | None:
    """Why a type surely has no member of a name; None where it has one, or may have one."""
    key = ("lack", owner.name, name, static)
    if key not in contract.derived:
        contract.derived[key] = _lack(knowledge, contract, owner, name, static)
    return cast("Lack | None", contract.derived[key])


def _lack(knowledge: Knowledge, contract: Contract, owner: ContractType, name: str, static: bool) -> Lack | None:
    if not owner.verified:
        return None
    absent = owner.absent(name, contract.version)
    if absent is not None:
        return Lack(owner, name, absent.why, absent.instead, "Use that.")
    known = names_of_type(contract, owner, static)
    if name in known:
        return None
    # What a constructor that is not for connectors takes is not listed, so that values may have more members.
    is_whole = owner.is_complete(contract.version) and (static or not owner.entry.visibility)
    meant = (nearest if is_whole else slips)(name, known - _OF_ALL)
    only = meant[0] if len(meant) == 1 or (meant and meant[0].lower() == name.lower()) else ""
    is_slip = bool(only)
    if not meant and is_whole and len(longer := shortened(name, known - _OF_ALL)) == 1:
        only = longer[0]
    elsewhere = _of_another_version(knowledge, contract, owner, name, static)
    if elsewhere:
        fix = "Do without it, or pin a version that has it in gradle.properties."
        return Lack(owner, name, elsewhere, only if is_slip else "", fix)
    if not is_closed(contract, owner) or is_unread(contract.version):
        return None
    if not only and not is_whole:
        return None
    return Lack(
        owner, name, _list(owner, known - _extensions(contract), only), only, "Use one of these.", False, is_slip
    )


def is_unread(version: CdkVersion) -> bool:
    """Whether nobody read that release; `local` is read from its sources, or there is no contract of it."""
    return not version.is_local and version.numbers >= _NEWEST_KNOWN


def names_of_type(contract: Contract, owner: ContractType, static: bool) -> frozenset[str]:
    """Every name that may stand behind the dot of a value, or of the type itself."""
    key = ("names of type", owner.name, static)
    if key not in contract.derived:
        contract.derived[key] = _names_of_type(contract, owner, static)
    return cast("frozenset[str]", contract.derived[key])


def _names_of_type(contract: Contract, owner: ContractType, static: bool) -> frozenset[str]:
    if static:
        found = {m.name for m in owner.members if m.companion} | {item.simple_name for item in owner.nested}
        found |= set(_entries(owner)) | {"Companion"}
        found |= _OF_ENUM_CLASS if owner.kind is Kind.ENUM_CLASS else frozenset()
        return frozenset(found | (_instance(contract, owner) if owner.kind in _OBJECTS else frozenset()))
    return frozenset(_instance(contract, owner) | {m.name for m in owner.members if m.companion})


def _instance(contract: Contract, owner: ContractType) -> frozenset[str]:
    found = set(_OF_ALL)
    for item in contract.ancestors(owner.name):
        found |= {m.name for m in item.members if not m.companion}
        found |= {p.name for p in item.constructor or () if p.keyword}
    if owner.kind in _DATA:
        found |= {"copy", *(f"component{n}" for n in range(1, len(owner.constructor or ()) + 1))}
    if owner.kind is Kind.ENUM_CLASS:
        found |= _OF_ENUM
    return frozenset(found) | _extensions(contract)


def _extensions(contract: Contract) -> frozenset[str]:
    """The CDK's functions that stand behind the dot of a value."""
    functions = (item.entry.declaration for item in contract.types if item.kind is Kind.FUNCTION)
    return frozenset(_function_name(declaration) for declaration in functions)


def _function_name(declaration: str) -> str:
    return declaration.partition("(")[0].rpartition(".")[2].split()[-1]


def _entries(owner: ContractType) -> Iterator[str]:
    return (entry.partition("(")[0].strip() for entry in owner.entry.entries)


def is_closed(contract: Contract, owner: ContractType) -> bool:
    """Whether everything above a type is in the contract."""
    above = contract.ancestors(owner.name)
    known = {item.simple_name for item in above} | {item.name for item in above}
    return all(name in known for item in above for name in item.supertypes)


def _of_another_version(knowledge: Knowledge, contract: Contract, owner: ContractType, name: str, static: bool) -> str:
    """A sentence on the version that has it; empty when none is known."""
    for era in sorted(LAST_OF_ERA, key=lambda era: era != contract.era):
        other = knowledge.contract(LAST_OF_ERA[era])
        there = other.type(owner.name)
        if there is None or name not in names_of_type(other, there, static):
            continue
        limit = _limit(other, there, name)
        if limit is None:
            return ""
        return _when(limit, contract.version)
    return ""


def _limit(other: Contract, there: ContractType, name: str) -> Limited | None:
    """The entry that says which versions have a name; None for one that is not verified."""
    for item in other.ancestors(there.name):
        for member in item.member(name):
            return member.entry if member.verified else None
        for parameter in item.entry.constructor or ():
            if isinstance(parameter, Limited) and f"{name}:" in parameter.declare:
                return parameter
        for nested in item.nested:
            if nested.simple_name == name:
                return nested.entry if nested.verified else None
    return None


def _when(limit: Limited, version: CdkVersion) -> str:
    if limit.since and not Limited(since=limit.since, until=None).covers(version):
        return f"It came with CDK {_text(limit.since)}."
    if limit.until and not Limited(since=None, until=limit.until).covers(version):
        last = LAST_OF_ERA[Era(limit.until)] if limit.until in Era.__members__ else limit.until
        return f"CDK {last} was the last that had it."
    return ""


def _text(version: str) -> str:
    return ".".join(map(str, ERA_STARTS[Era(version)])) if version in Era.__members__ else version


def _list(owner: ContractType, known: frozenset[str], only: str) -> str:
    if only:
        return f"It has {only}."
    others = (_OF_ALL | {"Companion"}) - {member.name for member in owner.members}
    shown = sorted(name for name in known - others if not name.startswith("component"))
    return f"It has {', '.join(shown)}." if shown else "It has no members."
