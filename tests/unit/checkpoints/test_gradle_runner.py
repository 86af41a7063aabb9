"""The Gradle runner against wrappers that behave in ways a real build seldom does. Real builds: tests/contract/gradle.

Each wrapper is a shell script that stands for `gradlew`. The texts of newer Gradle versions here are samples.
"""

import time
from pathlib import Path

import pytest
from gradle_runs import Told, run

from destination_writer.checkpoints.runner import Cancellation, Ended, OutputLine, RunRequest, WantedBuild, WantedTest
from destination_writer.connector.model import Connector
from destination_writer.text.testruns import Outcome

FOLDER = "airbyte-integrations/connectors/destination-x"
CONNECTOR = Connector(FOLDER, "destination-x", "x", "1.0.13", "x")
REPORT = '<testsuite name="x.T"><testcase name="{name}" classname="x.T" time="0.1">{inner}</testcase></testsuite>'
FAILURE = '<failure message="on purpose" type="java.lang.AssertionError">java.lang.AssertionError: on purpose</failure>'
T = WantedTest("x.T", "t")


class Checkout:
    """A build with a connector, and a wrapper that does what a test says."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / FOLDER
        self.folder.mkdir(parents=True)
        (root / "settings.gradle").write_text("", "utf-8")

    def wrapper(self, script: str) -> None:
        """`$1...` are the arguments. Asked for its tasks (`-q`), the wrapper says nothing."""
        text = f"#!/bin/sh\ncase \" $* \" in *' -q '*) exit 1;; esac\n{script}\n"
        (self.root / "gradlew").write_text(text, "utf-8")
        (self.root / "gradlew").chmod(0o755)

    def report(self, name: str, inner: str = "", *, task: str = "integrationTestNonDocker", file: str = "x.T") -> Path:
        place = self.folder / "build/test-results" / task / f"TEST-{file}.xml"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(REPORT.format(name=name, inner=inner), "utf-8")
        return place

    def asked(self, *tests: WantedTest, builds: tuple[WantedBuild, ...] = (), limit: float = 60) -> RunRequest:
        return RunRequest(self.folder, CONNECTOR, "x", tests, builds=builds, limit=limit)


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path / "checkout")


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def test_a_failing_test_is_told_when_its_xml_is_there_not_at_the_end(checkout: Checkout, cache: Path) -> None:
    new = checkout.report("t", FAILURE).rename(checkout.root / "new.xml")
    place = "build/test-results/integrationTestNonDocker/TEST-x.T.xml"
    checkout.wrapper(f"cp {new} {FOLDER}/{place}; for i in 1 2 3 4 5 6; do sleep 0.5; echo $i; done; exit 1")
    told = Told()
    outcome = run(checkout.asked(T), cache, told)
    names = [type(event).__name__ for _, event in told.events]
    assert names.index("TestFinished") < len(names) - 3, "lines came after it"
    assert told.finished() == [("t", Outcome.FAILED)]
    assert outcome.run.tests[0].report == f"{FOLDER}/{place}"
    assert outcome.ended is Ended.FINISHED and outcome.run.task == "integrationTestNonDocker"


def test_reports_that_were_there_before_do_not_count(checkout: Checkout, cache: Path) -> None:
    checkout.report("t")
    checkout.wrapper("exit 0")
    outcome = run(checkout.asked(T), cache)
    assert outcome.run.tests == () and outcome.reports == ()
    assert "x.T.t did not run" in outcome.problem


def test_a_report_written_again_with_the_same_words_counts(checkout: Checkout, cache: Path) -> None:
    """Its time is what differs."""
    file = checkout.report("t")
    copy = checkout.root / "copy.xml"
    copy.write_bytes(file.read_bytes())
    checkout.wrapper(f"cat {copy} > {file}")
    assert [t.name for t in run(checkout.asked(T), cache).run.tests] == ["t"]


def test_a_report_that_is_cut_off_is_a_problem_of_the_run(checkout: Checkout, cache: Path) -> None:
    file = checkout.report("t")
    checkout.wrapper(f'printf \'<testsuite><testcase name="a" classname="x.T"/><testcase name\' > {file}')
    outcome = run(checkout.asked(T), cache)
    assert [t.name for t in outcome.run.tests] == ["a"]
    assert len(outcome.run.problems) == 1 and "TEST-x.T.xml" in outcome.run.problems[0]


def test_a_hung_build_is_ended_at_its_limit(checkout: Checkout, cache: Path) -> None:
    checkout.wrapper("echo begun; trap '' TERM; sleep 600")
    began = time.monotonic()
    outcome = run(checkout.asked(T, limit=1), cache)
    assert outcome.ended is Ended.TIMED_OUT and time.monotonic() - began < 30
    assert "ended at its limit of 1 second." in outcome.problem
    assert [step.exit_code for step in outcome.steps] == [None]
    assert "begun" in outcome.run.console


def test_what_went_wrong_becomes_the_problem(checkout: Checkout, cache: Path) -> None:
    """Printed by Gradle 8."""
    checkout.wrapper(
        """cat >&2 <<'END'

