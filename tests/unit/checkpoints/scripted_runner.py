"""A runner that answers what a test tells it to, and leaves reports on the disk as Gradle does."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from xml.sax.saxutils import quoteattr

from destination_writer.checkpoints.runner import (
    Cancellation,
    Ended,
    RunOutcome,
    RunRequest,
    StepResult,
    Tell,
    TestFinished,
    WantedTest,
)
from destination_writer.results.junit import read_report
from destination_writer.text.testruns import TestResult, TestRun

PASS = ""


class ScriptedRunner:
    """`failures` maps a test's name to the message it fails with; `absent` are tests without a result."""

    def __init__(
        self,
        failures: Mapping[str, str] | None = None,
        absent: frozenset[str] = frozenset(),
        *,
        name: str = "gradle",
        console: str = "",
        exit_codes: Mapping[str, int] | None = None,
        meanwhile: Callable[[], None] | None = None,
    ) -> None:
        self.name = name
        self.failures = dict(failures or {})
        self.absent = absent
        self.console = console
        self.exit_codes = dict(exit_codes or {})
        self.meanwhile = meanwhile
        self.requests: list[RunRequest] = []

    def run(self, request: RunRequest, tell: Tell, cancellation: Cancellation) -> RunOutcome:  # noqa: ARG002
        self.requests.append(request)
        reports: list[Path] = []
        results: list[TestResult] = []
        for suite in dict.fromkeys(test.suite for test in self._wanted(request)):
            report = self._write(request, suite)
            reports.append(report)
            results += read_report(report.read_text("utf-8"), report.name).tests
        for result in results:
            tell(TestFinished(result))
        if self.meanwhile:
            self.meanwhile()
        steps = [
            StepResult(build.slug, f"./gradlew {' '.join(build.tasks)}", self.exit_codes.get(build.slug, 0), 1.0)
            for build in request.builds
        ]
        run = TestRun(self.name, tests=tuple(results), console=self.console)
        return RunOutcome(run, Ended.FINISHED, steps=tuple(steps), reports=tuple(reports))

    def _wanted(self, request: RunRequest) -> list[WantedTest]:
        return [test for test in (*request.tests, *request.regressions) if test.name not in self.absent]

    def _write(self, request: RunRequest, suite: str) -> Path:
        cases = [self._case(test) for test in self._wanted(request) if test.suite == suite]
        base = "build/test-results/integrationTestNonDocker"
        if self.name == "local":
            base = ".destination-writer/results/local"
        file = request.folder / base / f"TEST-{suite}.xml"
        file.parent.mkdir(parents=True, exist_ok=True)
        text = f'<testsuite name="{suite}" tests="{len(cases)}">{"".join(cases)}</testsuite>'
        file.write_text(text, "utf-8")
        return file

    def _case(self, test: WantedTest) -> str:
        head = f"<testcase name={quoteattr(test.name + '()')} classname={quoteattr(test.suite)} time='0.5'"
        if test.name not in self.failures:
            return f"{head}/>"
        message = quoteattr(self.failures[test.name])
        return f"{head}><failure message={message} type='java.lang.AssertionError'>at x</failure></testcase>"


def write_texts(folder: Path, texts: Mapping[str, str], *, at: float | None = None) -> Path:
    """A connector's files on the disk; `at` is the time they were changed, seconds since the epoch."""
    for path, text in texts.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        if at is not None:
            os.utime(file, (at, at))
    return folder
