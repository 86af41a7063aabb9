"""DW501: a component class lacks a member that its CDK type demands, so it does not compile."""

import re
from collections.abc import Iterable, Iterator

from destination_writer.analysis.nearest import nearest
from destination_writer.analysis.rule import FileSubject, Rule
from destination_writer.connector.roles import simple_name
from destination_writer.knowledge.contracts import Contract, ContractMember, ContractType
from destination_writer.kotlin.declarations import Class, Supertype
from destination_writer.text.findings import Finding, Remedy, Severity

_CONCRETE = frozenset({"class", "object", "data class", "companion object"})
_NOT_CONCRETE = frozenset({"abstract", "sealed", "expect", "external", "enum", "annotation"})
_INERT = {
    "AutoCloseable": "kotlin",
    "Comparable": "kotlin",
    "Closeable": "java.io",
    "Serializable": "java.io",
}
"""Supertypes from elsewhere that implement nothing of the CDK, with their packages."""


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
    parents = [parent for parent in declared.supertypes if not _is_inert(parent, subject)]
    types = [_cdk_interface(parent, subject, contract) for parent in parents]
    known = [found for found in types if found is not None]
    if not known or len(known) < len(types):
        return
    body = _own_text(declared, subject)
    named = set(_DECLARED.findall(body))
    seen: set[str] = set()
    for member in (member for found in known for member in contract.required_members(found.name)):
        if member.verified and member.name not in seen | named and not _declares(body, member):
            seen.add(member.name)
            yield member


def _is_inert(parent: Supertype, subject: FileSubject) -> bool:
    name = simple_name(parent.name)
    if name not in _INERT or name in subject.own_names:
        return False
    exact = [i.path for i in subject.source.declared.imports if i.name == name]
    return all(path == f"{_INERT[name]}.{name}" or path == f"java.lang.{name}" for path in exact)


def _cdk_interface(parent: Supertype, subject: FileSubject, contract: Contract) -> ContractType | None:
    """The CDK's interface that a supertype names, by Kotlin's order: the file and its package hide a star import."""
    if parent.delegate is not None:
        return None
    written = re.split(r"[<(\s]", subject.source.text[parent.span.start : parent.span.end], maxsplit=1)[0]
    path = written if "." in written else _imported(written, subject, contract)
    found = contract.type(path.rpartition(".")[2]) if path else None
    if found is None or path != found.fqn or not found.is_interface or not found.verified:
        return None
    return found


def _imported(name: str, subject: FileSubject, contract: Contract) -> str | None:
    if name in subject.own_names:
        return None
    imports = subject.source.declared.imports
    exact = {i.path for i in imports if i.name == name}
    if exact:
        return exact.pop() if len(exact) == 1 else None
    found = contract.type(name)
    is_starred = found is not None and any(i.path == f"{found.package}.*" for i in imports)
    return found.fqn if found and is_starred and name not in subject.neighbours else None


def _own_text(declared: Class, subject: FileSubject) -> str:
    """The class without comments, texts and nested classes. Where braces do not match, the nested ones stay: then a
    member that seems to be theirs may be the class's own."""
    start, end = declared.span.start, declared.span.end
    text = subject.code[start:end]
    if text.count("{") != text.count("}"):
        return text
    for inner in declared.classes:
        at, to = inner.span.start - start, inner.span.end - start
        text = text[:at] + " " * (to - at) + text[to:]
    return text


_DECLARED = re.compile(r"(?:fun|va[lr])(?<!\w...)\s+(?:<[^(){}=]*>\s*)?`?(\w+)")
"""Most names at once; `_declares` has the last word."""


def _declares(code: str, member: ContractMember) -> bool:
    """By the text, not the tree: whatever a parser loses must not turn into an error. Constructor properties count."""
    name = rf"`?{re.escape(member.name)}`?"
    return re.search(rf"\b(?:fun|va[lr])\s+(?:<[^(){{}}=]*>\s*)?{name}(?!\w)", code) is not None


def _finding(subject: FileSubject, declared: Class, missing: list[ContractMember]) -> Finding:
    names = ", ".join(f"{member.name} ({member.owner})" for member in missing)
    return Finding(
        code=RULE.code,
        severity=RULE.severity,
        message=f"{declared.name} does not implement {names}; CDK {subject.version} demands it. This is a blocker.",
        location=subject.location(declared.name_span),
        fix="Add: " + "; ".join(f"`{member.override}`" for member in missing),
        remedies=(_remedy(subject, declared, missing),),
        data={"class": declared.name, "members": ",".join(member.name for member in missing)},
    )


def _remedy(subject: FileSubject, declared: Class, missing: list[ContractMember]) -> Remedy:
    title = f"Write {', '.join(member.name for member in missing)}"
    place = {"file": subject.source.path, "class": declared.name}
    return Remedy("implement-members", title, place, preferred=not _is_misspelt(declared, missing))


def _is_misspelt(declared: Class, missing: list[ContractMember]) -> bool:
    """Whether an override of the class may be one of these under another name: then that is what to mend."""
    names = {member.name for member in missing}
    forms = [(m.suspend, [(p.name, p.type) for p in m.parameters]) for m in missing if m.parameters]
    overriding = [f for f in declared.functions if f.is_override and f.name not in names]
    own = [(f.is_suspend, [(p.name, p.type) for p in f.parameters]) for f in overriding]
    return any(nearest(f.name, names) for f in overriding) or any(form in forms for form in own)


def lacking_around(subject: FileSubject, offset: int) -> Finding | None:
    """What the innermost class around a place lacks; None where it lacks nothing, or no class is there."""
    declared = subject.class_around(offset)
    contract = subject.contract
    if declared is None or contract is None:
        return None
    missing = list(_missing(declared, subject, contract))
    return _finding(subject, declared, missing) if missing else None
