"""What a real build says of its connector, when it is asked again, and what it lacks."""

import os
from pathlib import Path

import pytest
from gradle_project import CONNECT, CONNECTOR, PROJECT_PATH, SUITE, GradleProject
from gradle_runs import Told, request, run

from destination_writer.checkpoints.runner import Ended, WantedTest
from destination_writer.toolchain.gradle.asking import ask, known_model
from destination_writer.toolchain.gradle.locating import find_build

GOOD = [WantedTest(SUITE, CONNECT)]


def never() -> None:
    return None


def test_a_project_that_settings_include_by_code(project: GradleProject, answers: Path) -> None:
    build = find_build(project.folder)
    asked = ask(build, answers, os.environ, (), never)
    model = asked.model
    assert (model.path, model.gradle_version, model.problem) == (PROJECT_PATH, "4.4.1", "")
    assert {t.name: t.source_sets for t in model.test_tasks} == {
        "test": ("test",),
        "integrationTestNonDocker": ("integrationTest",),
        "integrationTestJava": ("integrationTest",),
    }
    reports = {t.name: Path(t.reports) for t in model.test_tasks}
    assert reports["test"] == project.folder / "build/test-results/test"
    assert model.test_task("integrationTest") == "integrationTestNonDocker"
    assert known_model(build, answers) == model, "the answer is kept"
    build_file = project.folder / "build.gradle"
    build_file.write_text(build_file.read_text("utf-8") + "\n// changed\n", "utf-8")
    assert known_model(build, answers) is None, "a changed build file is asked anew"


def test_a_project_with_a_path_of_its_own(project: GradleProject, answers: Path) -> None:
    settings = f"include ':acme'\nproject(':acme').projectDir = file('{CONNECTOR}')\n"
    (project.root / "settings.gradle").write_text(settings, "utf-8")
    told = Told()
    outcome = run(request(project, GOOD), answers, told)
    assert [t.name for t in outcome.run.tests] == [CONNECT]
    assert told.steps()[0].title == "Asking the build for its tasks"
    assert outcome.steps[0].command.startswith("./gradlew :acme:integrationTestNonDocker --tests ")


@pytest.mark.parametrize(
    ("old", "new", "task"),
    [
        ("task integrationTestNonDocker(type: Test", "task componentTest(type: Test", "componentTest"),
        ("task integrationTestNonDocker(type: Test", "task acmeChecks(type: Test", "acmeChecks"),
    ],
)
def test_the_build_s_own_names(project: GradleProject, answers: Path, old: str, new: str, task: str) -> None:
    script = project.root / "gradle" / "connector.gradle"
    before = script.read_text("utf-8")
    try:
        script.write_text(before.replace(old, new).replace("integrationTestNonDocker.classpath", f"{task}.classpath"))
        outcome = run(request(project, GOOD), answers)
    finally:
        script.write_text(before, "utf-8")
    assert outcome.run.task == task and [t.name for t in outcome.run.tests] == [CONNECT]


def test_a_build_without_integration_tests(project: GradleProject, answers: Path) -> None:
    (project.folder / "build.gradle").write_text("apply plugin: 'java'\n", "utf-8")
    outcome = run(request(project, GOOD), answers)
    assert outcome.ended is Ended.NOT_STARTED
    assert f"The build of {PROJECT_PATH} has no task that runs the tests of src/test-integration" in outcome.problem
    assert "its test tasks are: test" in outcome.problem


def test_a_connector_that_the_settings_leave_out(project: GradleProject, answers: Path) -> None:
    (project.root / "settings.gradle").write_text("rootProject.name = 'empty'\n", "utf-8")
    outcome = run(request(project, GOOD), answers)
    assert outcome.steps[0].exit_code == 1 and outcome.run.tests == ()
    assert "not found in root project" in outcome.problem and "--stacktrace" in outcome.problem


def test_a_wrapper_that_is_not_executable(project: GradleProject, answers: Path) -> None:
    (project.root / "gradlew").chmod(0o644)
    try:
        outcome = run(request(project, GOOD), answers)
    finally:
        (project.root / "gradlew").chmod(0o755)
    assert outcome.steps[0].command.startswith("sh gradlew ") and [t.name for t in outcome.run.tests] == [CONNECT]


def test_options_of_the_user(project: GradleProject, answers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A coloured console and a quiet log in the user's properties, options for the JVM with a space in them."""
    monkeypatch.setenv("GRADLE_OPTS", '-Xmx400m "-Dacme.words=two words"')
    properties = project.root / "gradle.properties"
    text = properties.read_text("utf-8") + "org.gradle.console=rich\norg.gradle.logging.level=quiet\n"
    properties.write_text(text, "utf-8")
    project.replace(project.client, "CREATE SCHEMA", "CREATE SCHMA")
    told = Told()
    outcome = run(request(project, [WantedTest(SUITE)]), answers, told)
    assert len(outcome.run.tests) == 2 and len(told.finished()) == 2
    assert not any("\x1b" in line for line in told.lines())
