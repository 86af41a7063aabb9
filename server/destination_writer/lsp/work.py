"""Slow pure work, in threads of our own.

The framework's pool also reads standard input in its default set-up; a few slow rules there would stall the server.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

WORKERS = 4


class Work:
    """Runs functions in threads, and keeps hold of the tasks that nobody awaits."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="work")
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closed = False

    def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> "asyncio.Future[T]":
        """Run in a worker thread. The future can be cancelled as long as the work has not begun.

        Raises CancelledError after `close`.
        """
        if self._closed:
            raise asyncio.CancelledError
        future = self._pool.submit(function, *args, **kwargs)
        return asyncio.wrap_future(future)

    def start(self, coroutine: Coroutine[Any, Any, Any], name: str) -> "asyncio.Task[Any]":
        """Run a coroutine beside the requests. An error in it is logged; the server goes on."""
        task = asyncio.get_running_loop().create_task(coroutine, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def close(self) -> None:
        """Drop what has not begun. A thread that is in the middle of something is not waited for."""
        self._closed = True
        for task in list(self._tasks):
            task.cancel()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _done(self, task: "asyncio.Task[Any]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("%s failed", task.get_name(), exc_info=error)
