"""Mistakes put into good connectors are found where they are. `scripts/seeded_mistakes.py` makes each in every base."""

from functools import cache

import pytest
import seeded_contract
import seeded_files
import seeded_sql
import seeded_standards
import seeded_wiring
from seeding import BASES, Judge, Mistake, Seeded, base_texts, seed, seeded

FAMILIES: dict[str, tuple[Mistake, ...]] = {
    "3xx": seeded_wiring.MISTAKES,
    "4xx": seeded_sql.MISTAKES,
    "5xx": seeded_contract.MISTAKES,
    "6xx": seeded_standards.MISTAKES,
    "7xx": seeded_files.MISTAKES,
}
ALL_MISTAKES = tuple(mistake for mistakes in FAMILIES.values() for mistake in mistakes)
SHARE = 0.95
"""Of all mistakes, how many must be found at their place."""
FLOORS = {"3xx": 0.95, "4xx": 0.95, "5xx": 0.95, "6xx": 0.95, "7xx": 0.95}
"""The same of each family."""
JUDGE = Judge()


def one_each(mistakes: tuple[Mistake, ...]) -> list[Seeded]:
    """Every mistake once, in another base each time."""
    found: list[Seeded] = []
    for number, mistake in enumerate(mistakes):
        turned = mistake.bases[number % len(mistake.bases) :] + mistake.bases
        found.append(next(one for one in (seed(mistake, base) for base in turned) if one is not None))
    return found


def test_there_are_enough_mistakes_of_every_family() -> None:
    made = {family: sum(1 for _ in seeded(mistakes)) for family, mistakes in FAMILIES.items()}
    assert sum(made.values()) >= 300
    assert min(made.values()) >= 30, made
    assert {m.family for m in ALL_MISTAKES} == set(FAMILIES)


def test_no_mistake_is_written_down_twice() -> None:
    titles = [(mistake.code, mistake.title) for mistake in ALL_MISTAKES]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize("base", BASES)
def test_the_connectors_are_good_before_a_mistake_is_made(base: str) -> None:
    assert [(f.code, f.message) for f in JUDGE.findings(base, base_texts(base))] == []


@cache
def missed(family: str) -> tuple[int, tuple[str, ...]]:
    """How many were made, and which of them were not found at their place."""
    made = one_each(FAMILIES[family])
    return len(made), tuple(one.name for one in made if JUDGE.outcome(one)[0] != "found")


@pytest.mark.parametrize("family", FAMILIES)
def test_mistakes_of_a_family_are_found_where_they_are(family: str) -> None:
    made, names = missed(family)
    assert len(names) <= made * (1 - FLOORS[family]), "\n".join(names)


def test_mistakes_are_found_where_they_are() -> None:
    made = sum(missed(family)[0] for family in FAMILIES)
    names = [name for family in FAMILIES for name in missed(family)[1]]
    assert len(names) <= made * (1 - SHARE), "\n".join(names)
