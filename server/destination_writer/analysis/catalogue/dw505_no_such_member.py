"""DW505: an override, a use or a named argument of something that the pinned CDK's type does not have."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from destination_writer.analysis.cdkcalls import called, named_forms
from destination_writer.analysis.cdkmembers import Lack, lack
from destination_writer.analysis.cdkoverrides import OF_ANY, Heir, heirs
from destination_writer.analysis.cdkpaths import CDK
from destination_writer.analysis.cdkuses import Use, may_be_cast, uses
from destination_writer.analysis.nearest import nearest, shortened
from destination_writer.analysis.rule import FileSubject, Rule
from destination_writer.knowledge.contracts import Contract
from destination_writer.kotlin.declarations import Function, Parameter, Property
from destination_writer.text.findings import Finding, Remedy, Severity
from destination_writer.text.places import Span

_LIBRARIES = ("java.", "javax.", "jakarta.", "kotlin.", "org.junit.", "com.fasterxml.")
"""Packages whose star import brings no extension of the CDK's types."""

_SUPER = re.compile(r"\bsuper(?:<\w+>)?\s*\.\s*(?:`([^`\n]+)`|(\w+))\s*\(")


def _check(subject: FileSubject) -> Iterable[Finding]:
    contract = subject.contract
    if contract is None:
        return
    for heir in subject.shared(heirs):
        yield from _overrides(subject, heir)
    for use in subject.shared(uses):
        if use.is_construction:
            yield from _arguments(subject, contract, use)
        else:
            yield from _use(subject, contract, use)


RULE = Rule(
    "DW505",
    "no-such-member",
    Severity.ERROR,
    "A member is overridden, used or named that the pinned CDK's type does not have.",
    check_file=_check,
)


def _overrides(subject: FileSubject, heir: Heir) -> Iterator[Finding]:
    if not heir.is_whole:
        return
    declared: list[Function | Property | Parameter] = [*heir.declared.functions, *heir.declared.properties]
    declared += heir.declared.constructor
    for item in declared:
        name = item.name
        if "override" not in item.modifiers or name in OF_ANY or name in heir.foreign:
            continue
        if heir.inherited(name) or heir.has_property(name):
            continue
        lacks = [_lack(subject, heir.contract, parent.type.name, name) for parent in heir.parents]
        called = _by_super(subject, heir, item) if isinstance(item, Function) else None
        if None in lacks:
            if called is None or not called.is_slip:
                continue
            lacks = [called]
        first = next((found for found in lacks if found and found.meant), lacks[0])
        if first is not None and not (first.meant and first.is_slip) and isinstance(item, Function):
            first = called or _by_form(heir, item, first)
        if first is not None and first.meant and any(other.name == first.meant for other in declared):
            first = replace(first, meant="", fix="Remove it, or give it another name and no override.")
        if first is not None:
            span = _name_span(subject, item)
            if len(heir.parents) > 1 and first.why.startswith("It has"):
                first = replace(first, why=first.why.replace("It", first.owner.simple_name, 1))
            said = f"{heir.declared.name}.{name} overrides nothing: "
            said += f"{_types(heir)} of CDK {subject.version} {_have(heir)} no {name}."
            yield _finding(subject, first, span, said)


def _by_super(subject: FileSubject, heir: Heir, function: Function) -> Lack | None:
    """The one member that the function calls of the type above it, where the class has no function of that name: where
    both names differ by a slip, it is what the function was to override."""
    body = subject.code[function.body.span.start : function.body.span.end] if function.body else ""
    called = {(plain or quoted) for quoted, plain in _SUPER.findall(body)}
    there = {item.name for item in heir.declared.functions}
    names = {name for name in called if name not in there and heir.inherited(name)}
    if len(names) != 1:
        return None
    (name,) = names
    owner = heir.inherited(name)[0].owner
    why = f"{owner.simple_name} has {name}, which its body calls."
    return Lack(owner, function.name, why, _written(name), is_slip=bool(nearest(function.name, names)))


def _written(name: str) -> str:
    return name if name.isidentifier() else f"`{name}`"


