"""Where edits of code go: imports, whole lines, indentation."""

from destination_writer.analysis.rule import FileSubject
from destination_writer.text.places import Span

Edits = list[tuple[Span, str]]


def newline_of(subject: FileSubject) -> str:
    """The line end of the file."""
    text = subject.text
    return "\r\n" if "\r\n" in text else "\n"


def import_edits(subject: FileSubject, name: str) -> Edits | None:
    """What imports a full name: nothing where it is seen already, None where its simple name means something else."""
    package, _, simple = name.rpartition(".")
    declared = subject.source.declared
    known = subject.imported.get(simple)
    if known == name or package == declared.package:
        return []
    if known is not None or simple in subject.own_names or simple in subject.neighbours:
        return None
    if package in subject.star_imports:
        return []
    end, line = newline_of(subject), f"import {name}"
    later = next((one for one in declared.imports if one.path > name), None)
    if later is not None:
        return [(Span(later.span.start, later.span.start), line + end)]
    if declared.imports:
        last = declared.imports[-1].span.end
        return [(Span(last, last), end + line)]
    if declared.package_span is None:
        return [(Span(0, 0), line + end + end)]
    at = declared.package_span.end
    return [(Span(at, at), f"{end}{end}{line}")]


def line_start(subject: FileSubject, at: int) -> int:
    """Where the line of a place begins."""
    return max(subject.text.rfind("\n", 0, at), subject.text.rfind("\r", 0, at)) + 1


def indent_of(subject: FileSubject, at: int) -> str:
    """The white space that the line of a place begins with."""
    start = line_start(subject, at)
    line = subject.text[start : start + 200]
    return line[: len(line) - len(line.lstrip(" \t"))]


def whole_lines(subject: FileSubject, span: Span) -> Span | None:
    """The lines of a span with their ends, None where something else stands on them."""
    start, text = line_start(subject, span.start), subject.text
    end = text.find("\n", span.end)
    end = len(text) if end < 0 else end + 1
    if text[start : span.start].strip() or text[span.end : end].strip(" \t\r\n;"):
        return None
    return Span(start, end)


def statement_end(bare: str, at: int, limit: int) -> int:
    """Where the statement ends that begins at a place: at the first line end outside of brackets at which it does not
    go on with a dot, an operator or a keyword."""
    depth = 0
    while at < limit:
        sign = bare[at]
        depth += (sign in "([{") - (sign in ")]}")
        if depth < 0:
            return at
        if depth == 0 and sign == ";":
            return at
        if depth == 0 and sign == "\n" and not _goes_on(bare, at, limit):
            return at
        at += 1
    return limit


_ENDS_OPEN = ("=", "+", "-", "*", "/", "(", ",", "&&", "||", "?:", "->", "return", "else", "?", ".", ":")
_GOES_ON = (".", "?.", "?:", "&&", "||", "!!", "else", "catch", "finally", "+", "as ", "as? ")


def _goes_on(bare: str, at: int, limit: int) -> bool:
    before, behind = bare[max(at - 40, 0) : at].rstrip(), bare[at : min(at + 2000, limit)].lstrip()
    return before.endswith(_ENDS_OPEN) or behind.startswith(_GOES_ON)
