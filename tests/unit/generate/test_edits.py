"""Edits between two texts are small, and lead from one to the other."""

from hypothesis import given
from hypothesis import strategies as st

from destination_writer.generate.edits import edits_between
from destination_writer.text.changes import TextEdit, apply_edits
from destination_writer.text.places import Span

LINES = st.lists(st.sampled_from(["a", "b", "", "  }", "fun x() {", "é😀\u2028"]), max_size=12)
ENDS = st.sampled_from(["\n", "\r\n"])


@given(LINES, LINES, ENDS, ENDS)
def test_edits_turn_one_text_into_the_other(before: list[str], after: list[str], end: str, other: str) -> None:
    old, new = end.join(before), other.join(after)
    assert apply_edits(old, edits_between(old, new)) == new


def test_equal_texts_have_no_edits() -> None:
    assert edits_between("a\nb\n", "a\nb\n") == ()


def test_only_what_differs_is_touched() -> None:
    assert edits_between('a\nx = TODO("1")\nb\n', "a\nx = y\nb\n") == (TextEdit(Span(6, 15), "y"),)
    assert edits_between("a\r\nc\r\n", "a\r\nb\r\nc\r\n") == (TextEdit(Span(3, 3), "b\r\n"),)
