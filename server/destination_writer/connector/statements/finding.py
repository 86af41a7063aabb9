"""Finds the expressions of a function that are SQL by their use."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter

from destination_writer.connector.statements.code import Code
from destination_writer.connector.statements.model import Placeholder, SqlStatement, SqlText, SqlUse
from destination_writer.connector.statements.reading import Around, Reader
from destination_writer.connector.statements.scopes import Scopes
from destination_writer.connector.statements.values import Choice, Chunk, Flat, Listing, Text, Value, variants
from destination_writer.kotlin.declarations import Body, BodyKind
from destination_writer.kotlin.tokens import TokenKind
from destination_writer.sql.kinds import FRAGMENT
from destination_writer.sql.tokens import MOST_MARKS, Habits, mark
from destination_writer.sql.tokens import TokenKind as SqlKind
from destination_writer.text.places import Span

SINKS: Mapping[str, str] = {
    "execute": "executed",
    "executeQuery": "executed",
    "executeUpdate": "executed",
    "executeLargeUpdate": "executed",
    "executeStatement": "executed",
    "executeSql": "executed",
    "executeInTransaction": "executed",
    "runSql": "executed",
    "query": "executed",
    "queryForObject": "executed",
    "prepareStatement": "prepared",
    "prepareCall": "prepared",
    "addBatch": "batched",
}
"""Functions whose arguments are SQL."""
LOGS = frozenset({"andLog", "logged", "andLogged", "andLogSql", "withLog"})


@dataclass(frozen=True)
class Asked:
    """One function: its text, where it begins in the file, its body, and what is known around it."""

    text: str
    body: Body
    """Its span counts from the beginning of `text`."""
    parameters: tuple[tuple[str, str], ...]
    name: str
    owner: str
    gives_sql: bool
    """Whether what it returns is SQL: it belongs to the SQL generator and gives text."""
    habits: Habits
    around: Around = field(default_factory=Around)


@dataclass
class _Root:
    """An expression with what it is used for."""

    value: Text
    span: tuple[int, int]
    sinks: set[str]
    listed: tuple[int, int, int] | None = None


_start = attrgetter("start")


def uses_in(asked: Asked) -> tuple[SqlUse, ...]:
    """The SQL of one function; offsets count from the beginning of its text."""
    code = Code(asked.text)
    first, behind = (bisect_left(code.tokens, at, key=_start) for at in (asked.body.span.start, asked.body.span.end))
    if first >= behind:
        return ()
    return _Finder(asked, code, first + 1, behind).uses()


class _Finder:
    def __init__(self, asked: Asked, code: Code, first: int, behind: int) -> None:
        """`first` is the token behind the `{` or `=` of the body."""
        self.asked, self.code, self.first = asked, code, first
        is_closed = asked.body.kind is BodyKind.BLOCK and code.words[behind - 1] == "}"
        self.behind = behind - 1 if is_closed else behind
        self.scopes = Scopes(code, first, self.behind, dict(asked.parameters))
        self.reader = Reader(code, self.scopes, asked.around)
        self.roots: list[_Root] = []

    def uses(self) -> tuple[SqlUse, ...]:
        tokens, words = self.code.tokens, self.code.words
        for at in range(self.first, self.behind - 1):
            if words[at + 1] == "(" and tokens[at].kind is TokenKind.IDENTIFIER:
                self._look(at)
        if self.asked.gives_sql:
            self._returned()
        found: list[SqlUse] = []
        for root in self._maximal():
            use = self._use(root)
            if use is not None:
                found.append(use)
        return tuple(sorted(found, key=lambda use: use.span))

    def _look(self, at: int) -> None:
        code, word = self.code, self.code.words[at]
        follows = at + 1
        if follows not in code.ends:
            return
        if word in LOGS and code.words[at - 1] in (".", "?."):
            self._logged(at)
        elif word in SINKS:
            inside = code.parts(follows + 1, code.ends[follows], ",")
            for first, behind in inside[:2]:
                self._argument(first, behind, SINKS[word])
        elif word == "add" and self.asked.gives_sql and code.words[at - 1] == ".":
            self._argument(follows + 1, code.ends[follows], "batched")

    def _argument(self, first: int, behind: int, sink: str) -> None:
        if (
            behind - first > 2
            and self.code.words[first + 1] == "="
            and self.code.tokens[first].kind is TokenKind.IDENTIFIER
        ):
            first += 2
        if first < behind and self.code.words[first] != "{":
            self._take(self.reader.value(first, behind), (first, behind), sink)

    def _logged(self, at: int) -> None:
        """What stands in front of `.andLog()`, unless it is only a part of a longer text."""
        start = self._chain_start(at - 1)
        before = self.code.words[start - 1] if start > self.first else ""
        after_at = self.code.ends[at + 1] + 1
        after = self.code.words[after_at] if after_at < self.behind and after_at not in self.code.breaks else ""
        if before == "+" or after == "+":
            return
        self._take(self.reader.value(start, at - 1), (start, at - 1), "logged")

    def _chain_start(self, at: int) -> int:
        """The first token of the chain that goes on with the dot at `at`."""
        code = self.code
        while at > self.first:
            at -= 1
            if code.words[at] in (")", "}", "]") or code.tokens[at].kind is TokenKind.STRING_END:
                at = code.starts.get(at, at)
                named = at - 1
                while (
                    code.words[at] in ("(", "{")
                    and named >= self.first
                    and (code.tokens[named].kind is TokenKind.IDENTIFIER or code.words[named] == ")")
                    and named not in (at,)
                ):
                    if code.words[named] == ")":
                        at = code.starts.get(named, named)
                        if code.words[at - 1] in ("if", "while", "for", "when"):
                            return at - 1
                    else:
                        at = named
                    named = at - 1
            if at - 1 < self.first or code.words[at - 1] not in (".", "?."):
                return at
            at -= 1
        return at

    def _returned(self) -> None:
        code = self.code
        if self.asked.body.kind is BodyKind.EXPRESSION:
            self._take(self.reader.value(self.first, self.behind), (self.first, self.behind), "returned")
            return
        for block in self.scopes.blocks:
            for first, behind in code.statements(*block):
                if code.words[first] == "return" and behind > first + 1 and not self._is_local_function(first):
                    self._take(self.reader.value(first + 1, behind), (first + 1, behind), "returned")

    def _is_local_function(self, at: int) -> bool:
        """Whether a token stands in a function inside of this one."""
        for place in range(self.first, at):
            if self.code.words[place] == "fun" and self.code.tokens[place].kind is TokenKind.KEYWORD:
                opening = next((i for i in range(place, at) if self.code.words[i] == "{"), None)
                if opening is not None and self.code.ends.get(opening, 0) > at:
                    return True
        return False

    def _take(self, value: Value, place: tuple[int, int], sink: str) -> None:
        if isinstance(value, Listing):
            for number, item in enumerate(value.items):
                if isinstance(item, Text):
                    self._root(item, place, sink, (value.number, number, len(value.items)))
        elif isinstance(value, Text):
            self._root(value, place, sink, None)

    def _root(self, value: Text, place: tuple[int, int], sink: str, listed: tuple[int, int, int] | None) -> None:
        if not value.is_known:
            return
        span = self.code.tokens[place[0]].start, self.code.tokens[place[1] - 1].end
        same = next((root for root in self.roots if root.value == value), None)
        if same is not None:
            same.sinks.add(sink)
            same.listed = same.listed or listed
            return
        self.roots.append(_Root(value, span, {sink}, listed))

    def _maximal(self) -> Iterator[_Root]:
        """Without those whose text is a part of another one."""
        stretches = [_stretches(root.value) for root in self.roots]
        for number, root in enumerate(self.roots):
            own = stretches[number]
            if not any(own < other for place, other in enumerate(stretches) if place != number):
                yield root

    def _use(self, root: _Root) -> SqlUse | None:
        made = [_statement(flat, self.asked.habits) for flat in variants(root.value)]
        made = [one for one in made if one.text.strip()]
        statements = tuple(dict.fromkeys(made)) if len(made) > 1 else tuple(made)
        if not statements or all(one.kind == FRAGMENT for one in statements):
            return None
        if root.sinks == {"returned"} and all(_is_prose(one) for one in statements):
            return None
        stretches = _stretches(root.value)
        places = [place for stretch in stretches for place in stretch]
        # Of an element of a list the place in the list, not that of a local val which it begins with; of a list of
        # local vals the first words of the statement, and not those of the first val in it.
        inside = [place for place in places if root.span[0] <= place <= root.span[1]]
        first = min(one.starts[0] for one in statements)
        inside = inside or next(([*stretch] for stretch in stretches if stretch[0] <= first <= stretch[1]), places)
        span = Span(*root.span) if root.listed is None else Span(min(inside), max(inside))
        return SqlUse(
            span,
            statements,
            frozenset(root.sinks),
            self.asked.name,
            self.asked.owner,
            root.listed,
            root.value.is_finished,
            stretches,
        )


def _is_prose(statement: SqlStatement) -> bool:
    """`insert failed for table`: it begins like SQL in small letters, and its second word is none of SQL's."""
    words = [token for token in statement.tokens[:2] if token.kind is SqlKind.WORD]
    return len(words) == 2 and not words[0].text.isupper() and words[1].upper not in _SECOND


