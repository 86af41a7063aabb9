"""DW606: a connection, a statement or a stream is opened and not surely closed."""

import re
from collections.abc import Iterable, Iterator

from destination_writer.analysis.placing import indent_of, newline_of, whole_lines
from destination_writer.analysis.rule import FileSubject, FunctionAt, Rule
from destination_writer.analysis.sqlediting import edit_remedy
from destination_writer.analysis.trying import tries
from destination_writer.kotlin.calls import closing
from destination_writer.text.findings import Finding, Remedy, Severity
from destination_writer.text.places import Span

_CONNECTION = re.compile(r"\.\s*connection\b(?!\s*\()")
_SOURCE = re.compile(r"(?:\b\w*[dD]ataSource|\bds|\b\w*[pP]ool|\bDriverManager)\s*\??\s*$")
_SOURCE_DOT = re.compile(_SOURCE.pattern[:-1] + r"\.\s*$")
_RECEIVER = re.compile(r"(?<![.\w])\w+\s*\??\.\s*$")
_FILES = re.compile(r"(?<!\w)Files\s*\.\s*$")
_STATEMENTS = ("createStatement", "prepareStatement", "prepareCall")
_STREAMS = (
    "FileInputStream", "FileOutputStream", "FileReader", "FileWriter", "RandomAccessFile", "ZipFile", "ZipOutputStream",
    "GZIPOutputStream", "GZIPInputStream", "CSVPrinter", "CSVWriter", "PrintWriter", "BufferedWriter", "BufferedReader",
    "BufferedOutputStream", "OutputStreamWriter", "InputStreamReader",
)  # fmt: skip
_OF_FILES = ("newInputStream", "newOutputStream", "newBufferedReader", "newBufferedWriter", "lines", "list", "walk")
_NEXT = re.compile(r"\s*(?:\?|!!)?\s*\.\s*(\w+)")
_DECLARES = re.compile(r"\b(val|var)\s+(\w+)\s*(?::\s*[\w.<>?]+\s*)?=\s*$")
_CLOSES = frozenset({"use", "useLines", "close", "closeQuietly"})
_READS = frozenset({"readText", "readBytes", "readAllBytes", "readNBytes", "transferTo", "copyTo"})
"""What reads a stream to its end and leaves it open; readLines and forEachLine close it."""
_CONFIGURES = frozenset({"apply", "also", "buffered", "bufferedReader", "bufferedWriter", "unwrap"})
_PASSED_ON = re.compile(r"(?:\breturn(?:@\w+)?|[(,=]|->|\?:|\belse|\bto)\s*$")
_WORDS = {
    "connection": "Each one that is not closed is missing in the pool, until none is left and every statement waits.",
    "statement": "It holds its cursor and its rows on the server until its connection goes, and a pool keeps those.",
    "stream": "What it has buffered is not written, and its file stays open.",
}


def _check(subject: FileSubject) -> Iterable[Finding]:
    for kind, opened in _openings(subject):
        if subject.source.is_test and kind == "stream":
            continue
        around = subject.function_around(opened.start)
        if around is not None and around.body is not None and opened.start in around.body:
            yield from _judged(subject, around, around.body, kind, opened)
        elif around is None and kind == "connection" and _is_kept(subject, opened.start):
            yield _finding(subject, kind, opened, "", ())


_KEPT = re.compile(r"\bva[lr]\s+\w+\s*(?::\s*[\w.<>?]+\s*)?=\s*$")
_ENDS = re.compile(r"\bclose\s*\(|\bPreDestroy\b|\bpreDestroy\b|\bAutoCloseable\b|\bCloseable\b")


def _is_kept(subject: FileSubject, at: int) -> bool:
    """Whether a property of a class holds a connection from the beginning, in a file that closes nothing."""
    in_class = any(at in one.span for one in subject.source.declared.all_classes())
    declared = _KEPT.search(subject.bare, max(at - 120, 0), at)
    return in_class and declared is not None and not subject.source.is_test and not _ENDS.search(subject.bare)


