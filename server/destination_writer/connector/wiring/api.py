"""The door: a connector's wiring, with what its CDK supplies."""

import re
from collections.abc import Iterable

from destination_writer.connector.model import Connector, DefectKind, SourceFile
from destination_writer.connector.roles import Role
from destination_writer.connector.wiring.collecting import Ancestry, collect
from destination_writer.connector.wiring.model import Bean, BeanKind, TestContext, Wiring
from destination_writer.connector.wiring.resolving import Resolver
from destination_writer.connector.wiring.types import FileScope, TypeRef
from destination_writer.knowledge.contracts import Contract, ContractType
from destination_writer.knowledge.contracts_model import Artifact
from destination_writer.knowledge.wiring import Need, WiringFacts
from destination_writer.kotlin.declarations import Class

_ALIAS = re.compile(r"\btypealias\s+`?(\w+)")
_STARTS_WITH_MORE = re.compile(r"additional(?:Environments|Properties|MicronautEnvs)|micronautProperties")
_ARGUMENTS = re.compile(r"\w+<([\w, ]+)>")
"""Those of a supertype, none of which has arguments itself."""
_SUPPLIED = ("@Singleton", "@Prototype", "@Factory", "@Secondary")


def wiring_of(connector: Connector, contract: Contract | None, facts: WiringFacts | None) -> Wiring:
    """Beans and places of a connector. Without contract and facts, what the CDK supplies is not in it."""
    sources = connector.sources
    own = {path: (source, declared) for source in sources for path, declared in _classes(source)}
    names = frozenset(own)
    foreign = _foreign(contract, facts)
    ancestry = Ancestry(own, _scopes(sources, names, foreign), foreign)
    beans: list[Bean] = []
    idle: list[Bean] = []
    tests: list[TestContext] = []
    for collector in collect(sources, ancestry):
        beans += collector.beans
        idle += collector.idle
        tests += collector.tests
    unread = any(d.kind is DefectKind.UNREADABLE and d.path.endswith(".kt") for d in connector.defects)
    entry = (connector.source(c.path) for c in connector.components(Role.ENTRY_POINT))
    return Wiring(
        beans=(*beans, *_supplied(contract, facts, ancestry)),
        idle=tuple(idle),
        tests=tuple(tests),
        own_types=names,
        passes_environments=any(s is not None and _STARTS_WITH_MORE.search(s.text) is not None for s in entry),
        is_whole=not unread,
    )


def resolver_of(wiring: Wiring, contract: Contract | None, facts: WiringFacts | None) -> Resolver:
    """Who gets what. Without facts, only what the connector declares itself can be missing."""
    if contract is None or facts is None:
        return Resolver(wiring)
    demanded = (
        name for demand in facts.demands if demand.need is not Need.DEFAULT for name in (demand.type, *demand.or_else)
    )
    supplied = {bean.type.simple for bean in wiring.beans if bean.kind is BeanKind.SUPPLIED}
    given = [found.fqn for name in demanded if name not in supplied and (found := contract.type(name)) is not None]
    return Resolver(wiring, given, facts.never, facts.foreign.not_supplied)


def _classes(source: SourceFile) -> Iterable[tuple[str, Class]]:
    package = source.declared.package
    queue = [(f"{package}.{c.name}" if package else c.name, c) for c in source.declared.classes]
    while queue:
        path, declared = queue.pop()
        yield path, declared
        queue += [(f"{path}.{inner.name}", inner) for inner in declared.classes]


def _scopes(
    sources: Iterable[SourceFile], own: frozenset[str], foreign: dict[str, tuple[TypeRef, ...]]
) -> dict[str, FileScope]:
    aliases: dict[str, set[str]] = {}
    for source in sources:
        if "typealias" in source.text:
            aliases.setdefault(source.declared.package, set()).update(_ALIAS.findall(source.text))
    return {
        source.path: FileScope(source.declared, own, foreign, aliases.get(source.declared.package, ()))
        for source in sources
    }


def _foreign(contract: Contract | None, facts: WiringFacts | None) -> dict[str, tuple[TypeRef, ...]]:
    """Supertypes of the types that are known without being the connector's, by full name."""
    found: dict[str, tuple[TypeRef, ...]] = {}
    queue = list(contract.types) if contract else []
    while contract and queue:
        item = queue.pop()
        found[item.fqn] = _above(item, contract)
        queue += item.nested
    if facts:
        for path, parents in facts.foreign.supertypes.items():
            found[path] = tuple(TypeRef(parent.rpartition(".")[2], parent) for parent in parents)
    return found


def _above(item: ContractType, contract: Contract) -> tuple[TypeRef, ...]:
    """Of arguments, only types of the contract are known; what a type parameter stands for may be any."""
    known = (
        (name, text, contract.type(name)) for name, text in zip(item.supertypes, item.entry.supertypes, strict=True)
    )
    return tuple(
        TypeRef(name, found.fqn, _arguments(text, contract)) for name, text, found in known if found is not None
    )


def _arguments(supertype: str, contract: Contract) -> tuple[TypeRef, ...]:
    written = _ARGUMENTS.match(supertype)
    names = [name.strip() for name in written[1].split(",")] if written else []
    known = ((name, contract.type(name)) for name in names)
    return tuple(TypeRef(name, found.fqn if found is not None else "") for name, found in known)


def _supplied(contract: Contract | None, facts: WiringFacts | None, ancestry: Ancestry) -> tuple[Bean, ...]:
    if contract is None or facts is None:
        return ()
    found = {
        item.name: any(a.startswith("@Secondary") for a in item.entry.annotations)
        for item in contract.types
        if item.artifact in (Artifact.BASE, Artifact.LOAD)
        and any(a.startswith(_SUPPLIED) for a in item.entry.annotations)
    }
    found |= {supply.type: supply.secondary for supply in facts.supplies}
    beans: list[Bean] = []
    for name, is_secondary in found.items():
        item = contract.type(name)
        if item is not None:
            types, _ = ancestry.types(TypeRef(item.name, item.fqn))
            beans.append(Bean(item.fqn, item.name, BeanKind.SUPPLIED, types, is_secondary=is_secondary))
    return tuple(beans)
