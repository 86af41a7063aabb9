"""The log of Changes, and taking a phase back over texts that went on since."""
# ruff: noqa: E501 - a text before and after stand on one line

from collections.abc import Mapping
from dataclasses import replace

import pytest

from destination_writer.checkpoints.changelog import (
    ChangeRecord,
    Maker,
    read_changes,
    record_of_change,
    record_of_texts,
    standing,
    with_change,
)
from destination_writer.checkpoints.takingback import TakeBack, take_back
from destination_writer.text.changes import (
    Change,
    FileCreation,
    FileDeletion,
    FileEdit,
    NoChange,
    TextEdit,
    fingerprint,
)
from destination_writer.text.places import Span

BEFORE = """package a

import b.B

class Generator {
    fun one(): String = TODO("Phase 2")

    fun two(): String = TODO("Phase 3")

    fun three(): String = "3"
}
"""
ONE = BEFORE.replace('TODO("Phase 2")', 'quote("one")').replace("import b.B\n", "import b.B\nimport c.Quote\n")
TWO = ONE.replace('TODO("Phase 3")', '"two"')


def record(
    texts: Mapping[str, tuple[str | None, str | None]], phase: int, at: float = 1.0, **more: object
) -> ChangeRecord:
    return record_of_texts(f"Implement phase {phase}", texts, at=at, maker=Maker.GENERATE, phase=phase, **more)  # type: ignore[arg-type]


FIRST = record({"G.kt": (BEFORE, ONE)}, 2)
SECOND = record({"G.kt": (ONE, TWO)}, 3, 2.0)


def taken(records: list[ChangeRecord], phase: int, texts: Mapping[str, str]) -> TakeBack:
    found = take_back(records, phase, texts.get)
    assert isinstance(found, TakeBack), found
    return found


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (ONE, BEFORE),
        (TWO, BEFORE.replace('TODO("Phase 3")', '"two"')),
        (ONE.replace("class Generator", "/** Mine. */\nclass Generator"), BEFORE.replace("class Gen", "/** Mine. */\nclass Gen")),
        (ONE.replace('"3"', '"third"'), BEFORE.replace('"3"', '"third"')),
        (ONE.replace('"3"', "Quote().toString()"), BEFORE.replace('"3"', "Quote().toString()").replace("import b.B\n", "import b.B\nimport c.Quote\n")),
        (ONE.replace("import c.Quote\n", "import bb.C\nimport c.Quote\n"), BEFORE.replace("import b.B\n", "import b.B\nimport bb.C\n")),
    ],
    ids=["at once", "a later phase stands", "lines above", "an edit below", "the import is used", "another import"],
)  # fmt: skip
def test_a_phase_goes_and_everything_else_stays(now: str, then: str) -> None:
    found = taken([FIRST, SECOND], 2, {"G.kt": now})
    assert found.texts == {"G.kt": (now, then)}
    assert not found.kept
    assert found.records == (FIRST.id,)


def test_lines_that_were_edited_since_are_kept_and_named() -> None:
    now = ONE.replace('quote("one")', 'quote("one") // mine')
    found = taken([FIRST], 2, {"G.kt": now})
    assert [str(kept) for kept in found.kept] == ["G.kt, line 7: these lines were edited since; mend them by hand"]
    assert found.records == ()
    assert found.texts["G.kt"][1] == now.replace("import c.Quote\n", "")


def test_several_changes_of_a_phase_go_as_one_the_newest_first() -> None:
    again = record({"G.kt": (ONE, ONE.replace('quote("one")', "quote(1)"))}, 2, 3.0)
    found = taken([FIRST, again], 2, {"G.kt": ONE.replace('quote("one")', "quote(1)")})
    assert found.texts["G.kt"][1] == BEFORE
    assert found.records == (again.id, FIRST.id)


def test_an_edit_inside_of_added_lines_is_told_from_lines_that_are_gone() -> None:
    before, after = "import a\n\nclass A\n", "import a\n\n/** Helps. */\nfun help() = 1\n\nclass A\n"
    made = record({"G.kt": (before, after)}, 2)
    found = taken([made], 2, {"G.kt": after.replace("Helps.", "Helps much.")})
    assert found.kept
    assert found.texts == {}
    assert not taken([made], 2, {"G.kt": before}).kept


def test_hunks_that_stand_in_each_others_surroundings_go_together() -> None:
    before = "import a\nimport Disabled\nimport b\n\n@Disabled\nclass A\n"
    after = "import a\nimport b\n\nclass A\n"
    made = record({"A.kt": (before, after)}, 5)
    found = taken([made], 5, {"A.kt": after})
    assert found.texts["A.kt"][1] == before
    assert not found.kept


