"""Interruptions that leave time to clean up: a signal ends the work once, and does not end the cleaning."""

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


class Stopping:
    """`calm` is called when cleaning begins: from then on a signal is answered with words alone."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._is_calm = False

    def calm(self) -> None:
        self._is_calm = True

    def on_signal(self, _number: int, _frame: FrameType | None) -> None:
        if self._is_calm:
            self._tell("still removing what was made; this takes a moment")
            return
        raise KeyboardInterrupt


@contextlib.contextmanager
def stoppable(tell: Callable[[str], None]) -> Iterator[Stopping]:
    """While the block runs, Ctrl+C, SIGTERM and SIGHUP raise KeyboardInterrupt in it, until it is told to be calm."""
    stopping = Stopping(tell)
    if threading.current_thread() is not threading.main_thread():
        yield stopping
        return
    numbers = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
    before = {number: signal.signal(number, stopping.on_signal) for number in numbers}
    try:
        yield stopping
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
