"""What the tests of the local runner share: connectors on the disk, and a run with all that it told."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from destination_writer.checkpoints.local_runner import LocalRunner
from destination_writer.checkpoints.local_selection import declared_tests
from destination_writer.checkpoints.runner import (
    Cancellation,
    OutputLine,
    RunEvent,
    RunOutcome,
    RunRequest,
    StepStarted,
    TestFinished,
    TestStarted,
    WantedTest,
)
from destination_writer.connector.load import load_connector
from destination_writer.connector.model import Connector
from destination_writer.text.testruns import Outcome, TestResult
from destination_writer.toolchain.disk import DiskFiles

PACKAGE = "io.airbyte.integrations.destination"


@dataclass
class Told:
    """Everything that a run told, in order."""

    events: list[RunEvent] = field(default_factory=list[RunEvent])

    def __call__(self, event: RunEvent) -> None:
        self.events.append(event)

    @property
    def finished(self) -> list[TestResult]:
        return [event.result for event in self.events if isinstance(event, TestFinished)]

    @property
    def started(self) -> list[str]:
        return [event.name for event in self.events if isinstance(event, TestStarted)]

    @property
    def output(self) -> list[str]:
        return [event.text for event in self.events if isinstance(event, OutputLine)]

    @property
    def steps(self) -> list[str]:
        return [event.title for event in self.events if isinstance(event, StepStarted)]


@dataclass(frozen=True)
class Ran:
    outcome: RunOutcome
    told: Told
    folder: Path

    def result(self, name: str) -> TestResult:
        """The one result of a test, by its plain name or the name that reports give it."""
        found = [t for t in self.outcome.run.tests if t.name == name or t.name.partition("(")[0] == name]
        assert len(found) == 1, [test.name for test in self.outcome.run.tests]
        return found[0]

    @property
    def failed(self) -> dict[str, str]:
        """Plain name -> message of what did not pass."""
        bad = (test for test in self.outcome.run.tests if test.outcome is not Outcome.PASSED)
        return {test.name.partition("(")[0]: test.failures[0].message if test.failures else "" for test in bad}


def written(folder: Path, texts: Mapping[str, str]) -> Path:
    """The files below `folder`, which is given back."""
    for path, text in texts.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return folder


def connector_at(folder: Path) -> Connector:
    return load_connector(DiskFiles(folder), name=folder.name)


def full_name(connector: Connector, simple: str) -> str:
    return next(name for name in declared_tests(connector) if name.endswith(f".{simple}"))


def run(
    runner: LocalRunner,
    folder: Path,
    dialect: str,
    *tests: str,
    regressions: tuple[str, ...] = (),
    told: Told | None = None,
    cancellation: Cancellation | None = None,
    limit: float = 600,
) -> Ran:
    """Runs `Class` or `Class.test name`; the whole suite when none is named."""
    connector, heard = connector_at(folder), told or Told()

    def wanted(named: tuple[str, ...]) -> tuple[WantedTest, ...]:
        parts = (text.partition(".") for text in named)
        return tuple(WantedTest(full_name(connector, suite), name) for suite, _, name in parts)

    request = RunRequest(
        folder,
        connector,
        dialect,
        tests=wanted(tests),
        regressions=wanted(regressions),
        whole_suite=not tests and not regressions,
        limit=limit,
    )
    return Ran(runner.run(request, heard, cancellation or Cancellation()), heard, folder)


def children() -> set[int]:
    """Process ids of this process's children, with theirs. Linux only."""
    assert sys.platform == "linux", "this test looks for processes in /proc"
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text("utf-8", errors="replace").rpartition(")")[2].split()
            except OSError:
                continue
            if stat[0] != "Z":
                parents[int(entry.name)] = int(stat[1])
    found = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {os.getpid()}
