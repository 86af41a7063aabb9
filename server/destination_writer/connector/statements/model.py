"""SQL in a Kotlin file, as values."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple

from destination_writer.sql.kinds import kind_of
from destination_writer.sql.tokens import PLAIN, Habits, SqlToken, number_of, sql_tokens
from destination_writer.text.places import Span


class PlaceholderKind(StrEnum):
    """What Kotlin puts in at a place."""

    IDENTIFIER = "identifier"
    TABLE = "table"
    """A table's name, with its namespace."""
    COLUMNS = "columns"
    """Names or expressions with commas between them."""
    DECLARATIONS = "declarations"
    """Column declarations with commas between them."""
    LITERAL = "literal"
    NUMBER = "number"
    TYPE = "type"
    """A column type."""
    PARAMETERS = "parameters"
    """`?, ?, ?`."""
    EXPRESSION = "expression"
    FRAGMENT = "fragment"
    """Unknown: anything, or nothing."""


class Placeholder(NamedTuple):
    """`start` is the offset of its one character in the SQL, `span` its place in the file, `expression` the Kotlin that
    gives its value (of a local val: its initializer), `written` what stands at the place itself."""

    start: int
    span: Span
    expression: str
    written: str
    kind: PlaceholderKind
    quoted: bool | None = None
    """Whether a quoting helper made it; None where that cannot be seen."""
    escaped: bool | None = None
    """Whether a helper made a literal of it; None where that cannot be seen."""
    type: str = ""
    """The Kotlin type, where it is seen."""

    @property
    def is_loose(self) -> bool:
        return self.kind is PlaceholderKind.FRAGMENT

    def moved(self, by: int) -> "Placeholder":
        """The same, `by` characters further on in the file."""
        span = Span(self.span.start + by, self.span.end + by)
        return Placeholder(
            self.start, span, self.expression, self.written, self.kind, self.quoted, self.escaped, self.type
        )


@dataclass(frozen=True)
class Hit:
    """A stretch of a statement's text that a rule has something to say about."""

    start: int
    end: int
    data: Any = None


