"""A line that says that something is under way, and for how long, while nothing else is written."""

import asyncio
import os
import time
from collections.abc import Callable
from typing import TextIO

import click

QUIET = 2.0
"""Seconds without a word after which the line appears."""


class Waiting:
    """Draws on a terminal only. `clear` before anything else is written takes the line away and begins to count anew.

    The cursor has to be at the beginning of a line whenever the line may appear.
    """

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._clock = stream, clock
        self._is_on = stream.isatty() and os.environ.get("TERM") != "dumb"
        self._is_shown = False
        self._since = clock()

    def clear(self) -> None:
        self._since = self._clock()
        if self._is_shown:
            self._is_shown = False
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def tick(self) -> None:
        """Draws the line, or its newer time, when it has been quiet for long enough."""
        silent = self._clock() - self._since
        if self._is_on and silent >= QUIET:
            self._is_shown = True
            line = click.style(f"… {silent:.0f} s (Ctrl+C stops)", dim=True)
            self._stream.write(f"\r{line}\x1b[K")
            self._stream.flush()

    async def run(self) -> None:
        """Ticks until it is cancelled."""
        try:
            while self._is_on:
                await asyncio.sleep(1)
                self.tick()
        finally:
            self.clear()
