"""Runs of checkpoints and tests: one at a time for a connector, watched and cancelled from the editor.

A run starts because somebody gave the command; the server never gives it to itself.
"""

import asyncio
import itertools
import logging
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

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

_numbers = itertools.count(1)


class NeverBegan(Exception):
    """The run was cancelled while it waited for its turn."""


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody asked for: a phase's checkpoint (None: the current one), or single tests. An empty `runner` is the
    setting's; `name` is what messages about the run call it, chosen here when it is empty or taken."""

    phase: int | None = None
    only: "tuple[WantedTest, ...]" = ()
    runner: str = ""
    name: str = ""

    @property
    def title(self) -> str:
        """As progress and clients show it."""
        if not self.only:
            return "Checkpoint" if self.phase is None else f"Checkpoint of Phase {self.phase}"
        first, more = self.only[0], len(self.only) - 1
        what = first.name or first.suite.rpartition(".")[2]
        return f"{what} and {more} more" if more else what


@dataclass(slots=True)
class Active:
    """A run from the order to its end. `stopped` is set, in the event loop, when it was cancelled."""

    home: Home
    order: Order
    name: str
    cancellation: "Cancellation"
    stopped: asyncio.Event = field(default_factory=asyncio.Event)
    events: "deque[RunEvent]" = field(default_factory=deque)
    told: tuple[object, ...] = ()

    def cancel(self) -> None:
        self.cancellation.cancel()
        self.stopped.set()


class Runs:
    """The runs of a session, by connector."""

    def __init__(self, session: "Session") -> None:
        self._session = session
        self._progress = ProgressDesk(session.wire, lambda: session.abilities)
        self._locks: dict[Path, asyncio.Lock] = {}
        self._active: dict[str, Active] = {}
        self._tasks: set[asyncio.Task[protocol.RunResult]] = set()

    async def checkpoint(self, home: Home, phase: int | None, runner: str, name: str = "") -> protocol.RunResult:
        """Run a phase's tests and the regressions; the current phase without a number. Raises what `run` does."""
        return await self.run(home, Order(phase, runner=runner, name=name))

    async def tests(
        self, home: Home, wanted: "tuple[WantedTest, ...]", runner: str, name: str = ""
    ) -> protocol.RunResult:
        """Run these tests alone. Raises what `run` does."""
        return await self.run(home, Order(only=wanted, runner=runner, name=name))

    async def run(self, home: Home, order: Order) -> protocol.RunResult:
        """Run what was ordered, after what was ordered before for this connector. An editor that takes its request back
        cancels the run. Raises NeverBegan, UnusablePath, KnowledgeError, LookupError."""
        from destination_writer.lsp.rundesk import new_cancellation

        name = order.name if order.name and order.name not in self._active else f"run-{next(_numbers)}"
        active = self._active[name] = Active(home, order, name, new_cancellation())
        task = asyncio.get_running_loop().create_task(self._whole(active), name=f"run of {home.folder.name}")
        self._tasks.add(task)
        task.add_done_callback(self._done)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            active.cancel()
            raise

    def cancel(self, home: Home, name: str = "") -> int:
        """End what runs and what waits for a connector, or the run of that name alone; how many that were."""
        found = [one for one in self._active.values() if one.home.folder == home.folder and name in ("", one.name)]
        for active in found:
            active.cancel()
        return len(found)

    def close(self) -> None:
        """End every run; each ends what it started."""
        for active in self._active.values():
            active.cancel()

    def _done(self, task: "asyncio.Task[protocol.RunResult]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.info("%s: %s", task.get_name(), error)  # whoever gave the order is told; perhaps nobody waits any more

    async def _whole(self, active: Active) -> protocol.RunResult:
        home, title = active.home, active.order.title
        lock = self._locks.setdefault(home.folder, asyncio.Lock())
        progress = await self._progress.begin(f"{title} ({home.folder.name})", "waiting for its turn", active.cancel)
        try:
            self._tell(active, "waiting", "waiting for its turn", 0)
            await _turn(lock, active)
            try:
                result = await self._watched(active, progress)
            finally:
                lock.release()
        finally:
            del self._active[active.name]
            progress.end("cancelled" if active.stopped.is_set() else "ended")
            self._tell(active, "ended", "", 100)
        await self._session.results.show(home)
        return result

    async def _watched(self, active: Active, progress: Progress) -> protocol.RunResult:
        """The run in a thread, its events told in portions meanwhile."""
        from destination_writer.lsp.rundesk import Job

        order, runs = active.order, self._session.settings.runs
        runner = order.runner or runs.runner.value
        job = Job(active.home.folder, runner, order.phase, order.only, runs)
        telling = self._session.work.start(self._follow(active, job, progress), f"telling of {active.name}")
        try:
            return await asyncio.to_thread(job.run, active.events.append, active.cancellation)
        finally:
            telling.cancel()
            self._pass_on(active, job, progress, time.monotonic())

    async def _follow(self, active: Active, job: "Job", progress: Progress) -> None:
        began = time.monotonic()
        while True:
            self._pass_on(active, job, progress, began)
            await asyncio.sleep(TICK)

    def _pass_on(self, active: Active, job: "Job", progress: Progress, began: float) -> None:
        taken: list[protocol.RunEvent] = []
        while active.events:
            taken.append(job.payload(active.events.popleft()))
        left = "cancelling" if active.stopped.is_set() else job.left_words(time.monotonic() - began)
        if self._tell(active, "running", left, job.percent, taken):
            progress.report(left, job.percent)

    def _tell(
        self,
        active: Active,
        state: protocol.RunState,
        left: str,
        percent: int,
        events: "list[protocol.RunEvent] | None" = None,
    ) -> bool:
        """Notify a client that follows runs of what is new; True when the run's standing is."""
        now = (state, left, percent)
        is_new, active.told = now != active.told, now
        if (is_new or events) and self._session.abilities.follows_runs:
            params: protocol.RunEventsParams = {
                "uri": uri_of(active.home.folder),
                "run": active.name,
                "title": active.order.title,
                "state": state,
                "left": left,
                "percent": percent,
                "events": events or [],
            }
            self._session.wire.notify(protocol.RUN_EVENTS, params)
        return is_new


async def _turn(lock: asyncio.Lock, active: Active) -> None:
    """Take the connector's lock. Raises NeverBegan when the run was cancelled before."""
    asked = asyncio.ensure_future(lock.acquire())
    stopped = asyncio.ensure_future(active.stopped.wait())
    await asyncio.wait({asked, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if not active.stopped.is_set():
        return
    if not asked.cancel() and asked.done():
        lock.release()
    raise NeverBegan("The run was cancelled before its turn came; nothing was run.")
