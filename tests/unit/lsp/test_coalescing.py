"""A publish for each edit that somebody waits for; few for a burst, the last one always."""

import asyncio
from collections.abc import Callable

import pytest

from destination_writer.lsp.coalescing import Coalescer

pytestmark = pytest.mark.asyncio


class Screen:
    """Notes what is published; a reader that is busy has not read it yet."""

    def __init__(self) -> None:
        self.published: list[str] = []
        self.busy = False
        self.coalescer = Coalescer(self.published.append, lambda: self.busy)

    async def until(self, is_so: Callable[[], bool]) -> None:
        async def wait() -> None:
            while not is_so():
                await asyncio.sleep(0)

        await asyncio.wait_for(wait(), 10)


async def test_one_edit_is_published_once_and_at_once() -> None:
    screen = Screen()
    screen.coalescer.touch("a", edited=True)
    await screen.until(lambda: bool(screen.published))
    assert screen.published == ["a"]


async def test_answers_to_publishes_are_not_held() -> None:
    screen = Screen()
    for count in range(1, 6):
        screen.coalescer.touch("a", edited=True)
        await screen.until(lambda count=count: len(screen.published) == count)


async def test_edits_that_come_together_are_published_together() -> None:
    screen = Screen()
    for _ in range(40):
        screen.coalescer.touch("a", edited=True)
    await screen.until(lambda: bool(screen.published))
    await asyncio.sleep(0)
    assert screen.published == ["a"]


async def test_nothing_is_added_while_the_reader_is_behind() -> None:
    screen = Screen()
    screen.busy = True
    screen.coalescer.touch("a", edited=True)
    for _ in range(10):
        await asyncio.sleep(0)
    assert screen.published == []
    screen.busy = False
    await screen.until(lambda: screen.published == ["a"])


async def test_a_reader_that_never_reads_gets_it_in_the_end() -> None:
    screen = Screen()
    screen.busy = True
    screen.coalescer.touch("a", edited=True)
    await screen.until(lambda: screen.published == ["a"])


async def test_documents_do_not_hold_each_other() -> None:
    screen = Screen()
    for _ in range(3):
        screen.coalescer.touch("burst", edited=True)
    screen.coalescer.touch("calm", edited=True)
    await screen.until(lambda: len(screen.published) == 2)
    assert screen.published == ["calm", "burst"]


async def test_what_is_forgotten_is_not_published() -> None:
    screen = Screen()
    screen.coalescer.touch("a", edited=True)
    screen.coalescer.forget("a")
    screen.coalescer.touch("b", edited=True)
    await screen.until(lambda: bool(screen.published))
    assert screen.published == ["b"]
