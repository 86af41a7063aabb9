"""DW408: the newest row is chosen by a descending order that puts NULL first."""

import re
from collections.abc import Iterator, Sequence

from destination_writer.analysis.rule import FileSubject, Rule
from destination_writer.analysis.sqlediting import edit_remedy
from destination_writer.analysis.sqlsubject import sql_uses
from destination_writer.connector.statements.model import Hit, SqlStatement
from destination_writer.sql.tokens import SqlToken
from destination_writer.text.findings import Finding, Severity
from destination_writer.text.places import Span

_NEVER_NULL = re.compile(r"(?i)extracted_?at|raw_?id|AB_META|row_?number|count\b")
"""Columns of the CDK that are NOT NULL, in SQL or in Kotlin."""
_HANDLED = re.compile(r"(?i)\b(?:COALESCE|IFNULL|NVL2?|ISNULL|NULLIF|CASE|IS|IF|IIF|DECODE|ZEROIFNULL|GREATEST)\b")
_IN_KOTLIN = re.compile(r"\b(?:COALESCE|IFNULL|NVL2?|ISNULL|NULLIF|CASE|DECODE|IS|NULLS)\b")
_HEADER = re.compile(r"fun(?<!\w...)\s+(?:[\w.<>?]+\.)?(\w+)\s*\([^)]*\)")
_GIVEN = re.compile(r"\(\s*(\w+)\s*:[^(),]*\)?\s*$")
_CALLED = re.compile(r"\b([a-z]\w*)\s*\(")


def check(subject: FileSubject) -> Iterator[Finding]:
    """ORDER BY … DESC inside of OVER (…), without NULLS LAST, over a column that may be NULL."""
    dialect = subject.dialect
    if dialect is None or not dialect.is_sql or not dialect.sql.nulls_first_descending:
        return
    for use in subject.shared(sql_uses):
        for span, _ in use.agreed(lambda statement: _orders(statement, subject)):
            word = subject.text[span.start : span.end]
            last = " nulls last" if word.islower() else " NULLS LAST"
            exact = word.upper() == "DESC"
            fix = edit_remedy(subject, f"Write{last} behind {word}", _WHY, [(Span(span.end, span.end), last)])
            yield Finding(
                "DW408",
                Severity.ERROR,
                f"{dialect.name} puts NULL first here: a record without a cursor counts as the newest",
                subject.location(span),
                cause=_WHY,
                fix="Write NULLS LAST behind DESC.",
                evidence=(subject.line(span.start),),
                remedies=(fix,) if exact else (),
            )


_WHY = "In a descending order NULL comes first in this database, so a record whose cursor is NULL replaces every other."


def _orders(statement: SqlStatement, subject: FileSubject) -> Iterator[Hit]:
    tokens = statement.tokens
    for at, token in enumerate(tokens):
        if token.upper == "BY" and at and tokens[at - 1].upper == "ORDER" and _in_window(tokens, at):
            yield from _items(statement, subject, at + 1)


def _in_window(tokens: Sequence[SqlToken], at: int) -> bool:
    """Whether the brackets around a token are those of OVER (…)."""
    depth = 0
    for number in range(at, 0, -1):
        depth += (tokens[number].text == ")") - (tokens[number].text == "(")
        if depth < 0:
            return tokens[number - 1].upper == "OVER"
    return False


def _items(statement: SqlStatement, subject: FileSubject, start: int) -> Iterator[Hit]:
    """The DESC of each item whose NULLs come first; nothing where an item before looks at NULL itself."""
    tokens, depth, first = statement.tokens, 0, start
    for at in range(start, len(tokens)):
        token = tokens[at]
        depth += (token.text == "(") - (token.text == ")")
        if depth < 0 or token.upper in ("ROWS", "RANGE", "GROUPS"):
            return
        if depth == 0 and token.text == ",":
            first = at + 1
        if depth == 0 and token.upper == "DESC":
            follows = tokens[at + 1].upper if at + 1 < len(tokens) else ""
            item = tokens[first:at]
            if _is_settled(statement, subject, item):
                return
            if follows != "NULLS" and not _follows_unknown(statement, at + 1) and not _is_never_null(statement, item):
                yield Hit(token.start, token.end)


def _follows_unknown(statement: SqlStatement, at: int) -> bool:
    """Whether what stands behind DESC may be NULLS LAST."""
    if at >= len(statement.tokens):
        return False
    return any(one.is_loose for one in statement.placeholders_of(statement.tokens[at]))


def _is_never_null(statement: SqlStatement, item: Sequence[SqlToken]) -> bool:
    return any(_NEVER_NULL.search(text) for text in _texts(statement, item))


def _is_settled(statement: SqlStatement, subject: FileSubject, item: Sequence[SqlToken]) -> bool:
    """Whether an expression looks at NULL itself, or may do so where nobody sees it."""
    if not item or any(_HANDLED.search(text) for text in _texts(statement, item)):
        return True
    for token in item:
        for one in statement.placeholders_of(token):
            if one.is_loose and not _is_plain_call(subject, one.expression):
                return True
    return False


def _is_plain_call(subject: FileSubject, expression: str) -> bool:
    """Whether all functions that an expression calls stand in this file, and none of them looks at NULL."""
    called = _CALLED.findall(expression)
    if not called:
        return False
    for name in called:
        behind = subject.shared(_headers).get(name)
        if behind is None:
            return False
        body = _body_behind(subject.text, behind)
        if _IN_KOTLIN.search(body) and not _gives_back(subject.text[:behind], body):
            return False
    return True


def _gives_back(head: str, body: str) -> bool:
    """Whether one of the ways through a function of one parameter gives what it was given, as it is."""
    given = _GIVEN.search(head, max(len(head) - 200, 0))
    if given is None:
        return False
    return re.search(rf"\b(?:else|return)\b\s*(?:->)?[\s{{]*{given[1]}\s*(?:}}|\n|$)", body) is not None


def _headers(subject: FileSubject) -> dict[str, int]:
    """Where the parameters of each function end, of several the first one's. For `FileSubject.shared`."""
    found: dict[str, int] = {}
    for match in _HEADER.finditer(subject.text):
        found.setdefault(match[1], match.end())
    return found


def _body_behind(text: str, at: int) -> str:
    """What a function's head is followed by, up to the next line that begins no further right than the head does."""
    start = text.rfind("\n", 0, at) + 1
    indent = len(text[start:at]) - len(text[start:at].lstrip())
    end = text.find("\n", at)
    while end >= 0:
        behind = text.find("\n", end + 1)
        line = text[end + 1 : behind if behind >= 0 else len(text)]
        if line.strip() and len(line) - len(line.lstrip()) <= indent and line.strip()[0] not in ")}]":
            return text[at:end]
        end = behind
    return text[at:]


def _texts(statement: SqlStatement, item: Sequence[SqlToken]) -> Iterator[str]:
    for token in item:
        yield token.text
        for one in statement.placeholders_of(token):
            yield one.expression
            yield one.written


RULE = Rule(
    "DW408",
    "nulls-first",
    Severity.ERROR,
    "The newest row is chosen by a descending order that puts NULL first.",
    check_file=check,
)
