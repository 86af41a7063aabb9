"""DW602: an error is caught and nobody hears of it: the sync goes on as if nothing had happened."""

import re
from collections.abc import Iterable, Iterator

from destination_writer.analysis.logs import log_calls
from destination_writer.analysis.placing import Edits, indent_of, newline_of
from destination_writer.analysis.rule import FileSubject, Rule
from destination_writer.analysis.sqlediting import edit_remedy
from destination_writer.analysis.trying import (
    Catch,
    Try,
    fails,
    inside,
    is_in_cleaning,
    only_cleans_up,
    tries,
    uses,
    without_logs,
)
from destination_writer.connector.roles import Role
from destination_writer.kotlin.calls import Call
from destination_writer.text.findings import Finding, Remedy, Severity
from destination_writer.text.places import Span

_DEFAULT = re.compile(
    r"(?:return(?:@\w+)?\s+)?(?:null|false|true|-?\d+[Ll]?|Unit|empty(?:List|Map|Set|Sequence)(?:<[\w<>?, ]*>)?\(\)"
    r"|(?:list|map|set|mutableList|mutableMap)Of(?:<[\w<>?, ]*>)?\(\))"
)
_GOES_ON = re.compile(r"return(?:@\w+)?|continue(?:@\w+)?|break(?:@\w+)?")
_OF_OUTSIDE = re.compile(
    r"^(?:Throwable|(?:Runtime)?Exception|\w*(?:SQL|IO|Mongo|BigQuery|Storage|S3|Sdk|Http|Socket|Connect|Timeout|Batch"
    r"|Snowflake|ClickHouse|Execution|Interrupted|ConnectorError|SystemError|TransientError|ConfigError)\w*Exception)$"
)
"""What stands for more than one expected case: all errors, and those that a database, a file or the network has."""
_TOUCHES = re.compile(
    r"^(?:execute\w*|query\w*|prepare\w*|createStatement|getConnection|insert\w*|flush\w*|write\w*|send\w*|upload\w*|put\w*"
    r"|copy\w*|create(?:Table|Namespace)\w*|drop\w*|count\w*|find\w*|discover\w*|tableExists|namespaceExists|commit|load\w*)$"
)
_REPEATS = re.compile(r"\breturn\b|\bbreak\b")
_LOOP = re.compile(r"\b(?:repeat|while|for)\s*\(|\bdo\s*\{")
_UNDOES = re.compile(r"(?i)^(?:rollback\w*|drop(?:Table|TempTable|Stage|Collection)\w*|abort\w*|clean\w*|close\w*)$")
_ALONE = re.compile(r"GlobalScope|CoroutineScope\([^()]*\)")
_TO_SAVEPOINT = re.compile(r"\brollback\s*\(\s*\w")
_AROUND = frozenset({"runCatching", "onFailure", "addSuppressed", "use", "let", "also", "runBlocking"})
_REACHES = "What failed must reach the CDK, which ends the sync and keeps the state of what was written."
_MISSING = frozenset({"countTable", "tableExists", "namespaceExists", "getGenerationId"})
"""DW604 tells of those."""


def _check(subject: FileSubject) -> Iterable[Finding]:
    if subject.source.is_test:
        return
    for one in subject.shared(tries):
        for each in one.catches:
            said = _judged(subject, one, each)
            if said:
                yield _finding(subject, each, said)
    for call in subject.calls("runCatching"):
        if _is_dropped(subject, call):
            yield _dropped(subject, call)
    for call in subject.calls("launch", "async"):
        if _is_left_alone(subject, call):
            said = "Nobody waits for this coroutine: what fails in it counts as done"
            yield _told(subject, call.name_span, said, ())


def _is_left_alone(subject: FileSubject, call: Call) -> bool:
    """Whether a coroutine of no scope around it is started as a statement, and its job is not kept."""
    if call.receiver is None or _ALONE.fullmatch(call.words(call.receiver)) is None:
        return False
    before = subject.bare[max(call.receiver.start - 120, 0) : call.receiver.start].rstrip(" \t")
    return before[-1:] in "{;\n" and re.match(r"\s*\.", subject.bare[call.span.end : call.span.end + 200]) is None


def _is_dropped(subject: FileSubject, call: Call) -> bool:
    """Whether a `runCatching` is a statement of a function's own block, so that nobody asks how it went."""
    one, at, bare = subject.function_around(call.name_span.start), call.name_span.start, subject.bare
    if one is None or one.body is None or call.body is None or call.receiver is not None:
        return False
    before = bare[one.body.start : at]
    if (
        not before.startswith("{")
        or before.count("{") - before.count("}") != 1
        or before.rstrip(" \t")[-1:] not in "{;\n"
    ):
        return False
    if re.match(r"\s*(?:\?|!!)?\.", bare[call.span.end : call.span.end + 200]):
        return False
    return not only_cleans_up(subject, call.body) and not is_in_cleaning(subject, at)


def _dropped(subject: FileSubject, call: Call) -> Finding:
    span, text = call.span, subject.text
    body = inside(call.body) if call.body else span
    inner = text[body.start : body.end]
    edits: Edits = [(span, inner.strip())] if "\n" not in inner else [(call.name_span, "run")]
    remedy = edit_remedy(subject, "Let the failure through", _REACHES, edits, preferred=False)
    return _told(
        subject, call.name_span, "What runCatching has caught is dropped: what failed counts as done", (remedy,)
    )


