"""Work that blocks for long, in a thread: its words reach the person, and a cancelled answer ends it cleanly."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from destination_writer.checkpoints.runner import Cancellation

T = TypeVar("T")
ENDING = 60.0
"""Seconds that work has, once it is cancelled, to end what it started."""


def _nothing() -> None:
    """For work that looks at its cancellation often enough."""


async def run_cancellable(
    work: Callable[[Callable[[str], None], Cancellation], T],
    report: Callable[[str], None],
    stop: Callable[[], None] = _nothing,
) -> T:
    """The result of `work(tell, cancellation)`, which runs in a thread. `tell` may be called from any thread.

    When this is cancelled, the work is told so, `stop` ends what it waits for, and it is waited for: nothing that it
    started goes on unseen.
    """
    loop = asyncio.get_running_loop()
    cancellation = Cancellation()

    def tell(words: str) -> None:
        if not cancellation.is_cancelled:
            loop.call_soon_threadsafe(report, words)

    future = asyncio.ensure_future(asyncio.to_thread(work, tell, cancellation))
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        cancellation.cancel()
        stop()
        await asyncio.wait([future], timeout=ENDING)
        if future.done() and not future.cancelled():
            future.exception()  # looked at, so that nobody warns of it
        raise
