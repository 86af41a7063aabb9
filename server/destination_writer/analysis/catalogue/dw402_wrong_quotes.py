"""DW402: a name stands between marks that quote no name in the connector's database."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from destination_writer.analysis.rule import ConnectorSubject, FileSubject, Rule
from destination_writer.analysis.sqlconnector import all_sql, mentions
from destination_writer.analysis.sqlediting import edit_remedy, in_string
from destination_writer.analysis.sqlmarks import Marked, marked_functions, marked_parts
from destination_writer.analysis.sqlnames import column_names, table_names
from destination_writer.connector.statements.model import Hit, PlaceholderKind, SqlStatement
from destination_writer.knowledge.dialects import Dialect
from destination_writer.sql.tokens import SqlToken, TokenKind
from destination_writer.text.findings import Finding, Remedy, Severity
from destination_writer.text.places import Span

_WORDS = {'"': "double quotes", "`": "backticks", "[": "square brackets", "'": "single quotes"}
_CLOSES = {"[": "]"}
_CATALOGUES = frozenset(
    {
        "INFORMATION_SCHEMA",
        "PG_CATALOG",
        "PG_TABLES",
        "PG_NAMESPACE",
        "PG_CLASS",
        "SYS",
        "ALL_TABLES",
        "ALL_TAB_COLUMNS",
        "SVV_COLUMNS",
    }
)

_BEFORE_OPERAND = frozenset({"SELECT", "WHERE", "AND", "OR", "NOT", "ON", "BY", "HAVING", "WHEN", "=", "<>", ".", ","})


@dataclass(frozen=True)
class _Wrong:
    """What is wrong with a stretch: `mark` is the one it begins with, `as_text` whether a text was meant."""

    mark: str
    edits: tuple[tuple[Span, str], ...]
    as_text: bool = False


def check(subject: ConnectorSubject) -> Iterator[Finding]:
    """Names in statements, and the connector's own functions that quote names."""
    dialect = subject.dialect
    if dialect is None or not dialect.is_sql:
        return
    # Such a setting changes what the marks mean, wherever it stands.
    text_marks = () if mentions(subject, dialect.sql.mode) else dialect.sql.text_marks
    for path, file in subject.files.items():
        for marked in file.shared(marked_functions):
            if marked.of_names and _is_wrong(marked.opening, dialect, text_marks):
                yield _of_function(subject, path, file, dialect, marked)
        for part in () if file.source.is_test else file.shared(marked_parts):
            if _is_wrong(part.mark, dialect, text_marks):
                quoting = dialect.quoting
                wrong = _Wrong(part.mark, ((part.opening, quoting.open), (part.closing, quoting.close)))
                yield _finding(subject, path, file, dialect, Span(part.opening.start, part.closing.end), wrong)
    for at in subject.shared(all_sql):
        for span, wrong in at.use.agreed(lambda statement: _wrong(statement, dialect, text_marks)):
            yield _finding(subject, at.path, at.file, dialect, span, wrong)


def _is_wrong(mark: str, dialect: Dialect, text_marks: tuple[str, ...]) -> bool:
    quoting = (dialect.quoting.open, *dialect.sql.also_quotes)
    if mark in quoting or mark == "'":
        return False
    return mark in text_marks or mark not in dialect.sql.text_marks


def _wrong(statement: SqlStatement, dialect: Dialect, text_marks: tuple[str, ...]) -> Iterator[Hit]:
    if statement.kind in ("block", "copy", "load", "put"):
        return
    tokens = statement.tokens
    names = {*table_names(statement), *column_names(statement)}
    for at, token in enumerate(tokens):
        if token.kind is TokenKind.QUOTED:
            mark = token.text[0]
            beside = (at > 0 and tokens[at - 1].text == ".") or (at + 1 < len(tokens) and tokens[at + 1].text == ".")
            is_name = (
                at in names or beside or (at > 0 and tokens[at - 1].upper in ("FROM", "BY")) or _is_sorted(tokens, at)
            )
            if _is_wrong(mark, dialect, text_marks) and (is_name or mark not in dialect.sql.text_marks):
                yield Hit(token.start, token.end, _Wrong(mark, _swapped(statement, token.start, token.end, dialect)))
            elif mark == dialect.quoting.open and not beside and _means_text(statement, at):
                edits = _marks(statement, token.start, token.end, "'", "'")
                yield Hit(token.start, token.end, _Wrong(mark, edits, as_text=True))
        elif token.kind is TokenKind.PLACEHOLDER:
            yield from _helped(statement, at, dialect)
        elif token.kind is TokenKind.STRING and at in names and "'" not in dialect.sql.also_quotes:
            if token.text.startswith("'"):
                yield Hit(token.start, token.end, _Wrong("'", _swapped(statement, token.start, token.end, dialect)))
        elif (
            token.text == "["
            and (at in names or _is_operand(tokens, at, dialect))
            and at + 2 < len(tokens)
            and tokens[at + 2].text == "]"
        ):
            end = tokens[at + 2].end
            yield Hit(token.start, end, _Wrong("[", _swapped(statement, token.start, end, dialect)))


def _is_sorted(tokens: Sequence[SqlToken], at: int) -> bool:
    """Whether this is what `PARTITION BY DATE(…)` and the like look at."""
    before = [token.upper or token.text for token in tokens[max(at - 3, 0) : at]]
    return len(before) == 3 and before[0] == "BY" and before[2] == "("


