"""DW512: a plain function calls a suspend member of the CDK, or of a class of the connector."""

import re
from collections.abc import Iterable, Iterator, Mapping

from destination_writer.analysis.cdkoverrides import overrides
from destination_writer.analysis.cdkowncalls import declaring
from destination_writer.analysis.cdkuses import OwnUse, has_other_receiver, own_uses, uses
from destination_writer.analysis.rule import ConnectorSubject, FileSubject, FunctionAt, Rule
from destination_writer.analysis.sqlediting import edit_remedy
from destination_writer.analysis.suspending import is_plain, is_suspend_member, suspends
from destination_writer.connector.roles import simple_name
from destination_writer.kotlin.calls import Call
from destination_writer.kotlin.declarations import BodyKind
from destination_writer.text.findings import Finding, Remedy, Severity
from destination_writer.text.places import Span

_CHECKERS = frozenset({"DestinationChecker", "DestinationCheckerV2", "CheckCleanerV2"})
_RUN_BLOCKING = "kotlinx.coroutines.runBlocking"


def _check_file(subject: FileSubject) -> Iterable[Finding]:
    contract = subject.contract
    if contract is None:
        return
    for use in subject.shared(uses):
        if use.call is None or use.is_static or use.function is None or use.function.function.is_suspend:
            continue
        if is_suspend_member(contract, use.owner.name, use.name) and _is_caller(subject, use.function, use.span):
            yield _finding(subject, use.function, use.owner.name, use.name, use.span)
    yield from _without_receiver(subject)


def _without_receiver(subject: FileSubject) -> Iterator[Finding]:
    """Members of the class that the function itself is in."""
    for owner in subject.source.declared.all_classes():
        names = {f.name for f in owner.functions if f.is_suspend}
        plain = [f for f in owner.functions if not f.is_suspend and f.body is not None and not f.receiver]
        if not names or not plain:
            continue
        sure = {name for name in names if suspends(subject, owner, name)}
        for function in plain:
            one = FunctionAt(function, owner, subject.role_of(owner))
            for call in subject.calls(*sorted(sure), within=one.body):
                if _is_own_call(subject, one, call):
                    yield _finding(subject, one, owner.name, call.name, call.name_span)


def _is_own_call(subject: FileSubject, one: FunctionAt, call: Call) -> bool:
    """Whether a call without a receiver surely means the member of the class around it."""
    around = subject.class_around(call.name_span.start)
    if call.receiver is not None or around is None or one.owner is None or around.span != one.owner.span:
        return False
    hidden = rf"\b(?:fun|va[lr])\s+{call.name}\b|\b{call.name}\s*(?:,[^{{}}]*)?->"
    if any(p.name == call.name for p in one.function.parameters) or re.search(hidden, _body(subject, one)):
        return False
    at = call.name_span.start
    return not has_other_receiver(subject, at) and _is_caller(subject, one, call.name_span)


def _is_caller(subject: FileSubject, one: FunctionAt, span: Span) -> bool:
    """Not where the function should suspend and does not: a rule of its own says so."""
    return is_plain(subject, one, span.start) and one.function.span not in subject.shared(_to_suspend)


def _to_suspend(subject: FileSubject) -> frozenset[Span]:
    """For `FileSubject.shared`."""
    found = (o for o in subject.shared(overrides) if o.matched is not None and o.matched.member.suspend)
    return frozenset(one.function.span for one in found)


def _check_connector(subject: ConnectorSubject) -> Iterable[Finding]:
    """Members of the connector's own classes: what they are stands in another file."""
    if subject.contract is None:
        return
    for path, file in subject.files.items():
        for use in file.shared(own_uses):
            if use.function.function.is_suspend:
                continue
            if _is_suspend(subject, subject.files, use) and _is_caller(file, use.function, use.span):
                place = subject.location(path, use.span)
                owner = use.type.rpartition(".")[2]
                yield _finding(file, use.function, owner, use.name, use.span, place.path)


def _is_suspend(subject: ConnectorSubject, files: Mapping[str, FileSubject], use: OwnUse) -> bool:
    found = declaring(subject, use)
    return found is not None and suspends(files[found.source.path], found.declaration, use.name)


RULE = Rule(
    "DW512",
    "suspend-call",
    Severity.ERROR,
    "A function that does not suspend calls a suspend member of the CDK, or of one of the connector's classes.",
    check_file=_check_file,
    check_connector=_check_connector,
)


def _finding(
    subject: FileSubject, one: FunctionAt, owner: str, name: str, span: Span, path: str | None = None
) -> Finding:
    """`path` is that of the workspace, for what the connector's review finds."""
    location = subject.location(span)
    caller = one.name
    return Finding(
        code=RULE.code,
        severity=RULE.severity,
        message=f"{owner}.{name} is a suspend function, and {caller} is none: it cannot call it. "
        f"This is a blocker: the file does not compile.",
        location=location if path is None else type(location)(path, location.range),
        fix=f"Make {caller} a suspend function, or put the call into `runBlocking {{ … }}` where the CDK's own "
        f"member does not suspend, as in a checker.",
        evidence=(subject.line(span.start),),
        remedies=_remedies(subject, one, owner, name),
        data={"type": owner, "member": name, "function": caller} | ({"by": "connector"} if path is not None else {}),
    )


def _remedies(subject: FileSubject, one: FunctionAt, owner: str, name: str) -> tuple[Remedy, ...]:
    """An override is as the type above it says; and who calls a function of the connector may not suspend either."""
    start, why = one.function.span.start, f"Only a suspend function can call {owner}.{name}."
    if one.function.is_override:
        return _blocking(subject, one, why)
    at = subject.code.rfind("fun", start, one.function.name_span.start)
    if at < 0 or re.search(r"\b(?:inline|operator)\b", subject.code[start:at]):
        return ()
    edits = [(Span(at, at + 3), "suspend fun")]
    return (edit_remedy(subject, f"Make {one.name} a suspend function", why, edits, preferred=False),)


def _blocking(subject: FileSubject, one: FunctionAt, why: str) -> tuple[Remedy, ...]:
    """A checker runs alone and gives nothing, so that it may wait: the whole of its body does."""
    parents = {simple_name(parent.name) for parent in one.owner.supertypes} if one.owner else set[str]()
    function, body = one.function, one.function.body
    is_block = body is not None and body.kind is BodyKind.BLOCK
    if body is None or not (is_block and parents & _CHECKERS) or "return" in _body(subject, one):
        return ()
    result = "" if function.return_type else ": Unit "
    start = len(subject.text[: body.span.start].rstrip())
    edits = [(Span(start, body.span.start), f"{result or ' '}= runBlocking ")]
    if "runBlocking" not in subject.imported:
        imports = subject.source.declared.imports
        later = next((one for one in imports if one.path > _RUN_BLOCKING), None)
        at = later.span.start if later else imports[-1].span.end
        edits.append((Span(at, at), f"import {_RUN_BLOCKING}\n" if later else f"\nimport {_RUN_BLOCKING}"))
    return (
        (edit_remedy(subject, f"Put the body of {one.name} into runBlocking", why, edits),) if subject.imported else ()
    )


def _body(subject: FileSubject, one: FunctionAt) -> str:
    return subject.bare[one.body.start : one.body.end] if one.body else ""
