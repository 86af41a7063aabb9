"""Two processors for one long loop, where the system can split a process in two."""

import os
import pickle
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def in_halves(work: Callable[[Sequence[T]], R], items: Sequence[T]) -> list[R]:
    """`work` on every second item here and on the others in a child process; one answer for each half.

    Only for a process without other threads. Without a second processor or without `fork` it is one call for all items.
    The child's half is done again here when the child does not deliver, so the answer never depends on it.
    """
    if len(items) < 2 or (os.cpu_count() or 1) < 2 or not hasattr(os, "fork"):
        return [work(items)]
    source, sink = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(source)
        _deliver(work, items[1::2], sink)
    os.close(sink)
    try:
        mine = work(items[::2])
        with os.fdopen(source, "rb", closefd=False) as stream:
            answer = stream.read()
    finally:
        os.close(source)
        _, status = os.waitpid(child, 0)
    return [mine, pickle.loads(answer) if status == 0 else work(items[1::2])]


def _deliver(work: Callable[[Sequence[T]], R], items: Sequence[T], sink: int) -> None:
    """The child's whole life. It leaves without running anything that belongs to the parent."""
    status = 1
    try:
        with os.fdopen(sink, "wb") as stream:
            pickle.dump(work(items), stream)
        status = 0
    finally:
        os._exit(status)
