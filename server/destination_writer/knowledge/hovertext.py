"""What a person reads about a symbol of the CDK or about a phase: Markdown, from knowledge alone.

A hover answers, in this order: what it is, who calls it and when, which rules an implementation must keep, in which
versions it is so, and how we know.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from destination_writer.knowledge.cdkversions import Era
from destination_writer.knowledge.contracts import Contract, ContractMember, ContractType
from destination_writer.knowledge.contracts_model import Kind
from destination_writer.knowledge.guides import Guide
from destination_writer.knowledge.phases import OwnedStub, Phase, RequiredTest
from destination_writer.knowledge.signatures import ContractParameter

Link = Callable[[str], str]
"""Makes the address of a page (`guides/coroutines.md`) for the reader at hand; empty when it cannot show pages."""

_ALONE = frozenset({Kind.CONSTANT, Kind.FUNCTION, Kind.TYPEALIAS})
_ERAS = {
    Era.A: "era A, 0.1.52 to 0.1.83",
    Era.B: "era B, 0.1.84 to 0.1.x",
    Era.C: "era C, 0.2.0 and later",
}


def explain_type(item: ContractType, contract: Contract, guides: Iterable[Guide] = (), link: Link | None = None) -> str:
    """A type, annotation, constant or top-level function."""
    return _page(
        _code(_declaration(item)),
        item.what,
        _callers(item.called_by, item.when),
        _required(item, contract),
        _rules(item.rules),
        _import(item),
        _guides((guide for guide in guides if item.simple_name in guide.types), link),
        _evidence(contract, item.verified, item.unverified, item.source),
    )


def explain_member(
    member: ContractMember, owner: ContractType, contract: Contract, phases: Sequence[Phase] = ()
) -> str:
    """A function or property of a CDK type. `phases` are those that own its implementation."""
    heading = f"**{owner.name}.{member.name}**"
    if member.test:
        heading += " · test of the suite"
    elif member.abstract:
        heading += " · an implementation must supply it"
    return _page(
        _code(member.signature),
        heading,
        member.what,
        _callers(member.called_by, member.when),
        _rules(member.rules),
        _owners(phases),
        _evidence(contract, member.verified, member.unverified, member.source or owner.source),
    )


@dataclass(frozen=True, slots=True)
class Names:
    """How the reader's connector calls things: its folder, and its suites' classes by role."""

    connector: str = "destination-<name>"
    suites: Mapping[str, str] = field(default_factory=dict[str, str])

    def fill(self, command: str, tests: Sequence[RequiredTest]) -> str:
        """The command with the names in place of `{connector}` and `{suite}`, the suite of the phase's first test."""
        suite = next((self.suites[test.suite] for test in tests if test.suite in self.suites), "<suite>")
        return command.replace("{connector}", self.connector).replace("{suite}", suite)


def explain_property(parameter: ContractParameter, owner: ContractType, contract: Contract) -> str:
    """A property that the primary constructor of a CDK type declares."""
    return _page(
        _code(parameter.text),
        f"**{owner.name}.{parameter.name}**",
        parameter.what,
        f"{owner.name}: {owner.what}" if owner.what else "",
        _evidence(contract, owner.verified, owner.unverified, owner.source),
    )


def explain_phase(
    phase: Phase,
    tests: Sequence[RequiredTest] = (),
    owed: OwnedStub | None = None,
    names: Names | None = None,
    link: Link | None = None,
) -> str:
    """A phase; with `owed`, what the stub under the cursor owes comes first. `tests` are those of the CDK version."""
    optional = " · optional" if phase.optional else ""
    return _page(
        f"### Phase {phase.number} · {phase.title}{optional}",
        f"**This stub owes:** {owed.owes}" if owed else "",
        phase.goal,
        f"**Done when:** {phase.checkpoint}",
        _tests(tests),
        _commands(phase, tests, names or Names()),
        f"**Estimate:** {phase.hours.low:g} to {phase.hours.high:g} hours for somebody who knows the database.",
        _links([(f"guides/{slug}.md", slug.replace("-", " ")) for slug in phase.guides], link),
    )


