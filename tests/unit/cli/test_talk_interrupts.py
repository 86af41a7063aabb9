"""Ctrl+C while an answer is made: what it did is told, nothing goes on in the background, the next answer is there."""

import asyncio
import os
import signal
from collections.abc import AsyncGenerator, Iterator

import pytest

from destination_writer.agent.home import Home
from destination_writer.agent.values import AgentEvent, Ended, EndReason, Place, TextDelta
from destination_writer.cli.talk import STOPPED, Talk
from destination_writer.cli.talkscreen import EventScreen


@pytest.fixture(autouse=True)
def interrupts() -> Iterator[None]:
    """As a shell starts a process."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def press() -> None:
    os.kill(os.getpid(), signal.SIGINT)


class Busy:
    """Writes something when it is cancelled: at once, or (`presses` = 2) not before the person loses patience."""

    suggestions = ()

    def __init__(self) -> None:
        self.presses = 0
        self.closed = 0
        self._cancelled = asyncio.Event()

    async def say(self, text: str, place: Place | None = None) -> AsyncGenerator[AgentEvent, None]:
        del place
        self._cancelled.clear()
        try:
            yield TextDelta(f"{text}. ")
            if self.presses:
                press()
                await self._cancelled.wait()
                if self.presses == 2:
                    press()
                    await asyncio.sleep(60)
                yield TextDelta("Written to its end.")
                yield Ended(EndReason.CANCELLED, STOPPED)
            else:
                yield Ended(EndReason.DONE)
        finally:
            self.closed += 1

    def cancel(self) -> None:
        self._cancelled.set()

    def clear(self) -> None: ...

    async def close(self) -> None: ...


def test_what_was_being_written_is_told_and_the_talk_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    voice = Busy()
    with Talk(Home(None), lambda *_: voice, EventScreen(), asks=False) as talk:
        voice.presses = 1
        assert talk.answer("One").reason is EndReason.CANCELLED
        assert talk.is_interrupted
        assert capsys.readouterr().out == f"One. Written to its end.\n{STOPPED}\n"
        voice.presses = 2
        assert talk.answer("Two").reason is EndReason.CANCELLED
        assert capsys.readouterr().out == f"Two. \n{STOPPED}\n"
        assert voice.closed == 2
        voice.presses = 0
        assert talk.answer("Three").reason is EndReason.DONE
        assert not talk.is_interrupted
        assert capsys.readouterr().out == "Three. \n"
