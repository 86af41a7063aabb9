"""A verdict as plain values, in the shape that `checkpoint --json` and the editor's command share."""

from typing import Literal, NotRequired, TypedDict

from destination_writer.checkpoints.checkpoint import Verdict
from destination_writer.checkpoints.mending import Mend
from destination_writer.checkpoints.standing import TestStanding


class TestEntry(TypedDict):
    """`state` is passed, failed, missing, skipped, stale, regressed or unknown."""

    suite: str
    name: str
    state: str
    seconds: float
    message: NotRequired[str]


class ChangeItem(TypedDict):
    """What would mend a failure; `diff` is unified, against the workspace's folder."""

    title: str
    purpose: str
    alternative: str
    diff: str


class FindingItem(TypedDict):
    """`line` counts from 1; `changes` has the surest first."""

    code: str
    file: str
    line: int
    message: str
    category: str
    cause: str
    fix: str
    test: str
    changes: list[ChangeItem]


class VerdictReport(TypedDict):
    phase: int
    title: str
    state: str
    done: bool
    ended: Literal["finished", "cancelled", "timed-out", "not-started"]
    problem: str
    tests: list[TestEntry]
    regressions: list[TestEntry]
    findings: list[FindingItem]
    blockers: list[str]
    caveats: list[str]
    commands: list[str]
    next_phase: int | None


def to_report(verdict: Verdict) -> VerdictReport:
    """The shape that scripts read; keys are never renamed."""
    phase = verdict.phase
    return {
        "phase": phase.number,
        "title": phase.title,
        "state": phase.state.value,
        "done": verdict.is_done,
        "ended": verdict.outcome.ended.value,
        "problem": verdict.outcome.problem or verdict.unrecorded,
        "tests": [_test(test) for test in verdict.own],
        "regressions": [_test(test) for test in verdict.earlier],
        "findings": [
            {
                "code": finding.code,
                "file": finding.location.path,
                "line": finding.location.range.start.line + 1,
                "message": finding.message,
                "category": finding.category,
                "cause": finding.cause,
                "fix": finding.fix,
                "test": finding.test,
                "changes": [_change(mend) for mend in verdict.mends_of(index)],
            }
            for index, finding in enumerate(verdict.findings)
        ],
        "blockers": [blocker.sentence for blocker in phase.blockers],
        "caveats": list(verdict.outcome.caveats),
        "commands": [step.command for step in verdict.outcome.steps if step.command],
        "next_phase": verdict.status.current_phase,
    }


def _test(test: TestStanding) -> TestEntry:
    entry: TestEntry = {"suite": test.suite, "name": test.name, "state": test.state.value, "seconds": test.seconds}
    return {**entry, "message": test.message} if test.message else entry


def _change(mend: Mend) -> ChangeItem:
    return {"title": mend.title, "purpose": mend.purpose, "alternative": mend.alternative, "diff": mend.diff}
