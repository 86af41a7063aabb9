"""A TestRun as Findings: every failure on its own line, with cause and fix."""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence

from destination_writer.connector.model import Connector
from destination_writer.knowledge.failures import Category, FailureRule
from destination_writer.results.causes import Failed, one_cause_each
from destination_writer.results.codes import ResultCode
from destination_writer.results.console import test_run
from destination_writer.results.declared import Declarations
from destination_writer.results.diagnose import diagnose, diagnose_test, test_label
from destination_writer.results.diagnosis import Diagnosis, cause_key, told_of_others
from destination_writer.results.junit import CLASS_LEVEL
from destination_writer.results.pinpoint import whereabouts
from destination_writer.results.remedies import confidence, remedies_for
from destination_writer.results.rulebook import Rulebook
from destination_writer.text.findings import Finding, Related, Remedy, Severity
from destination_writer.text.places import Location, Range
from destination_writer.text.testruns import TestResult, TestRun

RELATED_FRAMES = 8
"""Frames of the project that a finding points to."""
RELATED_TESTS = 50
"""Further tests of one cause that a finding points to."""
MESSAGE_LENGTH = 400
EVIDENCE_LINES = 12

_BUILD_FILES = ("build.gradle.kts", "build.gradle")


def _never(_: TestResult) -> bool:
    return False


def findings_of(
    run: TestRun,
    connector: Connector,
    rules: Iterable[FailureRule],
    is_stale: Callable[[TestResult], bool] = _never,
) -> list[Finding]:
    """One Finding for each cause, of failing tests, compiler errors and other failures of the build, in file order.

    A cause that fails several tests stands on the first of them; the others are `related`, and `data["others"]` has
    their labels, one a line. Where no report names a failing test, those of the console count.

    `is_stale` tells which results are older than the code that they speak of. A test that failed and then passed in
    the same report is still a failure.
    """
    return ResultFindings(connector, rules).of(run, is_stale)


