"""DW506: an override suspends where the CDK's member does not, or does not where that does."""

from collections.abc import Iterable

from destination_writer.analysis.cdkoverrides import Inherited, Override, overrides
from destination_writer.analysis.rule import FileSubject, Rule
from destination_writer.knowledge.contracts import Contract
from destination_writer.kotlin.declarations import Function
from destination_writer.text.findings import Finding, Remedy, Severity
from destination_writer.text.places import Span

_SUSPENDING = frozenset({
    "await", "awaitAll", "collect", "coroutineScope", "delay", "emit", "join", "joinAll", "receive", "send",
    "supervisorScope", "withContext", "withLock", "withPermit", "withTimeout", "withTimeoutOrNull", "yield",
})  # fmt: skip
"""Functions of the coroutine library that need a coroutine around them."""


def _check(subject: FileSubject) -> Iterable[Finding]:
    for found in subject.shared(overrides):
        matched, function = found.matched, found.function
        if matched is None or not function.is_override or function.is_suspend == matched.member.suspend:
            continue
        yield _missing(subject, found, matched) if matched.member.suspend else _too_much(subject, found, matched)


RULE = Rule(
    "DW506",
    "suspend-mismatch",
    Severity.ERROR,
    "An override is a suspend function where the CDK's member is none, or the other way round.",
    check_file=_check,
)


def _missing(subject: FileSubject, found: Override, matched: Inherited) -> Finding:
    said = f"{_name(found)} is no suspend function; in CDK {subject.version} {matched.title} is one."
    remedy = Remedy("match-suspend", f"Make {found.function.name} a suspend function", _place(subject, found), True)
    return _finding(subject, found, said, f"Write `{matched.member.override}`.", remedy, found.function.name_span)


def _too_much(subject: FileSubject, found: Override, matched: Inherited) -> Finding:
    """The word goes by itself only where nothing in the body needs it."""
    function = found.function
    said = f"{_name(found)} is a suspend function; in CDK {subject.version} {matched.title} is none."
    calls = _suspending_calls(subject, function, found.heir.contract)
    fix = f"Write `{matched.member.override}`"
    fix += f", and do without {', '.join(calls)} in it: only a suspend function can call these." if calls else "."
    title = f"Make {function.name} a plain function"
    remedy = Remedy("match-suspend", title, _place(subject, found), preferred=not calls)
    at = subject.code.find("suspend", function.span.start, function.name_span.start)
    return _finding(subject, found, said, fix, remedy, Span(at, at + 7) if at >= 0 else function.name_span)


def _suspending_calls(subject: FileSubject, function: Function, contract: Contract) -> list[str]:
    if function.body is None:
        return []
    known = subject.shared(_suspend_functions) | _suspend_members(contract)
    called = {call.name for call in subject.call_index.all(within=function.body.span)}
    return sorted(called & known)


def _suspend_functions(subject: FileSubject) -> frozenset[str]:
    """For `FileSubject.shared`."""
    return frozenset(one.name for one in subject.functions if one.function.is_suspend)


def _suspend_members(contract: Contract) -> frozenset[str]:
    return _SUSPENDING | {m.name for item in contract.types for m in item.members if m.suspend}


def _name(found: Override) -> str:
    return f"{found.heir.declared.name}.{found.function.name}"


def _place(subject: FileSubject, found: Override) -> dict[str, str]:
    line = subject.location(found.function.name_span).range.start.line + 1
    function = found.function.name
    return {"file": subject.source.path, "line": str(line), "class": found.heir.declared.name, "function": function}


def _finding(subject: FileSubject, found: Override, said: str, fix: str, remedy: Remedy, span: Span) -> Finding:
    return Finding(
        code=RULE.code,
        severity=RULE.severity,
        message=f"{said} This is a blocker: the class does not compile.",
        location=subject.location(span),
        fix=fix,
        evidence=(subject.line(span.start),),
        remedies=(remedy,),
        data={"class": found.heir.declared.name, "function": found.function.name},
    )
