"""An answer that is cancelled leaves nothing at work behind it."""

import asyncio
import threading
from collections.abc import Callable

import pytest

from destination_writer.agent.tools.blocking import run_cancellable
from destination_writer.checkpoints.runner import Cancellation

pytestmark = pytest.mark.asyncio


async def test_the_result_comes_with_the_words_on_the_way() -> None:
    heard: list[str] = []

    def work(tell: Callable[[str], None], cancellation: Cancellation) -> int:
        del cancellation
        tell("one")
        tell("two")
        return 3

    assert await run_cancellable(work, heard.append) == 3
    await asyncio.sleep(0)
    assert heard == ["one", "two"]


async def test_work_is_told_and_waited_for() -> None:
    began, ended, heard = threading.Event(), threading.Event(), list[str]()

    def work(tell: Callable[[str], None], cancellation: Cancellation) -> None:
        began.set()
        cancellation.wait(30)
        tell("too late")
        ended.set()

    task = asyncio.create_task(run_cancellable(work, heard.append))
    await asyncio.to_thread(began.wait, 30)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended.is_set()
    assert heard == []


async def test_what_it_waits_for_is_stopped() -> None:
    began, stopped = threading.Event(), threading.Event()

    def work(tell: Callable[[str], None], cancellation: Cancellation) -> None:
        del tell, cancellation
        began.set()
        assert stopped.wait(30)

    task = asyncio.create_task(run_cancellable(work, print, stopped.set))
    await asyncio.to_thread(began.wait, 30)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_what_it_raises_is_raised() -> None:
    def work(tell: Callable[[str], None], cancellation: Cancellation) -> None:
        del tell, cancellation
        raise LookupError("nothing there")

    with pytest.raises(LookupError, match="nothing there"):
        await run_cancellable(work, print)
