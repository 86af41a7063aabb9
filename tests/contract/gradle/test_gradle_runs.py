"""Checkpoints run by a real Gradle 4.4.1: what it selects, streams and reports."""

from pathlib import Path

import pytest
from gradle_project import (
    CONNECT,
    CONNECTOR,
    NAMESPACES,
    PACKAGE,
    PROJECT_PATH,
    SPEC_TEST,
    SUITE,
    UNIT_TEST,
    GradleProject,
)
from gradle_runs import Told, request, run

from destination_writer.checkpoints.runner import Ended, TestFinished, WantedBuild, WantedTest
from destination_writer.text.testruns import Outcome

HOST = WantedTest(UNIT_TEST, "the host is kept", "test")


def test_a_checkpoint_and_its_regressions_in_one_build(project: GradleProject, answers: Path) -> None:
    project.replace(project.client, "CREATE SCHEMA", "CREATE SCHMA")
    told = Told()
    asked = request(project, [WantedTest(SUITE, NAMESPACES)], [WantedTest(SUITE, CONNECT), HOST])
    outcome = run(asked, answers, told)

    assert outcome.ended is Ended.FINISHED and outcome.problem == "" and outcome.caveats == ()
    assert [(t.suite, t.name, t.outcome) for t in outcome.run.tests] == [
        (SUITE, NAMESPACES, Outcome.FAILED),
        (SUITE, CONNECT, Outcome.PASSED),
        (UNIT_TEST, "the host is kept", Outcome.PASSED),
    ]
    assert outcome.run.tests[0].report == (f"{CONNECTOR}/build/test-results/integrationTestNonDocker/TEST-{SUITE}.xml")
    assert 'syntax error at or near "CREATE"' in outcome.run.tests[0].failures[0].message
    assert sorted(told.finished()) == sorted((t.name, t.outcome) for t in outcome.run.tests), "each is told once"
    assert sorted(file.name for file in outcome.reports) == [f"TEST-{UNIT_TEST}.xml", f"TEST-{SUITE}.xml"]
    (step,) = outcome.steps
    assert step.exit_code == 1 and step.slug == "integrationTestNonDocker test"
    assert step.command == (
        f"./gradlew {PROJECT_PATH}:integrationTestNonDocker --tests '{SUITE}.{NAMESPACES}' --tests '{SUITE}.{CONNECT}' "
        f"{PROJECT_PATH}:test --tests '{UNIT_TEST}.the host is kept' --continue"
    )
    assert any("BUILD FAILED" in line for line in outcome.run.console.splitlines())


def test_results_of_earlier_runs_never_count_and_passing_tests_run_again(project: GradleProject, answers: Path) -> None:
    both = request(project, [WantedTest(SUITE, CONNECT), WantedTest(SPEC_TEST)])
    first = run(both, answers)
    assert {t.name for t in first.run.tests} == {CONNECT, "testSpecOss", "testSpecCloud"}
    told = Told()
    again = run(request(project, [WantedTest(SUITE, CONNECT)]), answers, told)
    assert [(t.name, t.outcome) for t in again.run.tests] == [(CONNECT, Outcome.PASSED)]
    assert [file.name for file in again.reports] == [f"TEST-{SUITE}.xml"]
    assert told.started() == [CONNECT]
    project.replace(project.client, "override suspend fun createNamespace", "override suspend fun createNamspace")
    broken = run(request(project, [WantedTest(SUITE, CONNECT)]), answers)
    assert broken.run.tests == () and broken.reports == ()


def test_a_build_that_does_not_compile_says_so_with_the_compilers_own_lines(
    project: GradleProject, answers: Path
) -> None:
    project.replace(project.client, "override suspend fun createNamespace", "override suspend fun createNamspace")
    outcome = run(request(project, [WantedTest(SUITE, CONNECT)], [HOST]), answers)
    assert outcome.ended is Ended.FINISHED and outcome.steps[0].exit_code == 1
    assert "compileKotlin" in outcome.problem and outcome.problem.endswith("--stacktrace`. This is a blocker.")
    errors = [line for line in outcome.run.console.splitlines() if line.startswith("e: file://")]
    assert any("AcmeAirbyteClient.kt" in line and "createNamspace" in line for line in errors)


