"""DW406: a value is put into a literal of a statement without an escape."""

from collections.abc import Iterator

from destination_writer.analysis.rule import ConnectorSubject, Rule
from destination_writer.analysis.sqlconnector import SqlAt, all_sql, cleans_names
from destination_writer.analysis.sqlediting import edit_remedy, is_raw
from destination_writer.analysis.sqlescapes import (
    Bare,
    alone,
    call_edit,
    comes_raw,
    is_harmless,
    literal_escape,
    own_call,
    raw_helpers,
)
from destination_writer.connector.statements.model import Hit, PlaceholderKind, SqlStatement
from destination_writer.knowledge.dialects import Dialect
from destination_writer.sql.tokens import TokenKind
from destination_writer.text.findings import Finding, Severity
from destination_writer.text.places import Span

_WHY = "A value with a single quote in it ends the literal: the statement breaks, or does something else."
_KINDS = frozenset({PlaceholderKind.IDENTIFIER, PlaceholderKind.EXPRESSION, PlaceholderKind.LITERAL})

_CALLS = frozenset({"EXEC", "EXECUTE"})


def check(subject: ConnectorSubject) -> Iterator[Finding]:
    """Silent where the connector cleans its names, and in tests, whose names are the suite's."""
    dialect = subject.dialect
    if dialect is None or not dialect.is_sql or subject.shared(cleans_names):
        return
    for path, file in subject.files.items():
        for marked, missing in () if file.source.is_test else raw_helpers(file, dialect, of_names=False):
            place, name = marked.texts[0][0], marked.function.name
            what = "a backslash begins an escape" if missing == "\\" else "a single quote ends the literal"
            yield Finding(
                "DW406",
                Severity.WARNING,
                f"{name}() makes a literal and does not escape all of its text: {what} in {dialect.name}",
                subject.location(path, place),
                cause=_WHY,
                fix="Double the backslash first, then escape the single quote." if missing == "\\" else _fix(dialect),
                evidence=(file.line(place.start),),
            )
    for at in subject.shared(all_sql):
        if not at.is_test:
            for span, (bare, unsure) in at.use.agreed(_raw):
                expression = bare if isinstance(bare, str) else bare.expression
                if not unsure or comes_raw(subject, at.file, expression, at.use.span.start):
                    yield _finding(subject, at, dialect, span, bare)


def _raw(statement: SqlStatement) -> Iterator[Hit]:
    # Inside of a block texts stand within texts; a call of a procedure has none but its arguments.
    if statement.kind == "block" and statement.tokens[0].upper not in _CALLS:
        return
    for token in statement.tokens:
        if token.kind is not TokenKind.STRING or not token.text.rstrip().endswith("'"):
            continue
        for one in statement.placeholders_of(token):
            plain = one.escaped is False or (one.escaped is None and one.quoted is False)
            unsure = one.escaped is None and one.quoted is None
            if one.kind in _KINDS and (plain or unsure) and not is_harmless(one):
                yield Hit(one.start, one.start + 1, (alone(statement, token) or one.expression, unsure))


def _finding(subject: ConnectorSubject, at: SqlAt, dialect: Dialect, span: Span, bare: Bare | str) -> Finding:
    file, remedies = at.file, ()
    expression = bare if isinstance(bare, str) else bare.expression
    if isinstance(bare, Bare):
        own = own_call(subject, file, of_names=False)
        kept = None if own else f"'${{{literal_escape(dialect)}}}'"
        edit = call_edit(file, bare, own or literal_escape(dialect))
        if edit and not (kept and is_raw(file, span.start) and '"""' in edit[1]):
            new = edit[1] if own else f"'{edit[1]}'"
            remedies = (edit_remedy(file, f"Escape {expression}", _WHY, [(edit[0], new)]),)
    return Finding(
        "DW406",
        Severity.WARNING,
        f"{expression} stands in a literal and is not escaped",
        subject.location(at.path, span),
        cause=_WHY,
        fix=f"Bind it as a parameter. {_fix(dialect)}",
        evidence=(file.line(span.start),),
        remedies=remedies,
    )


def _fix(dialect: Dialect) -> str:
    return f"Where that cannot be, write {dialect.quoting.literal_escape} for each single quote."


RULE = Rule(
    "DW406",
    "unescaped-text",
    Severity.WARNING,
    "A value is put into a literal of a statement without an escape.",
    check_connector=check,
)
