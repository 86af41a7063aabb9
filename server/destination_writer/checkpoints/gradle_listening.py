"""A Gradle run as it goes on: every test is told once, by the listener or, where that is silent, from its XML."""

import time
from collections import Counter
from collections.abc import Iterable
from pathlib import PurePath

from destination_writer.checkpoints.runner import OutputLine, Tell, TestFinished, TestStarted
from destination_writer.connector.model import Connector
from destination_writer.results.junit import read_report
from destination_writer.results.reports import ReportText, read_reports
from destination_writer.text.testruns import TestResult, TestRun
from destination_writer.toolchain.gradle.events import Events
from destination_writer.toolchain.gradle.reportwatch import ReportWatch
from destination_writer.toolchain.workspace import ReportFile

CONSOLE_HEAD = 200_000
CONSOLE_TAIL = 600_000
"""Characters kept of what the build printed: errors of the compiler come first, what went wrong last."""
_REPORTS_AGAIN = 0.2
"""Seconds between two looks for XML files."""

Key = tuple[str, str]


class Console:
    """The build's text, bounded: its start and its end."""

    def __init__(self) -> None:
        self._head: list[str] = []
        self._tail: list[str] = []
        self._head_size = self._tail_size = 0
        self._was_cut = False

    def add(self, line: str) -> None:
        if self._head_size < CONSOLE_HEAD:
            self._head.append(line)
            self._head_size += len(line) + 1
            return
        self._tail.append(line)
        self._tail_size += len(line) + 1
        if self._tail_size > 2 * CONSOLE_TAIL:
            self._cut()

    def _cut(self) -> None:
        kept: list[str] = []
        size = 0
        for line in reversed(self._tail):
            size += len(line) + 1
            if size > CONSOLE_TAIL:
                break
            kept.append(line)
        self._was_cut = self._was_cut or len(kept) < len(self._tail)
        self._tail, self._tail_size = kept[::-1], sum(len(line) + 1 for line in kept)

    @property
    def text(self) -> str:
        self._cut()
        gap = ["[...]"] if self._was_cut else []
        return "\n".join([*self._head, *gap, *self._tail])


class Listening:
    """Tells a run's lines and tests. Call `moment` often, `close` when the run has ended."""

    def __init__(self, tell: Tell, reports: ReportWatch, connector: Connector) -> None:
        self._tell = tell
        self._reports = reports
        self._connector = connector
        self._told: Counter[Key] = Counter()
        self._looked_at = 0.0
        self._heard: list[TestResult] = []
        self._open: dict[tuple[str, str, str], None] = {}
        self.console = Console()

    def line(self, text: str, is_error: bool) -> None:
        self.console.add(text)
        self._tell(OutputLine(text, is_error))

    def moment(self, events: Events) -> None:
        for event in events.new():
            place = (event.task, event.suite, event.name)
            if event.result is None:
                self._open[place] = None
                self._tell(TestStarted(event.suite, event.name))
            else:
                self._open.pop(place, None)
                self._heard.append(event.result)
                self._finished(event.result)
        now = time.monotonic()
        if now - self._looked_at >= _REPORTS_AGAIN:
            self._looked_at = now
            self._read(self._reports.settled())

    @property
    def running(self) -> list[Key]:
        """Suite and name of the tests that have started and not ended."""
        return [(suite, name) for _, suite, name in self._open]

    def run(self) -> tuple[TestRun, tuple[ReportFile, ...]]:
        """What this run's reports say, and of tests without a report what the listener heard."""
        written = tuple(self._reports.written())
        run = read_reports(ReportText(self._path(r), r.modified, r.blocks()) for r in written)
        self._tell_new(run.tests)
        reported = set(map(_key, run.tests))
        tests = (*run.tests, *(result for result in self._heard if _key(result) not in reported))
        finished = run.finished_at if run.tests else None
        return TestRun("gradle", "", tests, finished or time.time(), problems=run.problems), written

    def _read(self, reports: Iterable[ReportFile]) -> None:
        for report in reports:
            read = read_report(b"".join(report.blocks()), self._path(report))
            if not read.problems:
                self._tell_new(read.tests)

    def _tell_new(self, results: Iterable[TestResult]) -> None:
        """Those that were not told yet, each as often as it is there."""
        counted: Counter[Key] = Counter()
        for result in results:
            counted[_key(result)] += 1
            if counted[_key(result)] > self._told[_key(result)]:
                self._finished(result)

    def _finished(self, result: TestResult) -> None:
        self._told[_key(result)] += 1
        self._tell(TestFinished(result))

    def _path(self, report: ReportFile) -> str:
        return report.path if PurePath(report.path).is_absolute() else self._connector.workspace_path(report.path)


def _key(result: TestResult) -> Key:
    return result.suite, result.name.replace("`", "").removesuffix("()")
