"""DW413: an upsert or a copy deletes, changes or empties a whole table."""

from collections.abc import Iterator

from destination_writer.analysis.rule import FileSubject, Rule
from destination_writer.analysis.sqlsubject import sql_uses
from destination_writer.connector.statements.model import Hit, SqlStatement
from destination_writer.text.findings import Finding, Severity

_FUNCTIONS = frozenset({"upsertTable", "copyTable"})
_LIMITS = frozenset({"WHERE", "ON", "PARTITION", "PARTITIONS", "OFFSET", "LIMIT", "TOP"})
_ALWAYS = (("TRUE",), ("1", "=", "1"), ("1",))
_BEHIND = frozenset({"", ";", "SETTINGS", "RETURNING", "OPTION"})


def check(subject: FileSubject) -> Iterator[Finding]:
    """DELETE and UPDATE without WHERE or with one that is always true, and TRUNCATE, in the functions that must keep
    what is there."""
    if subject.dialect is not None and not subject.dialect.is_sql:
        return
    for use in subject.shared(sql_uses):
        if use.function in _FUNCTIONS:
            for span, word in use.agreed(_whole):
                yield Finding(
                    "DW413",
                    Severity.ERROR,
                    f"{use.function} {word} every row of the table",
                    subject.location(span),
                    cause="The target keeps its rows in an upsert and in a copy; only those whose key comes again "
                    "change.",
                    fix="Add a WHERE that names the keys that come.",
                    evidence=(subject.line(span.start),),
                )


def _whole(statement: SqlStatement) -> Iterator[Hit]:
    tokens = statement.tokens
    if statement.kind == "truncate" and _is_one(statement):
        yield Hit(tokens[0].start, tokens[0].end, "removes")
        return
    if statement.kind in ("delete", "update") and _is_one(statement) and not _is_limited(statement):
        yield Hit(tokens[0].start, tokens[0].end, "deletes" if statement.kind == "delete" else "changes")


def _is_limited(statement: SqlStatement) -> bool:
    """Whether some rows may stay: by a word outside of all brackets, or by what cannot be seen."""
    depth = 0
    for at, token in enumerate(statement.tokens):
        depth += (token.text == "(") - (token.text == ")")
        if depth:
            continue
        if any(one.is_loose for one in statement.placeholders_of(token)):
            return True
        if token.upper in _LIMITS:
            return token.upper != "WHERE" or not _is_always(statement, at + 1)
    return False


def _is_always(statement: SqlStatement, at: int) -> bool:
    """Whether what stands behind WHERE is true of every row."""
    words = [token.upper or token.text for token in statement.tokens[at : at + 4]] + [""]
    return any(tuple(words[: len(said)]) == said and words[len(said)] in _BEHIND for said in _ALWAYS)


def _is_one(statement: SqlStatement) -> bool:
    """Whether its first word is the verb, so that nothing stands before it."""
    return statement.tokens[0].upper in ("DELETE", "UPDATE", "TRUNCATE")


RULE = Rule(
    "DW413",
    "whole-table",
    Severity.ERROR,
    "An upsert or a copy deletes, changes or empties a whole table.",
    check_file=check,
)
