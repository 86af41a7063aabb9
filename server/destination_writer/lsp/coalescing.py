"""When to publish: at once for a person who types, once for a burst.

A flush is put behind everything that the editor has sent already. While the editor has not read the publish before, or
when one read brought several edits, the document is held until they pause.
"""

import asyncio
from collections.abc import Callable

PAUSE = 0.002
"""Seconds without an edit that end a burst."""

PATIENCE = 0.05
"""Seconds after which a burst is published in its middle, so that the screen follows."""


class _Entry:
    __slots__ = ("edits", "held_since", "last_edit", "timer")

    def __init__(self) -> None:
        self.edits = 0
        self.last_edit = 0.0
        self.held_since = 0.0
        self.timer: asyncio.TimerHandle | None = None


class Coalescer:
    """Calls `publish(key)` for keys that were touched; in a burst seldom, and always after the last touch.

    `is_busy` says whether the reader is known to be behind.
    """

    def __init__(self, publish: Callable[[str], None], is_busy: Callable[[], bool]) -> None:
        self._publish = publish
        self._is_busy = is_busy
        self._entries: dict[str, _Entry] = {}
        self._touched: dict[str, None] = {}
        self._armed = False

    def touch(self, key: str, *, edited: bool = False) -> None:
        """Ask for a publish. `edited`: because of an edit, which may be one of a burst."""
        loop = asyncio.get_running_loop()
        entry = self._entries.setdefault(key, _Entry())
        if edited:
            entry.last_edit = loop.time()
            entry.edits += 1
        if entry.timer is not None:
            return
        self._touched[key] = None
        if not self._armed:
            self._armed = True
            # Two turns of the loop: input that is there already is read in between.
            loop.call_soon(loop.call_soon, self._flush)

    def forget(self, key: str) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None and entry.timer is not None:
            entry.timer.cancel()
        self._touched.pop(key, None)

    def _flush(self) -> None:
        self._armed = False
        touched, self._touched = self._touched, {}
        busy = self._is_busy()
        for key in touched:
            entry = self._entries.get(key)
            if entry is None:
                continue
            if busy or entry.edits > 1:
                self._hold(key, entry)
            else:
                self._now(key, entry)

    def _hold(self, key: str, entry: _Entry) -> None:
        loop = asyncio.get_running_loop()
        entry.held_since = loop.time()
        entry.timer = loop.call_later(PAUSE, self._after_pause, key, entry)

    def _after_pause(self, key: str, entry: _Entry) -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        still = now - entry.last_edit < PAUSE or self._is_busy()
        if still and now - entry.held_since < PATIENCE:
            entry.timer = loop.call_later(PAUSE, self._after_pause, key, entry)
            return
        entry.timer = None
        self._now(key, entry)

    def _now(self, key: str, entry: _Entry) -> None:
        entry.edits = 0
        self._publish(key)