_SECOND = frozenset({
    "INTO", "FROM", "TABLE", "SCHEMA", "DATABASE", "OR", "VIEW", "INDEX", "UNIQUE", "TEMPORARY", "TEMP", "DISTINCT",
    "COUNT", "IF",
})  # fmt: skip


def _stretches(text: Text) -> frozenset[tuple[int, int]]:
    """The places of all literals in a text."""
    found: set[tuple[int, int]] = set()
    for part in text.parts:
        if isinstance(part, Chunk):
            if part.starts and part.literal >= 0:
                found.add((part.starts[0], part.ends[-1]))
        elif isinstance(part, Choice):
            for option in part.options:
                found |= _stretches(option)
    return frozenset(found)


def _statement(flat: Flat, habits: Habits) -> SqlStatement:
    text: list[str] = []
    placeholders: list[Placeholder] = []
    places: list[tuple[Sequence[int], Sequence[int]]] = []
    length = 0
    for part in flat:
        if isinstance(part, Chunk):
            text.append(part.text)
            places.append((part.starts, part.ends))
            length += len(part.text)
            continue
        text.append(mark(min(len(placeholders), MOST_MARKS - 1)))
        place = Span(part.start, part.end)
        placeholders.append(
            Placeholder(length, place, part.expression, part.written, part.kind, part.quoted, part.escaped, part.type)
        )
        places.append(((part.start,), (part.end,)))
        length += 1
    return SqlStatement(SqlText("".join(text), tuple(placeholders), tuple(places), habits))


def moved(use: SqlUse, by: int) -> SqlUse:
    """The same, in a text in front of which `by` characters stand."""
    return replace(
        use,
        span=Span(use.span.start + by, use.span.end + by),
        variants=tuple(SqlStatement(one.core, one.base + by) for one in use.variants),
        listed=(use.listed[0] + by, *use.listed[1:]) if use.listed else None,
        literals=frozenset((start + by, end + by) for start, end in use.literals),
    )
