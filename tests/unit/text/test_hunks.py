"""A Change as lines before and lines after."""

from destination_writer.text.changes import Change, FileCreation, FileEdit, TextEdit, fingerprint
from destination_writer.text.hunks import Hunk, hunks
from destination_writer.text.places import Span

TEXT = "one\r\ntwo\r\nthree\r\n"


def change(*edits: TextEdit) -> Change:
    return Change("t", (FileEdit("a.kt", fingerprint(TEXT), edits),))


def test_a_changed_line_an_added_and_one_that_goes() -> None:
    edited = change(TextEdit(Span(0, 3), "uno"), TextEdit(Span(10, 10), "new\r\n"), TextEdit(Span(10, 17), ""))
    assert hunks(edited, {"a.kt": TEXT}) == (
        Hunk("a.kt", 1, ("one",), ("uno",)),
        Hunk("a.kt", 3, ("three",), ("new",)),
    )


def test_added_lines_stand_in_front_of_their_line() -> None:
    assert hunks(change(TextEdit(Span(5, 5), "x\r\n")), {"a.kt": TEXT}) == (Hunk("a.kt", 2, (), ("x",)),)


def test_a_new_file_is_all_new() -> None:
    made = Change("t", (FileCreation("b.yml", "a: 1\nb: 2\n"),))
    assert hunks(made, {}) == (Hunk("b.yml", 1, (), ("a: 1", "b: 2"), is_new_file=True),)