def _openings(subject: FileSubject) -> Iterator[tuple[str, Span]]:
    """Every expression that opens something, with its receiver and its arguments."""
    bare = subject.bare
    for match in _CONNECTION.finditer(bare) if "connection" in subject.text else ():
        if (source := _SOURCE.search(bare, max(match.start() - 60, 0), match.start())) is not None:
            yield "connection", Span(source.start(), match.end())
    for call in subject.calls("getConnection", *_STATEMENTS):
        pattern, kind = (_RECEIVER, "statement") if call.name in _STATEMENTS else (_SOURCE_DOT, "connection")
        before = pattern.search(bare, max(call.name_span.start - 60, 0), call.name_span.start)
        if before is not None and call.parentheses is not None:
            yield kind, Span(before.start(), call.parentheses.end)
    for call in subject.calls(*_STREAMS, *_OF_FILES):
        start, is_file = call.name_span.start, call.name in _OF_FILES
        before = _FILES.search(bare, max(start - 20, 0), start)
        if call.parentheses is not None and (before is not None if is_file else bare[start - 1 : start] != "."):
            yield "stream", Span(before.start() if before else start, call.parentheses.end)


def _judged(subject: FileSubject, one: FunctionAt, body: Span, kind: str, opened: Span) -> Iterator[Finding]:
    bare, start, end = subject.bare, opened.start, opened.end
    while (then := _NEXT.match(bare, end)) is not None and then[1] in _CONFIGURES:
        end = _behind(bare, then.end())
    if then is not None:
        if (
            then[1] in _CLOSES
            or (kind == "stream" and then[1] not in _READS)
            or (kind == "statement" and then[1] in ("connection",))
        ):
            return
        if kind == "connection" and then[1] in ("close", "unwrap", "metaData"):
            return
        yield _finding(subject, kind, Span(start, end), "", _chained(subject, kind, Span(start, end), then))
        return
    declared = _DECLARES.search(bare, max(start - 120, body.start), start)
    if declared is None:
        lent = _lent_to(bare, one, opened)
        if lent:
            edits = [(Span(opened.start - len(lent) - 1, end + 1), f"{subject.text[start:end]}.use({lent})")]
            remedy = edit_remedy(subject, f"Close the {kind} with use", _WHY, edits)
            yield _finding(subject, kind, Span(start, end), "", (remedy,))
        return  # its value goes to somebody else
    name, block = declared[2], _block_around(bare, body, start)
    rest = Span(end, block.end)
    if _is_closed(subject, name, rest) or _is_passed_on(subject, name, rest):
        return
    yield _finding(subject, kind, Span(start, end), name, _wrapped(subject, one, declared, Span(start, end), block))


def _lent_to(bare: str, one: FunctionAt, opened: Span) -> str:
    """The function that was handed in and gets nothing but what was opened: `block(dataSource.connection)`."""
    given = [p.name for p in one.function.parameters if "->" in p.type]
    if bare[opened.end : opened.end + 1] != ")":
        return ""
    return next((name for name in given if bare.endswith(f"{name}(", 0, opened.start)), "")


def _behind(bare: str, at: int) -> int:
    """Behind the arguments and the lambda that follow a name."""
    for _ in range(2):
        gap = len(bare[at : at + 40]) - len(bare[at : at + 40].lstrip(" \t"))
        if bare[at + gap : at + gap + 1] in ("(", "{"):
            at = closing(bare, at + gap) + 1
    return at


def _block_around(bare: str, body: Span, at: int) -> Span:
    """The innermost braces around a place, the function's own for none."""
    opened: list[int] = []
    for place in range(body.start, at):
        if bare[place] == "{":
            opened.append(place)
        elif bare[place] == "}" and opened:
            opened.pop()
    if not opened:
        return body
    return Span(opened[-1], closing(bare, opened[-1]) + 1)


def _is_closed(subject: FileSubject, name: str, rest: Span) -> bool:
    """Whether it is closed on every way out: by `use`, or in a `finally`."""
    bare, word = subject.bare, re.escape(name)
    if re.search(rf"\b{word}\s*\??\.\s*(?:use|useLines)\b", bare[rest.start : rest.end]):
        return True
    closes = re.compile(rf"\b{word}\s*\??\.\s*(?:close\w*|let\s*\{{[^}}]*close)|\bclose\w*\s*\(\s*{word}\b")
    finals = [one.final for one in subject.shared(tries) if one.final is not None and one.start in rest]
    if any(closes.search(bare, final.start, final.end) for final in finals):
        return True
    closed = closes.search(bare, rest.start, rest.end)
    return closed is not None and re.match(r"\s*$", bare[rest.start : closed.start()]) is not None


