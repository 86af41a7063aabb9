"""What phases depend on: every capability is one that dialects speak of, and every way out is one that can be gone."""

import pytest

from destination_writer.knowledge.conditions import load_conditions
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.files import MemoryFiles
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))
CONDITIONS = load_conditions(KNOWLEDGE.files)


def test_capabilities_are_those_of_dialects() -> None:
    known = {name for slug in KNOWLEDGE.dialect_slugs for name in KNOWLEDGE.dialect(slug).capabilities}
    assert {condition.capability for condition in CONDITIONS} <= known | {"jdbc"}


def test_a_question_that_hangs_on_others_comes_after_them() -> None:
    seen: set[str] = set()
    for condition in CONDITIONS:
        assert set(condition.only_without) <= seen
        seen.add(condition.capability)


def test_only_a_phase_that_may_be_skipped_is_offered_to_be() -> None:
    skips = [o.skips for condition in CONDITIONS for o in condition.without.options if o.skips is not None]
    assert skips == [9]
    assert KNOWLEDGE.phase(9).may_skip(lambda _: False)


def test_the_upsert_is_asked_for_where_it_matters() -> None:
    asked = [condition.capability for condition in CONDITIONS if condition.phase == 9]
    assert asked == ["merge", "insert_on_conflict", "window_functions"]
    assert all("{database}" in condition.question for condition in CONDITIONS)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("conditions:\n  - capability: Merge\n", "conditions.yaml:2: conditions.0.capability: String should match"),
        ("conditions: []\nmore: 1\n", "conditions.yaml:2: more: Extra inputs are not permitted"),
    ],
)
def test_a_broken_file_names_its_place(text: str, message: str) -> None:
    with pytest.raises(KnowledgeError) as error:
        load_conditions(MemoryFiles({"conditions.yaml": text}))
    assert message in str(error.value)
