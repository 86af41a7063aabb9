"""Running a Gradle build through the runner, and what it told."""

import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from gradle_project import CONNECTOR, GradleProject

from destination_writer.checkpoints.gradle_runner import GradleRunner
from destination_writer.checkpoints.runner import (
    Cancellation,
    OutputLine,
    RunEvent,
    RunOutcome,
    RunRequest,
    StepStarted,
    TestFinished,
    TestStarted,
    WantedBuild,
    WantedTest,
)
from destination_writer.connector.load import load_connector
from destination_writer.text.testruns import Outcome
from destination_writer.toolchain.disk import DiskFiles


@dataclass
class Told:
    """Every event of a run with the second at which it came."""

    events: list[tuple[float, RunEvent]] = field(default_factory=list[tuple[float, RunEvent]])
    on_event: Callable[[RunEvent], None] = lambda _: None
    began: float = field(default_factory=time.monotonic)

    def __call__(self, event: RunEvent) -> None:
        self.events.append((time.monotonic() - self.began, event))
        self.on_event(event)

    def steps(self) -> list[StepStarted]:
        return [event for _, event in self.events if isinstance(event, StepStarted)]

    def lines(self) -> list[str]:
        return [event.text for _, event in self.events if isinstance(event, OutputLine)]

    def started(self) -> list[str]:
        return [event.name for _, event in self.events if isinstance(event, TestStarted)]

    def finished(self) -> list[tuple[str, Outcome]]:
        return [(e.result.name, e.result.outcome) for _, e in self.events if isinstance(e, TestFinished)]


def request(
    project: GradleProject,
    tests: Iterable[WantedTest] = (),
    regressions: Iterable[WantedTest] = (),
    builds: Iterable[WantedBuild] = (),
    **more: object,
) -> RunRequest:
    connector = load_connector(DiskFiles(project.root), CONNECTOR)
    return RunRequest(
        project.folder,
        connector,
        "acme",
        tuple(tests),
        tuple(regressions),
        tuple(builds),
        **more,  # pyright: ignore[reportArgumentType]  # keywords of RunRequest
    )


def run(
    asked: RunRequest, cache: Path, told: Told | None = None, cancellation: Cancellation | None = None, **runner: object
) -> RunOutcome:
    """`runner` are arguments of GradleRunner. All processes have the connector's folder in their environment."""
    runner.setdefault("environ", {**os.environ, "ACME_FOLDER": str(asked.folder)})
    gradle = GradleRunner(cache=cache, **runner)  # pyright: ignore[reportArgumentType]  # keywords of GradleRunner
    return gradle.run(asked, told or Told(), cancellation or Cancellation())


def processes_with(text: str) -> list[str]:
    """The command lines of all living processes that hold a text, and of those whose environment does."""
    found: list[str] = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            try:
                state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
                environ = (folder / "environ").read_bytes().decode("utf-8", "replace")
            except OSError:
                continue
            if state != "Z" and text in f"{command} {environ}":
                found.append(f"{folder.name} {command}")
    return found
