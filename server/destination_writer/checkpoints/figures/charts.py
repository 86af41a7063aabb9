"""Where the parts of the page's charts stand, in the units of their SVG. The template draws, this computes."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from destination_writer.checkpoints.figures.clock import PAUSE
from destination_writer.checkpoints.figures.model import Colour, Figures, PhaseFigures, RunPoint
from destination_writer.checkpoints.figures.words import moment, percent, span

WIDTH = 960.0
LABEL = 190.0
"""Units on the left for the phases' names."""
LANE = 30.0
TOP = 26.0
BREAK = 18.0
"""Units that a pause takes, however long it was."""
SLOTS = 240
"""Marks of runs that a lane has room for; runs closer than that are drawn as one, the worst colour wins."""
TICKS = 7
COLUMNS = 120
"""The newest checkpoint runs that the chart of pass rates shows."""


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    width: float
    title: str
    open: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """`colour` decides shape and colour: a circle passed, a cross failed, a ring says nothing; `change` is a tick."""

    x: float
    colour: str
    title: str


@dataclass(frozen=True, slots=True)
class Lane:
    y: float
    label: str
    bar: Bar | None
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Timeline:
    height: float
    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    breaks: tuple[Tick, ...]
    """Pauses, each with its length."""
    width: float = WIDTH


@dataclass(slots=True)
class Axis:
    """Moments to units. A time without anything on record longer than PAUSE is drawn as a break of one width."""

    segments: list[tuple[float, float]] = field(default_factory=list[tuple[float, float]])

    @staticmethod
    def of(moments: Iterable[tuple[float, float]]) -> "Axis":
        """`moments` are pairs of beginning and end."""
        axis = Axis()
        for began, ended in sorted(moments):
            if axis.segments and began - axis.segments[-1][1] <= PAUSE:
                first, last = axis.segments[-1]
                axis.segments[-1] = (first, max(last, ended))
            else:
                axis.segments.append((began, max(began, ended)))
        return axis

    def place(self, at: float) -> float:
        if not self.segments:
            return LABEL
        index = max(0, bisect_right([first for first, _ in self.segments], at) - 1)
        before = sum(last - first for first, last in self.segments[:index])
        first, last = self.segments[index]
        return LABEL + (before + min(max(at, first), last) - first) * self._scale + index * self._break

    @property
    def _break(self) -> float:
        """Many pauses share a third of the width."""
        return min(BREAK, (WIDTH - LABEL) / 3 / max(1, len(self.segments) - 1))

    @property
    def _scale(self) -> float:
        length = sum(last - first for first, last in self.segments)
        room = WIDTH - LABEL - 12 - self._break * (len(self.segments) - 1)
        return room / length if length else 0.0

    def breaks(self) -> list[Tick]:
        pairs = zip(self.segments, self.segments[1:], strict=False)
        half = self._break / 2
        return [
            Tick(self.place(before[1]) + half, f"a pause of {span(after[0] - before[1])}") for before, after in pairs
        ]


def timeline(figures: Figures) -> Timeline | None:
    """None when nothing is on record."""
    spans = [(run.began, run.ended) for run in figures.runs] + [(at, at) for at, _ in figures.changes]
    if not spans:
        return None
    axis = Axis.of(spans)
    shown = [phase for phase in figures.phases if phase.runs or phase.changes or phase.began is not None]
    lanes = [_lane(TOP + row * LANE, phase, figures, axis) for row, phase in enumerate(shown)]
    return Timeline(TOP + len(lanes) * LANE + 24, tuple(lanes), tuple(_ticks(axis)), tuple(axis.breaks()))


def _lane(y: float, phase: PhaseFigures, figures: Figures, axis: Axis) -> Lane:
    runs = [run for run in figures.runs if run.phase == phase.number]
    marks = [
        Mark(axis.place(at), "change", f"Change written {moment(at)}") for at, n in figures.changes if n == phase.number
    ]
    bar = None
    last = phase.ended or max((run.ended for run in runs), default=phase.began)
    if phase.began is not None and last is not None:
        left, right = axis.place(phase.began), axis.place(max(phase.began, last))
        until = f"gate {moment(phase.ended)}" if phase.ended else "the gate is not reached"
        title = f"Phase {phase.number}: first touch {moment(phase.began)}, {until}, {span(phase.active)} of work"
        bar = Bar(left, max(3.0, right - left), title, open=phase.ended is None)
    return Lane(y, f"{phase.number} {phase.title}", bar, (*_thinned(marks), *_run_marks(runs, axis)))


def _run_marks(runs: Sequence[RunPoint], axis: Axis) -> list[Mark]:
    marks = [
        Mark(axis.place(run.ended), run.colour.value, f"{moment(run.ended)}, {run.runner}: {_told(run)}")
        for run in runs
    ]
    return _thinned(marks)


def _told(run: RunPoint) -> str:
    if run.broken_build and not run.total:
        return "the build failed"
    parts = (
        f"{run.passed} passed",
        f"{run.bad} failed" if run.bad else "",
        f"{run.skipped} skipped" if run.skipped else "",
    )
    return ", ".join(part for part in parts if part) if run.total else "no test ran"


_WORST = {Colour.RED.value: 0, Colour.GREY.value: 1, Colour.GREEN.value: 2, "change": 3}


def _thinned(marks: Sequence[Mark]) -> list[Mark]:
    """One mark for each slot, the worst, with the number of the others in its title."""
    slots: dict[int, list[Mark]] = {}
    for mark in marks:
        slots.setdefault(int(mark.x * SLOTS / WIDTH), []).append(mark)
    found: list[Mark] = []
    for together in slots.values():
        worst = min(together, key=lambda mark: _WORST[mark.colour])
        more = f" (and {len(together) - 1} more here)" if len(together) > 1 else ""
        found.append(Mark(worst.x, worst.colour, worst.title + more))
    return found


def _ticks(axis: Axis) -> list[Tick]:
    """The beginnings of stretches of work, as many as can be read."""
    found: list[Tick] = []
    gap = (WIDTH - LABEL) / TICKS
    for first, last in axis.segments:
        for at in (first, last):
            x = axis.place(at)
            if not found or x - found[-1].x >= gap:
                found.append(Tick(x, moment(at)[5:]))
    return found


@dataclass(frozen=True, slots=True)
class Column:
    """One checkpoint run: heights of what passed, failed and was skipped, which add up to HEIGHT."""

    x: float
    width: float
    passed: float
    bad: float
    skipped: float
    title: str
    phase: int
    begins: bool
    """True for the first run of a phase in a row, where its number is written."""


@dataclass(frozen=True, slots=True)
class Rates:
    columns: tuple[Column, ...]
    left_out: int
    width: float = WIDTH
    height: float = 110.0


def pass_rates(figures: Figures) -> Rates | None:
    """The newest checkpoint runs, in order; None when there was none."""
    runs = [run for run in figures.runs if run.whole and run.rate is not None]
    if not runs:
        return None
    shown = runs[-COLUMNS:]
    step = min(34.0, (WIDTH - 46) / len(shown))
    columns: list[Column] = []
    for index, run in enumerate(shown):
        total = run.total or 1
        passed, skipped = 110.0 * run.passed / total, 110.0 * run.skipped / total
        bad = 110.0 - passed - skipped
        title = f"Phase {run.phase}, {moment(run.ended)}: {_told(run)} ({percent(run.rate)})"
        begins = index == 0 or shown[index - 1].phase != run.phase
        columns.append(Column(46 + index * step, max(2.0, step - 2), passed, bad, skipped, title, run.phase, begins))
    return Rates(tuple(columns), len(runs) - len(shown))
