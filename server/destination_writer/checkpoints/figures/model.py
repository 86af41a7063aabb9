"""The figures as values. Moments are seconds since the epoch, spans are seconds; None where nothing tells."""

from dataclasses import dataclass, field
from enum import StrEnum

from destination_writer.checkpoints.status import PhaseState


class Colour(StrEnum):
    """How a run ended."""

    GREEN = "green"
    """Everything that ran passed."""
    RED = "red"
    """A test failed, a build failed, or the run reached its limit."""
    GREY = "grey"
    """It was cancelled, or no test ran in it."""


@dataclass(frozen=True, slots=True)
class RunPoint:
    """One run. `whole` says that it was a phase's checkpoint, and no run of single tests."""

    began: float
    ended: float
    runner: str
    phase: int
    whole: bool
    colour: Colour
    passed: int
    bad: int
    skipped: int
    broken_build: bool = False

    @property
    def total(self) -> int:
        return self.passed + self.bad + self.skipped

    @property
    def rate(self) -> float | None:
        """Passed among all that ran, 0 to 1; 0 for a build that failed before its tests, None where nothing ran."""
        return self.passed / self.total if self.total else 0.0 if self.broken_build else None


@dataclass(frozen=True, slots=True)
class Fix:
    """A test that failed and then passed. `files` changed before the pass; `changes` are titles of the Changes that
    this tool wrote into them meanwhile, empty for what a person mended."""

    test: str
    phase: int
    failed_at: float
    passed_at: float
    failed_runs: int
    files: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Regression:
    """A test that failed after it had passed. `mended_at` is None while it fails."""

    test: str
    phase: int
    passed_at: float
    failed_at: float
    files: tuple[str, ...] = ()
    mended_at: float | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Runs in a row in which the same test failed. `active` is the time worked in it; `open` while it lasts."""

    test: str
    phase: int
    began: float
    ended: float
    runs: int
    active: float
    open: bool = False


@dataclass(frozen=True, slots=True)
class ErrorCount:
    """A kind of failure: how often it was seen, in how many tests. `rule` is the failure rule that explains it."""

    category: str
    rule: str
    count: int
    tests: int
    phases: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class LineCount:
    """Lines of code that are not blank. `generated` were written by this tool, `standing` of these are there unchanged;
    the rest was edited or removed since."""

    generated: int = 0
    standing: int = 0

    @property
    def gone(self) -> int:
        return self.generated - self.standing


@dataclass(frozen=True, slots=True)
class ComponentCount:
    """A component of a phase: members that are written, of those that it owes. `missing` names the others."""

    name: str
    done: int
    owed: int
    required: bool = True
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PhaseFigures:
    """One phase. `began` is its first touch: the first run, Change or word of the state file; `ended` the moment of its
    gate. `wall` is the time between these, or until the last thing that happened; `active` leaves pauses out."""

    number: int
    title: str
    state: PhaseState
    began: float | None = None
    ended: float | None = None
    wall: float | None = None
    active: float = 0.0
    first_green: float | None = None
    """Until the first of the phase's own tests passed."""
    checkpoints: int = 0
    """Runs of the phase's checkpoint."""
    runs: int = 0
    red: int = 0
    first_rate: float | None = None
    last_rate: float | None = None
    mean_rate: float | None = None
    fixes: int = 0
    regressions: int = 0
    changes: int = 0
    lines: LineCount = field(default_factory=LineCount)
    percent: int = 0
    components: tuple[ComponentCount, ...] = ()

    @property
    def is_touched(self) -> bool:
        return self.began is not None or self.state in (PhaseState.DONE, PhaseState.SKIPPED)


@dataclass(frozen=True, slots=True)
class Figures:
    """All of them. `made_at` is when, `notes` say what could not be measured and why, `present` counts the lines of the
    connector's Kotlin that are not blank, `written` those that the Changes on record wrote."""

    name: str
    database: str | None
    cdk_version: str | None
    made_at: float
    phases: tuple[PhaseFigures, ...]
    runs: tuple[RunPoint, ...] = ()
    changes: tuple[tuple[float, int], ...] = ()
    """When, and for which phase, Changes were written."""
    fixes: tuple[Fix, ...] = ()
    regressions: tuple[Regression, ...] = ()
    stuck: tuple[Stretch, ...] = ()
    errors: tuple[ErrorCount, ...] = ()
    lines: LineCount = field(default_factory=LineCount)
    present: int = 0
    active: float = 0.0
    notes: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True when nothing was recorded yet."""
        return not self.runs and not self.changes

    @property
    def by_hand(self) -> int:
        """Lines that are there and that this tool did not write."""
        return max(0, self.present - self.lines.standing)

    @property
    def red(self) -> int:
        return sum(run.colour is Colour.RED for run in self.runs)

    @property
    def gates(self) -> int:
        """Phases whose checkpoint was reached at some time; an edit makes their results stale, and `done` smaller."""
        return sum(phase.ended is not None for phase in self.phases)

    @property
    def done(self) -> int:
        return sum(phase.state is PhaseState.DONE for phase in self.phases)
