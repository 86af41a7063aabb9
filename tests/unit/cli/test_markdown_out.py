"""Answers on the way out: whole blocks on a terminal, untouched text in a pipe, nothing that steers the terminal."""

import io
import re

import pytest

from destination_writer.cli.markdown import DrawnMarkdown, PlainMarkdown, block_end, markdown_out
from destination_writer.text.visible import visible


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def drawn(text: str, size: int) -> str:
    screen = Screen()
    out = DrawnMarkdown(screen)
    for at in range(0, len(text), size):
        out.feed(text[at : at + size])
    out.close()
    return re.sub(r"\x1b\[[\d;]*m", "", screen.getvalue())


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("one\ntwo", 0),
        ("one\ntwo\n", 0),
        ("one\n\ntwo", 5),
        ("\n\none\n\n", 7),
        ("```\na\n\nb\n", 0),
        ("```\na\n\nb\n```\nafter", 13),
        ("text\n```\ncode", 5),  # the fence is a block of its own
        ("~~~kotlin\n```\n~~~\n", 18),
    ],
)
def test_where_a_block_ends(text: str, end: int) -> None:
    assert block_end(text) == end


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_drawn_answer_is_the_same_however_it_arrives(size: int) -> None:
    text = "# Head\n\nSome **bold** text.\n\n- one\n- two\n\n```sql\nSELECT 1\n\nFROM t\n```\n\n| a |\n|---|\n| 1 |\n"
    shown = drawn(text, size)
    assert shown == drawn(text, 1000)
    for mark in ("Head", "Some bold text.", "• one", "SELECT 1", "FROM t"):
        assert mark in shown
    assert "**" not in shown
    assert "```" not in shown


def test_what_is_copied_from_the_screen_is_as_it_was_written() -> None:
    code = "val sql = " + '"SELECT a, b, c FROM t WHERE d = 1" + ' * 5 + '""\n\n    .andLog()'
    shown = drawn(f"Before.\n\n```kotlin\n{code}\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nAfter.", 9)
    assert f"Before.\n\n{code}\n\n a " in shown
    assert shown.endswith("\n\nAfter.\n")
    assert "\n\n\n" not in shown
    assert not [line for line in shown.split("\n") if line != line.rstrip()]


@pytest.mark.parametrize("code", ["```\n```\n", "```nonsense\nx\n```\n", "```kotlin\nnot closed", "~~~\n```\n~~~\n"])
def test_code_of_every_kind_is_drawn(code: str) -> None:
    assert drawn(f"{code}\n\nAfter.", 1000).rstrip().endswith("After.") or "not closed" in drawn(code, 1000)


def test_a_block_is_seen_before_the_answer_ends() -> None:
    screen = Screen()
    out = DrawnMarkdown(screen)
    out.feed("First.\n\nSecond")
    assert "First." in screen.getvalue()
    assert "Second" not in screen.getvalue()
    out.close()
    assert "Second" in screen.getvalue()


def test_a_pipe_gets_the_text_at_once_and_as_it_is() -> None:
    stream = io.StringIO()
    out = markdown_out(stream)
    assert isinstance(out, PlainMarkdown)
    out.feed("**a")
    assert stream.getvalue() == "**a"
    out.feed("**")
    out.close()
    out.close()
    assert stream.getvalue() == "**a**\n"


def test_a_dumb_terminal_is_written_to_plainly() -> None:
    assert isinstance(markdown_out(Screen(), {"TERM": "dumb"}.get), PlainMarkdown)
    assert isinstance(markdown_out(Screen(), {"TERM": "xterm"}.get), DrawnMarkdown)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\tb\r\nc", "a\tb\nc"),
        ("\x1b[2J", "␛[2J"),
        ("\x07\x00", "␇␀"),
        ("over\rwritten", "over␍written"),
        ("a\u202eb", "a‹U+202E›b"),
        ("\u200b\U000e0041", "‹U+200B›‹U+E0041›"),
        ("\x9b31m", "‹U+009B›31m"),
        ("ä 漢 🚫 ✓", "ä 漢 🚫 ✓"),
    ],
)
def test_nothing_steers_the_terminal_or_hides(text: str, shown: str) -> None:
    assert visible(text) == shown