def explain_unknown_phase(number: int, phases: Sequence[Phase]) -> str:
    """The stub names a phase that does not exist."""
    return _page(
        f"### Phase {number} does not exist",
        f"The phases are {phases[0].number} to {phases[-1].number}:",
        "\n".join(f"- {phase.number} · {phase.title}" for phase in phases),
    )


def type_page(item: ContractType, contract: Contract, guides: Iterable[Guide] = (), link: Link | None = None) -> str:
    """The whole contract of a type as a page of its own: what `go to definition` opens without the CDK's sources."""
    members = [_member_section(member, item, contract) for member in item.members]
    return _page(
        f"# {item.name}",
        explain_type(item, contract, guides, link),
        "## Members" if members else "",
        *members,
        "This page is rendered from the bundled contract. With the CDK's sources in the workspace you go there.",
    )


def member_anchor(name: str) -> str:
    """The heading under which `type_page` shows a member."""
    return f"### {name}"


def _member_section(member: ContractMember, owner: ContractType, contract: Contract) -> str:
    return _page(member_anchor(member.name), explain_member(member, owner, contract))


def _page(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _code(text: str) -> str:
    return f"```kotlin\n{text}\n```" if text else ""


def _declaration(item: ContractType) -> str:
    if item.kind in _ALONE:
        return item.entry.declaration or (f"typealias {item.name} = {item.entry.alias}" if item.entry.alias else "")
    head = f"{item.kind.value} {item.name}{item.entry.type_parameters}"
    if item.constructor:
        parameters = [parameter.text for parameter in item.constructor]
        short = f"({', '.join(parameters)})"
        head += short if len(head) + len(short) <= 100 else "(\n" + "".join(f"    {p},\n" for p in parameters) + ")"
    if item.entry.supertypes:
        head += " : " + ", ".join(item.entry.supertypes)
    return head


def _callers(called_by: str, when: str) -> str:
    lines = [f"**Called by:** {called_by}" if called_by else "", f"**When:** {when}" if when else ""]
    return "  \n".join(line for line in lines if line)


def _rules(rules: Sequence[str]) -> str:
    return "**Rules**\n" + "\n".join(f"- {rule}" for rule in rules) if rules else ""


def _required(item: ContractType, contract: Contract) -> str:
    if item.kind in _ALONE or item.kind is Kind.ANNOTATION:
        return ""
    members = contract.required_members(item.name)
    if not members:
        return ""
    return "**An implementation must supply**\n" + "\n".join(f"- `{member.signature}`" for member in members)


def _import(item: ContractType) -> str:
    return f"**Import:** `{item.fqn}` ({item.artifact.value})"


def _owners(phases: Sequence[Phase]) -> str:
    if not phases:
        return ""
    return "**Written in** " + ", ".join(f"phase {phase.number} ({phase.title})" for phase in phases)


def _tests(tests: Sequence[RequiredTest]) -> str:
    if not tests:
        return ""
    return "**Its tests**\n" + "\n".join(f"- `{test.name}`: {test.proves}" for test in tests)


def _commands(phase: Phase, tests: Sequence[RequiredTest], names: Names) -> str:
    lines = (f"# {command.title}\n{names.fill(command.run, tests)}" for command in phase.commands[:2])
    return _code_block("sh", "\n".join(lines))


def _code_block(language: str, text: str) -> str:
    return f"```{language}\n{text}\n```" if text else ""


def _guides(guides: Iterable[Guide], link: Link | None) -> str:
    return _links([(f"guides/{guide.slug}.md", guide.title) for guide in guides], link)


def _links(pages: Sequence[tuple[str, str]], link: Link | None) -> str:
    if not pages:
        return ""
    if link is None:
        return "**Guides:** " + ", ".join(title for _, title in pages)
    return "**Guides:** " + ", ".join(f"[{title}]({link(page)})" for page, title in pages)


def _evidence(contract: Contract, verified: bool, unverified: str, source: str) -> str:
    lines = [f"CDK {contract.version} ({_ERAS[contract.era]})."]
    if contract.note:
        lines.append(contract.note)
    if not verified:
        lines.append(f"**Not verified:** {unverified}")
    if source:
        lines.append(f"How we know: {source.rstrip('.')}.")
    return "---\n" + "  \n".join(lines)