def _judged(subject: FileSubject, one: Try, each: Catch) -> str:
    """What is wrong with a catch; empty when nothing is, or when something unseen may make it right."""
    code = without_logs(subject, inside(each.body))
    kept = re.sub(rf"\b{re.escape(each.name)}(?:::addSuppressed\b|\s*\.\s*addSuppressed\s*\()", "", code)
    if fails(subject, each.body) or uses(kept, each.name) or _is_expected(subject, one):
        return ""
    if each.type == "CancellationException":
        return "CancellationException is swallowed: a coroutine that was cancelled goes on"
    logged = bool(subject.bare[each.body.start + 1 : each.body.end - 1].strip())
    if not _OF_OUTSIDE.match(each.type):
        return ""  # one kind of error, which the code may expect
    if not code:
        return f"{each.type} is {'only logged' if logged else 'caught and dropped'}: what failed counts as done"
    if _GOES_ON.fullmatch(code):
        return f"{each.type} is {'only logged' if logged else 'caught and dropped'}: what failed counts as done"
    if _only_undoes(subject, one, each, kept):
        return f"{each.type} is dropped after cleaning up: what failed counts as done"
    if _DEFAULT.fullmatch(code) and _touches(subject, one):
        return f"Every {each.type} becomes {code.removeprefix('return').strip()}: a failure looks like a result"
    return ""


def _only_undoes(subject: FileSubject, one: Try, each: Catch, code: str) -> bool:
    """Whether all that a catch does is to take back what was begun, with no value, no other way and no note of it."""
    if _REPEATS.search(subject.bare, one.body.start, one.body.end) or _TO_SAVEPOINT.search(code):
        return False
    logs = [one.span for one in subject.shared(log_calls)]
    calls = [c for c in subject.call_index.all(within=each.body) if not any(c.name_span.start in log for log in logs)]
    if not any(_UNDOES.match(call.name) for call in calls) or re.search(r"[^=!<>]=[^=]|\breturn\b\s*(?!@)\S", code):
        return False
    last = code.rstrip().rpartition("\n")[2].strip()
    return all(_UNDOES.match(c.name) or c.name in _AROUND for c in calls) and not _DEFAULT.fullmatch(last)


def _is_expected(subject: FileSubject, one: Try) -> bool:
    around = subject.function_around(one.start)
    if around is not None and (around.name in _MISSING or around.role is Role.VALUE_COERCER):
        return True
    if only_cleans_up(subject, one.body) or is_in_cleaning(subject, one.start):
        return True
    return _is_retry(subject, one)


def _is_retry(subject: FileSubject, one: Try) -> bool:
    """Whether a loop tries again what gives back its result, or leaves the loop, when it goes well."""
    around = subject.function_around(one.start)
    start = around.function.span.start if around else 0
    looped = _LOOP.search(subject.bare, start, one.start) is not None
    return looped and _REPEATS.search(subject.bare, one.body.start, one.body.end) is not None


def _touches(subject: FileSubject, one: Try) -> bool:
    """Whether the database is asked there. Where a value is only read, none may be the right answer to a bad one."""
    return any(_TOUCHES.match(call.name) for call in subject.call_index.all(within=one.body))


def _finding(subject: FileSubject, each: Catch, said: str) -> Finding:
    return _told(subject, each.head, said, tuple(_remedies(subject, each)))


def _told(subject: FileSubject, place: Span, said: str, remedies: tuple[Remedy, ...]) -> Finding:
    return Finding(
        RULE.code,
        RULE.severity,
        said,
        subject.location(place),
        cause="The CDK learns of a failure by its exception alone. Without one it commits the state of records that "
        "were never written, and the user's sync is green.",
        fix="Throw it on, as the CDK's class for it; handle only the one error that is expected, and throw all others.",
        evidence=(subject.line(place.start),),
        remedies=remedies,
    )


def _remedies(subject: FileSubject, each: Catch) -> Iterator[Remedy]:
    edits: Edits = []
    name = each.name
    if name == "_":
        name = "e"
        at = subject.bare.index("_", each.head.start)
        edits.append((Span(at, at + 1), name))
    within = inside(each.body)
    bare = subject.bare[within.start : within.end]
    last = bare.rstrip().rpartition("\n")[2].rpartition(";")[2]
    tail = last.strip()
    if tail and (_DEFAULT.fullmatch(tail) or _GOES_ON.fullmatch(tail)):
        at = within.start + len(bare.rstrip()) - len(tail)
        edits.append((Span(at, at + len(tail)), f"throw {name}"))
    else:
        edits.append(_appended(subject, each, f"throw {name}"))
    yield edit_remedy(subject, f"Throw {name} on", _REACHES, edits, preferred=False)


def _appended(subject: FileSubject, each: Catch, statement: str) -> tuple[Span, str]:
    """The statement as the last of the block."""
    within = inside(each.body)
    written = subject.text[within.start : within.end]
    kept = written.rstrip()
    at, end = within.start + len(kept), newline_of(subject)
    outer = indent_of(subject, each.head.start)
    line = f"{end}{outer}    {statement}"
    if "\n" in written:
        return Span(at, at), line
    if "//" in written:
        return Span(at, within.end), f"{line}{end}{outer}"
    return Span(at, within.end), f"; {statement} " if kept.strip() else f" {statement} "


RULE = Rule(
    "DW602",
    "swallowed-exception",
    Severity.WARNING,
    "An exception is caught and dropped, only logged, or turned into a default.",
    check_file=_check,
)
