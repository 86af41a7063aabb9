"""DW404: a statement has something that the connector's database does not have."""

import re
from collections.abc import Iterator

from destination_writer.analysis.rule import FileSubject, Rule
from destination_writer.analysis.sqlconstructs import Lacked, absent_type, lacking_hits
from destination_writer.analysis.sqlediting import edit_remedy
from destination_writer.analysis.sqlsubject import sql_uses
from destination_writer.connector.roles import Role
from destination_writer.knowledge.dialects import Dialect
from destination_writer.kotlin.tokens import TokenKind, code_tokens
from destination_writer.text.findings import Finding, Remedy, Severity
from destination_writer.text.places import Span

_ROLES = frozenset({Role.COLUMN_UTILS, Role.SCHEMA_MAPPER, Role.SQL_GENERATOR})
_GIVES_TYPES = re.compile(r"(?i)^(?:to|get)?(?:dialect|column|sql|database|db|native)Type(?:For|Of|Name)?$")
_TYPE = re.compile(r"(?P<name>[A-Za-z]\w*)(?P<rest>(?:\s+\w+)*\s*(?:\([^()]*\))?[^\"]*)")


def check(subject: FileSubject) -> Iterator[Finding]:
    """Constructs and column types, where all texts that the expression can give have them."""
    dialect = subject.dialect
    if dialect is None or not dialect.is_sql:
        return
    for use in subject.shared(sql_uses):
        for span, lacked in use.agreed(lambda statement: lacking_hits(statement, subject.knowledge, dialect)):
            yield _finding(subject, dialect.name, span, lacked)
    if not subject.source.is_test:
        for span, lacked in _column_types(subject, dialect):
            yield _finding(subject, dialect.name, span, lacked)


def _column_types(subject: FileSubject, dialect: Dialect) -> Iterator[tuple[Span, Lacked]]:
    """Types that the connector's functions give for the CDK's types."""
    for one in subject.functions:
        if one.body is None or one.role not in _ROLES or not _GIVES_TYPES.match(one.name):
            continue
        for token in code_tokens(subject.text, one.body.start, one.body.end):
            written = _TYPE.match(subject.text, token.start, token.end) if token.kind is TokenKind.STRING_TEXT else None
            if written is not None and token.start - 1 >= 0 and subject.text[token.start - 1] == '"':
                lacked = absent_type(dialect, written["name"], written["rest"])
                if lacked is not None:
                    yield Span(*written.span("name")), lacked


def _finding(subject: FileSubject, database: str, span: Span, lacked: Lacked) -> Finding:
    what = f"type {lacked.name}" if lacked.is_type else lacked.name
    before = f" before version {lacked.since}" if lacked.since else ""
    said = f" ({lacked.error})" if lacked.error else ""
    return Finding(
        "DW404",
        Severity.WARNING if lacked.since else Severity.ERROR,
        f"{database} has no {what}{before}",
        subject.location(span),
        cause=f"The database refuses it or reads it as something else{said}. Known from: {lacked.proof}.",
        fix=f"Write {lacked.instead}." if lacked.is_type else lacked.instead,
        evidence=(subject.line(span.start),),
        remedies=tuple(_remedies(subject, span, lacked)),
    )


def _remedies(subject: FileSubject, span: Span, lacked: Lacked) -> Iterator[Remedy]:
    """Only where the words stand in the file as they do in the statement."""
    if subject.text[span.start : span.end] != lacked.marked:
        return
    if lacked.behind:
        title = f"Write {lacked.behind} behind {lacked.marked}"
        yield edit_remedy(subject, title, lacked.instead, [(Span(span.end, span.end), lacked.behind)])
    elif lacked.write:
        new = lacked.write.lower() if lacked.marked.islower() and not lacked.is_type else lacked.write
        yield edit_remedy(subject, f"Write {new} for {lacked.marked}", lacked.instead, [(span, new)])
    elif lacked.write is not None:
        yield edit_remedy(subject, f"Leave out {lacked.marked}", lacked.instead, [(_with_space(subject, span), "")])


def _with_space(subject: FileSubject, span: Span) -> Span:
    """The stretch with the space that would be one too many without it."""
    text = subject.text
    if text[span.end : span.end + 1] == " ":
        return Span(span.start, span.end + 1)
    return Span(span.start - 1, span.end) if text[span.start - 1 : span.start] == " " else span


RULE = Rule(
    "DW404",
    "construct-lacking",
    Severity.ERROR,
    "A statement has a construct, or a column type, that the connector's database does not have.",
    check_file=check,
)
