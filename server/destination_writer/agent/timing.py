"""Time, as the engine uses it: handed in, so that tests wait for nothing."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

FIRST_WAIT = 1.0
LONGEST_BACKOFF = 30.0


@dataclass(frozen=True)
class Timing:
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    jitter: Callable[[], float] = random.random
    """A number from 0 to 1."""

    def wait_before(self, attempt: int, asked_for: float | None) -> float:
        """Seconds before attempt 2, 3, ...: what the API asks for, else doubling, less up to a half at random so that
        many clients do not come back at once."""
        if asked_for is not None:
            return asked_for
        longest = min(FIRST_WAIT * 2 ** (attempt - 2), LONGEST_BACKOFF)
        return longest * (1 - self.jitter() / 2)
