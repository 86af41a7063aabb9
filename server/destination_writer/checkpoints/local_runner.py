"""The local runner: a connector's own component tests on an embedded engine, without Gradle, Docker or the CDK."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from destination_writer.checkpoints.gate import BLOCKER
from destination_writer.checkpoints.local_caveats import caveats_of, unbuilt
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
from destination_writer.toolchain.gradle.runlock import Interrupted, run_lock
from destination_writer.toolchain.historyfile import RESULTS
from destination_writer.toolchain.kotlinc import CompilerFailed, CompilerHost, MissingTool
from destination_writer.toolchain.kotlinc_connector import ConnectorCompiler
from destination_writer.toolchain.localrun.compiling import CompiledConnector, compile_connector, console_of
from destination_writer.toolchain.localrun.ground import opened, prepare
from destination_writer.toolchain.localrun.process import TestProcessFailed
from destination_writer.toolchain.localrun.reports import write_report
from destination_writer.toolchain.localrun.testrun import Listener, RunEnd, RunResult, TestRunning, WantedClass
from destination_writer.toolchain.workspace import workspace_knowledge

TEST_LIMIT = 120
"""Seconds for one test."""
REPORTS = f"{RESULTS}/local"
"""Below the connector's folder."""
_ENDS = {
    RunEnd.FINISHED: Ended.FINISHED,
    RunEnd.CANCELLED: Ended.CANCELLED,
    RunEnd.TIMED_OUT: Ended.TIMED_OUT,
}
T = TypeVar("T")


class _CannotRun(Exception):
    """Something that a run needs is missing; a full sentence with the remedy."""


class _Stopped(Exception):
    """The user cancelled, or the time is over."""

    def __init__(self, ended: Ended) -> None:
        super().__init__(ended.value)
        self.ended = ended


class LocalRunner:
    """One compiler stays resident between runs, so that a later run takes seconds; `close` ends it.

    Runs on one connector wait for each other, also for those of other programs. Safe to use from several threads.
    """

    name = "local"

    def __init__(self, *, test_limit: int = TEST_LIMIT) -> None:
        self._test_limit = test_limit
        self._compiler: ConnectorCompiler | None = None
        self._lock = threading.Lock()

    def close(self) -> None:
        """End the compiler's process. A later run starts a new one."""
        with self._lock:
            if self._compiler is not None:
                self._compiler.host.close()

    def __enter__(self) -> "LocalRunner":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(self, request: RunRequest, tell: Tell, cancellation: Cancellation) -> RunOutcome:
        """Run and report; never raises for what the connector or its tests do."""
        run = _Run(request, tell, cancellation, self._test_limit)
        try:
            with run_lock(request.folder, run.wait_for, lambda: cancellation.is_cancelled):
                return run.go(self._tools())
        except Interrupted:
            return run.outcome(Ended.CANCELLED)
        except _CannotRun as error:
            return run.outcome(Ended.NOT_STARTED, problem=f"{error} {BLOCKER}")
        except _Stopped as stopped:
            return run.outcome(stopped.ended)
        except (CompilerFailed, EngineFailed, EngineMissing, TestProcessFailed, OSError) as error:
            return run.outcome(Ended.NOT_STARTED, problem=f"The local run broke down: {_ended(error)} {BLOCKER}")

    def _tools(self) -> ConnectorCompiler:
        with self._lock:
            if self._compiler is None:
                try:
                    self._compiler = ConnectorCompiler(CompilerHost())
                except MissingTool as error:
                    raise _CannotRun(f"The local runner cannot start: {_ended(error)}") from None
            return self._compiler


