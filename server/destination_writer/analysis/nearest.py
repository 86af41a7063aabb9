"""The name that somebody meant, among those that there are."""

import re
from collections.abc import Iterable
from functools import lru_cache

_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")


def nearest(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """The names that differ from this one by a slip: letters' case, or one sign in eight, at least one.

    Nearest first; those that are equally near in the order of the alphabet. Short names have none but by case.
    """
    allowed = 0 if len(name) < 4 else max(1, len(name) // 8)
    plain = _plain(name)
    found: list[tuple[int, str]] = []
    for other in set(known):
        if other == name:
            continue
        if _plain(other) == plain:
            found.append((0, other))
        elif abs(len(other) - len(name)) <= allowed and (steps := distance(name, other)) <= allowed:
            found.append((steps, other))
    return tuple(other for _, other in sorted(found))


@lru_cache(maxsize=8192)
def _plain(name: str) -> str:
    return name.lower().replace("_", "")


def slips(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """As `nearest`, without names that only go on where this one ends, or the other way round: beside `table` there may
    well be a `tables` that nobody listed, and a word is not finished while it is typed."""
    return tuple(other for other in nearest(name, known) if not (other.startswith(name) or name.startswith(other)))


def shortened(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """The names that this one is short for: each of its words begins one of theirs, in their order (`minGenerationId`
    for `minimumGenerationId`, `maxRecords` for `maxRecordsPerAgg`). By the alphabet; a single word is too few."""
    own = words(name)
    if len(own) < 2:
        return ()
    return tuple(sorted(other for other in set(known) if other != name and _are_within(own, words(other))))


def words(name: str) -> list[str]:
    """The words of a name in camel case or with underscores, in small letters."""
    return [word.lower() for word in _WORDS.findall(name)]


def _are_within(own: list[str], theirs: list[str]) -> bool:
    rest = iter(theirs)
    return all(any(word.startswith(one) for word in rest) for one in own)


@lru_cache(maxsize=8192)
def distance(a: str, b: str) -> int:
    """Signs to add, drop, change or swap with the next one."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        following = [i]
        for j, y in enumerate(b, 1):
            cost = min(row[j] + 1, following[j - 1] + 1, row[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            following.append(cost)
        before, row = row, following
    return row[-1]
