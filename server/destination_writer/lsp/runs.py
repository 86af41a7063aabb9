"""Runs of checkpoints and tests: one at a time for a connector, watched and cancelled from the editor.

A run starts because somebody gave the command; the server never gives it to itself.
"""

import asyncio
import logging
import time
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, Any

from destination_writer.lsp import protocol
from destination_writer.lsp.homes import Home
from destination_writer.lsp.progress import Progress, ProgressDesk
from destination_writer.lsp.uris import uri_of

if TYPE_CHECKING:
    from destination_writer.checkpoints.runner import Cancellation, RunEvent, WantedTest
    from destination_writer.lsp.rundesk import Job
    from destination_writer.lsp.session import Session

log = logging.getLogger(__name__)

TICK = 0.25
"""Seconds between two messages of a run to the client; what happens in between goes as one."""


class Runs:
    """The runs of a session, by connector."""

    def __init__(self, session: "Session") -> None:
        self._session = session
        self._progress = ProgressDesk(session.wire, lambda: session.abilities)
        self._locks: dict[Path, asyncio.Lock] = {}
        self._active: dict[Path, list[Cancellation]] = {}

    async def checkpoint(self, home: Home, phase: int | None, runner: str) -> protocol.RunResult:
        """Run a phase's tests and the regressions; the current phase without a number."""
        return await self._run(home, phase, (), runner)

    async def tests(self, home: Home, wanted: "tuple[WantedTest, ...]", runner: str) -> protocol.RunResult:
        """Run these tests alone."""
        return await self._run(home, None, wanted, runner)

    def cancel(self, home: Home) -> int:
        """End what runs and what waits for a connector; how many that were."""
        active = self._active.get(home.folder, [])
        for cancellation in active:
            cancellation.cancel()
        return len(active)

    def close(self) -> None:
        """End every run; each ends what it started."""
        for active in self._active.values():
            for cancellation in active:
                cancellation.cancel()

    async def _run(
        self, home: Home, phase: int | None, only: "tuple[WantedTest, ...]", runner: str
    ) -> protocol.RunResult:
        from destination_writer.lsp.rundesk import Job, new_cancellation

        session, folder = self._session, home.folder
        cancellation = new_cancellation()
        active = self._active.setdefault(folder, [])
        active.append(cancellation)
        progress = await self._progress.begin(f"Tests of {folder.name}", "waiting for its turn", cancellation.cancel)
        try:
            async with self._locks.setdefault(folder, asyncio.Lock()):
                name = runner or session.settings.runs.runner.value
                limit = float(session.settings.runs.limit)
                job = Job(folder, name, phase, only, limit)
                result = await self._watched(home, job, cancellation, progress)
        finally:
            active.remove(cancellation)
            progress.end("ended")
        await session.results.show(home)
        return result

    async def _watched(
        self, home: Home, job: "Job", cancellation: "Cancellation", progress: Progress
    ) -> protocol.RunResult:
        """The run in a thread, its events told in portions meanwhile."""
        events: deque[RunEvent] = deque()
        telling = self._session.work.start(self._tell(home, job, events, progress), f"telling of {home.folder.name}")
        try:
            return await self._session.work.run(job.run, events.append, cancellation)
        finally:
            telling.cancel()
            self._pass_on(home, job, events, progress, time.monotonic())

    async def _tell(self, home: Home, job: "Job", events: "deque[RunEvent]", progress: Progress) -> None:
        began = time.monotonic()
        while True:
            await asyncio.sleep(TICK)
            self._pass_on(home, job, events, progress, began)

    def _pass_on(self, home: Home, job: "Job", events: "deque[RunEvent]", progress: Progress, began: float) -> None:
        taken: list[dict[str, Any]] = []
        while events:
            taken.append(job.payload(events.popleft()))
        progress.report(job.left_words(time.monotonic() - began), job.percent)
        if taken and self._session.abilities.follows_runs:
            self._session.wire.notify(protocol.RUN_EVENTS, {"uri": uri_of(home.folder), "events": taken})
