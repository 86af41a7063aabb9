"""A file that goes with a Change: against a known version of its text, and told in full."""

import subprocess
from pathlib import Path

import pytest

from destination_writer.text.changes import (
    Change,
    FileCreation,
    FileDeletion,
    FileEdit,
    StaleChange,
    TextEdit,
    apply_change,
    fingerprint,
    texts_after,
)
from destination_writer.text.hunks import Hunk, hunks
from destination_writer.text.places import Span
from destination_writer.text.udiff import unified

TEXTS = {"old.kt": "one\r\ntwo", "kept.kt": "a\n"}
CHANGE = Change(
    "Tidy",
    (
        FileDeletion("old.kt", fingerprint(TEXTS["old.kt"])),
        FileEdit("kept.kt", fingerprint("a\n"), (TextEdit(Span(0, 1), "b"),)),
        FileCreation("new.kt", "n\n"),
    ),
)


def test_it_is_not_among_the_texts_afterwards() -> None:
    assert apply_change(CHANGE, TEXTS) == {"kept.kt": "b\n", "new.kt": "n\n"}
    assert (CHANGE.created, CHANGE.deleted) == (("new.kt",), ("old.kt",))


@pytest.mark.parametrize("present", [{"kept.kt": "a\n"}, {**TEXTS, "old.kt": "one\r\ntwo\r\n"}])
def test_another_text_or_none_is_not_removed(present: dict[str, str]) -> None:
    with pytest.raises(StaleChange, match=r"old\.kt has changed since this was prepared"):
        apply_change(CHANGE, present)


def test_every_line_of_it_is_shown() -> None:
    assert Hunk("old.kt", 1, ("one", "two"), (), is_gone_file=True) in hunks(CHANGE, TEXTS)


def test_git_takes_the_diff(tmp_path: Path) -> None:
    for path, text in TEXTS.items():
        (tmp_path / path).write_bytes(text.encode())
    diff = unified(CHANGE, TEXTS)
    assert "--- a/old.kt\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-one\r\n-two\n\\ No newline at end of file\n" in diff
    subprocess.run(["git", "init", "-q", "."], cwd=tmp_path, check=True, timeout=30)
    subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=diff.encode(), check=True, timeout=30)
    left = {file.name: file.read_text() for file in tmp_path.glob("*.kt")}
    assert left == {"kept.kt": "b\n", "new.kt": "n\n"}


def test_after_the_change_stand_all_texts_but_those_that_went() -> None:
    assert texts_after(CHANGE, {**TEXTS, "other.kt": "o\n"}) == {"kept.kt": "b\n", "new.kt": "n\n", "other.kt": "o\n"}