def test_names_that_are_odd(project: GradleProject, answers: Path) -> None:
    tests = {"a * star, a comma": "Unit", 'über (all) "quotes" & 100 %': "Unit", "another": 'error("not asked for")'}
    suite = project.add_test("AcmeOddTest", tests)
    wanted = [WantedTest(suite, name) for name in list(tests)[:2]]
    outcome = run(request(project, wanted), answers)
    assert {(t.name, t.outcome) for t in outcome.run.tests} == {(n, Outcome.PASSED) for n in list(tests)[:2]}
    by_file = run(request(project, wanted), answers, longest_line=10)
    assert {t.name for t in by_file.run.tests} == set(list(tests)[:2])
    assert "--tests" in by_file.steps[0].command, "a person types it all"


def test_a_test_that_is_not_there_is_missing(project: GradleProject, answers: Path) -> None:
    one_of_two = run(request(project, [WantedTest(SUITE, CONNECT), WantedTest(SUITE, "copy tables")]), answers)
    assert [t.name for t in one_of_two.run.tests] == [CONNECT]
    assert f"{SUITE}.copy tables did not run" in one_of_two.problem
    none = run(request(project, [WantedTest(f"{PACKAGE}.AcmeCheckTest")]), answers)
    assert none.run.tests == () and f"{PACKAGE}.AcmeCheckTest did not run" in none.problem
    assert "--stacktrace" not in none.problem


def test_one_tasks_failure_does_not_hide_the_others(project: GradleProject, answers: Path) -> None:
    suite = project.add_test("AcmeUnitFailsTest", {"fails": 'error("on purpose")'}, source_set="test")
    outcome = run(request(project, [WantedTest(suite, "fails", "test")], [WantedTest(SUITE, CONNECT)]), answers)
    assert [(t.name, t.outcome) for t in outcome.run.tests] == [
        ("fails", Outcome.FAILED),
        (CONNECT, Outcome.PASSED),
    ]


def test_a_failing_test_is_told_long_before_the_end(project: GradleProject, answers: Path) -> None:
    in_order = "@org.junit.FixMethodOrder(org.junit.runners.MethodSorters.NAME_ASCENDING)\n"
    bodies = {"a fails at once": 'error("on purpose")', "b takes its time": "Thread.sleep(3000)"}
    suite = project.add_test("AcmeTwoTest", bodies, head=in_order)
    told = Told()
    outcome = run(request(project, [WantedTest(suite)]), answers, told)
    assert outcome.ended is Ended.FINISHED
    at = {e.result.name: second for second, e in told.events if isinstance(e, TestFinished)}
    assert at["b takes its time"] - at["a fails at once"] > 2.5, "it was not kept back until the task ended"
    first = next(e.result for _, e in told.events if isinstance(e, TestFinished))
    assert first.failures[0].message == "on purpose" and first.failures[0].type == "java.lang.IllegalStateException"
    assert "AcmeTwoTest.kt" in first.failures[0].detail


def test_a_test_that_takes_its_jvm_down_has_failed(project: GradleProject, answers: Path) -> None:
    """Gradle writes no report then, and 4.4.1 says that it found no tests.

    The pause lets the news of the first two reach Gradle before their JVM is gone.
    """
    in_order = "@org.junit.FixMethodOrder(org.junit.runners.MethodSorters.NAME_ASCENDING)\n"
    bodies = {
        "a passes": "Unit",
        "b halts": "Thread.sleep(2000); Runtime.getRuntime().halt(42)",
        "c comes too late": "Unit",
    }
    suite = project.add_test("AcmeHaltTest", bodies, head=in_order)
    outcome = run(request(project, [WantedTest(suite, name) for name in bodies]), answers)
    assert [(t.name, t.outcome) for t in outcome.run.tests] == [
        ("a passes", Outcome.PASSED),
        ("b halts", Outcome.ERROR),
    ]
    assert "ended while this test ran" in outcome.run.tests[1].failures[0].message
    assert f"{suite}.c comes too late did not run: the JVM of the tests ended in {suite}.b halts" in outcome.problem