class ResultFindings:
    """Keeps the index of a connector's declarations, so that several runs can be placed on one state of the sources."""

    def __init__(self, connector: Connector, rules: Iterable[FailureRule]) -> None:
        self.connector = connector
        self.rules = tuple(rules)
        self._book = Rulebook(self.rules)
        self._declared = Declarations(connector)
        self._packages = (connector.package,) if connector.package else ()

    def of(self, run: TestRun, is_stale: Callable[[TestResult], bool] = _never) -> list[Finding]:
        failed = list(self._failed(run.tests, is_stale))
        failed = failed or list(self._failed(test_run(run.console).tests if run.console else (), _never))
        known = {cause_key(one.diagnosis) for one in failed}
        found = [*self._from_tests(failed), *self._from_console(run, known), *self._from_problems(run)]
        return sorted(found, key=lambda f: (f.location, f.code))

    def _from_tests(self, tests: Iterable[Failed]) -> Iterator[Finding]:
        for first, *others in one_cause_each(tests):
            yield self._of_test(first, others)

    def _failed(self, tests: Iterable[TestResult], is_stale: Callable[[TestResult], bool]) -> Iterator[Failed]:
        seen: set[tuple[str, str]] = set()
        for test in tests:
            if test.outcome.is_bad and (test.suite, test.name) not in seen:
                seen.add((test.suite, test.name))
                yield Failed(test, diagnose_test(test, self._book, self._packages), is_stale(test))

    def _of_test(self, first: Failed, others: Sequence[Failed]) -> Finding:
        test, diagnosis = first.test, first.diagnosis
        own = self._declared.test(test.suite, test.name)
        frames = [(frame, self._declared.frame(frame)) for frame in diagnosis.frames]
        placed = [(frame, place) for frame, place in frames if place is not None]
        location = own or (placed[0][1] if placed else self._report_place(test))
        related = tuple(
            Related(place, f"{frame.class_name.rpartition('.')[2]}.{frame.method}: on the way to this failure")
            for frame, place in placed[:RELATED_FRAMES]
            if place != location
        )
        labels = list(dict.fromkeys(test_label(o.test.suite, o.test.name) for o in others))
        of_class = test.name in CLASS_LEVEL or not test.name
        return Finding(
            code=ResultCode.CLASS_FAILED if of_class else ResultCode.TEST_FAILED,
            severity=Severity.ERROR,
            message=_message(test, diagnosis),
            location=location,
            cause=f"{self._cause(diagnosis)} {told_of_others(labels)}".strip(),
            fix=diagnosis.fix,
            evidence=_evidence(test),
            related=(*related, *self._related_tests(others, location)),
            category=diagnosis.category,
            test=test_label(test.suite, test.name),
            stale=first.stale,
            remedies=_remedies(diagnosis, _evidence(test), test),
            data={
                "rule": diagnosis.rule,
                "report": test.report,
                "suite": test.suite,
                "test": test.name,
                "others": "\n".join(labels),
                "confidence": confidence(diagnosis.depth),
            },
        )

    def _cause(self, diagnosis: Diagnosis) -> str:
        """Why it failed, and where in this connector."""
        where = whereabouts(self.connector, diagnosis.category, diagnosis.frames)
        return f"{diagnosis.cause} {where}".strip()

    def _related_tests(self, others: Iterable[Failed], location: Location) -> Iterator[Related]:
        """The tests that fail for the same reason, on their own lines."""
        told = {location}
        for test in [other.test for other in others][:RELATED_TESTS]:
            place = self._declared.test(test.suite, test.name) or self._report_place(test)
            if place not in told:
                told.add(place)
                yield Related(place, f"{test_label(test.suite, test.name)} fails for the same reason")

    def _report_place(self, test: TestResult) -> Location:
        """A test of a class that is not in the sources stands on its report."""
        return Location(test.report or self._build_file(), Range.of(0, 0, 0, 0))

    def _from_console(self, run: TestRun, known: Container[object]) -> Iterator[Finding]:
        """Compiler and build failures; tests that the console names, and causes in `known`, are told already."""
        if not run.console:
            return
        for diagnosis in diagnose(run.console, self.rules, self._packages):
            key = cause_key(diagnosis)
            if diagnosis.test or (key is not None and key in known):
                continue
            in_source = diagnosis.category == Category.COMPILATION and diagnosis.file is not None
            code = ResultCode.COMPILE_ERROR if in_source else ResultCode.BUILD_FAILED
            if code == ResultCode.BUILD_FAILED and diagnosis.category == Category.ASSERTION:
                continue  # only says that tests failed, and which ones is known from the run itself
            yield self._of_build(code, diagnosis, run)

    def _of_build(self, code: ResultCode, diagnosis: Diagnosis, run: TestRun) -> Finding:
        location = self._declared.file(diagnosis.file, diagnosis.line) if diagnosis.file else None
        lines = re.split(r"\r\n|\n|\r", run.console)
        what = "The compiler rejects this" if code == ResultCode.COMPILE_ERROR else "The build failed"
        return Finding(
            code=code,
            severity=Severity.ERROR,
            message=f"{what}: {_short(diagnosis.message)} This is a blocker.",
            location=location or Location(self._build_file(), Range.of(0, 0, 0, 0)),
            cause=diagnosis.cause,
            fix=diagnosis.fix,
            evidence=tuple(lines[n - 1] for n in diagnosis.evidence[:EVIDENCE_LINES] if n <= len(lines)),
            category=diagnosis.category,
            remedies=_remedies(diagnosis, tuple(lines[n - 1] for n in diagnosis.evidence if n <= len(lines))),
            data={
                "rule": diagnosis.rule,
                "file": diagnosis.file or "",
                "confidence": confidence(diagnosis.depth),
            },
        )

    def _from_problems(self, run: TestRun) -> Iterator[Finding]:
        for problem in run.problems:
            path, _, reason = problem.partition(": ")
            name, _, line = path.rpartition(":")
            at = int(line) - 1 if line.isdigit() and name else 0
            place = Location(name if line.isdigit() and name else path, Range.of(max(at, 0), 0, max(at, 0), 0))
            yield Finding(
                code=ResultCode.UNREADABLE_REPORT,
                severity=Severity.ERROR,
                message=f"The test report {reason}. This is a blocker: its tests do not count as passed.",
                location=place,
                cause="The file was cut while it was written, or something other than the build wrote it.",
                fix="Run the tests again, so that the build writes the report anew.",
            )

    def _build_file(self) -> str:
        known = next((name for name in _BUILD_FILES if name in self.connector.texts), _BUILD_FILES[0])
        return self.connector.workspace_path(known)


def _message(test: TestResult, diagnosis: Diagnosis) -> str:
    if test.name in CLASS_LEVEL or not test.name:
        what = f"{test.suite.rpartition('.')[2]} could not be set up, so none of its tests ran"
    else:
        what = f"Test {test.name.removesuffix('()')} failed"
    return f"{what}: {_short(diagnosis.message)} This is a blocker."


def _remedies(diagnosis: Diagnosis, evidence: tuple[str, ...], test: TestResult | None = None) -> tuple[Remedy, ...]:
    said = "\n".join((diagnosis.message, *evidence))
    suite = test.suite if test else ""
    return remedies_for(diagnosis.rule, diagnosis.category, said, diagnosis.file, diagnosis.line, suite)


def _short(message: str) -> str:
    """One line, ended by a full stop."""
    text = " ".join(message.split())
    text = text if len(text) <= MESSAGE_LENGTH else text[:MESSAGE_LENGTH].rstrip() + "…"
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _evidence(test: TestResult) -> tuple[str, ...]:
    lines = [line for failure in test.failures for line in (failure.detail or failure.message).split("\n")]
    return tuple(line.rstrip() for line in lines if line.strip())[:EVIDENCE_LINES]
