"""How each test that a phase needs stands, one state a test."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from destination_writer.checkpoints.results import Freshness
from destination_writer.checkpoints.testbook import TestBook, identity
from destination_writer.connector.roles import Role
from destination_writer.knowledge.phases import RequiredTest
from destination_writer.text.testruns import Outcome, TestResult


class TestState(StrEnum):
    __test__ = False

    PASSED = "passed"
    FAILED = "failed"
    MISSING = "missing"
    """No result at all."""
    SKIPPED = "skipped"
    STALE = "stale"
    """The sources changed after it ran."""
    REGRESSED = "regressed"
    """It passed at an earlier checkpoint and fails now."""
    UNKNOWN = "unknown"
    """Nothing tells whether the result speaks of the sources as they are."""


@dataclass(frozen=True, slots=True)
class TestStanding:
    """`suite` is the class that ran it, or the role that would; `message` the first line of a failure, or the
    reason why it was skipped."""

    __test__ = False

    suite: str
    name: str
    state: TestState
    seconds: float = 0.0
    message: str = ""
    disabled_by: str = ""
    """The annotation of the sources that keeps JUnit from running it, as written."""

    @property
    def key(self) -> str:
        return f"{self.suite}.{self.name}"


def standings(book: TestBook, required: Iterable[RequiredTest], regressed: frozenset[str]) -> tuple[TestStanding, ...]:
    """Each required test, in order. One that a version of the suite need not have is left out when it has no result."""
    found: list[TestStanding] = []
    for test in required:
        results = book.find(Role(test.suite), test.name)
        if results:
            found.append(_worst(book, results, test.name, regressed))
        elif not test.when_present:
            found.append(TestStanding(_suite(book, Role(test.suite)), test.name, TestState.MISSING))
        else:
            continue
        found[-1] = replace(found[-1], disabled_by=book.disabled_by(Role(test.suite), test.name))
    return tuple(found)


def _suite(book: TestBook, role: Role) -> str:
    return next((name for name, known in book.classes.items() if known == role), role.value)


_SEVERITY = {
    TestState.PASSED: 0,
    TestState.UNKNOWN: 1,
    TestState.STALE: 2,
    TestState.SKIPPED: 3,
    TestState.FAILED: 4,
    TestState.REGRESSED: 5,
}


def _worst(book: TestBook, results: list[TestResult], name: str, regressed: frozenset[str]) -> TestStanding:
    worst = max(results, key=lambda result: _SEVERITY[_state(book, result, regressed)])
    message = next((f.message.strip().split("\n")[0] for f in worst.failures if f.message.strip()), "")
    if worst.outcome is Outcome.SKIPPED:
        message = worst.output.strip().partition("\n")[0].strip()
    suite = worst.suite.rpartition(".")[2].partition("$")[0]
    return TestStanding(suite, name, _state(book, worst, regressed), sum(r.seconds for r in results), message)


def _state(book: TestBook, result: TestResult, regressed: frozenset[str]) -> TestState:
    age = book.evidence.freshness(result)
    if age is Freshness.STALE:
        return TestState.STALE
    if result.outcome.is_bad:
        return TestState.REGRESSED if identity(result) in regressed else TestState.FAILED
    if result.outcome is Outcome.SKIPPED:
        return TestState.SKIPPED
    return TestState.PASSED if age is Freshness.FRESH else TestState.UNKNOWN
