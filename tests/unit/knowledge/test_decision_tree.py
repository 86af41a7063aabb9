"""The ways of upserting stand in the order of the specification's decision tree, or say why they do not."""

import pytest

from destination_writer.knowledge.dialects import Dialect, StrategyKind
from destination_writer.knowledge.store import Knowledge
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

TREE = (
    ("merge", "merge-changes"),
    ("insert-on-conflict", "on-duplicate-key"),
    ("delete-insert", "staged-delete-insert", "update-insert", "cte", "exchange"),
    ("unique-constraint",),
    ("application-side",),
)
"""MERGE; INSERT ON CONFLICT; dedupe by a window, then DELETE or UPDATE and INSERT; a unique constraint; the client."""
ABLE = {"merge": 0, "insert_on_conflict": 1, "on_duplicate_key": 1}
"""Capability -> the step of the tree that it opens."""
KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))


def step(slug: str) -> int:
    return next(number for number, slugs in enumerate(TREE) if slug in slugs)


def unexplained(dialect: Dialect) -> list[str]:
    """The strategies that come before a simpler one, or in place of one that the database could do, without a word."""
    ways = dialect.strategies[StrategyKind.UPSERT]
    steps = [step(way.slug) for way in ways]
    found = [way.slug for at, way in enumerate(ways) if min(steps[at:]) < steps[at] and not way.ahead_because]
    skipped = [capability for capability, number in ABLE.items() if dialect.can(capability) and number < steps[0]]
    return found if ways[0].ahead_because or not skipped else [*found, ways[0].slug]


@pytest.mark.parametrize("slug", KNOWLEDGE.dialect_slugs)
def test_upserts_follow_the_decision_tree(slug: str) -> None:
    assert unexplained(KNOWLEDGE.dialect(slug)) == []


def test_an_order_without_a_reason_is_found() -> None:
    sqlite = KNOWLEDGE.dialect("sqlite")
    first, *others = sqlite.strategies[StrategyKind.UPSERT]
    silent = first.model_copy(update={"ahead_because": ""})
    strategies = {**sqlite.strategies, StrategyKind.UPSERT: (silent, *others)}
    assert unexplained(sqlite.model_copy(update={"strategies": strategies})) == ["delete-insert", "delete-insert"]
    strategies = {**sqlite.strategies, StrategyKind.UPSERT: (silent,)}
    assert unexplained(sqlite.model_copy(update={"strategies": strategies})) == ["delete-insert"]


def test_a_reason_stands_only_where_it_is_needed() -> None:
    for slug in KNOWLEDGE.dialect_slugs:
        dialect = KNOWLEDGE.dialect(slug)
        told = [way.slug for way in dialect.strategies[StrategyKind.UPSERT] if way.ahead_because]
        assert told == ([told[0]] if told else []), slug
        assert not told or step(told[0]) > 0, f"{slug}: nothing comes before {told[0]}"
