"""DW503: an override whose parameters, result or type are not those of the pinned CDK's member."""

import re
from collections.abc import Iterable, Iterator

from destination_writer.analysis.cdkoverrides import Inherited, Override, overrides
from destination_writer.analysis.cdkproperties import OverriddenProperty, overridden_properties
from destination_writer.analysis.rule import FileSubject, Rule
from destination_writer.analysis.sqlediting import edit_remedy
from destination_writer.kotlin.calls import closing
from destination_writer.kotlin.declarations import BodyKind, Function
from destination_writer.text.findings import Finding, Remedy, Severity
from destination_writer.text.places import Span

_RESULT = re.compile(r"\)\s*:\s*")


def _check(subject: FileSubject) -> Iterable[Finding]:
    for found in subject.shared(overrides):
        if not found.function.is_override:
            continue
        if found.matched is None:
            yield from _overrides_nothing(subject, found)
            continue
        yield from _other_result(subject, found, found.matched)
        yield from _with_defaults(subject, found, found.matched)
        if found.is_exact:
            yield from _renamed(subject, found, found.matched)
    for one in subject.shared(overridden_properties):
        if one.fits is False:
            yield _other_type(subject, one)


RULE = Rule(
    "DW503",
    "changed-signature",
    Severity.ERROR,
    "An override has other parameters, another result or another type than the pinned CDK's member.",
    check_file=_check,
)


def _overrides_nothing(subject: FileSubject, found: Override) -> Iterator[Finding]:
    """Only where nothing unseen above the class can have a member of that form, and no other function fits it."""
    heir, function = found.heir, found.function
    if not heir.is_whole or function.name in heir.foreign or "..." in _header(subject, function):
        return
    nearest = _nearest(found)
    wrong = nearest.differing(function) if len(nearest.member.parameters) == len(function.parameters) else []
    span = wrong[0].span if len(wrong) == 1 else function.name_span
    others = len(found.candidates) - 1
    more = f" (and {others} more of that name)" if others else ""
    yield Finding(
        code=RULE.code,
        severity=RULE.severity,
        message=f"{_shown(heir.declared.name, function)} overrides nothing: in CDK {subject.version} {nearest.title} "
        f"takes ({_parameters(nearest)}){more}. This is a blocker: the class does not compile.",
        location=subject.location(span),
        fix=f"Write `{nearest.member.override}`.",
        evidence=(subject.line(span.start),),
        remedies=(_remedy(subject, found, f"Take the parameters of {nearest.title}"),) if not others else (),
        data={"class": heir.declared.name, "function": function.name},
    )


def _nearest(found: Override) -> Inherited:
    wanted = len(found.function.parameters)
    return min(
        found.candidates,
        key=lambda c: (abs(len(c.member.parameters) - wanted), len(c.differing(found.function))),
    )


def _other_result(subject: FileSubject, found: Override, matched: Inherited) -> Iterator[Finding]:
    function, member = found.function, matched.member
    written = function.return_type or ("Unit" if function.body and function.body.kind is BodyKind.BLOCK else None)
    if written is None or matched.gives(written, found.heir.generic(function)) is not False:
        return
    span = _result_span(subject, function)
    yield Finding(
        code=RULE.code,
        severity=RULE.severity,
        message=f"{found.heir.declared.name}.{function.name} gives {written}; in CDK {subject.version} "
        f"{matched.title} gives {member.return_type}. This is a blocker: the class does not compile.",
        location=subject.location(span),
        fix=f"Write `{member.override}`, and give that in the body.",
        evidence=(subject.line(span.start),),
        remedies=(_remedy(subject, found, f"Give {member.return_type}"),),
        data={"class": found.heir.declared.name, "function": function.name},
    )


