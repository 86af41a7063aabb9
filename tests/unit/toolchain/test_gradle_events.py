"""What the init script tells, and which report files are this run's."""

import json
import os
from pathlib import Path

import pytest

from destination_writer.text.testruns import Failure, Outcome, TestResult
from destination_writer.toolchain.gradle.events import Events, TestEvent, WatchedTask, read_event
from destination_writer.toolchain.gradle.reportwatch import ReportWatch

STARTED = {"kind": "started", "task": ":x:test", "suite": "x.T", "name": "t"}
FINISHED = {**STARTED, "kind": "finished", "outcome": "SUCCESS", "millis": 1500, "failures": []}
FAILED = {
    **FINISHED,
    "outcome": "FAILURE",
    "failures": [
        {"type": "java.lang.AssertionError", "message": "no", "detail": "java.lang.AssertionError: no\n\tat T"}
    ],
}


@pytest.mark.parametrize(
    ("told", "event"),
    [
        (STARTED, TestEvent(":x:test", "x.T", "t")),
        (FINISHED, TestEvent(":x:test", "x.T", "t", TestResult("x.T", "t", Outcome.PASSED, 1.5))),
        ({**FINISHED, "outcome": "SKIPPED", "millis": -3},
         TestEvent(":x:test", "x.T", "t", TestResult("x.T", "t", Outcome.SKIPPED, 0.0))),
        (FAILED, TestEvent(":x:test", "x.T", "t", TestResult("x.T", "t", Outcome.FAILED, 1.5, (
            Failure("no", "java.lang.AssertionError", "java.lang.AssertionError: no\n\tat T"),)))),
        ({**STARTED, "suite": None}, TestEvent(":x:test", "", "t")),
        ({**FINISHED, "outcome": "SOMETHING NEW"}, None),
        ({"kind": "started"}, None),
        ([], None),
    ],
)  # fmt: skip
def test_read_event(told: object, event: TestEvent | None) -> None:
    assert read_event(json.dumps(told).encode()) == event


def test_a_line_that_is_still_written_waits_for_its_end(tmp_path: Path) -> None:
    events = Events(tmp_path, [])
    assert events.new() == [], "nothing was told yet"
    line = json.dumps(STARTED)
    with (tmp_path / "events.jsonl").open("a", encoding="utf-8") as file:
        file.write(f"{line}\n{line[:20]}")
        file.flush()
        assert len(events.new()) == 1
        file.write(f"{line[20:]}\n")
        file.flush()
        assert len(events.new()) == 1
    assert events.new() == []


def test_what_the_init_script_is_handed(tmp_path: Path) -> None:
    events = Events(tmp_path, [WatchedTask(":x:test"), WatchedTask(":x:itest", True, ("x.T.a b", "x.U"))])
    assert (tmp_path / "tasks.txt").read_text("utf-8") == "watch\t:x:test\nrun\t:x:itest\tx.T.a b\tx.U\n"
    assert events.script.parent == tmp_path and events.script.is_file()


def report(folder: Path, name: str, text: str = "<testsuite/>") -> Path:
    file = folder / "build/test-results/test" / f"TEST-{name}.xml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def names(watch: ReportWatch) -> list[str]:
    return [found.path.rpartition("/")[2] for found in watch.written()]


def test_new_and_changed_reports_count_and_old_ones_do_not(tmp_path: Path) -> None:
    report(tmp_path, "old")
    changed = report(tmp_path, "changed")
    watch = ReportWatch(tmp_path)
    assert names(watch) == []
    report(tmp_path, "new")
    report(tmp_path, "changed", "<testsuite>longer</testsuite>")
    assert names(watch) == ["TEST-changed.xml", "TEST-new.xml"]
    assert changed.is_file()


def test_a_clock_that_goes_wrong_hides_no_report(tmp_path: Path) -> None:
    """A report from another machine's clock may look older than the run."""
    watch = ReportWatch(tmp_path)
    os.utime(report(tmp_path, "new"), (1, 1))
    assert names(watch) == ["TEST-new.xml"]


def test_a_report_settles_before_it_is_read(tmp_path: Path) -> None:
    watch = ReportWatch(tmp_path)
    file = report(tmp_path, "x", "<testsuite>")
    assert watch.settled() == [], "seen once"
    file.write_text("<testsuite></testsuite>", "utf-8")
    assert watch.settled() == [], "it grew"
    assert [r.file for r in watch.settled()] == [file]
    assert watch.settled() == [], "told once"


def test_reports_outside_the_usual_folder(tmp_path: Path) -> None:
    """A build may write them anywhere; what is no report does not count."""
    place = tmp_path / "elsewhere"
    watch = ReportWatch(tmp_path / "connector", [str(place)])
    place.mkdir()
    (place / "TEST-x.xml").write_text("<testsuite/>", "utf-8")
    (place / "other.xml").write_text("<x/>", "utf-8")
    assert [found.path for found in watch.written()] == [(place / "TEST-x.xml").as_posix()]