def _is_operand(tokens: Sequence[SqlToken], at: int, dialect: Dialect) -> bool:
    """Whether an operand begins at a bracket, in a database where none does."""
    before = tokens[at - 1] if at else None
    return (
        dialect.sql.no_operand_in_brackets and before is not None and (before.upper or before.text) in _BEFORE_OPERAND
    )


_OF_NAME = re.compile(r"\b(?:namespace|name)\.\w+\(\)$")


def _helped(statement: SqlStatement, at: int, dialect: Dialect) -> Iterator[Hit]:
    """A helper that makes a name where a catalogue's column is compared, or a text where FROM names a table."""
    token, tokens = statement.tokens[at], statement.tokens
    put_in = statement.placeholder_at(token.start)
    if put_in is None or not _OF_NAME.search(put_in.expression):
        return
    beside = at + 1 < len(tokens) and tokens[at + 1].text == "."
    if put_in.kind is PlaceholderKind.IDENTIFIER and put_in.quoted and not beside and _means_text(statement, at):
        yield Hit(token.start, token.end, _Wrong(dialect.quoting.open, (), as_text=True))
    is_text = put_in.kind is PlaceholderKind.LITERAL and put_in.escaped and "'" not in dialect.sql.also_quotes
    if is_text and at == len(tokens) - 1 and statement.kind == "select" and tokens[at - 1].upper == "FROM":
        yield Hit(token.start, token.end, _Wrong("'", ()))


def _means_text(statement: SqlStatement, at: int) -> bool:
    """Whether a quoted name is what a catalogue's column is compared with: a text was meant."""
    tokens = statement.tokens
    if statement.kind != "select" or at == 0 or tokens[at - 1].text != "=":
        return False
    words = {token.upper for token in tokens if token.upper}
    return bool(words & _CATALOGUES)


def _swapped(statement: SqlStatement, start: int, end: int, dialect: Dialect) -> tuple[tuple[Span, str], ...]:
    return _marks(statement, start, end, dialect.quoting.open, dialect.quoting.close)


def _marks(statement: SqlStatement, start: int, end: int, opening: str, closing: str) -> tuple[tuple[Span, str], ...]:
    """Edits of the first and the last character, in SQL; none where what stands between has marks of its own."""
    inside = statement.text[start + 1 : end - 1]
    if end - start < 3 or any(mark in inside for mark in "\"`[]'"):
        return ()
    return (statement.span(start, start + 1), opening), (statement.span(end - 1, end), closing)


def _finding(
    subject: ConnectorSubject, path: str, file: FileSubject, dialect: Dialect, span: Span, wrong: _Wrong
) -> Finding:
    name = dialect.name
    right = _WORDS.get(dialect.quoting.open, dialect.quoting.open)
    if wrong.as_text:
        message = f"{_WORDS[wrong.mark].capitalize()} make a name of this in {name}, where a text is compared"
        fix = "Put the text between single quotes, or bind it as a parameter."
    else:
        message = f"{name} quotes names with {right}, not with {_WORDS.get(wrong.mark, wrong.mark)}"
        fix = f"Put the name between {right}."
    title = f"Put it between {'single quotes' if wrong.as_text else right}"
    edits = [(place, in_string(file, place.start, text)) for place, text in wrong.edits]
    sure = edits and all(_is_mark(file, place) for place, _ in edits)
    return Finding(
        "DW402",
        Severity.ERROR,
        message,
        subject.location(path, span),
        cause=f"The statement cannot be parsed, or speaks of another thing. Known from: {dialect.quoting.proof.label}.",
        fix=fix,
        evidence=(file.line(span.start),),
        remedies=(edit_remedy(file, title, fix, edits),) if sure else (),
    )


def _is_mark(file: FileSubject, place: Span) -> bool:
    return file.text[place.start : place.end].lstrip("\\") in tuple("\"`[]'")


def _of_function(subject: ConnectorSubject, path: str, file: FileSubject, dialect: Dialect, marked: Marked) -> Finding:
    right, wrong = (_WORDS.get(mark, mark) for mark in (dialect.quoting.open, marked.opening))
    place = marked.texts[0][0]
    return Finding(
        "DW402",
        Severity.ERROR,
        f"{dialect.name} quotes names with {right}, and {marked.function.name}() puts them between {wrong}",
        subject.location(path, place),
        cause=f"Every statement with a quoted name fails. Known from: {dialect.quoting.proof.label}.",
        fix=f"Put the name between {right}, and escape those that are in it.",
        evidence=(file.line(place.start),),
        remedies=tuple(_remedy(file, dialect, marked)),
    )


def _remedy(file: FileSubject, dialect: Dialect, marked: Marked) -> Iterator[Remedy]:
    """The marks, and what is replaced by what, where the function is written in the usual way."""
    said = [text for _, text in marked.texts]
    closing, quoting = marked.closing, dialect.quoting
    if said == [marked.opening, closing, closing * 2, closing]:
        new = [quoting.open, quoting.close, quoting.escape, quoting.close]
    elif said == [marked.opening, closing]:
        new = [quoting.open, quoting.close]
    else:
        return
    if quoting.also_escape:
        return  # another replacement would be needed besides
    edits = [(span, in_string(file, span.start, text)) for (span, _), text in zip(marked.texts, new, strict=True)]
    yield edit_remedy(file, f"Quote names with {_WORDS.get(quoting.open, quoting.open)}", "", edits)


RULE = Rule(
    "DW402",
    "wrong-quotes",
    Severity.ERROR,
    "A name stands between marks that quote no name in the connector's database.",
    check_connector=check,
)
