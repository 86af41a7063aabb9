"""DW605: a buffer is emptied although its records are not written."""

import re
from collections.abc import Iterable, Iterator

from destination_writer.analysis.placing import Edits, indent_of, newline_of, statement_end, whole_lines
from destination_writer.analysis.rule import FileSubject, FunctionAt, Rule
from destination_writer.analysis.sqlediting import edit_remedy
from destination_writer.analysis.trying import Try, tries
from destination_writer.connector.roles import Role
from destination_writer.kotlin.calls import Call
from destination_writer.text.findings import Finding, Remedy, Severity
from destination_writer.text.places import Span

_ROLES = (Role.INSERT_BUFFER, Role.AGGREGATE, Role.CLIENT)
_WRITES = re.compile(r"(?i)^(?:insert|write|flush|upload|copy|send|load|put|save|store|append|execute|publish)\w*$")
_COLLECTION = re.compile(
    r"\b(?:mutable(?:List|Map)Of|arrayListOf|ArrayList|LinkedList|ArrayDeque|LinkedHashMap|HashMap)\b"
    r"|^(?:Mutable(?:List|Map|Collection)|ArrayList|ArrayDeque)\b"
)
_LOCKED = re.compile(r"\b(?:synchronized|withLock|lock)\s*[({]|@Synchronized")


def _check(subject: FileSubject) -> Iterable[Finding]:
    if subject.source.is_test or "clear" not in subject.text:
        return
    for one in subject.functions:
        if one.role in _ROLES and one.body is not None:
            names = _buffers(one)
            for call in subject.calls("clear", within=one.body):
                name = call.words(call.receiver).removeprefix("this.")
                if name in names and not call.arguments and subject.function_around(call.name_span.start) == one:
                    yield from _judged(subject, one, call, name)


def _buffers(one: FunctionAt) -> frozenset[str]:
    """The properties of the class that collect."""
    owned = one.owner.properties if one.owner else ()
    return frozenset(
        p.name for p in owned if _COLLECTION.search(p.initializer or "") or _COLLECTION.search(p.type or "")
    )


def _judged(subject: FileSubject, one: FunctionAt, call: Call, name: str) -> Iterator[Finding]:
    at, body = call.name_span.start, one.body
    if body is None:
        return
    around = [each for each in subject.shared(tries) if each.start in body]
    final = next((each for each in around if each.final is not None and at in each.final), None)
    if final is not None:
        if any(_WRITES.match(c.name) for c in subject.call_index.all(within=final.body)):
            yield _finding(subject, call, name, "in finally, so also when the write has failed",
                           _out_of_finally(subject, final, call, name))  # fmt: skip
        return
    if any(at in block.body for each in around for block in each.catches):
        yield _finding(subject, call, name, "after a write that has failed", ())
        return
    if _LOCKED.search(subject.bare, one.function.span.start, one.function.span.end):
        return
    write = _write_behind(subject, body, call, name)
    if write is not None:
        yield _finding(subject, call, name, "before its records are written", _behind(subject, call, write, body))


def _write_behind(subject: FileSubject, body: Span, call: Call, name: str) -> Call | None:
    """The call behind that writes what was in the buffer, or a copy of it made before."""
    before = subject.bare[body.start : call.name_span.start]
    copies = re.findall(rf"\bval\s+(\w+)[^=\n]*=\s*[^\n]*\b{re.escape(name)}\b", before)
    if any(_WRITES.match(c.name) and _mentions(c, {name, *copies})
           for c in subject.call_index.all(within=Span(body.start, call.name_span.start))):  # fmt: skip
        return None
    for later in subject.call_index.all(within=Span(call.span.end, body.end)):
        if _WRITES.match(later.name) and _mentions(later, {name, *copies}):
            return later
    return None


def _mentions(call: Call, names: set[str]) -> bool:
    inside = call.code[call.opening : call.span.end]
    return any(re.search(rf"\b{re.escape(name)}\b", inside) for name in names)


def _finding(subject: FileSubject, call: Call, name: str, when: str, remedies: tuple[Remedy, ...]) -> Finding:
    receiver = call.receiver or call.name_span
    return Finding(
        RULE.code,
        RULE.severity,
        f"{name} is cleared {when}. This is a blocker: records are lost",
        subject.location(Span(receiver.start, call.span.end)),
        cause="A write that fails leaves neither the rows in the table nor the records in the buffer.",
        fix=f"Clear {name} behind the write, where only a write that went well arrives.",
        evidence=(subject.line(call.name_span.start),),
        remedies=remedies,
        data={"buffer": name},
    )


_WHY = "Only a write that went well may empty the buffer."


def _statement(call: Call) -> Span:
    return Span((call.receiver or call.name_span).start, call.span.end)


def _out_of_finally(subject: FileSubject, one: Try, call: Call, name: str) -> tuple[Remedy, ...]:
    """The call becomes the last of the `try`; a `finally` without anything left goes, where a `catch` is left."""
    clears, final = _statement(call), one.final
    lines = whole_lines(subject, clears)
    if final is None or lines is None or "\n" not in subject.text[one.body.start : one.body.end]:
        return ()
    rest = (subject.text[final.start + 1 : clears.start] + subject.text[clears.end : final.end - 1]).strip()
    end, outer = newline_of(subject), indent_of(subject, one.start)
    last = one.body.start + len(subject.text[one.body.start : one.body.end - 1].rstrip())
    written = subject.text[clears.start : clears.end]
    edits: Edits = [(Span(last, last), f"{end}{outer}    {written}")]
    if rest:
        edits.append((lines, ""))
    elif one.catches:
        edits.append((Span(one.catches[-1].body.end, final.end), ""))
    else:
        found = _unwrapped(subject, one, written)
        if found is None:
            return ()
        edits = found
    return (edit_remedy(subject, f"Clear {name} behind the write", _WHY, edits, preferred=not _is_value(subject, one)),)


def _unwrapped(subject: FileSubject, one: Try, written: str) -> Edits | None:
    """A `try` whose `finally` did nothing else: its statements, one level out."""
    inside = subject.text[one.body.start + 1 : one.body.end - 1]
    if one.final is None or '"""' in inside or _is_value(subject, one):
        return None
    end, outer = newline_of(subject), indent_of(subject, one.start)
    lines = [line.removeprefix("    ") for line in inside.strip("\r\n").rstrip().splitlines()]
    text = end.join([*lines, f"{outer}{written}"]).lstrip()
    return [(Span(one.start, one.final.end), text)]


def _is_value(subject: FileSubject, one: Try) -> bool:
    before = subject.bare[max(one.start - 60, 0) : one.start].rstrip()
    return before.endswith(("=", "return", "->", "(", "?:", ","))


def _behind(subject: FileSubject, call: Call, write: Call, body: Span) -> tuple[Remedy, ...]:
    clears = _statement(call)
    lines = whole_lines(subject, clears)
    if lines is None:
        return ()
    start = (write.receiver or write.name_span).start
    if indent_of(subject, start) != indent_of(subject, clears.start):
        return ()
    at = statement_end(subject.code, write.span.end, body.end)
    text = f"{newline_of(subject)}{indent_of(subject, clears.start)}{subject.text[clears.start : clears.end]}"
    edits = [(lines, ""), (Span(at, at), text)]
    name = subject.text[clears.start : call.name_span.start - 1]
    return (edit_remedy(subject, f"Clear {name} behind the write", _WHY, edits),)


RULE = Rule(
    "DW605",
    "buffer-cleared",
    Severity.ERROR,
    "A buffer is emptied in spite of a failed write, or before it.",
    check_file=_check,
)
