"""`read_cdk` and `cdk_contract`: what the CDK is in the connector's version. CDK questions are answered from here."""

import difflib
from collections.abc import Iterator

from pydantic import BaseModel, Field

from destination_writer.agent.tools.desk import Desk, in_thread
from destination_writer.agent.tools.material import material
from destination_writer.agent.tools.output import LIMIT, bounded, count, fault, numbered
from destination_writer.agent.values import AnyTool, Approval, Tool, ToolResult, any_tool
from destination_writer.analysis.rule import contract_of
from destination_writer.connector.cdksources import CdkSources
from destination_writer.knowledge.cdkversions import UnknownCdkVersion
from destination_writer.knowledge.contracts import Contract, ContractMember, ContractType
from destination_writer.knowledge.hovertext import explain_member, explain_type, type_page

ERAS = {"A": "0.1.76", "B": "0.1.100", "C": "1.0.13"}
"""An era and the version that stands for it."""
LINES = 400
SUGGESTED = 6
SHOWN = 60
"""Names of one answer."""


class CdkContract(BaseModel):
    name: str = Field(
        min_length=1,
        max_length=200,
        description="A type of the CDK (TableOperationsClient), a member (TableOperationsClient.upsertTable), or a "
        "member's name alone (upsertTable).",
    )
    era: str = Field(
        "", max_length=20, description="A, B, C or a version; left out: what the connector builds against."
    )
    whole: bool = Field(
        False, description="For a type: its page with every member explained, not only what it demands."
    )


class ReadCdk(BaseModel):
    name: str = Field(
        min_length=1,
        max_length=300,
        description="A type (TableOperationsSuite), or a path that an earlier answer gave. A word finds paths "
        "that hold it.",
    )
    first_line: int = Field(1, ge=1, description="First line to read of a source, counted from 1.")


def cdk_tools(desk: Desk) -> tuple[AnyTool, ...]:
    """Both tools over what a desk's connector builds against."""
    cdk = _Cdk(desk)
    return (
        any_tool(
            Tool(
                "cdk_contract",
                "Explains a type or member of the Dataflow CDK in the version that the connector builds against, or "
                "in another era: exact signature, what it means, who calls it and when, rules an implementation "
                "keeps, and how that is known. Use it for every CDK question; the web is never used for these.",
                CdkContract,
                Approval.FREE,
                in_thread(cdk.contract),
                title=lambda asked: f"Looking up {asked.name} of the CDK",
            )
        ),
        any_tool(
            Tool(
                "read_cdk",
                "Reads the CDK itself, test fixtures included: its sources where they lie around the connector, "
                "else the bundled contract of that type. Read-only.",
                ReadCdk,
                Approval.FREE,
                in_thread(cdk.read),
                title=lambda asked: f"Reading {asked.name} of the CDK",
            )
        ),
    )


_NO_SOURCES = "The CDK's sources are not around this connector. "


class _NoContract(Exception):
    """The message says why there is none and what to do."""


