"""Where a connector stands, as values."""

from dataclasses import dataclass
from enum import StrEnum

from destination_writer.text.places import Location


class PhaseState(StrEnum):
    DONE = "done"
    CURRENT = "current"
    """The first phase that is not complete; nothing that ran for it failed."""
    BLOCKED = "blocked"
    """The first phase that is not complete, and something that ran failed, was broken or cannot be read."""
    WAITING = "waiting"
    """An earlier phase is not complete."""
    SKIPPED = "skipped"
    """Left out by the user, which only an optional phase allows."""


class BlockerKind(StrEnum):
    OPEN_STUB = "open-stub"
    MISSING_COMPONENT = "missing-component"
    MISSING_TEST = "missing-test"
    FAILED_TEST = "failed-test"
    SKIPPED_TEST = "skipped-test"
    NOT_ENABLED = "not-enabled"
    """The sources tell JUnit not to run a test that is due."""
    STALE_RESULT = "stale-result"
    UNKNOWN_AGE = "unknown-age"
    REGRESSION = "regression"
    RECORD = "record"
    CDK_VERSION = "cdk-version"
    UNREADABLE = "unreadable"
    EARLIER_PHASE = "earlier-phase"
    NOT_SKIPPABLE = "not-skippable"

    @property
    def is_failure(self) -> bool:
        """True when the phase is blocked by this, and not simply unfinished."""
        return self in (BlockerKind.FAILED_TEST, BlockerKind.REGRESSION, BlockerKind.UNREADABLE)


@dataclass(frozen=True, slots=True)
class Blocker:
    """One reason why a phase is not complete. `sentence` is for a person and says that it is a blocker.

    `location` is in the workspace, for stubs; `tests` are the names of the tests it speaks of.
    """

    kind: BlockerKind
    sentence: str
    location: Location | None = None
    tests: tuple[str, ...] = ()


class Progress(StrEnum):
    DONE = "done"
    IN_PROGRESS = "in progress"
    NOT_STARTED = "not started"


@dataclass(frozen=True, slots=True)
class ComponentStatus:
    """A line of the progress tracker. Only `required` ones count towards the percentage and the gate."""

    name: str
    progress: Progress
    required: bool = True
    lacks: str = ""
    """What is missing of a required one beyond its open stubs, as the middle of a sentence; empty when nothing is."""


@dataclass(frozen=True, slots=True)
class PhaseStatus:
    """`percent` counts required components; it reaches 100 only when the phase is complete."""

    number: int
    title: str
    state: PhaseState
    blockers: tuple[Blocker, ...] = ()
    components: tuple[ComponentStatus, ...] = ()
    percent: int = 0
    exempt: tuple[str, ...] = ()
    """Tests that did not pass and do not count against this phase, each with the reason."""
    skip_reason: str = ""

    @property
    def waits_only(self) -> bool:
        """True when everything of the phase itself is there and passes, and an earlier phase alone holds it up."""
        kinds = {blocker.kind for blocker in self.blockers}
        return self.state is PhaseState.WAITING and kinds == {BlockerKind.EARLIER_PHASE}


class EstimateBasis(StrEnum):
    PACE = "pace"
    """From the user's own completed phases."""
    PHASES = "phases"
    """From the hours that knowledge gives each phase."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Hours left: of working time by the phases' estimates, of elapsed time by own pace."""

    low: float
    high: float
    basis: EstimateBasis


@dataclass(frozen=True, slots=True)
class ConnectorStatus:
    """The whole answer. `current_phase` is None when every phase is done or skipped."""

    name: str
    database: str | None
    cdk_version: str | None
    current_phase: int | None
    phases: tuple[PhaseStatus, ...]
    estimate: Estimate | None = None
    problems: tuple[str, ...] = ()

    @property
    def current(self) -> PhaseStatus | None:
        return None if self.current_phase is None else self.phases[self.current_phase]
