"""What to run first after an edit, while somebody watches: what failed, and the classes that were edited."""

from collections.abc import Iterable

from destination_writer.checkpoints.checkpoint import Verdict
from destination_writer.checkpoints.runner import WantedTest
from destination_writer.checkpoints.standing import TestState
from destination_writer.connector.model import Connector


def affected_tests(verdict: Verdict, changed: Iterable[str], connector: Connector) -> tuple[WantedTest, ...]:
    """Tests of the plan to run alone before the whole checkpoint; empty when the whole is to run at once.

    An edit of a test class concerns its own tests. An edit of anything else concerns what does not pass yet: the rest
    is the regression check of the whole checkpoint, which follows when these are green.
    """
    wanted = (*verdict.plan.tests, *verdict.plan.regressions)
    edited = {
        declared.name
        for path in changed
        if (source := connector.source(path)) is not None and source.is_test
        for declared in source.declared.classes
    }
    if edited and all((s := connector.source(path)) is not None and s.is_test for path in changed):
        mine = tuple(test for test in wanted if test.suite.rpartition(".")[2] in edited)
        if mine:
            return mine if len(mine) < len(wanted) else ()
    open_ones = {test.key for test in verdict.failing if test.state in (TestState.FAILED, TestState.REGRESSED)}
    failed = tuple(test for test in wanted if f"{test.suite.rpartition('.')[2]}.{test.name}" in open_ones)
    return failed if len(failed) < len(wanted) else ()