class _Cdk:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def _contract(self, asked: str) -> Contract:
        connector = self._desk.connector
        version = ERAS.get(asked.strip().upper(), asked.strip()) or connector.cdk_version
        if not version:
            raise _NoContract("The connector names no CDK version; give `era` as A, B, C or a version such as 1.0.13")
        own = connector.cdk if version == connector.cdk_version else None
        try:
            found = contract_of(self._desk.knowledge, version, own)
        except UnknownCdkVersion as error:
            raise _NoContract(str(error)) from None
        if found is None:
            raise _NoContract(f"CDK {version} is not known without its sources; give `era` as A, B or C")
        return found

    def contract(self, asked: CdkContract) -> ToolResult:
        try:
            contract = self._contract(asked.era)
        except _NoContract as error:
            return fault(str(error))
        explained = dict(self._explained(asked, contract))
        if not explained:
            return fault(_unknown(asked.name, contract) + self._elsewhere(asked.name, contract))
        text = bounded("\n\n---\n\n".join(explained.values()), "Ask for one member of it: Type.member.", LIMIT)
        return ToolResult(text, anchors=tuple(explained), summary=f"CDK {contract.version}")

    def _explained(self, asked: CdkContract, contract: Contract) -> Iterator[tuple[str, str]]:
        """Anchor and text of each that the name means."""
        guides = self._desk.knowledge.guides
        found = contract.type(asked.name)
        if found is not None and not found.hidden:
            told = type_page(found, contract, guides) if asked.whole else explain_type(found, contract, guides)
            yield f"cdk:{found.name}", told
            return
        for member, owner in _members(asked.name, contract):
            yield f"cdk:{owner.name}.{member.name}", explain_member(member, owner, contract)

    def _elsewhere(self, name: str, contract: Contract) -> str:
        """A sentence on the eras that have it, when this one has not."""
        others = [self._desk.knowledge.contract(version) for era, version in ERAS.items() if era != contract.era.value]
        having = [f"era {one.era} (CDK {one.version})" for one in others if _is_known(name, one)]
        return f" It is part of {' and '.join(having)}." if having else ""

    def read(self, asked: ReadCdk) -> ToolResult:
        sources = self._desk.connector.cdk
        if sources is not None:
            paths = _paths(sources, asked.name)
            if len(paths) == 1:
                return _source(sources, paths[0], asked.first_line)
            if paths:
                return ToolResult(_some(paths, "sources of the CDK with that word"), summary=count(len(paths), "path"))
        try:
            contract = self._contract("")
        except _NoContract as error:
            return fault(f"{_NO_SOURCES}{error}")
        name = asked.name.rpartition("/")[2].removesuffix(".kt")
        found = contract.type(name)
        if found is None or found.hidden:
            return self._named_like(name, contract, "" if sources is not None else _NO_SOURCES)
        page = bounded(type_page(found, contract), "Ask cdk_contract for one member.", LIMIT)
        why = "" if sources is not None else f"{_NO_SOURCES}This is the bundled contract of it.\n\n"
        return ToolResult(why + page, anchors=(f"cdk:{found.name}",), summary=f"CDK {contract.version}, bundled")

    def _named_like(self, word: str, contract: Contract, where: str) -> ToolResult:
        """Types whose names hold the word; where there are none, what is nearest."""
        names = sorted(one.name for one in contract.known_types if word.lower() in one.name.lower())
        if not names:
            return fault(where + _unknown(word, contract) + self._elsewhere(word, contract))
        text = where + _some(names, f"types of CDK {contract.version} with that word")
        return ToolResult(text, summary=count(len(names), "type"))


def _some(names: list[str], what: str) -> str:
    more = f"\n[{len(names) - SHOWN} more: name a longer part of it]" if len(names) > SHOWN else ""
    return f"{what}: {len(names)}\n" + "\n".join(names[:SHOWN]) + more


def _members(name: str, contract: Contract) -> Iterator[tuple[ContractMember, ContractType]]:
    owner, _, member = name.rpartition(".")
    if owner:
        for above in contract.ancestors(owner):
            found = above.member(member)
            yield from ((one, above) for one in found if not one.internal)
            if found:
                return
        return
    for item in contract.known_types:
        yield from ((one, item) for one in item.member(member) if not one.internal and not item.hidden)


def _is_known(name: str, contract: Contract) -> bool:
    found = contract.type(name)
    return (found is not None and not found.hidden) or any(_members(name, contract))


def _unknown(name: str, contract: Contract) -> str:
    simple = name.rpartition(".")[2]
    owner = contract.type(name.rpartition(".")[0]) if "." in name else None
    if owner is not None:
        absent = owner.absent(simple, contract.version)
        known = [member.name for member in owner.members]
        near = difflib.get_close_matches(simple, known, SUGGESTED, 0.5) or known[:20]
        said = f" {absent.why}" if absent is not None else ""
        return f"{owner.name} has no member {simple} in CDK {contract.version}.{said} It has: {', '.join(near)}"
    near = difflib.get_close_matches(simple, list(contract.names), SUGGESTED, 0.6)
    hint = f" Nearest: {', '.join(near)}." if near else ""
    return f"CDK {contract.version} (era {contract.era}) has no {name} in its load API, as far as it is known.{hint}"


def _paths(sources: CdkSources, name: str) -> list[str]:
    if name in sources.files:
        return [name]
    exact = [path for path in sorted(sources.files) if path.rpartition("/")[2] == f"{name}.kt"]
    return exact or [path for path in sorted(sources.files) if name.lower() in path.lower()]


def _source(sources: CdkSources, path: str, first: int) -> ToolResult:
    lines = sources.files[path].splitlines()
    last = min(len(lines), first + LINES - 1)
    if first > len(lines):
        return fault(f"{path} has {len(lines)} lines; ask for one of them")
    body = bounded(numbered(lines[first - 1 : last], first), "Read it again with a later first_line.", LIMIT)
    more = f"\n[{len(lines) - last} more lines: read again with first_line={last + 1}]" if last < len(lines) else ""
    head = f"{sources.place}/{path} (CDK {sources.version}), lines {first} to {last} of {len(lines)}"
    return ToolResult(f"{head}\n{material(path, body)}{more}", anchors=(path,), summary=count(last - first + 1, "line"))
