"""Running wanted tests to their end: a JVM that a test ends or that hangs is followed by another one for the rest."""

import queue
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from destination_writer.text.testruns import Failure, Outcome, TestResult
from destination_writer.toolchain.localrun.lacks import Lack, lack_behind, undecided
from destination_writer.toolchain.localrun.process import TestProcess

_TICK = 0.1


@dataclass(frozen=True)
class WantedClass:
    """`names` are plain function names in the order in which they run; `whole` runs all tests of the class, those named
    first, and leaves out those in `without`."""

    suite: str
    names: tuple[str, ...] = ()
    whole: bool = False
    without: tuple[str, ...] = ()


class RunEnd(StrEnum):
    FINISHED = "finished"
    CANCELLED = "cancelled"
    TIMED_OUT = "timed-out"


@dataclass(frozen=True)
class Listener:
    """What is called as things happen, from the thread that runs. `ended` gets a class and all its results."""

    started: Callable[[str, str], None]
    finished: Callable[[TestResult], None]
    ended: Callable[[str, Sequence[TestResult]], None]
    printed: Callable[[str, bool], None]
    is_cancelled: Callable[[], bool]


@dataclass
class RunResult:
    """`unrun` are tests by class that only the CDK itself can run; `nested` are classes inside of others, which are not
    run; `absent` are tests that no class has; `undecided` are tests, as class and name, that the engine cannot decide,
    with what it lacks."""

    end: RunEnd = RunEnd.FINISHED
    results: dict[str, list[TestResult]] = field(default_factory=dict[str, list[TestResult]])
    unrun: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    nested: list[str] = field(default_factory=list[str])
    absent: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    undecided: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    broken: str = ""
    interrupted: str = ""
    """The test that ran when the run was stopped, as `name of Class`."""

    @property
    def tests(self) -> tuple[TestResult, ...]:
        return tuple(result for results in self.results.values() for result in results)


@dataclass(frozen=True)
class Setup:
    """How the JVM is started: `start` is its first line without the tests, `folder` its working directory. `lacks` is
    what the engine cannot do though the database can."""

    java: Path
    classpath: Sequence[Path]
    start: Mapping[str, Any]
    folder: Path
    limit_per_test: int
    lacks: Sequence[Lack] = ()


