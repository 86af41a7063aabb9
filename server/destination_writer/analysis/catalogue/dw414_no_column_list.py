"""DW414: rows are inserted without a list of columns."""

from collections.abc import Iterator

from destination_writer.analysis.rule import FileSubject, Rule
from destination_writer.analysis.sqlsubject import sql_uses
from destination_writer.connector.statements.model import Hit, PlaceholderKind, SqlStatement
from destination_writer.sql.tokens import TokenKind
from destination_writer.text.findings import Finding, Severity

_FUNCTIONS = frozenset({"upsertTable", "copyTable"})
_NAMES = frozenset({TokenKind.WORD, TokenKind.QUOTED, TokenKind.PLACEHOLDER})


def check(subject: FileSubject) -> Iterator[Finding]:
    """INSERT INTO … SELECT in a copy or an upsert, where the target may have its columns in another order."""
    if subject.dialect is not None and not subject.dialect.is_sql:
        return
    uses = subject.shared(sql_uses)
    # A table that the function makes itself has the columns of the one that it is made from.
    making = {(u.owner, u.function) for u in uses if any(v.kind == "create table" for v in u.variants)}
    for use in uses:
        if (use.owner, use.function) in making or subject.source.is_test:
            continue
        copies = use.function in _FUNCTIONS
        if copies or "executed" not in use.sinks:
            for span, _ in use.agreed(_unlisted if copies else _unlisted_rows):
                yield Finding(
                    "DW414",
                    Severity.WARNING,
                    f"{use.function} inserts without a list of columns",
                    subject.location(span),
                    cause="Values go into the columns by their order in the table. A column that was added later "
                    "stands last in one table and elsewhere in the other, so values land in the wrong column.",
                    fix="List the columns behind the table's name, and in the SELECT, in one order.",
                    evidence=(subject.line(span.start),),
                )


def _unlisted(statement: SqlStatement) -> Iterator[Hit]:
    tokens = statement.tokens
    if statement.kind != "insert" or len(tokens) < 4 or [token.upper for token in tokens[:2]] != ["INSERT", "INTO"]:
        return
    at = 3 if tokens[2].upper == "TABLE" else 2
    while at + 2 < len(tokens) and tokens[at].kind in _NAMES and tokens[at + 1].text == ".":
        at += 2
    follows = tokens[at + 1] if at + 1 < len(tokens) else None
    if tokens[at].kind in _NAMES and follows is not None and follows.upper in ("SELECT", "VALUES"):
        yield Hit(tokens[0].start, tokens[1].end)


def _unlisted_rows(statement: SqlStatement) -> Iterator[Hit]:
    """The same of rows, whose values are bound, into a table that the CDK names."""
    tokens = statement.tokens
    table = next((one for token in tokens[2:6] for one in statement.placeholders_of(token)), None)
    if table is None or table.kind is not PlaceholderKind.TABLE:
        return
    for hit in _unlisted(statement):
        if any(token.upper == "VALUES" for token in tokens[:8]):
            yield hit


RULE = Rule(
    "DW414",
    "no-column-list",
    Severity.WARNING,
    "A copy or an upsert inserts rows without a list of columns.",
    check_file=check,
)
