"""What kind of statement a text is, by its first words."""

from collections.abc import Sequence

from destination_writer.sql.tokens import SqlToken, TokenKind

FRAGMENT = "fragment"
"""A part of a statement, as far as can be seen."""
UNKNOWN = "unknown"
"""It begins with a placeholder that may be anything."""
BLOCK = "block"
"""Statements of a procedural language; they are not looked into."""

_SIMPLE = {
    "SELECT": "select",
    "INSERT": "insert",
    "UPDATE": "update",
    "DELETE": "delete",
    "MERGE": "merge",
    "TRUNCATE": "truncate",
    "COPY": "copy",
    "SET": "set",
    "COMMIT": "commit",
    "ROLLBACK": "rollback",
    "RENAME": "rename",
    "EXCHANGE": "exchange",
    "GRANT": "grant",
    "REVOKE": "revoke",
    "USE": "use",
    "SHOW": "show",
    "DESCRIBE": "describe",
    "DESC": "describe",
    "EXPLAIN": "explain",
    "ANALYZE": "analyze",
    "OPTIMIZE": "optimize",
    "VACUUM": "vacuum",
    "CALL": "call",
    "PUT": "put",
    "LOAD": "load",
    "PRAGMA": "pragma",
    "ATTACH": "attach",
    "DETACH": "detach",
    "LOCK": "lock",
    "COMMENT": "comment",
    "UNDROP": "undrop",
    "REPLACE": "insert",
    "START": "begin",
    "DECLARE": BLOCK,
    "DO": BLOCK,
    "EXEC": BLOCK,
    "EXECUTE": BLOCK,
    "IF": BLOCK,
    "WHILE": BLOCK,
}
_OBJECTS = {
    "TABLE": "table",
    "SCHEMA": "schema",
    "DATABASE": "schema",
    "DATASET": "schema",
    "VIEW": "view",
    "INDEX": "index",
}
_LOOKED_AT = 8
"""Words in which the object of a CREATE, DROP or ALTER is looked for: `CREATE OR REPLACE TEMPORARY TABLE`."""


def kind_of(tokens: Sequence[SqlToken]) -> str:
    """`create table`, `drop other`, `select`, ..., `fragment`, `unknown`."""
    at = 0
    while at < len(tokens) and tokens[at].text == "(":
        at += 1
    if at == len(tokens):
        return FRAGMENT
    first = tokens[at]
    if first.kind is TokenKind.PLACEHOLDER:
        return UNKNOWN
    word = first.upper
    if at and word not in ("SELECT", "WITH"):
        return FRAGMENT
    if word in ("CREATE", "DROP", "ALTER"):
        return _of_object(word, tokens[at + 1 : at + _LOOKED_AT])
    if word == "WITH":
        return _behind_with(tokens[at + 1 :])
    if word == "BEGIN":
        return _begin(tokens[at + 1 :])
    if word == "SET" and any(token.text == "," for token in tokens[1:]) and tokens[-1].text == ",":
        return FRAGMENT
    return _SIMPLE.get(word, FRAGMENT)


def _of_object(word: str, tokens: Sequence[SqlToken]) -> str:
    verb = word.lower()
    for token in tokens:
        if token.upper in _OBJECTS:
            thing = _OBJECTS[token.upper]
            return f"{verb} {thing}"
        if token.upper in ("COLUMN", "CONSTRAINT", "NOT", "DEFAULT") and verb != "create":
            return FRAGMENT  # a part of ALTER TABLE
        if token.kind is not TokenKind.WORD or token.upper in ("FUNCTION", "PROCEDURE", "TYPE", "ROLE", "USER"):
            break
    return f"{verb} other"


def _behind_with(tokens: Sequence[SqlToken]) -> str:
    depth = 0
    for token in tokens:
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0 and token.upper in ("SELECT", "INSERT", "UPDATE", "DELETE", "MERGE"):
            return token.upper.lower()
    return FRAGMENT if not any(token.text == "(" for token in tokens) else "select"


def _begin(tokens: Sequence[SqlToken]) -> str:
    simple = not tokens or tokens[0].text == ";" or tokens[0].upper in ("TRANSACTION", "WORK", "TRAN", "ISOLATION")
    return "begin" if simple else BLOCK