FAILURE: Build failed with an exception.

* What went wrong:
Execution failed for task ':x:kspKotlin'.
> A failure occurred while executing the processor

* Try:
> Run with --stacktrace option to get the stack trace.

BUILD FAILED in 3s
END
exit 1"""
    )
    outcome = run(checkout.asked(T), cache)
    assert outcome.ended is Ended.FINISHED
    reason = "Execution failed for task ':x:kspKotlin'. > A failure occurred while executing the processor."
    assert outcome.problem.startswith(f"The build failed: {reason} To see where, run `./gradlew ")
    assert outcome.problem.endswith("--continue --stacktrace`. This is a blocker.")


@pytest.mark.parametrize(
    "text",
    [
        "> No tests found for given includes: [x.T.t](--tests filter)",
        "> No tests found for given includes: [x.T.t](filter.includeTestsMatching)",
    ],
)
def test_no_tests_found_is_a_missing_test(checkout: Checkout, cache: Path, text: str) -> None:
    checkout.wrapper(f"echo \"* What went wrong:\" >&2; echo '{text}' >&2; exit 1")
    outcome = run(checkout.asked(T), cache)
    assert "x.T.t did not run" in outcome.problem and "--stacktrace" not in outcome.problem


def test_a_wrapper_that_prints_nothing_and_fails(checkout: Checkout, cache: Path) -> None:
    checkout.wrapper("exit 7")
    outcome = run(checkout.asked(T), cache)
    assert outcome.steps[0].exit_code == 7 and "The build failed: Gradle printed nothing." in outcome.problem


def test_the_console_is_bounded_and_keeps_start_and_end(checkout: Checkout, cache: Path) -> None:
    checkout.wrapper("echo first; i=0; yes abcdefghijklmnopqrstuvwxyz | head -100000; echo last")
    told = Told()
    console = run(checkout.asked(T), cache, told).run.console
    assert console.startswith("first\n") and console.rstrip().endswith("last") and "[...]" in console
    assert len(console) < 1_000_000
    assert len(told.lines()) == 100_002, "every line was told"


def test_nothing_of_the_environment_is_printed(
    checkout: Checkout, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACME_PASSWORD", "s3cr3t-value")
    checkout.wrapper('test -n "$ACME_PASSWORD" || exit 9')
    told = Told()
    outcome = run(checkout.asked(T), cache, told)
    assert outcome.steps[0].exit_code == 0, "the build has it"
    assert "s3cr3t-value" not in f"{outcome} {told.events}"


def test_cancelled_while_it_runs(checkout: Checkout, cache: Path) -> None:
    checkout.wrapper("echo begun; sleep 600")
    cancellation = Cancellation()
    told = Told(on_event=lambda event: cancellation.cancel() if isinstance(event, OutputLine) else None)
    outcome = run(checkout.asked(T), cache, told, cancellation)
    assert outcome.ended is Ended.CANCELLED and outcome.problem == "" and "begun" in outcome.run.console


def test_a_cancelled_build_step_is_the_last(checkout: Checkout, cache: Path) -> None:
    checkout.wrapper("echo begun; sleep 600")
    cancellation = Cancellation()
    told = Told(on_event=lambda event: cancellation.cancel() if isinstance(event, OutputLine) else None)
    builds = (WantedBuild("phase_0_build", ("build",)), WantedBuild("phase_0_dependencies", ("dependencies",)))
    outcome = run(checkout.asked(T, builds=builds), cache, told, cancellation)
    assert [step.slug for step in outcome.steps] == ["phase_0_build"]


def test_what_is_missing_is_told_before_anything_starts(tmp_path: Path, cache: Path) -> None:
    told = Told()
    empty = RunRequest(tmp_path, CONNECTOR, "x", (T,))
    outcome = run(empty, cache, told)
    assert outcome.ended is Ended.NOT_STARTED and told.events == []
    assert outcome.problem.startswith("No settings.gradle.kts or settings.gradle in") and outcome.problem.endswith(
        ". This is a blocker."
    )


def test_nothing_asked_for(checkout: Checkout, cache: Path) -> None:
    checkout.wrapper("exit 0")
    outcome = run(checkout.asked(), cache)
    assert outcome.ended is Ended.NOT_STARTED and outcome.problem.startswith("Nothing was asked for")
