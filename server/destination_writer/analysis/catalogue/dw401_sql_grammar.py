"""DW401: SQL that the connector's database cannot parse."""

from collections.abc import Iterator

from destination_writer.analysis.rule import FileSubject, Rule
from destination_writer.analysis.sqlsubject import SqlProblem, sql_problems
from destination_writer.text.findings import Finding, Remedy, Severity

MEND = "mend-sql"
"""The remedy that replaces a stretch of SQL in place."""


def _check(subject: FileSubject) -> Iterator[Finding]:
    for one in subject.shared(sql_problems):
        yield _finding(subject, one)


def _finding(subject: FileSubject, one: SqlProblem) -> Finding:
    database = subject.dialect.name if subject.dialect else ""
    remedies = (_remedy(subject, one),) if one.edit else ()
    return Finding(
        code=RULE.code,
        severity=RULE.severity,
        message=one.problem.message,
        location=subject.location(one.span),
        cause=f"{database or 'The database'} cannot parse this statement.",
        evidence=(subject.line(one.span.start),),
        remedies=remedies,
        data={"statement": one.statement},
    )


def _remedy(subject: FileSubject, one: SqlProblem) -> Remedy:
    assert one.edit is not None
    span, text = one.edit
    old = subject.text[span.start : span.end]
    if not old:
        title = f"Write {text.strip()} here"
    else:
        title = f"Write {text} in place of {old}" if text else f"Remove `{old}`"
    arguments = {
        "path": subject.source.path,
        "start": str(span.start),
        "end": str(span.end),
        "old": old,
        "text": text,
        "title": title,
        "why": one.problem.message,
    }
    return Remedy(MEND, title, arguments, preferred=True)


RULE = Rule(
    "DW401",
    "sql-grammar",
    Severity.ERROR,
    "The database cannot parse an SQL statement of this file.",
    check_file=_check,
)
