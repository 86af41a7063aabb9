"""The document store: lines as editors count them, edits, offsets."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from destination_writer.text.document import Document, Splice, content_length, split_lines
from destination_writer.text.places import Position, Range, Span

SPLITS = {
    "nothing": ("", [""]),
    "one line": ("ab", ["ab"]),
    "ends with a terminator": ("a\n", ["a\n", ""]),
    "all three terminators": ("a\nb\r\nc\rd", ["a\n", "b\r\n", "c\r", "d"]),
    "carriage returns in a row": ("\r\r\n\n", ["\r", "\r\n", "\n", ""]),
    "separators that editors do not break at": (
        "a\u2028b\u2029c\x0bd\x0ce\x85f\x1cg",
        ["a\u2028b\u2029c\x0bd\x0ce\x85f\x1cg"],
    ),
    "such separators beside real ones": ("a\x0c\r\nb\x85\n", ["a\x0c\r\n", "b\x85\n", ""]),
}


@pytest.mark.parametrize(("text", "lines"), SPLITS.values(), ids=SPLITS.keys())
def test_split_lines(text: str, lines: list[str]) -> None:
    assert split_lines(text) == lines


EDITS = {
    "insert": ("abc\n", Range.of(0, 1, 0, 1), "X", "aXbc\n", Splice(0, 1, 1)),
    "replace within a line": ("abc\ndef", Range.of(1, 0, 1, 2), "X", "abc\nXf", Splice(1, 1, 1)),
    "delete over lines": ("abc\ndef\nghi", Range.of(0, 1, 2, 1), "", "ahi", Splice(0, 3, 1)),
    "insert lines": ("ab", Range.of(0, 1, 0, 1), "1\n2\n3", "a1\n2\n3b", Splice(0, 1, 3)),
    "append a last line": ("a\n", Range.of(1, 0, 1, 0), "b\n", "a\nb\n", Splice(1, 1, 2)),
    "delete everything": ("a\nb\n", Range.of(0, 0, 9, 9), "", "", Splice(0, 3, 1)),
    "column behind the end of the line": ("ab\ncd", Range.of(0, 99, 0, 99), "X", "abX\ncd", Splice(0, 1, 1)),
    "line behind the end of the text": ("ab", Range.of(7, 0, 7, 0), "X", "abX", Splice(0, 1, 1)),
    "reversed range": ("abcd", Range.of(0, 3, 0, 1), "X", "aXd", Splice(0, 1, 1)),
    "behind a form feed": ("a\x0cb\nc", Range.of(1, 0, 1, 1), "X", "a\x0cb\nX", Splice(1, 1, 1)),
    "joining a carriage return and a line feed": ("a\rb", Range.of(1, 0, 1, 0), "\n", "a\r\nb", Splice(0, 2, 2)),
    "joining by deleting": ("a\rb\nc", Range.of(1, 0, 1, 1), "", "a\r\nc", Splice(0, 2, 1)),
    "a carriage return before a line feed": ("a\nb", Range.of(0, 1, 0, 1), "\r", "a\r\nb", Splice(0, 1, 1)),
}


@pytest.mark.parametrize(("text", "range_", "new", "expected", "splice"), EDITS.values(), ids=EDITS.keys())
def test_apply(text: str, range_: Range, new: str, expected: str, splice: Splice) -> None:
    document = Document(text, 1)
    assert document.apply(range_, new, 2) == splice
    assert document.text == expected
    assert document.lines == split_lines(expected)
    assert document.version == 2


def test_a_version_is_kept_until_another_is_given() -> None:
    document = Document("a", 3)
    document.apply(Range.of(0, 0, 0, 0), "b")
    assert document.version == 3
    document.replace("c\n", 4)
    assert (document.version, document.text, document.lines) == (4, "c\n", ["c\n", ""])


PLACES = [
    ("ab\ncd", 0, Position(0, 0)),
    ("ab\ncd", 2, Position(0, 2)),
    ("ab\ncd", 3, Position(1, 0)),
    ("ab\ncd", 5, Position(1, 2)),
    ("ab\r\ncd", 4, Position(1, 0)),
    ("😀b\u2028c\rd", 5, Position(1, 0)),
    ("ab\n", 3, Position(1, 0)),
]


@pytest.mark.parametrize(("text", "offset", "position"), PLACES)
def test_offsets_and_positions_are_each_others_reverse(text: str, offset: int, position: Position) -> None:
    assert Document(text).position(offset) == position
    assert Document(text).offset(position) == offset


def test_what_lies_outside_is_clamped() -> None:
    document = Document("ab\r\ncd")
    assert document.position(99) == Position(1, 2)
    assert document.position(-1) == Position(0, 0)
    assert document.position(3) == Position(0, 2), "between the halves of a terminator is the end of the line"
    assert document.offset(Position(0, 99)) == 2
    assert document.offset(Position(-1, 5)) == 0
    assert document.offset(Position(9, 0)) == 6


def test_spans_and_ranges() -> None:
    document = Document("ab\ncd\nef")
    assert document.range_of(Span(1, 7)) == Range.of(0, 1, 2, 1)
    assert document.span_of(Range.of(0, 1, 2, 1)) == Span(1, 7)
    assert document.line(1) == "cd"


@pytest.mark.parametrize(
    ("text", "newline"),
    [("a", "\n"), ("a\r\nb\r\nc\nd", "\r\n"), ("a\rb\rc\n", "\r"), ("a\nb\nc\r\n", "\n"), ("", "\n")],
)
def test_newline_is_the_commonest_terminator(text: str, newline: str) -> None:
    assert Document(text).newline == newline


characters = st.text(alphabet="ab\r\n\u2028\x0c\x85😀\ud800", max_size=25)
places = st.tuples(st.integers(-1, 8), st.integers(-1, 12))


def reference_offset(text: str, line: int, column: int) -> int:
    """The slow and obvious way, straight from the protocol's rules."""
    starts = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]
    if line < 0:
        return 0
    if line >= len(starts):
        return len(text)
    content = re.match(r"[^\r\n]*", text[starts[line] :])
    assert content is not None
    return starts[line] + max(0, min(column, content.end()))


@given(characters, st.lists(st.tuples(places, places, characters), max_size=8))
def test_any_sequence_of_edits(text: str, edits: list[tuple[tuple[int, int], tuple[int, int], str]]) -> None:
    document = Document(text)
    for start, end, new in edits:
        low, high = sorted((reference_offset(text, *start), reference_offset(text, *end)))
        document.apply(Range(Position(*start), Position(*end)), new)
        text = text[:low] + new + text[high:]
        assert document.text == text
        assert document.lines == split_lines(text)
        for offset in range(len(text) + 1):
            place = document.position(offset)
            assert document.offset(place) == offset or text[offset - 1 : offset + 1] == "\r\n"


@given(characters)
def test_content_length_leaves_the_terminator_out(text: str) -> None:
    for line in split_lines(text):
        assert line[: content_length(line)] == line.rstrip("\r\n")
