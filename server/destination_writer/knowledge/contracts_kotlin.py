"""A contract as Kotlin sources that compile: exact declarations, with the bodies that the contract spells out.

A compiler run against these finds what the real build would find: a wrong package, a missing `suspend`, swapped
arguments. What is unverified is declared only where the contract marks it as needed.
"""

import re
from collections.abc import Iterable

from destination_writer.knowledge.contracts import Contract, ContractMember, ContractType
from destination_writer.knowledge.contracts_model import Artifact, Kind
from destination_writer.knowledge.signatures import ContractParameter

MAIN_ARTIFACTS = frozenset({Artifact.BASE, Artifact.LOAD})
_WORD = re.compile(r"\b[A-Za-z_]\w*\b")
_PLAIN = re.compile(r'"(?:\\.|[^"\\\n$])*"')
_UNKNOWN_BODY = '{ error("declaration only") }'


def main_sources(contract: Contract) -> dict[str, str]:
    """Path -> Kotlin text of what `src/main` of a connector sees."""
    return _sources(contract, MAIN_ARTIFACTS)


def fixture_sources(contract: Contract) -> dict[str, str]:
    """Path -> Kotlin text of what a connector's test source sets see in addition: suites, test client, base classes."""
    return _sources(contract, frozenset({Artifact.FIXTURES}))


def _sources(contract: Contract, artifacts: frozenset[Artifact]) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in contract.types:
        if item.artifact in artifacts and _rendered(item.verified, item.entry.needed):
            path = f"{item.package.replace('.', '/')}/{item.simple_name}.kt"
            found[path] = found.get(path, "") + render_file(contract, item)
    return found


def render_file(contract: Contract, item: ContractType) -> str:
    """One declaration as a whole file, with its package and imports."""
    body = render_type(item)
    imports = "".join(f"import {name}\n" for name in _imports(contract, item, body))
    return f"package {item.package}\n\n{imports}{chr(10) if imports else ''}{body}"


def render_type(item: ContractType, indent: str = "") -> str:
    """The declaration alone, as Kotlin text that ends with a line break."""
    lines = [f"{indent}{annotation}" for annotation in item.entry.annotations]
    if item.kind is Kind.TYPEALIAS:
        lines.append(f"{indent}typealias {item.simple_name}{item.entry.type_parameters} = {item.entry.alias}")
    elif item.kind in (Kind.CONSTANT, Kind.FUNCTION):
        lines.append(_indented(f"{item.entry.declaration} {item.entry.body or _UNKNOWN_BODY}", indent))
    else:
        lines.extend(_class_lines(item, indent))
    return "\n".join(lines) + "\n"


def _class_lines(item: ContractType, indent: str) -> Iterable[str]:
    inner = indent + "    "
    body = [*_enum_entries(item, inner)]
    body.extend(_indented(text, inner) for text in item.entry.secondary)
    if item.entry.init:
        body.append(_indented(f"init {{\n    {item.entry.init}\n}}", inner))
    own = [member for member in item.members if not member.companion]
    body.extend(_indented(render_member(member), inner) for member in own if _member_rendered(member))
    body.extend(
        render_type(nested, inner).rstrip("\n")
        for nested in item.nested
        if _rendered(nested.verified, nested.entry.needed)
    )
    companion = [member for member in item.members if member.companion and _member_rendered(member)]
    if companion:
        body.append(f"{inner}companion object {{")
        body.extend(_indented(_with_body(member), inner + "    ") for member in companion)
        body.append(f"{inner}}}")
    header = indent + _header(item)
    return [f"{header} {{", *body, f"{indent}}}"] if body else [header]


def _header(item: ContractType) -> str:
    prefix = "@JvmInline " if item.kind is Kind.VALUE_CLASS else ""
    text = f"{prefix}{item.kind.value} {item.simple_name}{item.entry.type_parameters}"
    if item.constructor is not None:
        visibility = f" {item.entry.visibility} constructor" if item.entry.visibility else ""
        text += f"{visibility}({', '.join(map(_parameter, item.constructor))})"
    if item.entry.supertypes:
        text += " : " + ", ".join(item.entry.supertypes)
    return text


