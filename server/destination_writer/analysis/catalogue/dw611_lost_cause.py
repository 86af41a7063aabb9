"""DW611: a new exception takes the place of the one that was caught, and does not carry it."""

import re
from collections.abc import Iterable

from destination_writer.analysis.rule import FileSubject, Rule
from destination_writer.analysis.sqlediting import edit_remedy
from destination_writer.analysis.trying import Catch, tries, uses, without_logs
from destination_writer.kotlin.calls import Call
from destination_writer.text.findings import Finding, Severity
from destination_writer.text.places import Span

_TAKE_A_CAUSE = (
    "ConfigErrorException",
    "TransientErrorException",
    "SystemErrorException",
    "RuntimeException",
    "IllegalStateException",
    "IllegalArgumentException",
    "IOException",
)
"""Their second parameter is the cause."""
_WHY = "The trace of the first error tells where and why; without it the log shows the place of the second alone."


def _check(subject: FileSubject) -> Iterable[Finding]:
    """Silent where the caught one is used for more than its message, or has no name: then it is left out on purpose."""
    if subject.source.is_test:
        return
    for each in (each for one in subject.shared(tries) for each in one.catches):
        if each.name == "_":
            continue
        for call in subject.calls(*_TAKE_A_CAUSE, within=each.body):
            if _is_thrown(subject, call) and len(call.arguments) == 1 and not _is_kept(subject, each):
                yield _finding(subject, each, call)


def _is_thrown(subject: FileSubject, call: Call) -> bool:
    before = subject.bare[max(call.name_span.start - 16, 0) : call.name_span.start]
    return re.search(r"\bthrow\s+$", before) is not None and call.arguments[:1] != ()


def _is_kept(subject: FileSubject, each: Catch) -> bool:
    """Whether the caught one goes anywhere: it is logged with its trace, handed on, or asked for more than words."""
    if re.search(rf"\(\s*{each.name}\s*[,)]", subject.bare[each.body.start : each.body.end]):
        return True
    code = without_logs(subject, Span(each.body.start + 1, each.body.end - 1))
    words = re.sub(rf"\b{each.name}\s*\??\.\s*(?:message|localizedMessage)\b", "", code)
    return uses(words, each.name)


def _finding(subject: FileSubject, each: Catch, call: Call) -> Finding:
    last = call.arguments[-1].span.end
    edit = (Span(last, last), f", {each.name}")
    return Finding(
        RULE.code,
        RULE.severity,
        f"{call.name} does not carry {each.name}, the error that it stands for",
        subject.location(call.name_span),
        cause=_WHY,
        fix=f"Hand over {each.name} as the cause.",
        evidence=(subject.line(call.name_span.start),),
        remedies=(edit_remedy(subject, f"Hand over {each.name} as the cause", _WHY, [edit]),),
    )


RULE = Rule(
    "DW611",
    "lost-cause",
    Severity.WARNING,
    "An exception that stands for a caught one does not carry it as its cause.",
    check_file=_check,
)
