"""DW412: a namespace is created, or a table dropped, in a way that fails the second time."""

import re
from collections.abc import Iterator

from destination_writer.analysis.rule import ConnectorSubject, Rule
from destination_writer.analysis.sqlconnector import SqlAt, all_sql, functions_by_name
from destination_writer.analysis.sqlediting import edit_remedy
from destination_writer.connector.statements.model import Hit, SqlStatement
from destination_writer.knowledge.dialects import Dialect
from destination_writer.text.findings import Finding, Severity
from destination_writer.text.places import Span

_FUNCTIONS = {
    "createNamespace": ("create schema", "IF NOT EXISTS"),
    "dropTable": ("drop table", "IF EXISTS"),
    "dropNamespace": ("drop schema", "IF EXISTS"),
}
_GUARDED = re.compile(r"(?i)exists|\bcatch\b|runCatching|\bif\b|\bwhen\b")
_WHY = {
    "createNamespace": "The CDK creates the namespace for each stream and at each sync; the second time it is there.",
    "dropTable": "The CDK also drops tables that an earlier sync has left or never made.",
    "dropNamespace": "The suites drop namespaces that were never made.",
}


def check(subject: ConnectorSubject) -> Iterator[Finding]:
    """Silent where one of the connector's functions of that name asks first, or catches the error."""
    dialect = subject.dialect
    if dialect is None or not dialect.is_sql:
        return
    for at in subject.shared(all_sql):
        if at.use.function in _FUNCTIONS and _can(dialect, at.use.function) and not _is_guarded(subject, at):
            for span, verb in at.use.agreed(
                lambda statement, name=at.use.function: _bare(statement, *_FUNCTIONS[name])
            ):
                yield _finding(subject, at, span, str(verb))


def _can(dialect: Dialect, function: str) -> bool:
    """Whether the database has the clause, as its own statements tell."""
    if function == "dropTable":
        return dialect.can("drop_if_exists")
    statement = dialect.namespaces.create if function == "createNamespace" else dialect.namespaces.drop
    return _FUNCTIONS[function][1] in statement.sql


def _is_guarded(subject: ConnectorSubject, at: SqlAt) -> bool:
    own = at.function
    functions = list(subject.shared(functions_by_name).get(at.use.function, ()))
    if own is not None and at.is_test:
        functions = [(at.file, own)]
    return any(
        one.body is not None and _GUARDED.search(file.bare[one.body.start : one.body.end]) for file, one in functions
    )


def _bare(statement: SqlStatement, kind: str, clause: str) -> Iterator[Hit]:
    tokens = statement.tokens
    if statement.kind != kind or len(tokens) < 3 or tokens[1].upper not in ("TABLE", "SCHEMA", "DATABASE"):
        return
    if tokens[2].upper != "IF" and not any(one.is_loose for one in statement.placeholders_of(tokens[2])):
        yield Hit(tokens[1].start, tokens[1].end, clause)


def _finding(subject: ConnectorSubject, at: SqlAt, span: Span, clause: str) -> Finding:
    why, file = _WHY[at.use.function], at.file
    word = file.text[span.start : span.end]
    written = f" {clause.lower()}" if word.islower() else f" {clause}"
    remedy = edit_remedy(file, f"Write{written} behind {word}", why, [(Span(span.end, span.end), written)])
    return Finding(
        "DW412",
        Severity.ERROR,
        f"{at.use.function} fails when it runs a second time: {clause} is missing",
        subject.location(at.path, span),
        cause=why,
        fix=f"Write {clause}.",
        evidence=(file.line(span.start),),
        remedies=(remedy,) if word.isalpha() else (),
    )


RULE = Rule(
    "DW412",
    "not-repeatable",
    Severity.ERROR,
    "A namespace is created, or a table dropped, in a way that fails the second time.",
    check_connector=check,
)
