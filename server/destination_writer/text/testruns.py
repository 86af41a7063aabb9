"""TestRun: what a runner, or a folder of results, says happened."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    SKIPPED = "skipped"

    @property
    def is_bad(self) -> bool:
        return self in (Outcome.FAILED, Outcome.ERROR)


@dataclass(frozen=True, slots=True)
class Failure:
    """`type` is the exception class as reported, `detail` the stack trace or text below the message."""

    message: str
    type: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class TestResult:
    """One test case. `suite` is the class name as the report gives it (`a.b.C$Inner`), `name` the test's."""

    __test__: ClassVar[bool] = False
    """Tells pytest that this is a value and no test class."""

    suite: str
    name: str
    outcome: Outcome
    seconds: float = 0.0
    failures: tuple[Failure, ...] = ()
    output: str = ""
    """What the test or its class printed, cut to a bounded size; the true cause may stand only here. Of a skipped test
    the reason that its report gives."""
    report: str = ""
    """Path of the report file, relative to the workspace folder; empty for console output."""


@dataclass(frozen=True, slots=True)
class TestRun:
    """A run of tests, or what is left of one in a folder of results.

    `finished_at` is seconds since the epoch (the newest report's time). `sources` is the digest of the connector's
    sources that ran, where a runner recorded it; empty for results from elsewhere. `problems` are reports that could
    not be read, one sentence each, with the file's name.
    """

    __test__: ClassVar[bool] = False

    tool: str
    task: str = ""
    tests: tuple[TestResult, ...] = ()
    finished_at: float | None = None
    sources: str = ""
    console: str = ""
    problems: tuple[str, ...] = ()
