"""What a run leaves on record for the figures and for learning, and what an older record is read as."""

import json

from destination_writer.checkpoints.changelog import ChangeRecord, Maker, record_of_texts
from destination_writer.checkpoints.history import RunRecord, TestRecord, read_history, record_of, to_line
from destination_writer.checkpoints.mended import NoneMended, mended_failures, mended_of
from destination_writer.checkpoints.runner import Ended, RunOutcome, StepResult
from destination_writer.text.testruns import Failure, Outcome, TestResult, TestRun

CONSOLE = """e: file:///srv/x/src/A.kt:3:4 Unresolved reference 'TableNam'.
e: file:///srv/x/src/B.kt:9:1 Unresolved reference 'TableNam'.
"""
TRACE = """java.lang.RuntimeException: write failed
	at a.B.c(B.kt:1)
Caused by: java.io.IOException: closed
	at a.B.d(B.kt:2)
Caused by: org.postgresql.util.PSQLException: ERROR: relation "x" does not exist
	... 3 more
"""


def recorded(run: TestRun, *steps: StepResult) -> RunRecord:
    outcome = RunOutcome(run, Ended.FINISHED, steps)
    return record_of(outcome, runner="local", began=1, ended=2, sources="d", phase=3, changed=(), reports={})


def test_a_build_that_fails_leaves_what_the_compiler_said_once_and_without_places() -> None:
    record = recorded(TestRun("local", console=CONSOLE), StepResult("compileKotlin", "", 1, 1.0))
    assert record.failed_steps == ("compileKotlin",)
    assert record.errors == ("Unresolved reference 'TableNam'.",)
    assert read_history(to_line(record)) == (record,)


def test_a_build_that_succeeds_leaves_no_errors() -> None:
    record = recorded(TestRun("local", console=CONSOLE), StepResult("compileKotlin", "", 0, 1.0))
    assert (record.failed_steps, record.errors) == ((), ())


def test_the_innermost_cause_of_a_failure_is_kept() -> None:
    failure = Failure("java.lang.RuntimeException: write failed", "java.lang.RuntimeException", TRACE)
    record = recorded(TestRun("local", tests=(TestResult("a.Suite", "x()", Outcome.FAILED, failures=(failure,)),)))
    assert record.tests[0].cause == 'org.postgresql.util.PSQLException: ERROR: relation "x" does not exist'


def test_a_record_of_an_earlier_version_is_read() -> None:
    value = json.loads(to_line(RunRecord(1.0, "local", "d", "finished", tests=(TestRecord("S", "t", "passed"),))))
    for key in ("failed_steps", "errors"):
        del value[key]
    del value["tests"][0]["cause"]
    (record,) = read_history(json.dumps(value))
    assert (record.errors, record.tests[0].cause) == ((), "")


def test_what_mended_a_failure_is_what_was_written_into_the_files_that_changed() -> None:
    def run(at: float, outcome: str, changed: tuple[str, ...] = ()) -> RunRecord:
        return RunRecord(
            at, "local", "d", "finished", tests=(TestRecord("S", "t", outcome, cause="why"),), changed=changed
        )

    def change(at: float, title: str, path: str, maker: Maker = Maker.REMEDY) -> ChangeRecord:
        return record_of_texts(title, {path: ("a\n", "b\n")}, at=at, maker=maker)

    changes = (
        change(15, "Mend it", "A.kt"),
        change(16, "Elsewhere", "B.kt"),
        change(17, "Learn", "A.kt", Maker.LEARNING),
    )
    known = mended_failures([run(10, "failed"), run(20, "passed", ("A.kt",))], changes)
    found = mended_of(known, "T")
    assert (found.test, found.said, found.changes, found.files) == ("S.t", "why", ("Mend it",), ("A.kt",))
    failing = mended_failures([run(10, "failed"), run(20, "passed"), run(30, "error")], ())
    try:
        mended_of(failing, "t")
    except NoneMended as error:
        assert "S.t still fails. This is a blocker." in str(error)
    else:
        raise AssertionError("a test that fails now confirms nothing")
