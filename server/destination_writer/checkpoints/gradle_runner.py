"""The real build as a runner: the connector's own Gradle, its own tasks, its own reports."""

import hashlib
import os
import re
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from destination_writer.checkpoints.gate import BLOCKER
from destination_writer.checkpoints.gradle_listening import Listening
from destination_writer.checkpoints.gradle_selection import (
    NoTask,
    Selection,
    build_arguments,
    is_wanted,
    selections,
    task_arguments,
    without_result,
)
from destination_writer.checkpoints.gradle_words import in_seconds, listed, reasons_beside_tests, went_wrong
from destination_writer.checkpoints.runner import (
    Cancellation,
    Ended,
    RunOutcome,
    RunRequest,
    StepResult,
    StepStarted,
    Tell,
    WantedBuild,
)
from destination_writer.text.testruns import Failure, Outcome, TestResult, TestRun
from destination_writer.toolchain.gradle.asking import ask, forget, known_model
from destination_writer.toolchain.gradle.commandline import (
    LONGEST_ON_WINDOWS,
    gradle_arguments,
    typed_line,
)
from destination_writer.toolchain.gradle.dependencies import cdk_problem
from destination_writer.toolchain.gradle.events import Events, WatchedTask
from destination_writer.toolchain.gradle.locating import Build, GradleMissing, find_build
from destination_writer.toolchain.gradle.model import ProjectModel
from destination_writer.toolchain.gradle.reportwatch import ReportWatch
from destination_writer.toolchain.gradle.runlock import Interrupted, run_lock
from destination_writer.toolchain.gradle.running import Command, Hooks, NotStarted, Ran, Stop, run_command
from destination_writer.toolchain.kotlinc_find import cache_folder

_ENDED = {None: Ended.FINISHED, Stop.CANCELLED: Ended.CANCELLED, Stop.TIMED_OUT: Ended.TIMED_OUT}
_NO_TASK = re.compile(r"^(?:Task|Project) '[^']+' not found in |^Cannot locate tasks that match ")
_LINES_READ, _LINE_READ = 20_000, 2_000
"""Of a step's output, lines and characters of each in which its reason is looked for."""


@dataclass
class GradleRunner:
    """Runs a connector's checkpoints by its own build.

    `gradle_command` names the program to use in place of the wrapper, `java_home` a JDK in place of JAVA_HOME,
    `arguments` what every command gets (`--offline`). `cache` is where the build's answers are kept. `environ` is what
    processes get; nothing of it is printed. `longest_line` is the most characters of a command that has `--tests`.
    `keeps_daemon` lets Gradle's daemon stay between runs, which makes the next one quicker; else no process is left.
    """

    gradle_command: str = ""
    java_home: str = ""
    arguments: tuple[str, ...] = ()
    environ: Mapping[str, str] | None = None
    cache: Path | None = None
    longest_line: int | None = None
    keeps_daemon: bool = False
    name: str = "gradle"

    def run(self, request: RunRequest, tell: Tell, cancellation: Cancellation) -> RunOutcome:
        """Build steps first, then the checkpoint's tests, then the regressions."""
        environ = dict(os.environ if self.environ is None else self.environ)
        if self.java_home:
            environ["JAVA_HOME"] = self.java_home
        try:
            build = find_build(request.folder, gradle_command=self.gradle_command, environ=environ)
        except GradleMissing as error:
            return _not_started(str(error))
        if not (request.builds or request.whole_suite or request.tests or request.regressions):
            return _not_started("nothing was asked for; name a phase that has tests, or tests of your own")
        try:
            with run_lock(build.folder, lambda who: tell(_waiting(who)), lambda: cancellation.is_cancelled):
                return _GradleRun(self, build, environ, request, tell, cancellation).outcome()
        except Interrupted:
            return RunOutcome(TestRun("gradle", finished_at=time.time()), Ended.CANCELLED)
        except (NotStarted, NoTask) as error:
            return _not_started(str(error))
        except OSError as error:
            return _not_started(
                f"the run needs a lock and a temporary folder, and {error}; make room or give permission"
            )


def _waiting(who: str) -> StepStarted:
    return StepStarted(f"Waiting for {who} on this connector to end")


def _not_started(reason: str) -> RunOutcome:
    sentence = reason[:1].upper() + reason[1:]
    ended = sentence if sentence.endswith(".") else f"{sentence}."
    return RunOutcome(TestRun("gradle"), Ended.NOT_STARTED, problem=f"{ended} {BLOCKER}")


