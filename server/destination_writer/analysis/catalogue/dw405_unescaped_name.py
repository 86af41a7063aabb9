"""DW405: a name is put into a statement without quotes, or between quotes without an escape."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from destination_writer.analysis.rule import ConnectorSubject, FileSubject, Rule
from destination_writer.analysis.sqlconnector import SqlAt, all_sql, cleans_names
from destination_writer.analysis.sqlediting import edit_remedy
from destination_writer.analysis.sqlescapes import Bare, alone, call_edit, comes_raw, is_harmless, own_call, raw_helpers
from destination_writer.analysis.sqlmarks import marked_parts
from destination_writer.analysis.sqlrawnames import raw_names
from destination_writer.connector.roles import Role
from destination_writer.connector.statements.model import Hit, PlaceholderKind, SqlStatement
from destination_writer.knowledge.cdkversions import Era
from destination_writer.knowledge.dialects import Dialect, Folding
from destination_writer.kotlin.calls import closing
from destination_writer.sql.tokens import TokenKind
from destination_writer.text.findings import Finding, Severity
from destination_writer.text.places import Span

_WHY = (
    "Names come from the source: one with a hyphen, a reserved word or the quote itself breaks the statement, or runs "
    "another."
)
_TABLE = "The text of a data class is no name."
_FOLDED = "Without quotes the database folds it to capitals: that is another column than the quoted one of the table."
_NAMESPACE = "namespace"
_META = re.compile(r"(?:Meta\.)?COLUMN_NAME_AB_\w+(?:\.quote\w*\(\))?")


@dataclass(frozen=True)
class _Raw:
    expression: str
    bare: Bare | None
    is_table: bool = False
    is_folded: bool = False
    """A meta column that the database takes for one in capitals."""
    unsure: bool = False
    """Whether its callers tell if it was quoted before."""


def check(subject: ConnectorSubject) -> Iterator[Finding]:
    """Silent where the connector cleans its names, and in tests, whose names are the suite's: in the first era, the
    suite's namespaces have hyphens."""
    dialect = subject.dialect
    if dialect is None or not dialect.is_sql:
        return
    clean = subject.shared(cleans_names)
    for path, file in subject.files.items():
        if file.source.is_test or clean:
            continue
        for marked, missing in raw_helpers(file, dialect, of_names=True):
            place = marked.texts[0][0]
            yield Finding(
                "DW405",
                Severity.WARNING,
                f"{marked.function.name}() puts a name between quotes and leaves those inside of it as they are",
                subject.location(path, place),
                cause=_WHY,
                fix=f"Replace {missing} by {dialect.quoting.escape} in the name first.",
                evidence=(file.line(place.start),),
            )
        yield from _of_names(subject, path, file)
        for part in file.shared(marked_parts):
            whole = Span(part.opening.start, part.closing.end)
            raw = _Raw(part.expression, Bare(part.expression, part.place, whole, True))
            yield _finding(subject, path, file, dialect, part.place, raw)
    folds = dialect.quoting.folding is Folding.UPPER and subject.shared(_quotes_meta_columns)
    for at in subject.shared(all_sql):
        if not at.is_test or _is_suites(at):
            for span, raw in at.use.agreed(lambda statement: _raw(statement, clean, folds)):
                if at.is_test and raw.expression != _NAMESPACE:
                    continue
                if raw.unsure and not comes_raw(subject, at.file, raw.expression, at.use.span.start):
                    continue
                yield _finding(subject, at.path, at.file, dialect, span, raw)


def _is_suites(at: SqlAt) -> bool:
    """Whether the CDK's suites of the first era hand a namespace over there: a prefix and a UUID with its hyphens."""
    return at.file.era is Era.A and at.function is not None and at.function.role is Role.TEST_CLIENT


def _quotes_meta_columns(subject: ConnectorSubject) -> bool:
    """Whether a meta column stands between quotes anywhere: the others then have to, where names are folded."""
    statements = (v for at in subject.shared(all_sql) if not at.is_test for v in at.use.variants)
    return any(one.quoted and _META.search(one.expression) for v in statements for one in v.placeholders)


