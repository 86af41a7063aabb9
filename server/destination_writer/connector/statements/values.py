"""What a Kotlin expression gives, as far as it is text: known characters, places that are put in, alternatives."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from destination_writer.connector.statements.model import PlaceholderKind

MOST_VARIANTS = 10
MOST_CHARACTERS = 40_000
"""Of one variant; what is longer is not looked at."""


@dataclass(frozen=True)
class Chunk:
    """Characters of one literal. `starts` and `ends` are where each begins and ends in the stretch that is read: a
    range or a tuple, which have a hash."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    literal: int
    """Offset of the literal's opening quotes."""


class Hole(NamedTuple):
    """What is put in: from `start` to `end` of the stretch that is read; `expression` is what gives its value."""

    start: int
    end: int
    expression: str
    written: str
    kind: PlaceholderKind = PlaceholderKind.FRAGMENT
    quoted: bool | None = None
    escaped: bool | None = None
    type: str = ""


@dataclass(frozen=True)
class Choice:
    """One of several texts."""

    options: "tuple[Text, ...]"


@dataclass(frozen=True)
class Text:
    """Parts one after the other. `is_finished` False when one of the literals has no closing quote."""

    parts: "tuple[Chunk | Hole | Choice, ...]" = ()
    is_finished: bool = True

    @property
    def is_known(self) -> bool:
        """Whether some of it is a literal."""
        return any(isinstance(part, Chunk) or (isinstance(part, Choice) and _any_known(part)) for part in self.parts)

    def __add__(self, other: "Text") -> "Text":
        return Text(self.parts + other.parts, self.is_finished and other.is_finished)


@dataclass(frozen=True)
class Listing:
    """A list whose elements are written down; `number` is where it begins."""

    items: "tuple[Value, ...]"
    number: int


@dataclass(frozen=True)
class Null:
    pass


Value = Text | Listing | Null
NULL = Null()
EMPTY = Text()


def _any_known(choice: Choice) -> bool:
    return any(option.is_known for option in choice.options)


def either(*values: Value) -> Value:
    """One of several. Null stays only where nothing else is."""
    texts = [value for value in values if isinstance(value, Text)]
    listings = [value for value in values if isinstance(value, Listing)]
    if listings:
        items = [item for listing in listings for item in listing.items]
        return Listing((*items, *(text for text in texts if text.is_known)), listings[0].number)
    if not texts:
        return NULL
    if len(texts) == 1:
        return texts[0]
    options = tuple(dict.fromkeys(texts))
    if len(options) == 1:
        return options[0]
    return Text((Choice(options),), all(text.is_finished for text in texts))


def one_of(listing: Listing) -> Text | None:
    """Any element of a list, which has no null among them; None where one of them is not understood."""
    options: list[Text] = []
    for item in listing.items:
        if not isinstance(item, Text):
            return None
        only = item.parts[0] if len(item.parts) == 1 else None
        options += only.options if isinstance(only, Choice) else (item,)
    told = tuple(dict.fromkeys(option for option in options if option.parts))
    if not told:
        return None
    return told[0] if len(told) == 1 else Text((Choice(told),), all(option.is_finished for option in told))


Flat = list[Chunk | Hole]


def variants(text: Text) -> list[Flat]:
    """The texts that it can be: all of them when they are few, else each alternative once beside the first ones."""
    first = _flat(text, ())
    found = [first]
    paths = list(_alternatives(text, ()))
    if _product(text) <= MOST_VARIANTS:
        found = list(_all(text))
    else:
        found += [_flat(text, path) for path in paths]
    unique = {tuple(id(part) for part in flat): flat for flat in found}
    return [flat for flat in unique.values() if _length(flat) <= MOST_CHARACTERS][:MOST_VARIANTS]


def _length(flat: Flat) -> int:
    return sum(len(part.text) if isinstance(part, Chunk) else 1 for part in flat)


def _product(text: Text) -> int:
    count = 1
    for part in text.parts:
        if isinstance(part, Choice):
            count *= sum(_product(option) for option in part.options)
            if count > MOST_VARIANTS:
                break
    return count


def _all(text: Text) -> Iterator[Flat]:
    results: list[Flat] = [[]]
    for part in text.parts:
        if isinstance(part, Choice):
            tails = [flat for option in part.options for flat in _all(option)]
            results = [[*head, *tail] for head in results for tail in tails]
        else:
            for head in results:
                head.append(part)
    yield from results


Path = tuple[tuple[int, int], ...]


def _alternatives(text: Text, prefix: Path) -> Iterator[Path]:
    """Which option to take at which part, one alternative at a time."""
    for place, part in enumerate(text.parts):
        if not isinstance(part, Choice):
            continue
        for number, option in enumerate(part.options):
            here = (*prefix, (place, number))
            if number:
                yield here
            yield from _alternatives(option, here)


def _flat(text: Text, path: Path) -> Flat:
    found: Flat = []
    for place, part in enumerate(text.parts):
        if isinstance(part, Choice):
            taken = path[0][1] if path and path[0][0] == place else 0
            rest = path[1:] if path and path[0][0] == place else ()
            found += _flat(part.options[taken], rest)
        else:
            found.append(part)
    return found


def without_margin(text: Text, margin: str = "|") -> Text:
    """`trimMargin()`: of each line, what stands before the margin's sign and the sign itself."""
    parts: list[Chunk | Hole | Choice] = []
    fresh = True
    for part in text.parts:
        if isinstance(part, Chunk):
            kept, fresh = _kept_characters(part.text, margin, fresh)
            parts.append(_only(part, kept))
        else:
            parts.append(part)
            fresh = False
    return replace(text, parts=tuple(parts))


def _kept_characters(text: str, margin: str, fresh: bool) -> tuple[list[int], bool]:
    kept: list[int] = []
    at = 0
    while at < len(text):
        if fresh:
            end = at
            while end < len(text) and text[end] in " \t":
                end += 1
            if text.startswith(margin, end):
                at = end + len(margin)
                fresh = False
                continue
        fresh = text[at] == "\n" or (fresh and text[at] in " \t")
        kept.append(at)
        at += 1
    return kept, fresh


def _only(chunk: Chunk, kept: Sequence[int]) -> Chunk:
    return Chunk(
        "".join(chunk.text[at] for at in kept),
        tuple(chunk.starts[at] for at in kept),
        tuple(chunk.ends[at] for at in kept),
        chunk.literal,
    )