def _with_defaults(subject: FileSubject, found: Override, matched: Inherited) -> Iterator[Finding]:
    for own in found.function.parameters:
        at = subject.code.find("=", own.span.start, own.span.end)
        if own.default is None or at < 0:
            continue
        start = own.span.start + len(subject.text[own.span.start : at].rstrip())
        title = f"{found.heir.declared.name}.{found.function.name}"
        why = f"An override takes over what {matched.title} has as default, and can have none of its own."
        remedy = edit_remedy(subject, f"Take the default of {own.name} away", why, [(Span(start, own.span.end), "")])
        yield Finding(
            code=RULE.code,
            severity=RULE.severity,
            message=f"{title} gives {own.name} a default. {why} This is a blocker: the class does not compile.",
            location=subject.location(Span(at, own.span.end)),
            fix=f"Write `{matched.member.override}`.",
            evidence=(subject.line(own.span.start),),
            remedies=(remedy,),
            data={"class": found.heir.declared.name, "function": found.function.name, "parameter": own.name},
        )


def _renamed(subject: FileSubject, found: Override, matched: Inherited) -> Iterator[Finding]:
    function = found.function
    for own, theirs in zip(function.parameters, matched.member.parameters, strict=True):
        if own.name == theirs.name:
            continue
        yield Finding(
            code=RULE.code,
            severity=Severity.WARNING,
            message=f"{found.heir.declared.name}.{function.name} calls its parameter {own.name}; "
            f"{matched.title} calls it {theirs.name}, and callers may name it: `{function.name}({theirs.name} = …)` "
            f"does not compile for this class.",
            location=subject.location(own.span),
            fix=f"Rename the parameter to {theirs.name}.",
            evidence=(subject.line(own.span.start),),
            remedies=(
                Remedy(
                    "rename-parameter",
                    f"Rename {own.name} to {theirs.name}",
                    _place(subject, found) | {"parameter": own.name, "name": theirs.name},
                    preferred=True,
                ),
            ),
            data={"class": found.heir.declared.name, "function": function.name, "parameter": own.name},
        )


def _other_type(subject: FileSubject, found: OverriddenProperty) -> Finding:
    title, span = f"{found.heir.declared.name}.{found.name}", found.type_span
    why = f"{found.matched.title} of CDK {subject.version} is a {found.wanted}."
    remedy = edit_remedy(subject, f"Write {found.wanted}", why, [(span, found.wanted)], preferred=False)
    return Finding(
        code=RULE.code,
        severity=RULE.severity,
        message=f"{title} is declared as {found.type}; in CDK {subject.version} {found.matched.title} is a "
        f"{found.wanted}. This is a blocker: the class does not compile.",
        location=subject.location(span),
        fix=f"Declare it as {found.wanted}, and give it a value of that type.",
        evidence=(subject.line(span.start),),
        remedies=(remedy,) if found.is_reached else (),
        data={"class": found.heir.declared.name, "property": found.name},
    )


def _remedy(subject: FileSubject, found: Override, title: str) -> Remedy:
    return Remedy("match-signature", title, _place(subject, found))


def _place(subject: FileSubject, found: Override) -> dict[str, str]:
    line = subject.location(found.function.name_span).range.start.line + 1
    return {
        "file": subject.source.path,
        "line": str(line),
        "class": found.heir.declared.name,
        "function": found.function.name,
    }


def _shown(owner: str, function: Function) -> str:
    return f"{owner}.{function.name}({', '.join(f'{p.name}: {p.type}' for p in function.parameters)})"


def _parameters(found: Inherited) -> str:
    return ", ".join(
        " ".join([*parameter.modifiers, f"{parameter.name}: {parameter.type}"]) for parameter in found.member.parameters
    )


def _header(subject: FileSubject, function: Function) -> str:
    end = function.body.span.start if function.body else function.span.end
    return subject.text[function.name_span.start : end]


def _result_span(subject: FileSubject, function: Function) -> Span:
    """The declared result; the function's name where there is none."""
    opening = subject.code.find("(", function.name_span.end)
    close = closing(subject.code, opening) if opening >= 0 else -1
    found = _RESULT.match(subject.code, close) if close >= 0 and function.return_type else None
    if found is None or function.return_type is None:
        return function.name_span
    end = function.body.span.start if function.body else function.span.end
    stretch = subject.code[found.end() : max(end, found.end())].rstrip()
    return Span(found.end(), found.end() + len(stretch)) if stretch else function.name_span
