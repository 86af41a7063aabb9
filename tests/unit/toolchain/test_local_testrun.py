"""What the tests' JVM tells becomes results: classes asked for several times, tests that nothing can decide."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from destination_writer.text.testruns import Outcome, TestResult
from destination_writer.toolchain.localrun import testrun
from destination_writer.toolchain.localrun.lacks import Lack, lacks_of
from destination_writer.toolchain.localrun.process import Line
from destination_writer.toolchain.localrun.testrun import Listener, RunResult, Setup, TestRunning, WantedClass

SPEC = "a.AcmeSpecTest"
NAMES = "a.AcmeSchemaMapperTest"
DOUBLE = 'Catalog Error: Column with name "FOO_BAR" already exists!'

Event = Mapping[str, Any]


class ScriptedProcess:
    """In place of the JVM: says what it is told to, and then nothing more."""

    exit_code = 0

    def __init__(self, events: Sequence[Event]) -> None:
        self._lines: list[Line | None] = [*map(Line, events), None]

    def __enter__(self) -> "ScriptedProcess":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def next(self, _seconds: float) -> Line | None:
        return self._lines.pop(0)


def ran(
    monkeypatch: pytest.MonkeyPatch, wanted: Sequence[WantedClass], *events: Event, lacks: Sequence[Lack] = ()
) -> tuple[RunResult, list[TestResult]]:
    """The result, and each test as it was told when it ended."""
    monkeypatch.setattr(testrun, "TestProcess", lambda *_: ScriptedProcess(events))
    told: list[TestResult] = []
    listener = Listener(
        started=lambda _suite, _name: None,
        finished=told.append,
        ended=lambda _suite, _results: None,
        printed=lambda _text, _is_error: None,
        is_cancelled=lambda: False,
    )
    setup = Setup(Path("java"), (), {}, Path(), 60, lacks)
    return TestRunning(setup, listener, time.monotonic() + 60).run(wanted), told


def finished(name: str, outcome: str, message: str = "", *reached: str) -> Event:
    told = {"type": "a.B", "message": message, "trace": f"a.B: {message}"}
    base = {"event": "finished", "suite": NAMES, "name": f"{name}()", "outcome": outcome, "seconds": 0.1}
    return {**base, **told, "reached": list(reached)}


def test_tests_that_only_the_cdk_can_run_are_named_however_often_their_class_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, rest = WantedClass(SPEC, ("testSpecOss",)), WantedClass(SPEC, whole=True, without=("testSpecOss",))
    ended = {"event": "class", "suite": SPEC, "found": True}
    asked = ({"event": "unrun", "suite": SPEC, "names": names} for names in (["testSpecOss"], ["testSpecCloud"], []))
    events = [event for one in asked for event in (one, ended)]
    result, _ = ran(monkeypatch, [first, rest, rest], *events)
    assert result.unrun == {SPEC: ("testSpecOss", "testSpecCloud")}
    assert (result.tests, result.broken) == ((), "")


def test_what_the_emulator_lacks_makes_a_test_undecided_under_both_its_names(monkeypatch: pytest.MonkeyPatch) -> None:
    failure = finished("own columns", "failed", DOUBLE, "column names avoid collisions")
    ended = {"event": "class", "suite": NAMES, "found": True}
    lacks = lacks_of(["snowflake"])
    result, told = ran(monkeypatch, [WantedClass(NAMES, whole=True)], failure, ended, lacks=lacks)
    both = ["own columns()", "column names avoid collisions()"]
    assert [(test.name, test.outcome) for test in result.tests] == [(name, Outcome.SKIPPED) for name in both]
    assert list(result.tests) == told
    assert list(result.undecided) == [(NAMES, "own columns")]


def test_the_same_failure_on_the_database_itself_stays_one(monkeypatch: pytest.MonkeyPatch) -> None:
    failure = finished("column names avoid collisions", "failed", DOUBLE)
    ended = {"event": "class", "suite": NAMES, "found": True}
    result, _ = ran(monkeypatch, [WantedClass(NAMES, whole=True)], failure, ended)
    assert [test.outcome for test in result.tests] == [Outcome.FAILED]
    assert result.undecided == {}
