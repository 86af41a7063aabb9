"""A real Gradle that is cancelled, hangs, or loses the program that started it: nothing of it is left."""

import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from gradle_project import CONNECT, NAMESPACES, PACKAGE, SUITE, GradleProject
from gradle_runs import Told, processes_with, request, run

from destination_writer.checkpoints.runner import (
    Cancellation,
    Ended,
    OutputLine,
    RunEvent,
    StepStarted,
    TestStarted,
    WantedTest,
)
from destination_writer.text.testruns import Outcome

SLOW = f"{PACKAGE}.AcmeSlowTest"


def slow(project: GradleProject) -> WantedTest:
    project.add_test("AcmeSlowTest", {"is quick": "Unit", "waits": "Thread.sleep(600_000)"})
    return WantedTest(SLOW)


def at_once(_: RunEvent) -> bool:
    return True


def while_gradle_starts(event: RunEvent) -> bool:
    return isinstance(event, OutputLine)


def while_kotlin_compiles(event: RunEvent) -> bool:
    """Gradle tells a task when it has ended; the next one is the compiler's."""
    return isinstance(event, OutputLine) and event.text.endswith(":compileJava NO-SOURCE")


def compiler_comes(project: GradleProject) -> bool:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if any("K2JVMCompiler" in process for process in processes_with(str(project.folder))):
            return True
        time.sleep(0.05)
    return False


def while_a_test_waits(event: RunEvent) -> bool:
    return isinstance(event, TestStarted) and event.name == "waits"


@pytest.mark.parametrize(
    ("moment", "is_forked"),
    [
        (at_once, False),
        (while_gradle_starts, True),
        (while_kotlin_compiles, False),
        (while_kotlin_compiles, True),
        (while_a_test_waits, False),
        (while_a_test_waits, True),
    ],
)
def test_cancelling_leaves_no_process(
    project: GradleProject, answers: Path, moment: Callable[[RunEvent], bool], is_forked: bool
) -> None:
    """`is_forked`: a daemon with other memory than the client's builds; it leaves the process group."""
    wanted = slow(project)
    if is_forked:
        properties = project.root / "gradle.properties"
        properties.write_text(properties.read_text("utf-8") + "org.gradle.jvmargs=-Xmx600m\n", "utf-8")
    if moment is while_kotlin_compiles:
        project.replace(project.client, "CREATE SCHEMA", f"CREATE SCHEMA /* {uuid.uuid4()} */")  # nothing is kept of it
    cancellation = Cancellation()
    met: list[bool] = []

    def cancel(event: RunEvent) -> None:
        if moment(event) and not met:
            met.append(moment is not while_kotlin_compiles or compiler_comes(project))
            cancellation.cancel()

    outcome = run(request(project, [wanted]), answers, Told(on_event=cancel), cancellation)
    assert met == [True]
    assert outcome.ended is Ended.CANCELLED and outcome.problem == ""
    assert {s.exit_code for s in outcome.steps} <= {None}
    assert processes_with(str(project.root)) == []
    if moment is while_a_test_waits:
        assert [(t.name, t.outcome) for t in outcome.run.tests] == [("is quick", Outcome.PASSED)]


def test_a_hanging_test_is_ended_at_the_limit_and_its_stack_is_kept(project: GradleProject, answers: Path) -> None:
    wanted = slow(project)
    run(
        request(project, [WantedTest(SLOW, "is quick")]), answers
    )  # compiled beforehand, so that the limit meets the test
    outcome = run(request(project, [wanted], limit=45), answers)
    assert outcome.ended is Ended.TIMED_OUT
    assert f"limit of 45 seconds while {SLOW}.waits ran" in outcome.problem
    hanging = next(t for t in outcome.run.tests if t.name == "waits")
    assert hanging.outcome is Outcome.ERROR and "had not ended" in hanging.failures[0].message
    assert "java.lang.Thread.sleep" in hanging.failures[0].detail and "AcmeSlowTest.kt" in hanging.failures[0].detail
    assert "AcmeSlowTest.kt" in outcome.run.console
    assert processes_with(str(project.root)) == []