def _by_form(heir: Heir, function: Function, found: Lack) -> Lack:
    """The one member that the function has the parameters of; surely meant where the class has to have it."""
    fitting = heir.of_form(function)
    if len({one.member.name for one in fitting}) != 1:
        return found
    (one, *_) = fitting
    why = f"{one.owner.simple_name} has {one.member.name} of that form."
    demanded = {m.name for parent in heir.parents for m in heir.contract.required_members(parent.type.name)}
    return replace(found, why=why, meant=one.member.name, is_slip=one.member.name in demanded)


def _lack(subject: FileSubject, contract: Contract, owner: str, name: str) -> Lack | None:
    found = contract.type(owner)
    return lack(subject.knowledge, contract, found, name, static=False) if found else None


def _types(heir: Heir) -> str:
    return " and ".join(parent.type.simple_name for parent in heir.parents)


def _have(heir: Heir) -> str:
    return "has" if len(heir.parents) == 1 else "have"


def _name_span(subject: FileSubject, item: Function | Property | Parameter) -> Span:
    if not isinstance(item, Parameter):
        return item.name_span
    at = subject.code.rfind(item.name, item.span.start, subject.code.find(":", item.span.start))
    return Span(at, at + len(item.name)) if at >= 0 else item.span


def _use(subject: FileSubject, contract: Contract, use: Use) -> Iterator[Finding]:
    """Silent where an extension function may be meant, or where the value may have been cast."""
    found = lack(subject.knowledge, contract, use.owner, use.name, static=use.is_static)
    if found is None:
        if use.call is not None:
            yield from _arguments(subject, contract, use)
        return
    if _is_declared(subject, use.name) or may_be_cast(subject, use):
        return
    known = (*_LIBRARIES, CDK) if found.meant else _LIBRARIES
    if not found.is_certain and any(not f"{star}.".startswith(known) for star in subject.star_imports):
        return
    span = use.whole if use.is_static and contract.type(found.meant) else use.span
    yield _finding(subject, found, span, f"CDK {subject.version} has no {use.owner.name}.{use.name}.")


def _is_declared(subject: FileSubject, name: str) -> bool:
    """Whether the connector has a function or property of that name that this file sees."""
    if name in subject.imported or name in subject.neighbours or name in subject.own_names:
        return True
    return any(one.name == name for one in subject.functions)


def _finding(subject: FileSubject, found: Lack, span: Span, said: str) -> Finding:
    line = subject.location(span).range.start
    arguments = {
        "file": subject.source.path,
        "line": str(line.line + 1),
        "column": str(line.column + 1),
        "old": subject.text[span.start : span.end],
        "new": found.meant,
    }
    title = f"Write {found.meant}"
    return Finding(
        code=RULE.code,
        severity=RULE.severity,
        message=f"{said} {found.why} This is a blocker: the file does not compile.",
        location=subject.location(span),
        fix=f"Write {found.meant}." if found.meant else found.fix,
        evidence=(subject.line(span.start),),
        remedies=(Remedy("use-name", title, arguments, preferred=found.is_slip),) if found.meant else (),
        data={"type": found.owner.name, "member": found.name},
    )


def _arguments(subject: FileSubject, contract: Contract, use: Use) -> Iterator[Finding]:
    """Named arguments that no form of what is called has."""
    known = list(dict.fromkeys(parameter.name for form in named_forms(contract, use) for parameter in form))
    if use.call is None or not known:
        return
    given = {one.name for one in use.call.arguments}
    for argument in use.call.arguments:
        if not argument.name or argument.name in known:
            continue
        free = set(known) - given
        meant = nearest(argument.name, free)
        longer = meant or shortened(argument.name, free) or (tuple(free) if len(known) == 1 else ())
        at = subject.bare.rfind(argument.name, use.call.opening, argument.span.start)
        span = Span(at, at + len(argument.name)) if at >= 0 else argument.span
        why = f"Its parameters are {', '.join(known)}."
        one = longer[0] if len(longer) == 1 else ""
        found = Lack(use.owner, argument.name, why, one, "Use one of these.", is_slip=bool(meant))
        said = f"{called(use)} of CDK {subject.version} has no parameter {argument.name}."
        yield _finding(subject, found, span, said)
