"""Members that a component of the connector must still supply, as text to insert. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from destination_writer.connector.roles import Role, simple_name
from destination_writer.knowledge.contracts import Contract, ContractMember
from destination_writer.knowledge.store import Knowledge
from destination_writer.kotlin.declarations import Class, KotlinFile

_TYPING = re.compile(r"\s*(?:override\s+)?(?:suspend\s+)?(?:(?:fun|val|var)\s+)?(?:`?\w*)?")
_TYPE_NAME = re.compile(r"\b[A-Z]\w*(?:\.[A-Z]\w*)*")


@dataclass(frozen=True, slots=True)
class MissingMember:
    """`text` is the whole declaration with a stub for its body; `phase` None when no phase owns it."""

    member: ContractMember
    owner: str
    text: str
    phase: int | None
    imports: tuple[str, ...]
    """Full names of the CDK types that the declaration mentions and the file does not import."""


def is_declaration_place(line: str, column: int) -> bool:
    """True where a member can begin: on its line there is nothing but the beginning of one."""
    return _TYPING.fullmatch(line[:column]) is not None and not line[column:].strip()


def class_around(file: KotlinFile, offset: int) -> Class | None:
    """The class in whose body, outside its members, an offset lies."""
    inside = [c for c in file.all_classes() if c.body and c.body.start < offset < c.body.end]
    if not inside or "interface" in inside[-1].kind:
        return None
    members = [f.span for f in inside[-1].functions] + [p.span for p in inside[-1].properties]
    return None if any(span.start < offset < span.end for span in members) else inside[-1]


def missing_members(
    owner: Class, role: Role | None, file: KotlinFile, contract: Contract, knowledge: Knowledge
) -> Iterator[MissingMember]:
    """What the class's CDK supertypes ask for and it does not have, in the contract's order."""
    there = {(f.name, len(f.parameters)) for f in owner.functions} | {(p.name, 0) for p in owner.properties}
    there |= {(p.name, 0) for p in owner.constructor if p.is_property}
    delegated = {simple_name(parent.name) for parent in owner.supertypes if parent.delegate}
    seen: set[str] = set()
    for parent in owner.supertypes:
        name = simple_name(parent.name)
        if name in delegated:
            continue
        for member in contract.required_members(name):
            if (member.name, len(member.parameters)) in there or member.override in seen:
                continue
            seen.add(member.override)
            yield _missing(member, role, file, contract, knowledge)


def _missing(
    member: ContractMember, role: Role | None, file: KotlinFile, contract: Contract, knowledge: Knowledge
) -> MissingMember:
    owning = knowledge.owners(role.value, member.name, contract.era.value) if role else ()
    phase = owning[0].number if owning else None
    stub = f'TODO("Phase {phase}")' if phase is not None else "TODO()"
    body = f" {{\n    {stub}\n}}" if member.kind == "fun" else f"\n    get() = {stub}"
    return MissingMember(member, member.owner, member.override + body, phase, tuple(_imports(member, file, contract)))


def _imports(member: ContractMember, file: KotlinFile, contract: Contract) -> Iterator[str]:
    there = {item.name for item in file.imports} | {c.name for c in file.all_classes()}
    stars = {item.path.removesuffix(".*") for item in file.imports if item.path.endswith(".*")}
    header = member.override.partition("(")[2] or member.override.partition(":")[2]
    for name in dict.fromkeys(text.partition(".")[0] for text in _TYPE_NAME.findall(header)):
        item = contract.type(name)
        if item and name not in there and item.package not in stars and item.package != file.package:
            yield item.fqn
