"""Statements with values put in for what Kotlin puts in: for a person to read, and for a parser that wants real SQL."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from destination_writer.connector.statements.model import Placeholder, PlaceholderKind, SqlStatement
from destination_writer.knowledge.dialects import AirbyteTypeName, Dialect
from destination_writer.sql.tokens import SqlToken, TokenKind, number_of

_META = re.compile(r"COLUMN_NAME_AB_(\w+)")
_CALLS = re.compile(r"(\w+)(?:\(\))?\s*(?:\?|!!)?\.\s*\w+\([^()]*\)\s*$")
_NAME = re.compile(r"^\w+$")
_PLAIN_NAMES = {"namespace": "airbyte", "schema": "airbyte", "it": "id", "name": "name", "database": "airbyte"}


@dataclass(frozen=True)
class Sample:
    """A placeholder and what was put in for it."""

    placeholder: Placeholder
    value: str


@dataclass(frozen=True)
class Filled:
    """`starts[i]` is the character of the statement that character i of `sql` comes from."""

    sql: str
    samples: tuple[Sample, ...]
    starts: tuple[int, ...]

    def origin(self, offset: int) -> int:
        """Where a place of `sql` is in the statement's text."""
        if not self.starts:
            return 0
        return self.starts[offset] if offset < len(self.starts) else self.starts[-1] + 1


def filled(statement: SqlStatement, dialect: Dialect | None) -> Filled:
    """The statement with sample values."""
    inside = _inside_quotes(statement)
    samples = tuple(Sample(one, _sample(one, dialect, inside.get(one.start))) for one in statement.placeholders)
    parts: list[str] = []
    starts: list[int] = []
    for at, character in enumerate(statement.text):
        number = number_of(character)
        text = character if number is None else samples[number].value
        parts.append(text)
        starts += [at] * len(text)
    return Filled("".join(parts), samples, tuple(starts))


def _inside_quotes(statement: SqlStatement) -> dict[int, SqlToken]:
    """Placeholders that are a part of a word, a quoted name or a literal, by their place."""
    return {one.start: token for token, one in _parts(statement)}


def _parts(statement: SqlStatement) -> Iterator[tuple[SqlToken, Placeholder]]:
    for token in statement.tokens:
        if token.kind is not TokenKind.PLACEHOLDER:
            for one in statement.placeholders_of(token):
                yield token, one


def _sample(one: Placeholder, dialect: Dialect | None, within: SqlToken | None) -> str:
    name = _name_of(one)
    if within is not None:
        return name
    match one.kind:
        case PlaceholderKind.IDENTIFIER:
            return _quoted(name, dialect) if one.quoted is not False else name
        case PlaceholderKind.TABLE:
            return f"{_quoted('airbyte', dialect)}.{_quoted(_table_of(one), dialect)}"
        case PlaceholderKind.COLUMNS:
            return ", ".join(_quoted(column, dialect) for column in _columns_of(one))
        case PlaceholderKind.DECLARATIONS:
            return f"{_quoted('name', dialect)} {_type_of(dialect)}"
        case PlaceholderKind.LITERAL:
            return dialect.quoting.literal(name) if dialect else f"'{name}'"
        case PlaceholderKind.NUMBER:
            return "1"
        case PlaceholderKind.TYPE:
            return _type_of(dialect)
        case PlaceholderKind.PARAMETERS:
            return "?, ?"
        case PlaceholderKind.EXPRESSION:
            return "1 = 1"
        case PlaceholderKind.FRAGMENT:
            return f"/* {' '.join(one.expression.replace('*/', '').split())[:60]} */"


def _name_of(one: Placeholder) -> str:
    meta = _META.search(one.expression)
    if meta:
        return f"_airbyte_{meta[1].lower()}"
    called = _CALLS.search(one.expression)
    name = called[1] if called else one.expression.rpartition(".")[2]
    if not _NAME.match(name) or name.isupper():
        return "name"
    return _PLAIN_NAMES.get(name, name)


def _table_of(one: Placeholder) -> str:
    name = _name_of(one).lower()
    return "users_tmp" if name.startswith(("source", "temp", "tmp", "staging", "from")) else "users"


def _columns_of(one: Placeholder) -> tuple[str, ...]:
    if "key" in one.written.lower() or "key" in one.expression.lower():
        return ("id",)
    return ("_airbyte_raw_id", "id", "name") if "COLUMN_NAMES" in one.expression else ("id", "name")


def _quoted(name: str, dialect: Dialect | None) -> str:
    return dialect.quoting.quote(name) if dialect else f'"{name}"'


def _type_of(dialect: Dialect | None) -> str:
    return dialect.type_map.types[AirbyteTypeName.STRING].ddl if dialect else "VARCHAR"
