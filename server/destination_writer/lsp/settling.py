"""Waits until a file that is being written has come to rest."""

import asyncio
from collections.abc import Callable
from pathlib import Path

CHECKS = 4
"""How often a file is looked at while it settles."""

Stamp = tuple[int, int] | None
"""Size and time of change in nanoseconds; None for a file that is gone."""


class Settling:
    """Calls `settled(paths)` once none of the files that were touched has changed for a while."""

    def __init__(self, settled: Callable[[set[Path]], None]) -> None:
        self._settled = settled
        self._waiting: dict[Path, tuple[Stamp, float]] = {}
        self._ready: set[Path] = set()
        self._timer: asyncio.TimerHandle | None = None
        self.seconds = 0.2

    def touch(self, path: Path) -> None:
        now = asyncio.get_running_loop().time()
        self._waiting[path] = (_stamp(path), now)
        self._arm()

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _arm(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self.seconds / CHECKS, self._look)

    def _look(self) -> None:
        self._timer = None
        now = asyncio.get_running_loop().time()
        for path, (stamp, since) in list(self._waiting.items()):
            fresh = _stamp(path)
            if fresh != stamp:
                self._waiting[path] = (fresh, now)
            elif now - since >= self.seconds:
                del self._waiting[path]
                self._ready.add(path)
        if self._waiting:
            self._arm()
        elif self._ready:
            ready, self._ready = self._ready, set()
            self._settled(ready)


def _stamp(path: Path) -> Stamp:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
