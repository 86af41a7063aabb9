"""When what happened, in which phase: one line of events, and the time worked between them."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite

from destination_writer.checkpoints.changelog import ChangeRecord
from destination_writer.checkpoints.history import RunRecord
from destination_writer.connector.state import State

PAUSE = 15 * 60.0
"""Seconds. A longer time without anything on record counts as a pause, not as work."""
LATEST = 4_102_444_800.0
"""The year 2100. A later moment, or one before the epoch, was written by no clock."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that took from `began` to `ended`, for a phase."""

    began: float
    ended: float
    phase: int


def is_moment(at: float) -> bool:
    return isfinite(at) and 0 <= at < LATEST


def usable_runs(runs: Sequence[RunRecord]) -> tuple[list[RunRecord], list[str]]:
    """The runs whose moments can be true, in the order in which they were written, and what is to be said of others."""
    kept = [run for run in runs if is_moment(run.at) and isfinite(run.seconds) and run.seconds >= 0]
    dropped = len(runs) - len(kept)
    notes: list[str] = []
    if dropped:
        runs_left = "1 run" if dropped == 1 else f"{dropped} runs"
        notes.append(f"{runs_left} with an impossible time left out.")
    back = sum(later.at < earlier.at for earlier, later in pairwise(kept))
    if back:
        times = "once" if back == 1 else f"{back} times"
        notes.append(f"The clock of this machine went back {times}; spans across such a moment count as nothing.")
    return kept, notes


class PhaseBook:
    """Which phase something belongs to: what it says itself, else what its tests belong to, else what was being worked
    on at that time."""

    def __init__(self, tests: Sequence[Iterable[str]], state: State) -> None:
        """`tests` are the names that each phase asks for, in order."""
        self._owner = {name: number for number, names in reversed(list(enumerate(tests))) for name in names}
        self._skipped = {skipped.phase for skipped in state.skipped_phases}
        self.completed: dict[int, float] = {}
        self.started: dict[int, float] = {}
        for entry in state.history:
            at = entry.seconds
            if at is not None and is_moment(at):
                known = {"completed": self.completed, "started": self.started}.get(entry.event)
                if known is not None:
                    known.setdefault(entry.phase, at)
        self._count = len(tests)

    def owner(self, test: str) -> int | None:
        """The first phase that asks for a test of this name."""
        return self._owner.get(test)

    def of_run(self, run: RunRecord) -> int:
        if run.phase is not None and 0 <= run.phase < self._count:
            return run.phase
        owners = [number for test in run.tests if (number := self._owner.get(test.name)) is not None]
        return max(owners, default=self.at(run.at))

    def of_change(self, change: ChangeRecord) -> int:
        known = change.phase
        return known if known is not None and 0 <= known < self._count else self.at(change.at)

    def at(self, moment: float) -> int:
        """The first phase that was not done then."""
        open_ones = (
            number
            for number in range(self._count)
            if number not in self._skipped and self.completed.get(number, LATEST) > moment
        )
        return next(open_ones, self._count - 1)


class Worked:
    """Time worked: what the events took, and what lies between two of them unless that was a pause."""

    def __init__(self, events: Iterable[Event]) -> None:
        self._events = sorted(events, key=lambda event: (event.began, event.ended))
        self._ends: list[float] = []
        self._sums: list[float] = []
        self.by_phase: dict[int, float] = {}
        total, end = 0.0, None
        for event in self._events:
            began = event.began if end is None else max(event.began, end)
            gap = 0.0 if end is None or began - end > PAUSE else began - end
            length = max(0.0, event.ended - began)
            total += gap + length
            # what lies before a phase's first touch is nobody's: its wall clock does not hold it either
            own = gap if event.phase in self.by_phase else 0.0
            self.by_phase[event.phase] = self.by_phase.get(event.phase, 0.0) + own + length
            end = event.ended if end is None else max(end, event.ended)
            self._ends.append(end)
            self._sums.append(total)

    @property
    def total(self) -> float:
        return self._sums[-1] if self._sums else 0.0

    def between(self, began: float, ended: float) -> float:
        """Time worked after one moment and until another, as far as the events' ends tell."""
        return max(0.0, self._until(ended) - self._until(began))

    def _until(self, moment: float) -> float:
        index = bisect_right(self._ends, moment)
        return self._sums[index - 1] if index else 0.0
