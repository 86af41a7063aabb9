"""What a runner is asked, tells while it runs, and answers: the same for Gradle and for the local runner.

A runner blocks until it has ended and may be called from a thread; `tell` is called from that thread and from the
runner's own. Nothing here starts anything.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from destination_writer.connector.model import Connector
from destination_writer.text.testruns import TestResult, TestRun

DEFAULT_LIMIT = 1800.0
"""Seconds. A first Gradle build that downloads its dependencies stays below it."""


@dataclass(frozen=True, slots=True, order=True)
class WantedTest:
    """A test to run. `suite` is the class's full name as a report gives it, `name` the function's plain name; an empty
    name is the whole class."""

    suite: str
    name: str = ""
    source_set: str = "integrationTest"
    """`test` or `integrationTest` (folder `src/test-integration`)."""


@dataclass(frozen=True, slots=True)
class WantedBuild:
    """A build step that a phase records (phase 0). `slug` is the check's name in the state file, `tasks` are Gradle's
    task names relative to the connector's project, `arguments` the rest of the command line."""

    slug: str
    tasks: tuple[str, ...]
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunRequest:
    """`folder` is the connector's folder on disk. Tests of the checkpoint run first, then the regression set.

    `limit` is in seconds for the whole run. `dialect` is the connector's database.
    """

    folder: Path
    connector: Connector
    dialect: str
    tests: tuple[WantedTest, ...] = ()
    regressions: tuple[WantedTest, ...] = ()
    builds: tuple[WantedBuild, ...] = ()
    whole_suite: bool = False
    limit: float = DEFAULT_LIMIT


@dataclass(frozen=True, slots=True)
class StepStarted:
    """A command or stage begins. `command` is the command line as a person would type it; empty for a stage."""

    title: str
    command: str = ""


@dataclass(frozen=True, slots=True)
class OutputLine:
    """One line that the build printed, without its end of line."""

    text: str
    is_error: bool = False


@dataclass(frozen=True, slots=True)
class TestStarted:
    __test__ = False
    suite: str
    name: str


@dataclass(frozen=True, slots=True)
class TestFinished:
    """Told as soon as the outcome is known, long before the run's end. `seconds_left` is left to the listener."""

    __test__ = False
    result: TestResult


RunEvent = StepStarted | OutputLine | TestStarted | TestFinished
Tell = Callable[[RunEvent], None]


class Ended(StrEnum):
    FINISHED = "finished"
    """The runner came to its end; tests may have failed."""
    CANCELLED = "cancelled"
    TIMED_OUT = "timed-out"
    NOT_STARTED = "not-started"
    """Something that running needs is missing; `problem` names it and the remedy."""


@dataclass(frozen=True, slots=True)
class StepResult:
    """`slug` is the recorded check's name, or the Gradle task. `exit_code` is None for a step that did not end."""

    slug: str
    command: str
    exit_code: int | None
    seconds: float


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """`reports` are the report files that this run wrote, absolute. `caveats` are sentences on what the runner cannot
    vouch for. `problem` is a full sentence with a remedy; empty when there was none."""

    run: TestRun
    ended: Ended
    steps: tuple[StepResult, ...] = ()
    reports: tuple[Path, ...] = ()
    caveats: tuple[str, ...] = ()
    problem: str = ""


@dataclass(slots=True)
class Cancellation:
    """Set by the user's word; a runner looks at it all the time and ends everything that it started."""

    _event: threading.Event = field(default_factory=threading.Event)

    def cancel(self) -> None:
        self._event.set()

    @property
    def is_cancelled(self) -> bool:
        return self._event.is_set()

    def wait(self, seconds: float) -> bool:
        """True when it was cancelled within that time."""
        return self._event.wait(seconds)


class Runner(Protocol):
    name: str
    """`gradle` or `local`."""

    def run(self, request: RunRequest, tell: Tell, cancellation: Cancellation) -> RunOutcome:
        """Run and report; never raises for what the build or the tests do."""
        ...
