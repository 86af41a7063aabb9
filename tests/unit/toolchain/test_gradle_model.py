"""Which task runs which tests, by what the build says of itself."""

import pytest

from destination_writer.toolchain.gradle.model import ProjectModel, TestTask

PATH = ":airbyte-integrations:connectors:destination-x"


def model(*tasks: TestTask, others: tuple[str, ...] = ("build", "check")) -> ProjectModel:
    return ProjectModel(PATH, frozenset({*others, *(t.name for t in tasks)}), tasks)


UNIT = TestTask("test", ("test",))
NON_DOCKER = TestTask("integrationTestNonDocker", ("integrationTest",))
DOCKER = TestTask("integrationTestJava", ("integrationTest",))


@pytest.mark.parametrize(
    ("known", "source_set", "task"),
    [
        pytest.param(model(UNIT, NON_DOCKER, DOCKER), "integrationTest", "integrationTestNonDocker",
                     id="Airbyte's plugin"),
        pytest.param(model(UNIT, NON_DOCKER), "test", "test", id="unit tests"),
        pytest.param(model(UNIT, DOCKER), "integrationTest", "integrationTestJava", id="only with the image"),
        pytest.param(model(UNIT, TestTask("componentTest", ("integrationTest",)), DOCKER), "integrationTest",
                     "componentTest", id="the guide's name"),
        pytest.param(model(UNIT, TestTask("itest", ("integrationTest",)), DOCKER), "integrationTest", "itest",
                     id="a name of its own"),
        pytest.param(model(TestTask("integrationTestNonDocker", ("integrationTest",), enabled=False),
                           TestTask("itest", ("integrationTest",))), "integrationTest", "itest", id="disabled"),
        pytest.param(model(UNIT), "integrationTest", None, id="none"),
        pytest.param(model(UNIT, others=("integrationTestNonDocker",)), "integrationTest", "integrationTestNonDocker",
                     id="a task of another type"),
        pytest.param(ProjectModel(PATH), "integrationTest", "integrationTestNonDocker", id="the build did not answer"),
    ],
)  # fmt: skip
def test_test_task(known: ProjectModel, source_set: str, task: str | None) -> None:
    assert known.test_task(source_set) == task


def test_a_source_set_of_another_name_in_the_usual_folder() -> None:
    folders = {"component": ("/w/x/src/test-integration/kotlin",), "test": ("/w/x/src/test/kotlin",)}
    tests = (UNIT, TestTask("componentCheck", ("component",)))
    known = ProjectModel(PATH, frozenset({"test", "componentCheck"}), tests, folders)
    assert known.test_task("integrationTest") == "componentCheck"
    assert known.test_task("test") == "test"


def test_full_paths() -> None:
    assert ProjectModel(PATH).task("test") == f"{PATH}:test"
    assert ProjectModel(":").task("test") == ":test"


def test_a_build_without_a_task_is_told_what_it_has() -> None:
    sentence = model(UNIT).without_tests("integrationTest")
    assert "src/test-integration" in sentence and "its test tasks are: test" in sentence
    assert "integrationTestNonDocker" in sentence
