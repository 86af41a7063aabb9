"""What a connector meets when it goes from one CDK version to a later one: the difference of two contracts."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from destination_writer.knowledge.cdkversions import ERA_STARTS, CdkVersion, Era
from destination_writer.knowledge.contracts import Contract, ContractMember, ContractType
from destination_writer.knowledge.contracts_model import Limited, TypeEntry
from destination_writer.knowledge.signatures import ContractParameter


@dataclass(frozen=True)
class MovedType:
    """A type, constant or function that another package holds. `version` brought that; `unverified` is a remark."""

    name: str
    before: str
    after: str
    version: str
    unverified: str = ""


@dataclass(frozen=True)
class GoneType:
    """A type that the later version lacks. `version` is the first without it."""

    name: str
    before: ContractType
    version: str


@dataclass(frozen=True)
class ChangedConstructor:
    """A type that is constructed with other parameters."""

    name: str
    before: tuple[ContractParameter, ...]
    after: tuple[ContractParameter, ...]
    version: str


@dataclass(frozen=True)
class ChangedMember:
    """A member by the same name with another signature. `after` is None for one that is gone."""

    owner: str
    before: ContractMember
    after: ContractMember | None
    version: str

    @property
    def name(self) -> str:
        return self.before.name


@dataclass(frozen=True)
class DemandedMember:
    """A member that a concrete class must have and needed not have before."""

    owner: str
    member: ContractMember
    version: str


@dataclass(frozen=True)
class Difference:
    """Everything that differs, in the order of the contract's files."""

    before: Contract
    after: Contract
    moved: tuple[MovedType, ...]
    gone: tuple[GoneType, ...]
    new: tuple[ContractType, ...]
    constructors: tuple[ChangedConstructor, ...]
    members: tuple[ChangedMember, ...]

    def moved_from(self, path: str) -> MovedType | None:
        """The move of what an import names, a nested type or constant of a moved type included."""
        return next((m for m in self.moved if path == m.before or path.startswith(f"{m.before}.")), None)

    def gone_type(self, name: str) -> GoneType | None:
        return next((item for item in self.gone if item.name == name), None)

    def demanded(self, type_name: str) -> tuple[DemandedMember, ...]:
        """What a concrete class below a type must supply now and needed not before."""
        if self.after.type(type_name) is None or self.before.type(type_name) is None:
            return ()
        known = {member.name for member in self.before.required_members(type_name)}
        known |= {member.name for item in self.before.ancestors(type_name) for member in item.members}
        required = self.after.required_members(type_name)
        found = (m for m in required if (m.verified or m.entry.needed) and m.name not in known)
        return tuple(DemandedMember(type_name, m, _since(m.entry, self.after.version)) for m in found)


def difference(before: Contract, after: Contract) -> Difference:
    """Compare two contracts, the older first."""
    old, new = _all_types(before), _all_types(after)
    both = [(old[name], new[name]) for name in old if name in new]
    span = (before.version, after.version)
    return Difference(
        before,
        after,
        tuple(
            MovedType(a.name, a.fqn, b.fqn, _moved_with(b, *span), b.unverified)
            for a, b in both
            if a.fqn != b.fqn and "." not in a.name
        ),
        tuple(
            GoneType(name, item, _gone_with(old[name.partition(".")[0]], *span))
            for name, item in old.items()
            if name not in new
        ),
        tuple(item for name, item in new.items() if name not in old),
        tuple(_constructors(both, span)),
        tuple(change for a, b in both for change in _members(a, b, span)),
    )


def _all_types(contract: Contract) -> dict[str, ContractType]:
    found: dict[str, ContractType] = {}
    queue = [item for item in contract.types if not item.hidden]
    while queue:
        item = queue.pop(0)
        found[item.name] = item
        queue += item.nested
    return found


def _constructors(
    both: Iterable[tuple[ContractType, ContractType]], span: tuple[CdkVersion, CdkVersion]
) -> Iterator[ChangedConstructor]:
    for a, b in both:
        if a.constructor is None or b.constructor is None:
            continue
        if [(p.name, p.type) for p in a.constructor] != [(p.name, p.type) for p in b.constructor]:
            limits = [item for item in b.entry.constructor or () if isinstance(item, Limited)]
            versions = [_since(item, span[1]) for item in limits if item.since and _is_new(item, *span)]
            yield ChangedConstructor(
                a.name, a.constructor, b.constructor, max(versions, key=_key, default=str(span[1]))
            )


def _members(a: ContractType, b: ContractType, span: tuple[CdkVersion, CdkVersion]) -> Iterator[ChangedMember]:
    left = [m for m in a.members if not m.internal and all(_same(m, other) is False for other in b.members)]
    right = [m for m in b.members if not m.internal and all(_same(m, other) is False for other in a.members)]
    for member in left:
        partner = next((other for other in right if other.name == member.name), None)
        if partner is None and any(other.name == member.name for other in b.members):
            continue  # one of several overloads went, and the others serve
        if partner is not None:
            right.remove(partner)
        version = _since(partner.entry, span[1]) if partner else _after_end(member.entry, *span)
        yield ChangedMember(a.name, member, partner, version)


def _same(a: ContractMember, b: ContractMember) -> bool:
    return a.override == b.override


def _moved_with(item: ContractType, before: CdkVersion, after: CdkVersion) -> str:
    """The first version in which it lies where it lies in the later one."""
    entry = item.entry
    if isinstance(entry.package, dict):
        return _first_era(before, after, lambda era: entry.package_in(era) == item.package)
    return _since(entry, after)


def _gone_with(item: ContractType, before: CdkVersion, after: CdkVersion) -> str:
    entry: TypeEntry = item.entry
    if isinstance(entry.package, dict):
        return _first_era(before, after, lambda era: entry.package_in(era) is None)
    return _after_end(entry, before, after)


def _first_era(before: CdkVersion, after: CdkVersion, holds: Callable[[Era], bool]) -> str:
    for era, start in ERA_STARTS.items():
        if before.numbers < start <= after.numbers and holds(era):
            return _text(start)
    return str(after)


def _since(entry: Limited, after: CdkVersion) -> str:
    if entry.since is None:
        return str(after)
    return _text(ERA_STARTS[Era(entry.since)]) if entry.since in Era.__members__ else entry.since


def _is_new(entry: Limited, before: CdkVersion, after: CdkVersion) -> bool:
    return not entry.covers(before) and entry.covers(after)


def _after_end(entry: Limited, before: CdkVersion, after: CdkVersion) -> str:
    """The first version that lacks it."""
    if entry.until is None:
        return str(after)
    if entry.until in Era.__members__:
        return _first_era(before, after, lambda era: era.value > str(entry.until))
    last = CdkVersion.parse(entry.until)
    return _text((last.major, last.minor, last.patch + 1))


def _text(numbers: tuple[int, int, int]) -> str:
    return ".".join(map(str, numbers))


def _key(version: str) -> tuple[int, int, int]:
    return CdkVersion.parse(version).numbers