def _parameter(parameter: ContractParameter) -> str:
    return parameter.text


def _enum_entries(item: ContractType, indent: str) -> Iterable[str]:
    if item.entry.entries:
        yield f"{indent}{', '.join(item.entry.entries)};"


def render_member(member: ContractMember) -> str:
    """A member with its body, as it stands inside its type."""
    if member.abstract:
        return member.signature
    return _with_body(member)


def _with_body(member: ContractMember) -> str:
    if member.body is not None:
        return f"{member.signature} {member.body}"
    if member.kind == "fun":
        return f"{member.signature} {_UNKNOWN_BODY}"
    return f'{member.signature} get() = error("declaration only")'


def _imports(contract: Contract, item: ContractType, body: str) -> list[str]:
    words = set(_WORD.findall(_PLAIN.sub('""', body)))
    known = {name.rsplit(".", 1)[-1]: name for name in contract.imports}
    known.update({other.simple_name: other.fqn for other in contract.types if not other.entry.hidden or other is item})
    inside = {nested.simple_name for nested in item.nested} | {item.simple_name}
    wanted = (known[word] for word in words - inside if word in known)
    return sorted(name for name in wanted if name.rsplit(".", 1)[0] not in (item.package, "kotlin"))


def _member_rendered(member: ContractMember) -> bool:
    return _rendered(member.verified, member.entry.needed)


def _rendered(verified: bool, needed: bool) -> bool:
    return verified or needed


def _indented(text: str, indent: str) -> str:
    return "\n".join(indent + line if line else line for line in text.strip("\n").split("\n"))


def outline(item: ContractType, indent: str = "") -> str:
    """The declaration for a reader: what each part is as a comment, bodies left out, stand-ins of the CDK left out."""
    lines = [*_comment(item.what, indent), *(f"{indent}{annotation}" for annotation in item.entry.annotations)]
    if item.kind is Kind.TYPEALIAS:
        lines.append(f"{indent}typealias {item.simple_name} = {item.entry.alias}")
    elif item.kind is Kind.ANNOTATION:
        lines.append(f"{indent}annotation class {item.simple_name}")
    elif item.kind in (Kind.CONSTANT, Kind.FUNCTION):
        value = f" {item.entry.body}" if item.kind is Kind.CONSTANT and item.entry.body else ""
        lines.append(f"{indent}{item.entry.declaration}{value}")
    else:
        lines.extend(_outline_class(item, indent))
    return "\n".join(lines) + "\n"


def _outline_class(item: ContractType, indent: str) -> Iterable[str]:
    inner = indent + "    "
    parts = ["\n".join(_enum_entries(item, inner)), *(f"{inner}{text}" for text in item.entry.secondary)]
    parts += [_outline_member(member, inner) for member in item.members if not member.companion and not member.internal]
    parts += [outline(nested, inner).rstrip("\n") for nested in item.nested]
    companion = [_outline_member(member, inner + "    ") for member in item.members if member.companion]
    if companion:
        parts.append("\n".join([f"{inner}companion object {{", *companion, f"{inner}}}"]))
    parts = [part for part in parts if part]
    header = indent + _header(item)
    return [f"{header} {{", "\n\n".join(parts), f"{indent}}}"] if parts else [header]


def _outline_member(member: ContractMember, indent: str) -> str:
    text = member.signature
    if member.body is not None and "const" in member.parsed.modifiers:
        text += f" {member.body}"
    elif not member.abstract and member.kind == "fun":
        text += " { … }"
    return "\n".join([*_comment(member.what, indent), indent + text])


def _comment(text: str, indent: str) -> list[str]:
    return [f"{indent}/** {' '.join(text.split())} */"] if text else []
