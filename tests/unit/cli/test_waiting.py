"""The line that says that something is under way: only on a terminal, only after a while, gone before other words."""

import io
from collections.abc import Callable

import pytest

from destination_writer.cli.waiting import Waiting


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], float]:
    """Sets the time; called without one it tells it."""
    monkeypatch.setenv("TERM", "xterm")
    now = [100.0]

    def at(time: float = 0.0) -> float:
        now[0] = time or now[0]
        return now[0]

    return at


def test_it_appears_after_a_while_and_goes_before_other_words(clock: Callable[[float], float]) -> None:
    screen = Screen()
    waiting = Waiting(screen, lambda: clock(0))
    clock(101)
    waiting.tick()
    assert screen.getvalue() == ""
    clock(103)
    waiting.tick()
    assert "… 3 s (Ctrl+C stops)" in screen.getvalue()
    waiting.clear()
    assert screen.getvalue().endswith("\r\x1b[K")
    waiting.tick()  # counts anew
    assert screen.getvalue().endswith("\r\x1b[K")


@pytest.mark.parametrize(("stream", "term"), [(io.StringIO(), "xterm"), (Screen(), "dumb")])
def test_where_a_line_cannot_be_taken_away_there_is_none(
    stream: io.StringIO, term: str, clock: Callable[[float], float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", term)
    waiting = Waiting(stream, lambda: clock(0))
    clock(200)
    waiting.tick()
    waiting.clear()
    assert stream.getvalue() == ""
