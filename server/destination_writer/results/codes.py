"""The codes of findings about results. Family 2xx; each says what happened, `knowledge/failures/` says why."""

from dataclasses import dataclass
from enum import StrEnum


class ResultCode(StrEnum):
    TEST_FAILED = "DW201"
    CLASS_FAILED = "DW202"
    UNREADABLE_REPORT = "DW204"
    GATE = "DW205"
    COMPILE_ERROR = "DW210"
    BUILD_FAILED = "DW220"


@dataclass(frozen=True, slots=True)
class CodeInfo:
    """`name` is how settings and pages call it, `summary` a sentence for lists."""

    code: ResultCode
    name: str
    summary: str


CODES = (
    CodeInfo(ResultCode.TEST_FAILED, "test-failed", "A test failed or ended in an error, on the line of the test."),
    CodeInfo(
        ResultCode.CLASS_FAILED,
        "test-class-failed",
        "A test class could not be set up, so none of its tests ran; on the line of the class.",
    ),
    CodeInfo(ResultCode.UNREADABLE_REPORT, "report-unreadable", "A result file could not be read, or only in part."),
    CodeInfo(
        ResultCode.GATE,
        "gate-closed",
        "Something other than a failing test keeps a phase from being done: a test without a result, or a stale one.",
    ),
    CodeInfo(ResultCode.COMPILE_ERROR, "compile-error", "The compiler rejected a source file of the last build."),
    CodeInfo(ResultCode.BUILD_FAILED, "build-failed", "The last build failed outside of sources and tests."),
)
