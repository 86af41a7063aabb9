"""Questions with known answer passages: the search names one of them among its first three."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from destination_writer.agent.knowing.api import Context, Library, library_of, search_knowledge
from destination_writer.agent.values import Passage
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.files import MemoryFiles, OverlayFiles
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

FOLDER = Path(__file__).parent
KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))
TOP = 3


def questions(name: str) -> list[dict[str, Any]]:
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))["questions"]


FROZEN = questions("retrieval_questions")
DRAWN = [*questions("retrieval_blind"), *questions("retrieval_blind2"), *questions("retrieval_blind3")]


def fits(anchor: str, label: str) -> bool:
    return anchor == label or anchor.startswith((f"{label}/", f"{label}#"))


def rank(question: dict[str, Any]) -> int | None:
    """The place of the first passage that answers, from 1; None when none is among the first ten."""
    context = Context(dialect=question.get("dialect"), phase=question.get("phase"))
    found = search_knowledge(KNOWLEDGE, question["ask"], context, limit=10)
    labels = question["answers"]
    return next((n for n, one in enumerate(found, 1) if any(fits(one.anchor, label) for label in labels)), None)


def missed(asked: list[dict[str, Any]]) -> list[str]:
    return [one["ask"] for one in asked if (rank(one) or TOP + 1) > TOP]


def test_the_questions_are_sixty_and_half_of_them_use_other_words() -> None:
    assert len(FROZEN) == 60
    assert sum(one["words"] == "other" for one in FROZEN) >= 30


def test_every_label_names_a_passage() -> None:
    library = library_of(KNOWLEDGE)
    slugs = KNOWLEDGE.dialect_slugs
    anchors = {*library.anchors(), *(p.anchor for slug in slugs for p in library.facts_of(slug))}
    unknown = [
        label
        for one in (*FROZEN, *DRAWN)
        for label in one["answers"]
        if not any(fits(anchor, label) for anchor in anchors)
    ]
    assert unknown == []


def test_nine_of_ten_questions_find_their_passage_among_the_first_three() -> None:
    wrong = missed(FROZEN)
    assert len(wrong) <= 6, wrong


def test_so_do_most_of_those_that_use_none_of_the_passages_words() -> None:
    wrong = missed([one for one in FROZEN if one["words"] == "other"])
    assert len(wrong) <= 3, wrong


def test_passages_drawn_at_random_are_found_by_other_words() -> None:
    wrong = missed(DRAWN)
    assert len(wrong) <= len(DRAWN) // 5, wrong


def first(query: str, **context: Any) -> Passage:
    return search_knowledge(KNOWLEDGE, query, Context(**context))[0]


def test_a_database_at_hand_leaves_out_the_facts_of_others() -> None:
    found = search_knowledge(KNOWLEDGE, "fastest way to write many rows", Context(dialect="redshift"), limit=30)
    databases = {one.anchor for one in found if "/dialects/" in one.anchor}
    assert databases and all("/redshift.yaml" in anchor for anchor in databases)


def test_the_database_that_is_named_goes_before_the_one_at_hand() -> None:
    assert "/mysql.yaml#bulk_load" in first("best batch insert for MySQL", dialect="postgres").anchor


@pytest.mark.parametrize(
    ("name", "slug"), [("mongo", "mongodb"), ("ms sql", "sqlserver"), ("click house", "clickhouse")]
)
def test_databases_are_known_by_other_names(name: str, slug: str) -> None:
    assert Library(KNOWLEDGE).databases(f"connection url of {name}") == (slug,)


def test_the_era_decides_which_contract_and_which_steps_are_found() -> None:
    old = [p.anchor for p in search_knowledge(KNOWLEDGE, "TableCatalog", Context(era="A"), 5)]
    new = [p.anchor for p in search_knowledge(KNOWLEDGE, "TableCatalog", Context(era="C"), 5)]
    assert "cdk:TableCatalog" in old
    assert "cdk:TableCatalog" not in new


def test_a_passage_says_how_it_is_known() -> None:
    assert first("upsert strategies", dialect="duckdb").source == "executed: DuckDB 2.0.0"


def test_passages_are_got_by_their_anchor() -> None:
    library = library_of(KNOWLEDGE)
    found = library.passage("knowledge/dialects/snowflake.yaml#capabilities/merge")
    assert found is not None and "100090" in found.text
    assert library.passage("knowledge/guides/none.md#x") is None


@pytest.mark.parametrize(
    "text", ["", "   ", "?!", "\x00", "🦀" * 50, "zzyzx qwyjibo", "a " * 5_000, "'; DROP TABLE x --"]
)
def test_any_text_can_be_asked(text: str) -> None:
    assert isinstance(search_knowledge(KNOWLEDGE, text), list)


def test_nothing_is_found_for_what_nobody_wrote_of() -> None:
    assert search_knowledge(KNOWLEDGE, "zzyzx qwyjibo") == []


def test_a_dialect_that_cannot_be_used_hides_nothing_else() -> None:
    broken = OverlayFiles(MemoryFiles({"dialects/acme.yaml": "slug: acme\n"}), KNOWLEDGE.files)
    found = search_knowledge(Knowledge(broken), "What is a StreamLoader?", Context(dialect="acme"))
    assert "cdk:StreamLoader" in [one.anchor for one in found[:2]]


def test_a_workspaces_own_guide_is_found() -> None:
    head = "---\ntitle: Our proxy\nsummary: How we reach it.\nkeywords: [bastion]\nevidence: us\n---\n"
    text = f"{head}# Our proxy\n\nUse the bastion host.\n"
    files = OverlayFiles(MemoryFiles({"guides/proxy.md": text}), KNOWLEDGE.files)
    assert (
        search_knowledge(Knowledge(files), "where is the bastion?")[0].anchor == "knowledge/guides/proxy.md#our-proxy"
    )
