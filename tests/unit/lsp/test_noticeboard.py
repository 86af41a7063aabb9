"""Notices that follow the edits of a text."""

import json

import pytest

from destination_writer.lsp.noticeboard import Notice, Noticeboard, Source, render
from destination_writer.text.document import Document
from destination_writer.text.encodings import Encoding
from destination_writer.text.places import Range


def notice(line: int, start: int = 0, end: int = 4, tail: str = '"message":"x"') -> Notice:
    return Notice(Range.of(line, start, line, end), tail)


@pytest.mark.parametrize(
    ("edited", "text", "lines"),
    [
        (Range.of(0, 0, 0, 0), "\n", [1, 3, 6]),
        (Range.of(0, 0, 0, 0), "\r\n\r\n", [2, 4, 7]),
        (Range.of(3, 0, 3, 0), "\r", [0, 2, 6]),
        (Range.of(3, 0, 4, 0), "", [0, 2, 4]),
        (Range.of(2, 6, 2, 6), "x", [0, 2, 5]),
        (Range.of(2, 4, 2, 4), "x", [0, 5]),
        (Range.of(2, 2, 2, 3), "x", [0, 5]),
        (Range.of(1, 0, 3, 0), "", [0, 3]),
        (Range.of(9, 0, 9, 0), "x", [0, 2, 5]),
        (None, "", []),
    ],
)
def test_rules_move_with_their_lines_and_go_with_their_text(edited: Range | None, text: str, lines: list[int]) -> None:
    board = Noticeboard()
    board.put("a", Source.RULES, [notice(0), notice(2), notice(5)])
    board.follow_edit("a", edited, text)
    assert [item.range.start.line for item in board.of("a")] == lines


@pytest.mark.parametrize(
    ("edited", "text", "place"),
    [
        (Range.of(1, 0, 1, 2), "", Range.of(1, 6, 1, 10)),
        (Range.of(1, 2, 1, 2), "xyz", Range.of(1, 11, 1, 15)),
        (Range.of(0, 3, 1, 2), "x", Range.of(0, 10, 0, 14)),
        (Range.of(1, 2, 1, 2), "a\nbc", Range.of(2, 8, 2, 12)),
        (Range.of(1, 8, 1, 8), "\n", Range.of(2, 0, 2, 4)),
    ],
)
def test_columns_follow_an_edit_before_them(edited: Range, text: str, place: Range) -> None:
    board = Noticeboard()
    board.put("a", Source.RULES, [notice(1, 8, 12)])
    board.follow_edit("a", edited, text)
    assert [item.range for item in board.of("a")] == [place]


def test_results_go_with_the_first_edit() -> None:
    board = Noticeboard()
    board.put("a", Source.RESULTS, [notice(9)])
    board.put("b", Source.RESULTS, [notice(9)])
    board.follow_edit("a", Range.of(0, 0, 0, 0), "x")
    assert board.of("a") == ()
    assert len(board.of("b")) == 1


def test_sources_keep_lists_of_their_own() -> None:
    board = Noticeboard()
    assert board.put("a", Source.RULES, [notice(1)])
    assert board.put("a", Source.STUBS, [notice(2)])
    assert not board.put("a", Source.RULES, [notice(1)])
    assert [item.range.start.line for item in board.of("a")] == [2, 1]
    assert [item.range.start.line for item in board.of("a", without=Source.STUBS)] == [1]
    assert board.put("a", Source.RULES, [])
    assert list(board.uris(Source.RULES)) == []
    assert list(board.uris()) == ["a"]
    board.forget("a")
    assert list(board.uris()) == []


@pytest.mark.parametrize(
    ("encoding", "start", "end"), [(Encoding.UTF_8, 4, 6), (Encoding.UTF_16, 2, 3), (Encoding.UTF_32, 1, 2)]
)
def test_places_are_rendered_in_units(encoding: Encoding, start: int, end: int) -> None:
    (text,) = render([notice(0, 1, 2)], Document("😀é"), encoding)
    assert json.loads(text) == {
        "range": {"start": {"line": 0, "character": start}, "end": {"line": 0, "character": end}},
        "message": "x",
    }


def test_a_place_behind_the_text_is_sent_as_it_is() -> None:
    (text,) = render([notice(7, 1, 2)], Document("a"), Encoding.UTF_16)
    assert json.loads(text)["range"]["start"] == {"line": 7, "character": 1}
