"""What a Kotlin expression stands for in SQL, judged by its shape and by the connector's own helpers.

A kind is given only where the name, the type or a call tells it; all else may be anything.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from destination_writer.connector.statements.model import PlaceholderKind as Kind

_QUOTES = re.compile(
    r"^(?:quote|quoted|quoteIdentifier|quoteName|quoteIfNeeded|toQuoted\w*|asQuoted\w*|escapeIdentifier|asIdentifier|toIdentifier|"
    r"sqlIdentifier|sqlEscape|escapeQuotes|quotedName|identifier|backtick\w*|inQuotes|wrapInQuotes|enquoteIdentifier)$"
)
_LITERALS = re.compile(
    r"^(?:literal|toLiteral|asLiteral|quoteLiteral|sqlLiteral|toSqlLiteral|stringLiteral|sqlString|enquoteLiteral|asSqlString)$"
)
_TABLES = re.compile(
    r"(?i)^(?:fullyQualified\w*|qualified(?:Name|Table\w*)?|toQualified\w*|fullTableName|fullName|asQualified\w*|tableRef\w*|fqn|"
    r"quoteTable\w*|toFullyQualified\w*|toSqlTable\w*)$"
)
_TYPES = re.compile(r"(?i)^(?:type|\w*sqlType|\w*columnType|\w*dataType|newType|\w*DialectType|typeName|\w*ddlType)$")
_NUMBERS = re.compile(
    r"(?i)^(?:size|count|length|MAX_VALUE|MIN_VALUE|\w*(?:limit|size|count|number|precision|scale|millis|seconds))$"
)
_NAMED = re.compile(
    r"(?i)(?:column|col|namespace|schema|alias|identifier|cursor|keyspace|tablename|columnname|schemaname|databasename)$"
)
_TABLE_NAMED = re.compile(r"(?i)^(?:\w*table|source|target|from|to|final|temp|tmp|staging|\w*tableName)$")
_META = re.compile(r"^(?:COLUMN_NAME_\w+|\w*_COLUMN(?:_NAME)?|COLUMN_\w+|CDC_\w+_COLUMN)$")
_LAST = re.compile(r"(?:^|[.?!])\s*`?(\w+)`?\s*(\(|\{|$)")
_BRACKET = re.compile(r"[(\[{)\]}]")
_NUMBER = re.compile(r"^-?[\d_]+(?:\.\d+)?[Lf]?$")
_PLAIN = re.compile(r"^[\w.?!\s]+$")
_CALL = re.compile(r"^\w+\s*\(")
TABLE_TYPES = frozenset({"TableName", "TableNames", "TableIdentifier"})
NUMBER_TYPES = frozenset({"Int", "Long", "Short", "Byte", "Double", "BigInteger", "BigDecimal"})


@dataclass(frozen=True)
class Shape:
    kind: Kind
    quoted: bool | None = None
    escaped: bool | None = None


_FRAGMENT = Shape(Kind.FRAGMENT)
IDENTIFIER = Shape(Kind.IDENTIFIER, quoted=True)
LITERAL = Shape(Kind.LITERAL, escaped=True)


def shape_of(expression: str, type_: str, helpers: Mapping[str, Kind]) -> Shape:
    """`type_` is the Kotlin type where it is known, `helpers` are functions of the file whose bodies show what they
    make (`quote` -> identifier)."""
    called, shape = _by_itself(expression.strip(), type_)
    return shape if shape is not None else _of_call(called, helpers)


@lru_cache(maxsize=2048)
def _by_itself(expression: str, type_: str) -> tuple[str, Shape | None]:
    """What the expression shows without the connector's helpers; None for a call, with the name of what is called."""
    if _NUMBER.match(expression):
        return "", Shape(Kind.NUMBER)
    name, is_call = last_name(expression)
    if name is not None and is_call:
        return name, None
    is_plain = name is not None and _PLAIN.match(expression) is not None
    return "", _of_value(expression, name, type_) if name is not None and is_plain else _FRAGMENT


def _of_value(expression: str, name: str, type_: str) -> Shape:
    plain_type = type_.rstrip("?")
    if plain_type in TABLE_TYPES:
        return Shape(Kind.TABLE, quoted=False)
    if plain_type in NUMBER_TYPES:
        return Shape(Kind.NUMBER)
    return _of_name(expression, name, plain_type)


def _of_call(name: str, helpers: Mapping[str, Kind]) -> Shape:
    told = helpers.get(name)
    if told is Kind.LITERAL or (told is None and _LITERALS.match(name)):
        return LITERAL
    if told is Kind.IDENTIFIER or (told is None and _QUOTES.match(name)):
        return IDENTIFIER
    if told is Kind.TABLE or (told is None and _TABLES.match(name)):
        return Shape(Kind.TABLE, quoted=True)
    if name in ("size", "count", "toInt", "toLong"):
        return Shape(Kind.NUMBER)
    if _TYPES.match(name) and name.lower() not in ("type",):
        return Shape(Kind.TYPE)
    return _FRAGMENT


def _of_name(expression: str, name: str, type_: str) -> Shape:
    is_member = "." in expression
    if type_ not in ("", "String"):
        return _FRAGMENT
    if _META.match(name):
        return Shape(Kind.IDENTIFIER, quoted=False)
    if name in ("name", "namespace") and is_member:
        return Shape(Kind.IDENTIFIER, quoted=False)
    if _TYPES.match(name):
        return Shape(Kind.TYPE)
    if is_member and _NUMBERS.match(name):
        return Shape(Kind.NUMBER)
    if type_ == "String" and (_NAMED.search(name) or _TABLE_NAMED.match(name)):
        return Shape(Kind.IDENTIFIER, quoted=None)
    return _FRAGMENT


@lru_cache(maxsize=2048)
def last_name(expression: str) -> tuple[str | None, bool]:
    """The last name of a chain of calls, and whether it is called: `a.b(c).quote()` gives `quote`, True."""
    text = _without_groups(expression)
    found = None
    for found in _LAST.finditer(text):  # noqa: B007 - the last one counts
        pass
    if found is None or text[found.end(1) :].strip(" `!\n()") != "":
        return None, False
    return found[1], found[2] in ("(", "{")


def _without_groups(text: str) -> str:
    """The text with what is between brackets left out; the brackets of a call stay, as `()`."""
    if _BRACKET.search(text) is None:
        return text
    out: list[str] = []
    depth = 0
    for character in text:
        if character in "([{":
            if depth == 0:
                out.append("(")
            depth += 1
        elif character in ")]}":
            depth -= 1
            if depth == 0:
                out.append(")")
        elif depth == 0:
            out.append(character)
    return "".join(out)
