"""What the tokens of a statement are, for an editor that colours them."""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from destination_writer.sql.tokens import SqlToken, TokenKind, number_of


class Paint(StrEnum):
    """The names are those of the protocol's semantic token types."""

    KEYWORD = "keyword"
    TYPE = "type"
    FUNCTION = "function"
    STRING = "string"
    NUMBER = "number"
    PARAMETER = "parameter"
    OPERATOR = "operator"


_PLAIN = {
    TokenKind.STRING: Paint.STRING,
    TokenKind.NUMBER: Paint.NUMBER,
    TokenKind.PARAMETER: Paint.PARAMETER,
    TokenKind.OPERATOR: Paint.OPERATOR,
}
_BEHIND_TYPES = frozenset({"AS", "TYPE", "::"})
TYPES = frozenset({
    "BIGINT", "BIGNUMERIC", "BINARY", "BIT", "BLOB", "BOOL", "BOOLEAN", "BYTEA", "BYTES", "CHAR", "CHARACTER",
    "CLOB", "DATE", "DATETIME", "DATETIME2", "DATETIME64", "DATETIMEOFFSET", "DECIMAL", "DOUBLE", "FLOAT",
    "FLOAT64", "GEOGRAPHY", "HUGEINT", "INT", "INT32", "INT64", "INTEGER", "INTERVAL", "JSON", "JSONB", "LONG",
    "LONGTEXT", "MEDIUMTEXT", "NCHAR", "NCLOB", "NUMBER", "NUMERIC", "NVARCHAR", "NVARCHAR2", "OBJECT", "PRECISION",
    "RAW", "REAL", "SMALLINT", "STRING", "SUPER", "TEXT", "TIME", "TIMESTAMP", "TIMESTAMPTZ", "TIMESTAMP_LTZ",
    "TIMESTAMP_NTZ", "TIMESTAMP_TZ", "TIMETZ", "TINYINT", "UINT64", "UUID", "VARBINARY", "VARCHAR", "VARCHAR2",
    "VARIANT", "VARYING", "XML", "ZONE", "NULLABLE",
})  # fmt: skip


def painted(tokens: Sequence[SqlToken], keywords: frozenset[str]) -> Iterator[tuple[SqlToken, Paint]]:
    """Names and what Kotlin puts in stay as they are."""
    for at, token in enumerate(tokens):
        paint = _of(tokens, at, keywords)
        if paint is not None:
            yield token, paint


def _of(tokens: Sequence[SqlToken], at: int, keywords: frozenset[str]) -> Paint | None:
    token = tokens[at]
    if token.kind is not TokenKind.WORD:
        return _PLAIN.get(token.kind)
    if any(number_of(character) is not None for character in token.text):
        return None
    follows = tokens[at + 1].text if at + 1 < len(tokens) else ""
    before = tokens[at - 1].text if at else ""
    if before == "." or (follows == "." and token.upper not in keywords):
        return None
    is_shouted = token.text.isupper()
    if token.upper in TYPES and (is_shouted or _stands_for_type(tokens, at)):
        return Paint.TYPE
    if follows == "(" and (token.upper not in keywords or token.upper in ("LEFT", "RIGHT", "REPLACE", "IF")):
        return Paint.FUNCTION
    return Paint.KEYWORD if token.upper in keywords and (is_shouted or token.text.islower()) else None


def _stands_for_type(tokens: Sequence[SqlToken], at: int) -> bool:
    before = tokens[at - 1] if at else None
    if before is None:
        return False
    return (
        before.upper in _BEHIND_TYPES or before.text == "::" or before.kind in (TokenKind.QUOTED, TokenKind.PLACEHOLDER)
    )
