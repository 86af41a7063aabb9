"""DW411: one text holds several statements, and the driver takes one."""

from collections.abc import Iterator

from destination_writer.analysis.rule import ConnectorSubject, Rule
from destination_writer.analysis.sqlconnector import all_sql, mentions
from destination_writer.connector.statements.model import Hit, SqlStatement
from destination_writer.text.findings import Finding, Severity

_BEGIN = frozenset({
    "SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "CREATE", "DROP", "ALTER", "TRUNCATE", "SET", "WITH", "COMMIT",
    "BEGIN", "START", "RENAME", "REPLACE", "ROLLBACK", "USE", "COPY",
})  # fmt: skip


def check(subject: ConnectorSubject) -> Iterator[Finding]:
    """A semicolon with a statement behind it."""
    dialect = subject.dialect
    if dialect is None or not dialect.is_sql or dialect.sql.statements == "many":
        return
    if mentions(subject, dialect.sql.many_setting):
        return
    first = dialect.sql.statements == "first"
    told = "runs the first and leaves out the others without an error" if first else "refuses a text with several"
    for at in subject.shared(all_sql):
        if "prepared" in at.use.sinks or "executed" in at.use.sinks or "returned" in at.use.sinks:
            for span, _ in at.use.agreed(_seconds):
                yield Finding(
                    "DW411",
                    Severity.ERROR,
                    f"The text holds several statements, and {dialect.name}'s driver takes one",
                    subject.location(at.path, span),
                    cause=f"The driver {told}.",
                    fix="Make a list of them and execute one after the other, on one connection.",
                    evidence=(at.file.line(span.start),),
                )


def _seconds(statement: SqlStatement) -> Iterator[Hit]:
    if statement.kind == "block":
        return
    depth = 0
    for number, token in enumerate(statement.tokens[:-1]):
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0 and token.text == ";" and statement.tokens[number + 1].upper in _BEGIN:
            yield Hit(token.start, token.end)


RULE = Rule(
    "DW411",
    "several-statements",
    Severity.ERROR,
    "One text holds several statements, and the database's driver takes one.",
    check_connector=check,
)
