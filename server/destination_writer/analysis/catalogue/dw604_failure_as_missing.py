"""DW604: every failure of a query looks as if the table were not there."""

import re
from collections.abc import Iterable, Iterator

from destination_writer.analysis.placing import Edits, import_edits, indent_of, newline_of, statement_end
from destination_writer.analysis.rule import FileSubject, FunctionAt, Rule
from destination_writer.analysis.sqlediting import edit_remedy
from destination_writer.analysis.trying import BROAD, Catch, fails, inside, tries, without_logs
from destination_writer.connector.roles import Role
from destination_writer.text.findings import Finding, Remedy, Severity
from destination_writer.text.places import Span

_MEANS = {
    "countTable": ("null", "no table"),
    "tableExists": ("false", "no table"),
    "namespaceExists": ("false", "no namespace"),
    "getGenerationId": ("0", "a table without a generation"),
}
_DEFAULT = re.compile(r"(?:return(?:@\w+)?\s+)?(null|false|-?\d+[Ll]?)")
_VALUE = re.compile(r"val\s+(\w+)[^=\n]*=")
_QUIET = re.compile(r"\s*\.\s*(getOrNull\s*\(\s*\)|getOrDefault\s*\([^()]*\)|getOrElse\s*\{\s*(?:null|false|0L?)\s*\})")
_LOSES = "countTable"
"""What the CDK decides by whether a table is made anew: the others of these are not asked for that."""
_WHY = (
    "A connection that broke then looks like a missing table, and the loader creates the table anew, with replace: "
    "the rows that were in it are lost."
)
_WHY_OTHERS = "A connection that broke then looks like that as well, and whoever asked goes on as if it were so."


def _check(subject: FileSubject) -> Iterable[Finding]:
    for one in subject.functions:
        if one.name not in _MEANS or one.body is None or one.role not in (Role.CLIENT, None) or subject.source.is_test:
            continue
        if one.role is None and not one.function.is_override:
            continue
        for each in _catches(subject, one.body):
            yield _finding(subject, one, each.head, each.type, tuple(_remedies(subject, one, each)))
        for call in subject.calls("runCatching", within=one.body):
            if _QUIET.match(subject.bare, call.span.end):
                yield _finding(subject, one, call.name_span, "failure", ())


def _catches(subject: FileSubject, body: Span) -> Iterator[Catch]:
    for each in (each for found in subject.shared(tries) if found.start in body for each in found.catches):
        if fails(subject, each.body) or not (each.type in BROAD or each.type.endswith("SQLException")):
            continue
        if _DEFAULT.fullmatch(_without_values(without_logs(subject, inside(each.body), literals=True))):
            yield each


def _without_values(code: str) -> str:
    """Code without its leading `val x = ...`, which decide nothing when a plain value follows."""
    while (declared := _VALUE.match(code)) is not None:
        rest = code[statement_end(code, declared.end(), len(code)) :].lstrip(" \t\n\r;")
        if rest == code:
            break
        code = rest
    return code.strip()


def _finding(subject: FileSubject, one: FunctionAt, place: Span, caught: str, remedies: tuple[Remedy, ...]) -> Finding:
    value, meaning = _MEANS[one.name]
    loses = one.name == _LOSES
    return Finding(
        RULE.code,
        RULE.severity if loses else Severity.WARNING,
        f"{one.name} turns every {caught} into {meaning}" + (". This is a blocker: rows can be lost" if loses else ""),
        subject.location(place),
        cause=_WHY if loses else _WHY_OTHERS,
        fix=f"Give {value} for the database's own error for what is missing alone, and throw every other error.",
        evidence=(subject.line(place.start),),
        remedies=remedies,
        data={"function": one.name},
    )


def _remedies(subject: FileSubject, one: FunctionAt, each: Catch) -> Iterator[Remedy]:
    name = "e" if each.name == "_" else each.name
    test = _is_missing(subject, name)
    imported = import_edits(subject, "java.sql.SQLException")
    if test is None or imported is None or one.name == "getGenerationId" or not _runs_sql(subject, one):
        return
    edits: Edits = list(imported)
    if each.name == "_" or each.type in BROAD:
        edits.append((each.head, f"catch ({name}: SQLException)"))
    within = inside(each.body)
    kept = subject.bare[within.start : within.end].rstrip()
    found = [*_DEFAULT.finditer(kept)]
    if not found:
        return
    start = within.start + found[-1].start()
    outer = indent_of(subject, each.head.start)
    known = _VALUE.match(without_logs(subject, within, literals=True))
    if known is not None:
        if "ssing" not in known[1]:
            return
        test = known[1]
    multi = known is None and "\n" in subject.text[within.start : within.end]
    value = found[-1][1]
    word = found[-1][0][: -len(value)]
    if multi:
        text = f"val isMissing = {test}{newline_of(subject)}{outer}    {word}if (isMissing) {value} else throw {name}"
    else:
        text = f"{word}if ({test}) {value} else throw {name}"
    edits.append((Span(start, within.start + found[-1].end()), text))
    yield edit_remedy(subject, "Give it for the error of a missing table alone", _WHY, edits, preferred=False)


def _runs_sql(subject: FileSubject, one: FunctionAt) -> bool:
    """Whether the driver's own error arrives here, and no helper has given it another class before."""
    return any(subject.calls("executeQuery", within=one.body))


def _is_missing(subject: FileSubject, name: str) -> str | None:
    """The Kotlin condition that tells the error for a missing table from others, as the database's facts have it."""
    if subject.dialect is None or not subject.dialect.is_sql:
        return None
    missing = [code for code in subject.dialect.errors.codes if code.missing in ("table", "namespace")]
    states = sorted({code.state for code in missing if code.state})
    vendors = sorted({int(code.vendor) for code in missing if code.vendor and code.vendor.isdigit()})
    if vendors and all(code.vendor.isdigit() for code in missing):
        return f"{name}.errorCode in setOf({', '.join(map(str, vendors))})"
    if states and all(code.state and not code.vendor for code in missing):
        listed = ", ".join(f'"{state}"' for state in states)
        return f"{name}.sqlState in setOf({listed})"
    return None


RULE = Rule(
    "DW604",
    "failure-as-missing",
    Severity.ERROR,
    "A query turns every failure into a missing table.",
    check_file=_check,
)
