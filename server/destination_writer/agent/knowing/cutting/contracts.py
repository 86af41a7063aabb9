"""The CDK: a passage a type, and one a member that says something of its own."""

from collections.abc import Iterator

from destination_writer.agent.knowing.passages import Kind, Piece, lines, listed
from destination_writer.knowledge.contracts import Contract, ContractMember, ContractType


def contract_pieces(contract: Contract) -> Iterator[Piece]:
    for item in contract.known_types:
        yield _type(item, contract)
        for member in _told(item):
            yield _member(item, member, contract)


def _told(item: ContractType) -> Iterator[ContractMember]:
    seen: set[str] = set()
    for member in item.members:
        says = member.what or member.rules
        if says and not member.internal and member.name not in seen:
            seen.add(member.name)
            yield member


def _type(item: ContractType, contract: Contract) -> Piece:
    owed = [member.name for member in contract.required_members(item.name)]
    members = ", ".join(dict.fromkeys(member.name for member in item.members if not member.internal))
    return Piece(
        anchor=f"cdk:{item.name}",
        title=f"{item.name} ({item.kind.value} of the CDK)",
        text=lines(
            item.what,
            _calls(item),
            listed(item.rules),
            f"Import: `{item.fqn}`",
            f"Members: {members}" if members else "",
            f"A class of yours must have: {', '.join(dict.fromkeys(owed))}" if owed else "",
            item.unverified,
        ),
        kind=Kind.CDK,
        source=_source(item, contract),
        keywords=item.name,
        eras=(),
    )


def _member(item: ContractType, member: ContractMember, contract: Contract) -> Piece:
    return Piece(
        anchor=f"cdk:{item.name}.{member.name}",
        title=f"{item.name}.{member.name}",
        text=lines(f"`{member.signature}`", member.what, _calls(member), listed(member.rules), member.unverified),
        kind=Kind.CDK_MEMBER,
        source=_source(member, contract),
        keywords=member.name,
    )


def _calls(known: ContractType | ContractMember) -> str:
    caller = f"Called by: {known.called_by}" if known.called_by else ""
    return lines(caller, f"When: {known.when}" if known.when else "")


def _source(known: ContractType | ContractMember, contract: Contract) -> str:
    how = "verified" if known.verified else "not verified"
    return f"CDK contract {contract.version} (era {contract.era.value}), {how}"
