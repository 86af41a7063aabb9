"""An event loop in a thread of its own, for conversations: typing never waits for an answer."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class TalkThread:
    """Begins with the first work. What it runs reaches the editor's connection by `on_main` and `tell` alone."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._main: asyncio.AbstractEventLoop | None = None

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        """From the thread of the connection: await work in this thread. Cancelling reaches the work."""
        self._main = asyncio.get_running_loop()
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            threading.Thread(target=_run, args=(self._loop,), name="conversations", daemon=True).start()
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    async def on_main(self, work: Coroutine[Any, Any, T]) -> T:
        """From this thread: await work of the editor's connection."""
        assert self._main is not None
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._main))

    def tell(self, tell: Callable[..., object], *arguments: object) -> None:
        """From this thread: have the connection's thread call something soon, in the order of the calls."""
        assert self._main is not None
        self._main.call_soon_threadsafe(tell, *arguments)

    def close(self) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._loop = None


def _run(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
    finally:
        loop.close()