def test_a_new_file_goes_unless_it_was_edited() -> None:
    made = record({"New.kt": (None, "class New\n")}, 2)
    assert taken([made], 2, {"New.kt": "class New\n"}).texts == {"New.kt": ("class New\n", None)}
    kept = taken([made], 2, {"New.kt": "class New {\n}\n"})
    assert kept.texts == {}
    assert str(kept.kept[0]) == (
        "New.kt, lines 1 to 2: this new file was edited since, by hand: keep the file, or remove it yourself"
    )


def test_a_new_file_that_a_later_phase_filled_names_that_phase() -> None:
    made = record({"New.kt": (None, 'val a = TODO("Phase 3")\n')}, 2)
    filled = record({"New.kt": ('val a = TODO("Phase 3")\n', "val a = 1\n")}, 3, 2.0)
    found = taken([made, filled], 2, {"New.kt": "val a = 1\n"})
    assert "by “Implement phase 3”: take that back first" in str(found.kept[0])
    assert "Code of phase 3" not in " ".join(found.notes)  # nothing of it goes


def test_a_brace_alone_is_found_by_its_neighbours_only() -> None:
    made = record({"G.kt": ("a {\n}\nb {\n    x\n}\n", "a {\n}\nb {\n    x\n    {\n    }\n}\n")}, 2)
    found = taken([made], 2, {"G.kt": "a {\n}\nb {\n    changed\n    {\n    }\n    more\n}\n"})
    assert found.kept
    assert found.texts == {}


def test_what_is_undone_already_is_no_conflict() -> None:
    found = taken([FIRST], 2, {"G.kt": BEFORE})
    assert found.texts == {}
    assert found.records == (FIRST.id,)


def test_decisions_are_open_again_unless_another_phase_stands_on_them() -> None:
    one = record({"A.kt": ("1\n", "2\n")}, 9, strategies={"upsert": "merge", "create": "or-replace"})
    other = record({"B.kt": ("1\n", "2\n")}, 3, strategies={"create": "or-replace"})
    assert taken([other, one], 9, {"A.kt": "2\n"}).kinds == ("upsert",)


def test_nothing_noted_is_said() -> None:
    found = take_back([FIRST], 5, lambda _: None)
    assert isinstance(found, NoChange)
    assert "no change of phase 5 is noted" in found.reason


def test_a_taken_change_no_longer_stands() -> None:
    undone = record_of_texts("Take back", {"G.kt": (ONE, BEFORE)}, at=9, maker=Maker.TAKE_BACK, took_back=[FIRST.id])
    assert standing([FIRST, SECOND, undone]) == (SECOND,)
    assert isinstance(take_back([FIRST, undone], 2, lambda _: ONE), NoChange)


def test_the_log_reads_what_it_wrote_and_passes_over_what_is_cut() -> None:
    text = with_change(with_change("", FIRST), SECOND)
    assert read_changes(text) == (FIRST, SECOND)
    assert with_change(text, FIRST) == text  # no record twice
    assert read_changes(text[: len(text) // 2 * 2 - 40] + "\n[1]\n{}\n") == (FIRST,)


def test_carriage_returns_and_odd_characters_survive_the_log() -> None:
    made = record({"G.kt": ("a\r\nb\u2028\x0c\r\n", "a\r\nc\u2028\ud800\r\n")}, 2)
    assert read_changes(with_change("", made)) == (made,)
    assert taken([made], 2, {"G.kt": "a\r\nc\u2028\ud800\r\n"}).texts["G.kt"][1] == "a\r\nb\u2028\x0c\r\n"


def test_a_change_below_a_workspace_is_recorded_by_the_connectors_own_paths() -> None:
    change = Change(
        "Two",
        (
            FileEdit("c/G.kt", fingerprint("x\n"), (TextEdit(Span(0, 1), "y"),)),
            FileCreation("c/N.kt", "n\n"),
            FileCreation("elsewhere.kt", "n\n"),
            FileDeletion("c/Old.kt", fingerprint("old\r\n")),
        ),
    )
    made = record_of_change(change, {"c/G.kt": "x\n", "c/Old.kt": "old\r\n"}, at=1, maker=Maker.SCAFFOLD, root="c")
    assert [(file.path, file.is_new, file.lines_written) for file in made.files] == [
        ("G.kt", False, 1),
        ("N.kt", True, 1),
        ("Old.kt", False, 0),
        ("../elsewhere.kt", True, 1),
    ]
    assert made.files[2].is_removed
    made = replace(made, maker=Maker.GENERATE, phase=2)
    back = taken([made], 2, {"G.kt": "y\n", "N.kt": "n\n"})
    assert back.texts["Old.kt"] == (None, "old\r\n")
    assert back.texts.keys() == {"G.kt", "N.kt", "Old.kt"}
    assert back.notes == ("../elsewhere.kt lies outside of the connector's folder and stays: undo it there by hand.",)
    assert back.records == (made.id,)
