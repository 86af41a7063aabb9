"""DW501: a component class lacks a member that its CDK type demands, so it does not compile."""

import re
from collections.abc import Iterable, Iterator

from destination_writer.analysis.rule import FileSubject, Rule
from destination_writer.connector.roles import simple_name
from destination_writer.knowledge.contracts import Contract, ContractMember
from destination_writer.kotlin.declarations import Class, KotlinFile, Supertype
from destination_writer.text.findings import Finding, Severity

_CONCRETE = frozenset({"class", "object", "data class"})
_NOT_CONCRETE = frozenset({"abstract", "sealed", "expect", "external"})
_INERT = frozenset({"AutoCloseable", "Closeable", "Serializable", "Comparable"})
"""Supertypes from elsewhere that implement nothing of the CDK."""


def _check(subject: FileSubject) -> Iterable[Finding]:
    contract = subject.contract
    if contract is None:
        return
    for declared in subject.source.declared.all_classes():
        missing = list(_missing(declared, subject, contract))
        if missing:
            yield _finding(subject, declared, missing)


RULE = Rule(
    "DW501",
    "missing-member",
    Severity.ERROR,
    "A class lacks a member that its CDK type demands.",
    check_file=_check,
)


def _missing(declared: Class, subject: FileSubject, contract: Contract) -> Iterator[ContractMember]:
    """Silent whenever something unseen could supply the member: a base class, a delegate, a type of another package."""
    if declared.kind not in _CONCRETE or _NOT_CONCRETE & set(declared.modifiers):
        return
    parents = [parent for parent in declared.supertypes if simple_name(parent.name) not in _INERT]
    if not parents or not all(_is_cdk_interface(parent, subject.source.declared, contract) for parent in parents):
        return
    body = subject.source.text[declared.span.start : declared.span.end]
    seen: set[str] = set()
    for parent in parents:
        for member in contract.required_members(simple_name(parent.name)):
            if member.verified and member.name not in seen and not _declares(body, member):
                seen.add(member.name)
                yield member


def _is_cdk_interface(parent: Supertype, file: KotlinFile, contract: Contract) -> bool:
    name = simple_name(parent.name)
    found = contract.type(name)
    if found is None or not found.is_interface or not found.verified or parent.delegate is not None:
        return False
    written = re.split(r"[<(\s]", parent.name, maxsplit=1)[0]
    if "." in written:
        return written == found.fqn
    exact = [i for i in file.imports if i.name == name]
    if exact:
        return all(i.path == found.fqn for i in exact)
    return any(i.path == f"{found.package}.*" for i in file.imports)


def _declares(text: str, member: ContractMember) -> bool:
    """By the text, not the tree: whatever a parser loses must not turn into an error. Constructor properties count."""
    name = rf"`?{re.escape(member.name)}`?"
    return re.search(rf"\b(?:fun|val|var)\b[^\n=({{]*?{name}(?!\w)", text) is not None


def _finding(subject: FileSubject, declared: Class, missing: list[ContractMember]) -> Finding:
    names = ", ".join(f"{member.name} ({member.owner})" for member in missing)
    return Finding(
        code=RULE.code,
        severity=RULE.severity,
        message=f"{declared.name} does not implement {names}; CDK {subject.version} demands it. This is a blocker.",
        location=subject.location(declared.name_span),
        fix="Add: " + "; ".join(f"`{member.override}`" for member in missing),
        data={"class": declared.name, "members": ",".join(member.name for member in missing)},
    )
