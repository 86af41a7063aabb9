"""One Change of a conversation is taken back alone, whoever made it, and nothing else with it."""

from pathlib import Path

import pytest

from destination_writer.checkpoints.applying import changes_of, write_and_record
from destination_writer.checkpoints.changelog import Maker
from destination_writer.checkpoints.lastchange import all_by, undo_of
from destination_writer.checkpoints.takingback import TakeBack
from destination_writer.checkpoints.undoing import carry_out
from destination_writer.text.changes import Change, FileCreation, FileEdit, TextEdit, fingerprint
from destination_writer.text.places import Span

CODE, STATE = "Sql.kt", ".destination-writer/state.yaml"
BEFORE = "class Sql {\n    fun one() = 1\n\n    fun two() = 2\n}\n"
DONE = "state:\n  current_phase: 3\n  completed_checkpoints:\n    - phase_2_namespaces\n"
SKIPPED = f"{DONE}  skipped_phases:\n    - phase: 10\n"
MAKERS = frozenset({Maker.AGENT, Maker.SKIP, Maker.LEARNING})


@pytest.fixture
def connector(tmp_path: Path) -> Path:
    (tmp_path / CODE).write_text(BEFORE, "utf-8")
    (tmp_path / STATE).parent.mkdir()
    (tmp_path / STATE).write_text(DONE, "utf-8")
    return tmp_path


def edit(connector: Path, path: str, old: str, new: str, title: str, maker: Maker, at: float) -> None:
    text = (connector / path).read_text("utf-8")
    start = text.index(old)
    change = Change(title, (FileEdit(path, fingerprint(text), (TextEdit(Span(start, start + len(old)), new),)),))
    write_and_record(connector, change, maker=maker, phase=2, at=at)


def undone(connector: Path, since: float = 0) -> TakeBack:
    record = all_by(connector, MAKERS, since)[0]
    found = undo_of(connector, record)
    assert isinstance(found, TakeBack)
    assert carry_out(connector, found)[1] == ""
    return found


def test_the_last_of_two_changes_of_one_phase_goes_alone(connector: Path) -> None:
    edit(connector, CODE, "= 1", "= 10", "First", Maker.AGENT, 1)
    edit(connector, CODE, "= 2", "= 20", "Second", Maker.AGENT, 2)
    assert undone(connector).title == "Take back: Second"
    assert (connector / CODE).read_text("utf-8") == BEFORE.replace("= 1", "= 10")
    undone(connector)
    assert (connector / CODE).read_text("utf-8") == BEFORE
    assert all_by(connector, MAKERS) == ()


def test_a_phase_that_was_left_out_is_in_again(connector: Path) -> None:
    edit(connector, STATE, DONE, SKIPPED, "Skip phase 10", Maker.SKIP, 1)
    assert (connector / STATE).read_text("utf-8") == SKIPPED
    undone(connector)
    assert (connector / STATE).read_text("utf-8") == DONE


def test_taking_one_change_back_opens_no_checkpoint(connector: Path) -> None:
    edit(connector, CODE, "= 1", "= 10", "First", Maker.AGENT, 1)
    undone(connector)
    assert (connector / STATE).read_text("utf-8") == DONE


def test_a_new_file_goes_and_an_edited_one_stays_and_is_named(connector: Path) -> None:
    for name in ("a.md", "b.md"):
        write_and_record(
            connector, Change(name, (FileCreation(name, "made\n"),)), maker=Maker.LEARNING, phase=2, at=1 + ord(name[0])
        )
    (connector / "a.md").write_text("mine\n", "utf-8")
    undone(connector)
    assert not (connector / "b.md").exists()
    found = undone(connector)
    assert [kept.path for kept in found.kept] == ["a.md"]
    assert (connector / "a.md").read_text("utf-8") == "mine\n"


def test_what_others_made_or_what_is_older_is_not_taken(connector: Path) -> None:
    edit(connector, CODE, "= 1", "= 10", "By a remedy", Maker.REMEDY, 5)
    edit(connector, CODE, "= 2", "= 20", "Of another chat", Maker.AGENT, 6)
    assert all_by(connector, MAKERS, since=7) == ()
    assert [r.title for r in changes_of(connector)] == ["By a remedy", "Of another chat"]
