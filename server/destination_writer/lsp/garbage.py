"""Keeps Python's garbage collector from holding the event loop.

A full collection walks every object that is alive, a quarter of a million of them in a server that has read a
connector: some 150 ms in which no thread runs. What the server keeps is made of values without cycles, which reference
counts free; the little that does form cycles (tasks, exceptions) dies young, in the small generations.
"""

import asyncio
import gc
import time
from collections.abc import Callable

YOUNG, MIDDLE = 5_000, 10
"""Objects of the youngest generation, and its collections, that start the next one: about 1 ms and 10 ms of work."""

NEVER = 1_000_000_000

REST = 600.0
"""Seconds between full collections."""

QUIET = 60.0
"""Seconds without an edit that must have passed before one."""


def be_brief() -> None:
    """Collect only the young generations from now on, and never look again at what a start has made."""
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, NEVER)


async def collect_at_rest(last_touch: Callable[[], float]) -> None:
    """A full collection now and then, when nobody has typed for a while. `last_touch` is on the monotonic clock."""
    while True:
        await asyncio.sleep(REST)
        if time.monotonic() - last_touch() > QUIET:
            gc.collect()