_STARTER = """
import sys
from pathlib import Path
sys.path[:0] = {path!r}
from gradle_project import GradleProject
from gradle_runs import Told, request, run
from destination_writer.checkpoints.runner import WantedTest, TestStarted
def tell(event):
    if isinstance(event, TestStarted):
        print(event.name, flush=True)
run(request(GradleProject(Path({root!r})), [WantedTest({suite!r})]), Path({answers!r}), Told(on_event=tell))
"""


def test_nothing_is_left_when_the_starting_program_is_killed(project: GradleProject, answers: Path) -> None:
    slow(project)
    text = _STARTER.format(path=sys.path, root=str(project.root), suite=SLOW, answers=str(answers))
    starter = subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE, text=True)
    assert starter.stdout is not None
    assert starter.stdout.readline().strip() == "is quick"
    assert len(processes_with(str(project.root))) >= 2
    os.kill(starter.pid, signal.SIGKILL)
    starter.wait()
    deadline = time.monotonic() + 30
    while (left := processes_with(str(project.root))) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert left == []


def test_the_second_run_waits_for_the_first(project: GradleProject, answers: Path) -> None:
    first_stops, first_runs = Cancellation(), threading.Event()
    wanted = slow(project)
    first = threading.Thread(
        target=run,
        args=(
            request(project, [wanted]),
            answers,
            Told(on_event=lambda e: first_runs.set() if isinstance(e, StepStarted) else None),
            first_stops,
        ),
    )
    first.start()
    assert first_runs.wait(60)
    told = Told(on_event=lambda event: first_stops.cancel() if isinstance(event, StepStarted) else None)
    outcome = run(request(project, [WantedTest(SUITE, CONNECT), WantedTest(SUITE, NAMESPACES)]), answers, told)
    first.join()
    assert told.steps()[0].title == "Waiting for an earlier run on this connector to end"
    assert [t.outcome for t in outcome.run.tests] == [Outcome.PASSED] * 2
    assert not (project.folder / ".destination-writer" / "run.lock").exists()


def test_a_daemon_that_may_stay_serves_the_next_run_and_is_ended_with_a_cancelled_one(
    project: GradleProject, answers: Path, tmp_path: Path
) -> None:
    """In a Gradle home of its own, so that no other daemon is met."""
    environ = {**os.environ, "GRADLE_USER_HOME": str(tmp_path)}
    connect = request(project, [WantedTest(SUITE, CONNECT)])
    try:
        for _ in range(2):
            assert run(connect, answers, environ=environ, keeps_daemon=True).steps[0].exit_code == 0
        assert len([p for p in processes_with(str(tmp_path)) if "GradleDaemon" in p]) == 1, "one served both"
        cancellation = Cancellation()
        told = Told(on_event=lambda event: cancellation.cancel() if while_a_test_waits(event) else None)
        slowly = request(project, [slow(project)])
        stopped = run(slowly, answers, told, cancellation, environ=environ, keeps_daemon=True)
        assert stopped.ended is Ended.CANCELLED
        assert processes_with(str(tmp_path)) == []
    finally:
        subprocess.run(["gradle", "--stop"], env=environ, capture_output=True, timeout=60, check=False)


def test_a_daemon_of_the_user_is_not_touched(project: GradleProject, answers: Path, tmp_path: Path) -> None:
    environ = {**os.environ, "GRADLE_USER_HOME": str(tmp_path)}
    own = ["gradle", "--daemon", "-q", "help"]
    subprocess.run(own, cwd=project.root, env=environ, capture_output=True, timeout=120, check=True)
    try:
        (daemon,) = [p for p in processes_with(str(tmp_path)) if "GradleDaemon" in p]
        cancellation = Cancellation()
        told = Told(on_event=lambda event: cancellation.cancel() if while_gradle_starts(event) else None)
        run(request(project, [WantedTest(SUITE, CONNECT)]), answers, told, cancellation, environ=environ)
        assert processes_with(str(tmp_path)) == [daemon]
    finally:
        subprocess.run(["gradle", "--stop"], env=environ, capture_output=True, timeout=60, check=False)