def _is_passed_on(subject: FileSubject, name: str, rest: Span) -> bool:
    """Whether somebody else may close it: it is given back, kept, or handed to a call or a constructor."""
    bare = subject.bare
    for found in re.finditer(rf"\b{re.escape(name)}\b(?!\s*(?:\?|!!)?\s*[.\[(])", bare[rest.start : rest.end]):
        at = rest.start + found.start()
        before = bare[max(at - 60, 0) : at]
        behind = bare[rest.start + found.end() : rest.end].lstrip(" \t")
        if re.match(r"(?:==|!=|=(?!=))", behind):
            continue
        if (
            _PASSED_ON.search(before)
            or behind[:1] in ("}", "\n", ")", ",", "\r", ";")
            or behind.startswith(("?:", "to "))
        ):
            return True
    return "::" in bare[rest.start : rest.end] and f"{name}::" in bare[rest.start : rest.end]


def _finding(subject: FileSubject, kind: str, place: Span, name: str, remedies: tuple[Remedy, ...]) -> Finding:
    what = (name if name == kind else f"{name}, a {kind},") if name else f"This {kind}"
    return Finding(
        RULE.code,
        RULE.severity,
        f"{what} is not closed when something fails" if name else f"{what} is never closed",
        subject.location(place),
        cause=_WORDS[kind],
        fix="Open it with `use { … }`, which closes it on every way out.",
        evidence=(subject.line(place.start),),
        remedies=remedies,
        data={"kind": kind},
    )


_WHY = "`use` closes it when its block is left, also by an exception."


def _wrapped(
    subject: FileSubject, one: FunctionAt, declared: re.Match[str], opened: Span, block: Span
) -> tuple[Remedy, ...]:
    """`val x = open()` and what follows it in its block become `open().use { x -> ... }`."""
    text, name = subject.text, declared[2]
    head = whole_lines(subject, Span(declared.start(), opened.end))
    stop = block.start + len(text[block.start : block.end - 1].rstrip())
    if declared[1] == "var" or head is None or text[block.start] != "{" or stop <= head.end:
        return ()
    rest = text[head.end : stop]
    if '"""' in rest or re.search(r"\b(?:fun|break|continue)\b", subject.bare[head.end : stop]):
        return ()
    end, outer = newline_of(subject), indent_of(subject, declared.start())
    closed = re.compile(rf"\s*{re.escape(name)}\??\.close\(\);?")
    lines = [line for line in rest.splitlines() if not closed.fullmatch(line)]
    last = next((i for i in reversed(range(len(lines))) if re.match(rf"{outer}\w", lines[i])), None)
    if last is None:
        return ()
    gives = lines[last].startswith(f"{outer}return ")
    if gives:
        lines[last] = outer + lines[last].removeprefix(f"{outer}return ")
    elif block == one.body and one.function.return_type not in (None, "Unit"):
        return ()
    kept = [f"    {line}" if line.strip() else line for line in lines]
    opener = text[opened.start : opened.end]
    new = end.join([f"{outer}{'return ' if gives else ''}{opener}.use {{ {name} ->", *kept, f"{outer}}}"])
    return (edit_remedy(subject, f"Close {name} with use", _WHY, [(Span(head.start, stop), new)], preferred=False),)


def _chained(subject: FileSubject, kind: str, opened: Span, then: re.Match[str]) -> tuple[Remedy, ...]:
    """`open().execute(sql)` becomes `open().use { it.execute(sql) }`, `open().let { ... }` a `use`."""
    bare, text = subject.bare, subject.text
    if then[1] in ("let", "run"):
        if then[1] == "run":
            return ()
        return (edit_remedy(subject, f"Close the {kind} with use", _WHY, [(Span(then.start(1), then.end(1)), "use")]),)
    end = _behind(bare, then.end())
    while (more := _NEXT.match(bare, end)) is not None:
        end = _behind(bare, more.end())
    inside = text[opened.end : end]
    if "\n" in inside or re.search(r"\bit\b|\breturn\b", inside) or "?" in inside[:2] or then[1] == "executeQuery":
        return ()
    if kind == "connection":
        return ()
    edits = [(Span(opened.end, end), f".use {{ it{inside} }}")]
    return (edit_remedy(subject, f"Close the {kind} with use", _WHY, edits),)


RULE = Rule(
    "DW606",
    "unclosed-resource",
    Severity.WARNING,
    "A connection, a statement or a stream is opened without `use`.",
    check_file=_check,
)
