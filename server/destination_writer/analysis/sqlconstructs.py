"""What a statement has and its database lacks: constructs and column types, by the facts of the dialect."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from destination_writer.analysis.sqlpatterns import Compiled, compiled, find
from destination_writer.connector.statements.model import Hit, PlaceholderKind, SqlStatement
from destination_writer.knowledge.constructs import Lacking, Pattern
from destination_writer.knowledge.dialects import Dialect
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.store import Knowledge
from destination_writer.sql.tokens import SqlToken, TokenKind

_NAMES = frozenset({TokenKind.WORD, TokenKind.QUOTED, TokenKind.PLACEHOLDER})
_CASTS = frozenset({"CAST", "TRY_CAST", "SAFE_CAST"})
_GOES_ON = ("PRECISION", "VARYING", ".")
"""What makes another type, or no type at all, of the word before it."""
_MEASURED = frozenset({"NUMERIC", "DECIMAL", "NUMBER", "VARCHAR", "NVARCHAR", "NVARCHAR2", "RAW", "BINARY"})
"""Types that keep the length or precision that stood behind the wrong one."""
_NO_COLUMN = frozenset(
    {"PRIMARY", "UNIQUE", "CONSTRAINT", "FOREIGN", "CHECK", "KEY", "INDEX", "LIKE", "EXCLUDE", "PARTITION"}
)


@dataclass(frozen=True)
class Lacked:
    """A construct or a type (`instead` of it is then a type) at a place, whose text is `marked`. `write` takes its
    place, `behind` is put behind it; neither where a machine cannot mend it."""

    name: str
    marked: str
    instead: str
    since: str = ""
    error: str = ""
    write: str | None = None
    behind: str = ""
    is_type: bool = False
    proof: str = ""


@dataclass(frozen=True)
class _Ready:
    """A pattern of something that the database lacks; `needed` are words without which it fits nowhere."""

    pattern: Pattern
    compiled: Compiled
    lacking: Lacking


_READY: "WeakKeyDictionary[Knowledge, dict[str, tuple[_Ready, ...]]]" = WeakKeyDictionary()
_KEPT: "WeakKeyDictionary[Knowledge, dict[tuple[str, str, frozenset[str], frozenset[int]], tuple[Hit, ...]]]" = (
    WeakKeyDictionary()
)
_MOST_KEPT = 4000


def lacking_hits(statement: SqlStatement, knowledge: Knowledge, dialect: Dialect) -> tuple[Hit, ...]:
    """Each place of the statement that its database rejects or reads otherwise, as `Hit` with a `Lacked`; no two of
    them overlap. Kept by the statement's text."""
    kept = _KEPT.setdefault(knowledge, {})
    key = (dialect.slug, statement.text, statement.loose, _tables(statement))
    if key not in kept:
        if len(kept) >= _MOST_KEPT:
            kept.clear()
        kept[key] = tuple(_hits(statement, knowledge, dialect))
    return kept[key]


def _hits(statement: SqlStatement, knowledge: Knowledge, dialect: Dialect) -> Iterator[Hit]:
    if statement.kind == "block":
        return
    taken: list[tuple[int, int]] = []
    for start, end, lacked in (*_constructs(statement, knowledge, dialect), *_types(statement, dialect)):
        if all(end <= first or start >= last for first, last in taken):
            taken.append((start, end))
            yield Hit(start, end, lacked)


def _ready(knowledge: Knowledge, slug: str) -> tuple[_Ready, ...]:
    known = _READY.setdefault(knowledge, {})
    if slug not in known:
        try:
            lacks = knowledge.lacking(slug)
        except KnowledgeError:
            lacks = ()  # the broken page is a finding of its own
        known[slug] = tuple(
            _Ready(pattern, compiled(pattern.match), lacking)
            for lacking in lacks
            for pattern in lacking.construct.patterns
        )
    return known[slug]