class TestRunning:
    """Runs classes in their order. `deadline` is a moment of `time.monotonic`."""

    __test__ = False

    def __init__(self, setup: Setup, listener: Listener, deadline: float) -> None:
        self._setup = setup
        self._listener = listener
        self._deadline = deadline
        self._left: list[WantedClass] = []
        self._done: dict[str, set[str]] = {}
        self._running: tuple[str, str, float] | None = None
        self._exit: Mapping[str, Any] | None = None
        self.result = RunResult()

    def run(self, wanted: Sequence[WantedClass]) -> RunResult:
        """Raises TestProcessFailed when no JVM can be started."""
        self._left = list(wanted)
        while self._left and self.result.end is RunEnd.FINISHED and not self.result.broken:
            before = (len(self._left), sum(map(len, self._done.values())))
            self._one_process()
            if before == (len(self._left), sum(map(len, self._done.values()))):
                self.result.broken = self.result.broken or "the tests' process ended before it ran a test"
        for suite, results in self.result.results.items():
            if any(item.suite == suite for item in self._left):
                self._listener.ended(suite, results)
        return self.result

    def _one_process(self) -> None:
        tests = [
            {"suite": w.suite, "names": list(w.names), "whole": w.whole, "done": sorted(self._not_again(w))}
            for w in self._left
        ]
        start = {**self._setup.start, "tests": tests, "limit": self._setup.limit_per_test}
        with TestProcess(self._setup.java, self._setup.classpath, start, self._setup.folder) as process:
            for event in self._events(process):
                self._take(event)
            if self._running is not None:
                self._lost(process.exit_code)

    def _not_again(self, wanted: WantedClass) -> set[str]:
        return self._done.get(wanted.suite, set()) | set(wanted.without)

    def _events(self, process: TestProcess) -> Iterator[Mapping[str, Any]]:
        while True:
            if self._listener.is_cancelled():
                self.result.end = RunEnd.CANCELLED
                return
            if time.monotonic() > self._deadline:
                self.result.end = RunEnd.TIMED_OUT
                return
            try:
                line = process.next(_TICK)
            except queue.Empty:
                continue
            if line is None:
                return
            if line.event is None:
                self._listener.printed(line.text, True)
            else:
                yield line.event

    def _take(self, event: Mapping[str, Any]) -> None:
        match event["event"]:
            case "printed":
                self._listener.printed(event["text"], event["error"])
            case "started":
                self._running = (event["suite"], event["name"], time.monotonic())
                self._exit = None
                self._listener.started(event["suite"], event["name"])
            case "finished":
                self._running = None
                self._finished(_result(event), event.get("reached", ()))
            case "class":
                self._class_ended(event["suite"], event["found"])
            case "unrun":
                self._unrun(event["suite"], event["names"])
            case "nested":
                self.result.nested.append(event["suite"])
            case "missing":
                self.result.absent.append((event["suite"], event["name"]))
            case "unusable":
                self._unusable(event)
            case "exit":
                self._exit = event
            case "broken":
                self.result.broken = f"{event['message']}\n{event['trace']}"
            case _:
                pass

    def _finished(self, result: TestResult, reached: Sequence[str]) -> None:
        """`reached` are the suite's own tests that ran inside of it."""
        lack = lack_behind(result, {_plain(result.name), *reached}, self._setup.lacks)
        if lack is not None:
            result = undecided(result, lack)
            self.result.undecided[result.suite, _plain(result.name)] = lack.lacks
        self._keep(result)
        for name in reached:
            self._keep_suite_test(result, name)

    def _keep(self, result: TestResult) -> None:
        self.result.results.setdefault(result.suite, []).append(result)
        self._done.setdefault(result.suite, set()).add(_plain(result.name))
        self._listener.finished(result)

    def _keep_suite_test(self, result: TestResult, name: str) -> None:
        """A suite's test that has no form without parameters runs from a test of the connector's own; its result stands
        under both names, since checkpoints ask for the suite's."""
        if name != _plain(result.name) and not any(_plain(other.name) == name for other in self._of(result.suite)):
            self._keep(replace(result, name=f"{name}()"))

    def _of(self, suite: str) -> list[TestResult]:
        return self.result.results.get(suite, [])

    def _class_ended(self, suite: str, found: bool) -> None:
        wanted = next(item for item in self._left if item.suite == suite)
        self._left.remove(wanted)
        if not found and suite not in self.result.results:
            self.result.absent.extend((suite, name) for name in wanted.names or ("",))
        if suite in self.result.results:
            self._listener.ended(suite, self.result.results[suite])

    def _unrun(self, suite: str, names: Sequence[str]) -> None:
        """A class may be asked for several times, each time for other tests."""
        known = self.result.unrun.get(suite, ())
        if more := tuple(name for name in names if name not in known):
            self.result.unrun[suite] = (*known, *more)

    def _unusable(self, event: Mapping[str, Any]) -> None:
        failure = Failure(event["message"], event["message"].partition(":")[0], event["trace"])
        for name in event["names"] or ["initializationError"]:
            self._keep(TestResult(event["suite"], f"{name}()", Outcome.FAILED, 0.0, (failure,)))

    def _lost(self, exit_code: int | None) -> None:
        """The process went away under a test."""
        assert self._running is not None
        suite, name, begun = self._running
        self._running = None
        if self.result.end is not RunEnd.FINISHED:
            self.result.interrupted = f"`{name.removesuffix('()')}` of {suite.rpartition('.')[2]}"
            return
        left = self._exit or {"message": f"The process that ran the test ended with exit code {exit_code}"}
        kind, what = "java.lang.IllegalStateException", left["message"]
        failure = Failure(what, kind, left.get("trace") or f"{kind}: {what}")
        self._keep(TestResult(suite, name, Outcome.FAILED, time.monotonic() - begun, (failure,)))


def _result(event: Mapping[str, Any]) -> TestResult:
    outcome = Outcome(event["outcome"])
    kind, message = event.get("type") or "", event.get("message") or ""
    seconds, output = float(event["seconds"]), event.get("output") or ""
    failures: tuple[Failure, ...] = ()
    if outcome.is_bad:
        told = f"{kind}: {message}" if message else kind  # as Gradle's reports have it
        failures = (Failure(told, kind, event.get("trace") or ""),)
    elif outcome is Outcome.SKIPPED:
        output = message
    return TestResult(event["suite"], event["name"], outcome, seconds, failures, output)


def _plain(name: str) -> str:
    return name.partition("(")[0]
