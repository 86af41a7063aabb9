"""The local runner: a connector's own component tests on an embedded engine, without Gradle, Docker or the CDK."""

import contextlib
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from destination_writer.checkpoints.local_caveats import caveats_of
from destination_writer.checkpoints.local_selection import selected
from destination_writer.checkpoints.runner import (
    Cancellation,
    Ended,
    OutputLine,
    RunOutcome,
    RunRequest,
    StepResult,
    StepStarted,
    Tell,
    TestFinished,
    TestStarted,
)
from destination_writer.checkpoints.sources import digest, source_paths
from destination_writer.knowledge.cdkversions import UnknownCdkVersion
from destination_writer.knowledge.contracts import Contract
from destination_writer.knowledge.dialects import Dialect
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.text.testruns import TestResult, TestRun
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.engines import EngineFailed, EngineMissing, Missing, find_engine
from destination_writer.toolchain.kotlinc import CompilerFailed, CompilerHost, MissingTool
from destination_writer.toolchain.kotlinc_connector import ConnectorCompiler
from destination_writer.toolchain.localrun.compiling import CompiledConnector, compile_connector, console_of
from destination_writer.toolchain.localrun.process import TestProcessFailed
from destination_writer.toolchain.localrun.reports import write_report
from destination_writer.toolchain.localrun.ground import Ground, opened
from destination_writer.toolchain.localrun.testrun import Listener, RunEnd, RunResult, TestRunning, WantedClass
from destination_writer.toolchain.workspace import workspace_knowledge

TEST_LIMIT = 120
"""Seconds for one test, and less where the whole run has less."""
REPORTS = ".destination-writer/results/local"
"""Below the connector's folder."""
COMPILE = "compile"


class CannotRun(Exception):
    """Something that a run needs is missing; a full sentence with the remedy."""


@dataclass
class _Run:
    """One run while it lasts."""

    request: RunRequest
    tell: Tell
    cancellation: Cancellation
    deadline: float
    steps: list[StepResult] = field(default_factory=list[StepResult])
    reports: list[Path] = field(default_factory=list[Path])
    problems: list[str] = field(default_factory=list[str])
    console: list[str] = field(default_factory=list[str])

    @property
    def folder(self) -> Path:
        return self.request.folder

    def out(self, text: str, is_error: bool = False) -> None:
        for line in text.split("\n"):
            self.tell(OutputLine(line, is_error))


class LocalRunner:
    """One compiler stays resident between runs, so that a second run takes seconds; `close` ends it.

    Runs of one connector wait for each other. Safe to use from several threads.
    """

    name = "local"

    def __init__(self, host: CompilerHost | None = None) -> None:
        self._host = host
        self._own = host is None
        self._lock = threading.Lock()
        self._locks: dict[Path, threading.Lock] = {}

    def close(self) -> None:
        """End the compiler's process. A later run starts a new one."""
        with self._lock:
            if self._own and self._host is not None:
                self._host.close()

    def __enter__(self) -> "LocalRunner":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(self, request: RunRequest, tell: Tell, cancellation: Cancellation) -> RunOutcome:
        """Run and report; never raises for what the connector or its tests do."""
        run = _Run(request, tell, cancellation, time.monotonic() + request.limit)
        sources = _digest(request.folder)
        try:
            with self._turn(run):
                ended, result, caveats = self._run(run)
        except CannotRun as error:
            return self._outcome(run, sources, Ended.NOT_STARTED, problem=str(error))
        except (CompilerFailed, EngineFailed, TestProcessFailed, OSError) as error:
            return self._outcome(run, sources, Ended.NOT_STARTED, problem=_broke(error))
        return self._outcome(run, sources, ended, result, caveats)

    @contextlib.contextmanager
    def _turn(self, run: _Run) -> Iterator[None]:
        with self._lock:
            lock = self._locks.setdefault(run.folder.resolve(), threading.Lock())
        while not lock.acquire(timeout=0.1):
            if run.cancellation.is_cancelled:
                raise _Stopped(Ended.CANCELLED)
            if time.monotonic() > run.deadline:
                raise _Stopped(Ended.TIMED_OUT)
        try:
            yield
        finally:
            lock.release()