def test_a_jvm_that_ends_before_its_news_arrive_passes_nothing(project: GradleProject, answers: Path) -> None:
    suite = project.add_test("AcmeHaltsAtOnceTest", {"it halts": "Runtime.getRuntime().halt(42)"})
    outcome = run(request(project, [WantedTest(suite, "it halts")]), answers)
    assert [t for t in outcome.run.tests if t.outcome is Outcome.PASSED] == []
    assert "BLOCKER" in outcome.problem or [t.outcome for t in outcome.run.tests] == [Outcome.ERROR]


def test_the_whole_suite(project: GradleProject, answers: Path) -> None:
    outcome = run(request(project, whole_suite=True), answers)
    assert outcome.steps[0].command == (
        f"./gradlew {PROJECT_PATH}:test {PROJECT_PATH}:integrationTestNonDocker --continue"
    )
    assert {t.name for t in outcome.run.tests} == {
        CONNECT, NAMESPACES, "testSpecOss", "testSpecCloud", "the host is kept",
    }  # fmt: skip


BUILDS = (
    WantedBuild("phase_0_build", ("build",), ("-x", "integrationTestJava")),
    WantedBuild("phase_0_dependencies", ("dependencies",), ("--configuration", "runtimeClasspath")),
)


def test_the_build_and_the_cdk_check_of_phase_0(project: GradleProject, answers: Path) -> None:
    outcome = run(request(project, builds=BUILDS), answers)
    assert [(s.slug, s.exit_code) for s in outcome.steps] == [("phase_0_build", 0), ("phase_0_dependencies", 0)]
    assert outcome.problem == ""
    assert f"{PROJECT_PATH}:build -x {PROJECT_PATH}:integrationTestJava" in outcome.steps[0].command
    assert "io.airbyte.bulk-cdk:bulk-cdk-core-load:1.0.13" in outcome.run.console


@pytest.mark.parametrize(
    ("version", "says"), [("1.0.99", "could not resolve bulk-cdk-core-load:1.0.99")], ids=["no such version"]
)
def test_a_cdk_that_does_not_resolve_fails_the_check(
    project: GradleProject, answers: Path, version: str, says: str
) -> None:
    project.write("gradle.properties", f"cdkVersion={version}\n")
    outcome = run(request(project, builds=BUILDS[1:]), answers)
    assert [step.exit_code for step in outcome.steps] == [1], "Gradle itself ends with 0 here"
    assert says in outcome.problem


def test_a_failed_build_step_suggests_the_stack_trace(project: GradleProject, answers: Path) -> None:
    project.replace(project.client, "override suspend fun createNamespace", "override suspend fun createNamspace")
    outcome = run(request(project, builds=BUILDS[:1]), answers)
    (step,) = outcome.steps
    assert step.exit_code == 1 and f"`{step.command} --stacktrace`" in outcome.problem


def test_a_settings_file_that_fails_is_shown_with_its_place(project: GradleProject, answers: Path) -> None:
    (project.root / "settings.gradle").write_text("throw new IllegalStateException('no such folder')\n", "utf-8")
    told = Told()
    outcome = run(request(project, [WantedTest(SUITE, CONNECT)]), answers, told)
    assert outcome.ended is Ended.FINISHED and outcome.steps[0].exit_code == 1
    assert any("settings.gradle' line: 1" in line for line in told.lines())
    assert "the usual names were used" in outcome.caveats[0]
    assert PROJECT_PATH in outcome.steps[0].command
