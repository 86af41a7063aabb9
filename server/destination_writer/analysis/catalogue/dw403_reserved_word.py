"""DW403: a reserved word of the database is the name of a table or a column, without quotes."""

from collections.abc import Iterator

from destination_writer.analysis.rule import FileSubject, Rule
from destination_writer.analysis.sqlediting import edit_remedy, in_string
from destination_writer.analysis.sqlnames import column_names, table_aliases, table_names
from destination_writer.analysis.sqlsubject import sql_uses
from destination_writer.connector.statements.model import Hit, SqlStatement
from destination_writer.knowledge.dialects import Dialect
from destination_writer.text.findings import Finding, Severity
from destination_writer.text.places import Span


def check(subject: FileSubject) -> Iterator[Finding]:
    """Words at places where only a name can stand."""
    dialect = subject.dialect
    if dialect is None or not dialect.is_sql or "*" in dialect.sql.not_reserved:
        return
    for use in subject.shared(sql_uses):
        for span, word in use.agreed(lambda statement: _reserved(statement, dialect)):
            yield _finding(subject, dialect, span, str(word))


def _reserved(statement: SqlStatement, dialect: Dialect) -> Iterator[Hit]:
    if statement.kind == "block":
        return
    tokens = statement.tokens
    for at in {*table_names(statement), *column_names(statement), *table_aliases(statement)}:
        token = tokens[at]
        follows = tokens[at + 1].text if at + 1 < len(tokens) else ""
        free = token.upper in dialect.sql.not_reserved
        if token.upper and not free and follows != "." and dialect.identifiers.is_reserved(token.upper):
            yield Hit(token.start, token.end, token.text)


def _finding(subject: FileSubject, dialect: Dialect, span: Span, word: str) -> Finding:
    stored = dialect.quoting.fold(word)
    quoted = dialect.quoting.quote(stored)
    remedies = ()
    if subject.text[span.start : span.end] == word:
        title = f"Quote the name: {quoted}"
        remedies = (edit_remedy(subject, title, "", [(span, in_string(subject, span.start, quoted))]),)
    return Finding(
        "DW403",
        Severity.ERROR,
        f"{word} is a reserved word in {dialect.name} and stands here as a name without quotes",
        subject.location(span),
        cause=f"The statement cannot be parsed. Known from: {dialect.identifiers.reserved_proof.label}.",
        fix=f"Write {quoted}, or put the name through the function that quotes names.",
        evidence=(subject.line(span.start),),
        remedies=remedies,
    )


RULE = Rule(
    "DW403",
    "reserved-word",
    Severity.ERROR,
    "A reserved word of the database is the name of a table or column, without quotes.",
    check_file=check,
)
