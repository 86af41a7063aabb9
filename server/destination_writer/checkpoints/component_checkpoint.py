"""What a run of the local runner comes to: whether everything passed that it can decide, and what the real build owes.

A phase is complete only with the real build's results. Who works with the local runner may go on to the next phase on a
passed component checkpoint (design, section 5); nothing of what is owed is counted as passed.
"""

from dataclasses import dataclass

from destination_writer.checkpoints.checkpoint import Verdict
from destination_writer.checkpoints.runner import Ended
from destination_writer.checkpoints.standing import TestStanding, TestState
from destination_writer.checkpoints.status import BlockerKind
from destination_writer.connector.roles import Role

_OF_THE_BUILD = frozenset({BlockerKind.RECORD, BlockerKind.EARLIER_PHASE})
"""What only the real build can show, and that an earlier phase waits for it."""
_OF_TESTS = frozenset({BlockerKind.MISSING_TEST, BlockerKind.SKIPPED_TEST, BlockerKind.STALE_RESULT})
_UNDECIDED = frozenset({TestState.MISSING, TestState.SKIPPED, TestState.STALE})


@dataclass(frozen=True, slots=True)
class ComponentCheckpoint:
    """`passed` are the tests that this run proved, `owed` those that only the real build decides."""

    passed: tuple[TestStanding, ...]
    owed: tuple[TestStanding, ...]


def component_checkpoint(verdict: Verdict) -> ComponentCheckpoint | None:
    """None when something failed, when what the runner can decide was not decided, or when another runner ran."""
    outcome = verdict.outcome
    if outcome.run.tool != "local" or outcome.ended is not Ended.FINISHED or outcome.problem:
        return None
    if not outcome.steps or any(step.exit_code for step in outcome.steps):
        return None
    tests = (*verdict.own, *verdict.earlier)
    passed = tuple(test for test in tests if test.state is TestState.PASSED)
    owed = tuple(test for test in tests if test.state is not TestState.PASSED)
    if not all(_only_the_build_decides(test) for test in owed):
        return None
    names = {test.name for test in owed}
    for blocker in verdict.phase.blockers:
        is_of_owed = blocker.kind in _OF_TESTS and bool(blocker.tests) and set(blocker.tests) <= names
        if blocker.kind not in _OF_THE_BUILD and not is_of_owed:
            return None
    return ComponentCheckpoint(passed, owed)


def _only_the_build_decides(test: TestStanding) -> bool:
    """The run came to its end, so a test without a result of it was left out by the runner, which told why. A role in
    place of a class says that no class runs the test: that is the connector's fault, as is a test that it disables."""
    return test.state in _UNDECIDED and test.suite not in set(Role) and not test.disabled_by
