"""A folder of report files as one TestRun."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from destination_writer.results.junit import read_report
from destination_writer.text.testruns import TestResult, TestRun

_REPORT = re.compile(
    r"(?:^|/)(?:build/test-results|\.destination-writer/results)/(?P<task>[^/]+)/(?:[^/]+/)*TEST-[^/]+\.xml$"
)
_NOT_RESULTS = ("/binary/", "/output/")


@dataclass(frozen=True, slots=True)
class ReportText:
    """One report. `path` is relative to the workspace with `/`, `modified` seconds since the epoch.

    `content` is the whole text, or its bytes in pieces, so that a large report need not be held at once.
    """

    path: str
    modified: float
    content: str | bytes | Iterable[bytes]


def is_report(path: str) -> bool:
    """True for `build/test-results/<task>/.../TEST-*.xml` and the local runner's; not for what Gradle keeps beside
    them in binary form."""
    return _REPORT.search(path) is not None and not any(part in path for part in _NOT_RESULTS)


def task_of(path: str) -> str:
    """The Gradle task whose report this is (`test`, `integrationTest`); empty when the path does not say."""
    match = _REPORT.search(path)
    return match["task"] if match else ""


def read_reports(reports: Iterable[ReportText]) -> TestRun:
    """All reports as one run. Where several hold a test, the newest file's result counts.

    Several results of one test in one file (retries) are all kept, in order. A report that cannot be read is a
    sentence in `problems`; the others still count.
    """
    newest: dict[tuple[str, str], tuple[float, list[TestResult]]] = {}
    problems: list[str] = []
    times: list[float] = []
    tasks: set[str] = set()
    for report in reports:
        read = read_report(report.content, report.path)
        problems += read.problems
        times.append(report.modified)
        tasks.add(task_of(report.path))
        for key, results in _by_test(read.tests).items():
            known = newest.get(key)
            if known is None or report.modified >= known[0]:
                newest[key] = (report.modified, results)
    tests = tuple(result for _, results in newest.values() for result in results)
    task = tasks.pop() if len(tasks) == 1 else ""
    return TestRun("gradle", task, tests, max(times, default=None), problems=tuple(problems))


def _by_test(tests: Iterable[TestResult]) -> dict[tuple[str, str], list[TestResult]]:
    found: dict[tuple[str, str], list[TestResult]] = {}
    for test in tests:
        found.setdefault((test.suite, test.name), []).append(test)
    return found