@dataclass(frozen=True)
class SqlText:
    """A statement apart from where it stands: all places are counted from the beginning of its function. It is kept
    while nobody changes the function, with what was worked out about it.

    `places` has for each literal and each placeholder where its characters begin and where they end: ranges or tuples.
    """

    text: str
    placeholders: tuple[Placeholder, ...]
    places: tuple[tuple[Sequence[int], Sequence[int]], ...]
    habits: Habits = PLAIN

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each character begins."""
        return tuple(chain.from_iterable(starts for starts, _ in self.places))

    @cached_property
    def ends(self) -> tuple[int, ...]:
        """Where each character ends."""
        return tuple(chain.from_iterable(ends for _, ends in self.places))

    @cached_property
    def pieces(self) -> tuple[int, ...]:
        """The number of the literal or the placeholder that each character stands in."""
        return tuple(number for number, (starts, _) in enumerate(self.places) for _ in starts)

    @cached_property
    def loose(self) -> frozenset[str]:
        return frozenset(self.text[one.start] for one in self.placeholders if one.is_loose)

    @cached_property
    def tokens(self) -> tuple[SqlToken, ...]:
        return sql_tokens(self.text, self.habits, self.loose)

    @cached_property
    def kind(self) -> str:
        return kind_of(self.tokens)

    @cached_property
    def offsets(self) -> frozenset[int]:
        """Where its characters begin."""
        return frozenset(self.starts)


@dataclass(frozen=True)
class SqlStatement:
    """One text that an expression can give. `base` is where its function begins in the file."""

    core: SqlText
    base: int = 0

    @property
    def text(self) -> str:
        return self.core.text

    @property
    def starts(self) -> tuple[int, ...]:
        return self.core.starts

    @property
    def ends(self) -> tuple[int, ...]:
        return self.core.ends

    @property
    def pieces(self) -> tuple[int, ...]:
        return self.core.pieces

    @property
    def habits(self) -> Habits:
        return self.core.habits

    @cached_property
    def placeholders(self) -> tuple[Placeholder, ...]:
        """By their numbers; spans are those of the file."""
        by = self.base
        if not by:
            return self.core.placeholders
        return tuple(one.moved(by) for one in self.core.placeholders)

    @property
    def loose(self) -> frozenset[str]:
        """The marks of the placeholders that may be anything."""
        return self.core.loose

    @property
    def tokens(self) -> tuple[SqlToken, ...]:
        return self.core.tokens

    @property
    def kind(self) -> str:
        """`create table`, `select`, ... (`sql/kinds.py`)."""
        return self.core.kind

    def has(self, file_offset: int) -> bool:
        """Whether one of its characters begins at an offset of the file."""
        return file_offset - self.base in self.core.offsets

    @property
    def partial(self) -> bool:
        """Whether something in it cannot be known."""
        return bool(self.loose)

    def placeholder_at(self, offset: int) -> Placeholder | None:
        number = number_of(self.text[offset]) if 0 <= offset < len(self.text) else None
        return self.placeholders[number] if number is not None and number < len(self.placeholders) else None

    def placeholders_of(self, token: SqlToken) -> tuple[Placeholder, ...]:
        """Those that a token is, or has inside of it."""
        found = (self.placeholder_at(at) for at in range(token.start, token.end))
        return tuple(one for one in found if one is not None)

    def file_offset(self, offset: int) -> int:
        """Where a character stands in the file; the end of the last one for the end of the text."""
        if offset < len(self.starts):
            return self.base + self.starts[offset]
        return self.base + (self.ends[-1] if self.ends else 0)

    def span(self, start: int, end: int) -> Span:
        """A stretch in the file; of one that runs over several literals the part in the first."""
        start = min(start, max(len(self.starts) - 1, 0))
        last = start
        while last + 1 < min(end, len(self.starts)) and self.pieces[last + 1] == self.pieces[start]:
            last += 1
        if not self.starts:
            return Span(self.base, self.base)
        return Span(
            self.base + self.starts[start], self.base + (self.ends[last] if end > start else self.starts[start])
        )

    def exact(self, start: int, end: int) -> Span | None:
        """A stretch in the file that is written in one literal as it is here; None for any other."""
        if start == end:
            return self._gap(start)
        if not 0 <= start < end <= len(self.starts) or len(set(self.pieces[start:end])) != 1:
            return None
        span = self.span(start, end)
        return span if span.end - span.start == end - start else None

    def _gap(self, at: int) -> Span | None:
        """The place between two characters of one literal, or behind its last one."""
        if at < len(self.starts) and number_of(self.text[at]) is None:
            return Span(self.base + self.starts[at], self.base + self.starts[at])
        if 0 < at <= len(self.ends) and number_of(self.text[at - 1]) is None:
            return Span(self.base + self.ends[at - 1], self.base + self.ends[at - 1])
        return None


@dataclass(frozen=True)
class SqlUse:
    """A Kotlin expression that is SQL by its use.

    `sinks` say how: `executed`, `prepared`, `logged`, `returned`, `batched`. `listed` is (list, place, number) for an
    element of a list of statements. `variants` are the texts that it can give.
    """

    span: Span
    variants: tuple[SqlStatement, ...]
    sinks: frozenset[str]
    function: str = ""
    owner: str = ""
    listed: tuple[int, int, int] | None = None
    is_finished: bool = True
    """False while one of its strings has no closing quote."""
    literals: frozenset[tuple[int, int]] = field(default_factory=frozenset[tuple[int, int]])
    """The stretches of the file that its texts come from."""

    def agreed(self, find: Callable[[SqlStatement], Iterable[Hit]]) -> Iterator[tuple[Span, Any]]:
        """What every variant that has the place of a hit says of it, once a place. `data` is that of the first."""
        hits: dict[Span, Any] = {}
        said: list[set[Span]] = []
        for variant in self.variants:
            places: set[Span] = set()
            for hit in find(variant):
                place = variant.span(hit.start, hit.end)
                places.add(place)
                hits.setdefault(place, hit.data)
            said.append(places)
        for place in sorted(hits):
            having = [places for variant, places in zip(self.variants, said, strict=True) if variant.has(place.start)]
            if all(place in places for places in having):
                yield place, hits[place]
