"""Where a name stands in a statement, and nothing but a name can stand."""

from collections.abc import Iterator, Sequence

from destination_writer.connector.statements.model import SqlStatement
from destination_writer.sql.tokens import SqlToken, TokenKind

_BEFORE_TABLE = frozenset({"TABLE", "INTO", "JOIN"})
_OF_TABLES = frozenset({"create table", "drop table", "alter table", "truncate", "rename"})
_SKIPPED = frozenset({"IF", "NOT", "EXISTS", "ONLY", "TABLE"})
_NO_TABLE = frozenset(
    {"SELECT", "VALUES", "SET", "LATERAL", "UNNEST", "DIRECTORY", "OR", "LOW_PRIORITY", "WITH", "FUNCTION"}
)
"""What may follow such a word and is no name."""
NO_COLUMN = frozenset({
    "PRIMARY", "UNIQUE", "CONSTRAINT", "FOREIGN", "CHECK", "KEY", "INDEX", "LIKE", "EXCLUDE", "PARTITION", "PERIOD",
    "FULLTEXT", "SPATIAL", "PROJECTION", "DISTKEY", "SORTKEY",
})  # fmt: skip
"""What begins an item of CREATE TABLE that is no column."""
_BEFORE_ALIAS = frozenset({"FROM", "JOIN", "INTO", "USING"})
_NAMES = frozenset({TokenKind.WORD, TokenKind.QUOTED, TokenKind.PLACEHOLDER})
_COLUMN_ACTIONS = frozenset({"ADD", "DROP", "ALTER", "RENAME", "MODIFY", "CHANGE"})


def text_of(token: SqlToken) -> str:
    """The word in capitals, or the sign."""
    return token.upper or token.text


def table_names(statement: SqlStatement) -> Iterator[int]:
    """Numbers of the tokens that are the first part of a table's name: behind TABLE, INTO, JOIN, a DELETE's FROM and
    at the start of an UPDATE."""
    tokens = statement.tokens
    for at, token in enumerate(tokens):
        word = token.upper
        if word == "TABLE" and statement.kind not in _OF_TABLES:
            continue
        deletes = word == "FROM" and at > 0 and tokens[at - 1].upper == "DELETE"
        updates = word == "UPDATE" and at == 0
        if not (word in _BEFORE_TABLE or deletes or updates) or (at and tokens[at - 1].text in (".", "(")):
            continue
        name = at + 1
        while name < len(tokens) and tokens[name].upper in _SKIPPED:
            name += 1
        if name < len(tokens) and tokens[name].upper not in _NO_TABLE:
            yield name


def table_aliases(statement: SqlStatement) -> Iterator[int]:
    """Numbers of the tokens behind the AS of a table, or of a query in its place."""
    tokens = statement.tokens
    for at, token in enumerate(tokens[:-1]):
        if token.upper == "AS" and at and _ends_table(tokens, at - 1):
            yield at + 1


def _ends_table(tokens: Sequence[SqlToken], at: int) -> bool:
    """Whether a token ends the name of a table behind FROM, JOIN, INTO or USING, or the brackets of a query there."""
    if tokens[at].text == ")":
        depth = 0
        while at >= 0:
            depth += (tokens[at].text == ")") - (tokens[at].text == "(")
            if depth == 0:
                break
            at -= 1
        starts = at > 0 and tokens[at + 1].upper in ("SELECT", "WITH", "VALUES")
        return starts and tokens[at - 1].upper in _BEFORE_ALIAS
    while at > 1 and tokens[at].kind in _NAMES and tokens[at - 1].text == ".":
        at -= 2
    return at > 0 and tokens[at].kind in _NAMES and tokens[at - 1].upper in _BEFORE_ALIAS


def column_names(statement: SqlStatement) -> Iterator[int]:
    """Numbers of the tokens that are the name of a column and nothing else: in the lists of CREATE TABLE and INSERT, in
    ALTER TABLE, and what SET assigns to."""
    if statement.kind == "create table":
        yield from _declared(statement.tokens)
    elif statement.kind == "insert":
        yield from _inserted(statement.tokens)
    elif statement.kind == "alter table":
        yield from _altered(statement.tokens)
    if statement.kind in ("update", "merge"):
        yield from _assigned(statement.tokens)


def _declared(tokens: Sequence[SqlToken]) -> Iterator[int]:
    depth = 0
    for at, token in enumerate(tokens):
        if token.upper == "AS" and depth == 0:
            return  # CREATE TABLE … AS SELECT
        before = tokens[at - 1].text if at else ""
        starts = depth == 1 and before in ("(", ",") and text_of(token) not in NO_COLUMN
        if starts and at + 1 < len(tokens) and tokens[at + 1].kind in (TokenKind.WORD, TokenKind.PLACEHOLDER):
            yield at
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0 and token.text == ")":
            return


def _inserted(tokens: Sequence[SqlToken]) -> Iterator[int]:
    opened = next((at for at, token in enumerate(tokens) if token.text == "("), None)
    if opened is None or any(t.upper in ("SELECT", "VALUES", "WITH") for t in tokens[: opened + 2]):
        return
    for at in range(opened + 1, len(tokens) - 1):
        if tokens[at - 1].text in ("(", ",") and tokens[at + 1].text in (",", ")"):
            yield at
        if tokens[at].text in (")", "("):
            return


def _altered(tokens: Sequence[SqlToken]) -> Iterator[int]:
    for at, token in enumerate(tokens):
        if token.upper != "COLUMN" or not at or tokens[at - 1].upper not in _COLUMN_ACTIONS:
            continue
        name = at + 1
        while name < len(tokens) and tokens[name].upper in ("IF", "NOT", "EXISTS"):
            name += 1
        if name < len(tokens):
            yield name
            if name + 2 < len(tokens) and tokens[name + 1].upper == "TO":
                yield name + 2


def _assigned(tokens: Sequence[SqlToken]) -> Iterator[int]:
    depth, setting = 0, False
    for at, token in enumerate(tokens):
        depth += (token.text == "(") - (token.text == ")")
        if token.upper in ("SET", "WHERE", "FROM", "WHEN"):
            setting = token.upper == "SET" and depth == 0
        follows = tokens[at + 1].text if at + 1 < len(tokens) else ""
        if setting and depth == 0 and follows == "=" and text_of(tokens[at - 1]) in ("SET", ","):
            yield at