def _constructs(statement: SqlStatement, knowledge: Knowledge, dialect: Dialect) -> Iterator[tuple[int, int, Lacked]]:
    tokens = statement.tokens
    words = {token.upper or token.text for token in tokens if token.kind is not TokenKind.STRING}
    fitting = [ready for ready in _ready(knowledge, dialect.slug) if ready.compiled.needed <= words]
    if not fitting:
        return
    loose = frozenset(number for number, token in enumerate(tokens) if statement.loose and _is_loose(statement, token))
    for ready in fitting:
        without = ready.lacking.construct.without
        if not without or not (loose or words & set(without)):
            yield from _places(statement, loose, ready.compiled, ready.pattern, ready.lacking)


def _tables(statement: SqlStatement) -> frozenset[int]:
    """Where tokens stand for a table's name with its schema, as far as what makes it says so."""
    tables = (one for one in statement.placeholders if one.kind is PlaceholderKind.TABLE and one.quoted)
    return frozenset(one.start for one in tables if "ualified" in one.expression)


def _is_loose(statement: SqlStatement, token: SqlToken) -> bool:
    return any(one.is_loose for one in statement.placeholders_of(token))


def _places(
    statement: SqlStatement, loose: frozenset[int], ready: Compiled, pattern: Pattern, lacking: Lacking
) -> Iterator[tuple[int, int, Lacked]]:
    tokens = statement.tokens
    for first, last in find(ready, tokens, loose, _tables(statement)):
        before = tokens[first - 1] if first else None
        # Behind a point or AS a word is a name, whatever it means elsewhere.
        if before is not None and (before.upper or before.text) in (".", "AS", *lacking.construct.not_after):
            continue
        start, end = tokens[first].start, tokens[last].end if last >= first else tokens[first].start
        lacked = Lacked(
            lacking.construct.name,
            statement.text[start:end],
            lacking.instead,
            lacking.since,
            lacking.error,
            pattern.write if lacking.write is None else lacking.write,
            pattern.behind,
            proof=lacking.proof.label if lacking.proof else "",
        )
        yield start, end, lacked


def _types(statement: SqlStatement, dialect: Dialect) -> Iterator[tuple[int, int, Lacked]]:
    absent = dialect.sql.types
    if not absent:
        return
    tokens = statement.tokens
    for at, token in enumerate(tokens):
        if token.upper not in absent or not _is_type(tokens, at, statement.kind):
            continue
        follows = (tokens[at + 1].upper or tokens[at + 1].text) if at + 1 < len(tokens) else ""
        lacked = absent_type(dialect, token.text, follows)
        if lacked is not None:
            yield token.start, token.end, lacked


def absent_type(dialect: Dialect, name: str, follows: str) -> Lacked | None:
    """That a database does not have a type; `follows` is what stands behind its name. None where it has it."""
    instead = dialect.sql.types.get(name.upper(), "")
    if not instead or follows.strip().upper().startswith(_GOES_ON):
        return None
    proof = dialect.sql.proof.label if dialect.sql.proof else ""
    write = None if follows.strip().startswith("(") and instead.upper() not in _MEASURED else instead
    return Lacked(name, name, instead, write=write, is_type=True, proof=proof)


def _is_type(tokens: Sequence[SqlToken], at: int, kind: str) -> bool:
    """Whether a type, and no name, stands at a place."""
    before = [tokens[number].upper or tokens[number].text for number in range(max(at - 3, 0), at)]
    if not before:
        return False
    if before[-1] == "::" or (before[-1] == "AS" and _in_cast(tokens, at)):
        return True
    named = tokens[at - 1].kind in _NAMES and len(before) > 1
    if kind == "create table":
        return named and before[-2] in ("(", ",") and before[-1] not in _NO_COLUMN and _depth(tokens, at) == 1
    if kind == "alter table":
        return before[-1] == "TYPE" or (named and before[-2] in ("ADD", "COLUMN", "MODIFY", "EXISTS"))
    return False


def _in_cast(tokens: Sequence[SqlToken], at: int) -> bool:
    """Whether the brackets around a token are those of a cast."""
    depth = 0
    for number in range(at - 1, 0, -1):
        depth += (tokens[number].text == ")") - (tokens[number].text == "(")
        if depth < 0:
            return tokens[number - 1].upper in _CASTS
    return False


def _depth(tokens: Sequence[SqlToken], at: int) -> int:
    return sum((token.text == "(") - (token.text == ")") for token in tokens[:at])