@dataclass
class _Run:
    """One run while it lasts."""

    request: RunRequest
    tell: Tell
    cancellation: Cancellation
    test_limit: int
    began: float = field(default_factory=time.monotonic)
    steps: list[StepResult] = field(default_factory=list[StepResult])
    reports: list[Path] = field(default_factory=list[Path])
    problems: list[str] = field(default_factory=list[str])
    console: str = ""
    tests: tuple[TestResult, ...] = ()
    sources: str = ""

    @property
    def deadline(self) -> float:
        """A moment of `time.monotonic`."""
        return self.began + self.request.limit

    def go(self, compiler: ConnectorCompiler) -> RunOutcome:
        self.began = time.monotonic()
        contract, dialect = self._knowledge()
        self.sources = _digest(self.request.folder)
        compiled = self._compile(compiler, contract, dialect)
        if compiled.folder is None:
            return self.outcome(Ended.FINISHED, caveats=compiled.unread)
        wanted = selected(self.request)
        if not wanted:
            lacks = f"The connector has no test class that can be run; add the component suites. {BLOCKER}"
            caveats = (*unbuilt(self.request), *compiled.unread)
            return self.outcome(Ended.FINISHED, caveats=caveats, problem=lacks if self.request.whole_suite else "")
        title = f"Run {len(wanted)} test {'class' if len(wanted) == 1 else 'classes'} on an embedded {dialect.name}"
        self.tell(StepStarted(title))
        with opened(compiler, contract, dialect, self.request.folder, compiled.classes, self.test_limit) as ground:
            self.tell(OutputLine(f"Engine: {ground.engine.label}, reached by {ground.engine.via}"))
            self._check()
            running = TestRunning(ground.setup, self._listener(), self.deadline)
            result = self._timed("test", lambda: self._results(running, wanted))
            more = (*unbuilt(self.request), *compiled.unread, *(f"{problem}." for problem in ground.problems))
            caveats = caveats_of(ground.engine, result, more)
        return self.outcome(_ENDS[result.end], caveats=caveats, problem=self._problem(result))

    def outcome(self, ended: Ended, *, caveats: tuple[str, ...] = (), problem: str = "") -> RunOutcome:
        run = TestRun(
            tool="local",
            tests=self.tests,
            finished_at=time.time(),
            sources=self.sources,
            console=self.console,
            problems=tuple(self.problems),
        )
        return RunOutcome(run, ended, tuple(self.steps), tuple(self.reports), caveats, problem)

    def wait_for(self, who: str) -> None:
        self.tell(StepStarted(f"Waiting for {who} on this connector to end"))

    def _check(self) -> None:
        if self.cancellation.is_cancelled:
            raise _Stopped(Ended.CANCELLED)
        if time.monotonic() > self.deadline:
            raise _Stopped(Ended.TIMED_OUT)

    def _knowledge(self) -> tuple[Contract, Dialect]:
        asked = self.request
        if not (asked.tests or asked.regressions or asked.builds or asked.whole_suite):
            raise _CannotRun("Nothing was asked for; name a phase that has tests, or tests of your own.")
        knowledge = workspace_knowledge(self.request.folder)
        slug, version = self.request.dialect, self.request.connector.cdk_version
        if version is None:
            raise _CannotRun("The connector names no CDK version; write cdkVersion=... into its gradle.properties.")
        if slug not in knowledge.dialect_slugs:
            raise _CannotRun(f"{slug} is no known database; name it in .destination-writer/state.yaml (database: ...).")
        try:
            dialect, contract = knowledge.dialect(slug), knowledge.contract(version)
        except (KnowledgeError, UnknownCdkVersion) as error:
            raise _CannotRun(_ended(error)) from None
        if contract.type("TestTableOperationsClient") is None:
            raise _CannotRun(
                f"CDK {version} has no test client, which came with 0.1.60; use the Gradle runner, or a newer CDK."
            )
        engine = find_engine(dialect.slug, dialect.parents, dialect.name)
        if isinstance(engine, Missing):
            raise _CannotRun(f"{dialect.name} cannot run on this machine: {engine}")
        return contract, dialect

    def _compile(self, compiler: ConnectorCompiler, contract: Contract, dialect: Dialect) -> CompiledConnector:
        self.tell(StepStarted(f"Compile the connector against CDK {contract.version}"))

        def work() -> CompiledConnector:
            prepare(compiler, contract, dialect)
            return compile_connector(compiler, contract, self.request.folder)

        compiled = self._timed("compile", lambda: self._watched(work))
        self.console = console_of(compiled, self.request.folder)
        for line in self.console.splitlines():
            self.tell(OutputLine(line, is_error=line.startswith("e: ")))
        if compiled.folder is None:
            self.steps[-1] = replace(self.steps[-1], exit_code=1)
        return compiled

    def _timed(self, slug: str, work: Callable[[], T]) -> T:
        begun = time.monotonic()
        result = work()
        self.steps.append(StepResult(slug, "", 0, time.monotonic() - begun))
        return result

    def _watched(self, work: Callable[[], T]) -> T:
        """The work's result, unless the user or the clock ends the run first: then the compiler finishes by itself."""
        done: list[T] = []
        failed: list[BaseException] = []

        def target() -> None:
            try:
                done.append(work())
            except (CompilerFailed, OSError, ValueError) as error:
                failed.append(error)

        thread = threading.Thread(target=target, daemon=True)
        thread.start()
        while thread.is_alive():
            thread.join(0.1)
            if thread.is_alive():
                self._check()
        if failed:
            raise failed[0]
        return done[0]

    def _results(self, running: TestRunning, wanted: Sequence[WantedClass]) -> RunResult:
        result = running.run(wanted)
        self.tests = result.tests
        return result

    def _listener(self) -> Listener:
        return Listener(
            started=lambda suite, name: self.tell(TestStarted(suite, name)),
            finished=lambda result: self.tell(TestFinished(result)),
            ended=self._report,
            printed=lambda text, is_error: self.tell(OutputLine(text, is_error)),
            is_cancelled=lambda: self.cancellation.is_cancelled,
        )

    def _report(self, suite: str, results: Sequence[TestResult]) -> None:
        folder = self.request.folder / REPORTS
        if not folder.resolve().is_relative_to(self.request.folder.resolve()):
            self.problems.append(f"No report was written: {REPORTS} leads out of the connector by a link; remove it")
            return
        try:
            path = write_report(folder, suite, results)
        except OSError as error:
            self.problems.append(f"The report of {suite} could not be written to {REPORTS}: {error}; make room for it")
            return
        if path not in self.reports:
            self.reports.append(path)

    def _problem(self, result: RunResult) -> str:
        if result.end is RunEnd.TIMED_OUT:
            during = f" while {result.interrupted} was running" if result.interrupted else ""
            return (
                f"The run reached its limit of {self.request.limit:.0f} seconds{during}; see what it waits for, or "
                f"allow it more time. {BLOCKER}"
            )
        if result.broken:
            return f"The tests could not be run to their end: {_ended(result.broken)} {BLOCKER}"
        if not result.absent:
            return ""
        listed = ", ".join(
            f"`{name}` of {suite.rpartition('.')[2]}" if name else suite for suite, name in result.absent
        )
        return f"No class has a test that can be run for {listed}; add it, annotated with @Test. {BLOCKER}"


def _digest(folder: Path) -> str:
    files = DiskFiles(folder)
    return digest(files, source_paths(files, ""))


def _ended(error: object) -> str:
    """The text as a sentence that ends."""
    text = str(error).strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."