def _of_names(subject: ConnectorSubject, path: str, file: FileSubject) -> Iterator[Finding]:
    """Only where the connector has a function that quotes names: then a name without it was forgotten."""
    call = own_call(subject, file, of_names=True)
    if call is None:
        return
    for raw in file.shared(raw_names):
        if raw.lambda_for:
            edit = (Span(_behind(file, raw.whole), _behind(file, raw.whole)), f" {{ {call.replace('{}', 'it')} }}")
        else:
            written = call.replace("{}", raw.expression)
            edit = (raw.whole, f"${{{written}}}" if raw.in_template else written)
        fix = "Put it through the function that quotes names."
        title = f"Write {call.replace('{}', 'it' if raw.lambda_for else raw.expression)}"
        yield Finding(
            "DW405",
            Severity.WARNING,
            f"{raw.expression} stands in the statement without quotes",
            subject.location(path, raw.whole),
            cause=_WHY,
            fix=fix,
            evidence=(file.line(raw.whole.start),),
            remedies=(edit_remedy(file, title, _WHY, [edit]),),
        )


def _behind(file: FileSubject, name: Span) -> int:
    """Behind the parentheses of the call whose name this is."""
    return closing(file.bare, file.bare.index("(", name.end)) + 1


def _raw(statement: SqlStatement, clean: bool, folds: bool) -> Iterator[Hit]:
    if statement.kind == "block":
        return
    for token in statement.tokens:
        inside = statement.placeholders_of(token)
        if not inside or token.kind not in (TokenKind.QUOTED, TokenKind.PLACEHOLDER):
            continue
        for one in inside:
            if one.type == "TableName" and one.kind is PlaceholderKind.TABLE and one.quoted is False:
                yield Hit(one.start, one.start + 1, _Raw(one.expression, None, is_table=True))
            elif folds and one.quoted is False and _META.fullmatch(one.expression):
                yield Hit(one.start, one.start + 1, _Raw(one.expression, alone(statement, token), is_folded=True))
            elif one.kind is PlaceholderKind.IDENTIFIER and not one.quoted and not clean and not is_harmless(one):
                raw = _Raw(one.expression, alone(statement, token), unsure=one.quoted is None)
                yield Hit(one.start, one.start + 1, raw)


def _finding(
    subject: ConnectorSubject, path: str, file: FileSubject, dialect: Dialect, span: Span, raw: _Raw
) -> Finding:
    remedies = ()
    has_marks = raw.bare is None or raw.bare.has_marks
    if raw.is_table:
        message = f"{raw.expression} becomes `TableName(namespace=…, name=…)` in the statement"
        fix = "Write its namespace and its name, each of them quoted."
    elif has_marks:
        message = f"{raw.expression} stands between quotes and is not escaped"
        close, escape = dialect.quoting.close, dialect.quoting.escape
        fix = f"Put it through the function that quotes names, which writes {escape} for {close}."
    else:
        message = f"{raw.expression} stands in the statement without quotes"
        fix = "Put it through the function that quotes names."
    call = own_call(subject, file, of_names=True)
    edit = call_edit(file, raw.bare, call) if call and raw.bare else None
    if call and edit:
        remedies = (edit_remedy(file, f"Write {call.replace('{}', raw.expression)}", _WHY, [edit]),)
    return Finding(
        "DW405",
        Severity.ERROR if raw.is_table or raw.is_folded else Severity.WARNING,
        message,
        subject.location(path, span),
        cause=_TABLE if raw.is_table else _FOLDED if raw.is_folded else _WHY,
        fix=fix,
        evidence=(file.line(span.start),),
        remedies=remedies,
    )


RULE = Rule(
    "DW405",
    "unescaped-name",
    Severity.WARNING,
    "A name is put into a statement without quotes, or between quotes without an escape.",
    check_connector=check,
)