@dataclass
class _GradleRun:
    """One run, while it lasts."""

    runner: GradleRunner
    build: Build
    environ: Mapping[str, str]
    request: RunRequest
    tell: Tell
    cancellation: Cancellation
    steps: list[StepResult] = field(default_factory=list[StepResult])
    caveats: list[str] = field(default_factory=list[str])
    problems: list[str] = field(default_factory=list[str])
    dumps: list[str] = field(default_factory=list[str])
    stopped: Stop | None = None

    def __post_init__(self) -> None:
        self.deadline = time.monotonic() + self.request.limit
        self.cache = self.runner.cache or cache_folder(self.environ)
        folder = hashlib.sha256(str(self.build.folder).encode()).hexdigest()[:16]
        self.kept = f"kept-{folder}" if self.runner.keeps_daemon else ""

    def outcome(self) -> RunOutcome:
        model = self._model()
        places = [task.reports for task in model.test_tasks]
        self.listening = Listening(self.tell, ReportWatch(self.build.folder, places), self.request.connector)
        found = selections(self.request, model, self.build.is_windows) if self._wants_tests else ()
        for step in self.request.builds:
            if self.stopped is None:
                self._build(step, model)
        if found and self.stopped is None:
            self._test(found, model)
        return self._outcome(found)

    @property
    def _wants_tests(self) -> bool:
        return bool(self.request.whole_suite or self.request.tests or self.request.regressions)

    def _model(self) -> ProjectModel:
        known = known_model(self.build, self.cache)
        if known is not None:
            return known
        typed = typed_line(self.build, ["-q", "-p", str(self.build.folder), "help"])
        self.tell(StepStarted("Asking the build for its tasks", typed))
        asked = ask(self.build, self.cache, self.environ, self.runner.arguments, self._stop, self.kept)
        self._note(asked.ran)
        if asked.model.problem and self.stopped is None:
            self.caveats.append(
                f"The build could not say which tasks it has ({asked.model.problem}); the usual names were used."
            )
        return asked.model

    def _stop(self) -> Stop | None:
        if self.cancellation.is_cancelled:
            return Stop.CANCELLED
        return Stop.TIMED_OUT if time.monotonic() > self.deadline else None

    def _note(self, ran: Ran | None) -> None:
        if ran is None:
            return
        self.stopped = self.stopped or ran.stopped
        self.dumps += ran.dumps
        if ran.left:
            numbers = ", ".join(map(str, ran.left))
            self.problems.append(f"The processes {numbers} of this run could not be ended; end them by hand.")

    def _build(self, step: WantedBuild, model: ProjectModel) -> None:
        wanted = [*build_arguments(step, model), "--continue", *self.runner.arguments]
        watched = [WatchedTask(model.task(task.name)) for task in model.test_tasks]
        lines: list[str] = []
        ran, typed = self._gradle(f"Running {' '.join(step.tasks)}", wanted, watched, lines)
        code = ran.exit_code
        if "dependencies" in step.tasks and code == 0:
            problem = cdk_problem("\n".join(lines), self.request.connector.cdk_version)
            if problem:
                code = 1
                self.problems.append(problem)
        if code not in (0, None) and ran.exit_code != 0:
            self.problems.append(f"`{step.slug}` failed: {went_wrong(lines)} To see where, run `{typed} --stacktrace`.")
        self.steps.append(StepResult(step.slug, typed, code, ran.seconds))

    def _test(self, found: Sequence[Selection], model: ProjectModel) -> None:
        wanted = [*task_arguments(found, model), "--continue", *self.runner.arguments]
        is_long = self._is_too_long(wanted)
        given = [*task_arguments(found, model, not is_long), "--continue", *self.runner.arguments]
        watched = [WatchedTask(model.task(s.task), True, s.patterns if is_long else ()) for s in found]
        lines: list[str] = []
        ran, typed = self._gradle(self._title(), given, watched, lines, typed_line(self.build, wanted))
        if any(_NO_TASK.search(line) for line in lines[-100:]):
            forget(self.build, self.cache)
        slug = " ".join(selection.task for selection in found)
        self.steps.append(StepResult(slug, typed, ran.exit_code, ran.seconds))

    def _is_too_long(self, wanted: Sequence[str]) -> bool:
        longest = self.runner.longest_line or (LONGEST_ON_WINDOWS if self.build.is_windows else None)
        return longest is not None and sum(len(word) + 3 for word in wanted) > longest

    def _title(self) -> str:
        if self.request.whole_suite:
            return "Running every test"
        own, more = len(self.request.tests), len(self.request.regressions)
        asked = f"{own} test{'s' if own != 1 else ''} of the checkpoint"
        return f"Running {asked}" + (f" and {more} of earlier ones" if more else "")

    def _gradle(
        self, title: str, wanted: Sequence[str], watched: Sequence[WatchedTask], lines: list[str], typed: str = ""
    ) -> tuple[Ran, str]:
        typed = typed or typed_line(self.build, wanted)
        self.tell(StepStarted(title, typed))
        with tempfile.TemporaryDirectory(prefix="destination-writer-run-") as name:
            events = Events(Path(name).resolve(), watched)

            def line(text: str, is_error: bool) -> None:
                lines.append(text[:_LINE_READ])
                del lines[:-_LINES_READ]
                self.listening.line(text, is_error)

            hooks = Hooks(line, lambda: self.listening.moment(events), self._stop)
            arguments = gradle_arguments(self.build, wanted, events.script, bool(self.kept))
            ran = run_command(Command(arguments, self.build.root, self.environ, self.kept), hooks)
            self.listening.moment(events)
        self._note(ran)
        return ran, typed

    def _outcome(self, found: Sequence[Selection]) -> RunOutcome:
        run, written = self.listening.run()
        unfinished = self._unfinished(run.tests)
        tests = sorted((*run.tests, *unfinished), key=lambda r: not is_wanted(r, self.request.tests))
        console = "\n".join([self.listening.console.text, *self.dumps])
        task = found[0].task if len(found) == 1 else ""
        run = replace(run, task=task, tests=tuple(tests), console=console)
        if self.stopped is Stop.TIMED_OUT:
            self.problems.append(self._timed_out())
        elif self.stopped is None and found:
            self._tell_missing(tests, unfinished)
        return RunOutcome(
            run,
            _ENDED[self.stopped],
            tuple(self.steps),
            tuple(report.file for report in written),
            tuple(self.caveats),
            " ".join([*self.problems, *([BLOCKER] if self.problems else [])]),
        )

    def _unfinished(self, reported: Sequence[TestResult]) -> list[TestResult]:
        """Tests that began and did not end: the limit found them running, or their JVM went down with them.

        A JVM that halts takes the news of its last moments along, so the test that Gradle last heard of may have ended.
        """
        if self.stopped is Stop.CANCELLED:
            return []
        message = (
            "The JVM of the tests ended while this test ran, or the next one of its class: it was killed, ran out of "
            "memory or called exit."
        )
        seconds = 0.0
        if self.stopped is Stop.TIMED_OUT:
            seconds = self.request.limit
            message = f"The test had not ended when the run's limit of {in_seconds(seconds)} was over."
        failure = Failure(message, "", "\n\n".join(self.dumps))
        found = [TestResult(*test, Outcome.ERROR, seconds, (failure,)) for test in self.listening.running]
        return [test for test in found if not any((r.suite, r.name) == (test.suite, test.name) for r in reported)]

    def _timed_out(self) -> str:
        hanging = [f"{suite}.{name}" for suite, name in self.listening.running]
        while_ = f" while {listed(hanging)} ran" if hanging else ""
        stacks = " The stacks of its threads at that moment are at the end of the output." if self.dumps else ""
        return (
            f"The run was ended at its limit of {in_seconds(self.request.limit)}{while_}.{stacks} "
            "Mend what it waits for, or raise the limit."
        )

    def _tell_missing(self, tests: Sequence[TestResult], unfinished: Sequence[TestResult]) -> None:
        """A build that failed for another reason than a test, and tests that were asked for and did not run."""
        last = self.steps[-1]
        reasons = reasons_beside_tests(self.listening.console.text.splitlines()) if last.exit_code != 0 else []
        if reasons and not unfinished:
            self.problems.append(f"The build failed: {reasons[0]} To see where, run `{last.command} --stacktrace`.")
            return
        missing = without_result((*self.request.tests, *self.request.regressions), tests)
        names = listed([f"{test.suite}.{test.name}".rstrip(".") for test in missing])
        if missing and unfinished:
            place = f"{unfinished[0].suite}.{unfinished[0].name}"
            self.problems.append(
                f"{names} did not run: the JVM of the tests ended in {place} or "
                "right after it. Mend what ends it first."
            )
        elif missing:
            self.problems.append(
                f"{names} did not run: Gradle found no such test in the compiled classes. Write the test, or check its "
                "class and name."
            )
