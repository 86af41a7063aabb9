"""What of a request goes to which Gradle task, in which order, and which tests then lack a result."""

from pathlib import Path

import pytest

from destination_writer.checkpoints.gradle_selection import (
    NoTask,
    build_arguments,
    is_wanted,
    selections,
    task_arguments,
    without_result,
)
from destination_writer.checkpoints.runner import RunRequest, WantedBuild, WantedTest
from destination_writer.connector.model import Connector
from destination_writer.text.testruns import Outcome, TestResult
from destination_writer.toolchain.gradle.model import ProjectModel, TestTask

PATH = ":connectors:destination-x"
MODEL = ProjectModel(
    PATH,
    frozenset({"build", "test", "integrationTestNonDocker", "integrationTestJava"}),
    (
        TestTask("test", ("test",)),
        TestTask("integrationTestNonDocker", ("integrationTest",)),
        TestTask("integrationTestJava", ("integrationTest",)),
    ),
)
CONNECTOR = Connector("", "destination-x", "x", None, "x")
CONNECT = WantedTest("x.TableTest", "connect to database")
DROP = WantedTest("x.TableTest", "create and drop tables")
UNIT = WantedTest("x.UnitTest", "works", "test")
SPEC = WantedTest("x.SpecTest")


def request(
    tests: tuple[WantedTest, ...] = (), regressions: tuple[WantedTest, ...] = (), whole: bool = False
) -> RunRequest:
    return RunRequest(Path("/x"), CONNECTOR, "x", tests, regressions, whole_suite=whole)


def words(asked: RunRequest, model: ProjectModel = MODEL) -> str:
    return " ".join(task_arguments(selections(asked, model), model)).replace(PATH, "")


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        pytest.param(request((DROP,), (CONNECT,)),
                     ":integrationTestNonDocker --tests x.TableTest.create and drop tables "
                     "--tests x.TableTest.connect to database", id="one task: the checkpoint's test first"),
        pytest.param(request((DROP,), (UNIT,)),
                     ":integrationTestNonDocker --tests x.TableTest.create and drop tables "
                     ":test --tests x.UnitTest.works",
                     id="two tasks: regressions after"),
        pytest.param(request((UNIT,), (CONNECT,)),
                     ":test --tests x.UnitTest.works :integrationTestNonDocker --tests x.TableTest.connect to database",
                     id="the checkpoint's task first, whichever it is"),
        pytest.param(request((CONNECT,), (CONNECT,)),
                     ":integrationTestNonDocker --tests x.TableTest.connect to database",
                     id="asked for twice"),
        pytest.param(request((SPEC,)), ":integrationTestNonDocker --tests x.SpecTest", id="a whole class"),
        pytest.param(request((CONNECT,), whole=True), ":test :integrationTestNonDocker", id="everything"),
    ],
)  # fmt: skip
def test_selections(asked: RunRequest, line: str) -> None:
    assert words(asked) == line


def test_a_build_that_did_not_answer_has_the_usual_tasks() -> None:
    assert words(request((CONNECT,)), ProjectModel(PATH)).startswith(":integrationTestNonDocker --tests")


@pytest.mark.parametrize("asked", [request((CONNECT,)), request(whole=True)])
def test_a_build_without_such_a_task(asked: RunRequest) -> None:
    with pytest.raises(NoTask, match="has no task that runs the tests of src/test-integration"):
        selections(asked, ProjectModel(PATH, frozenset({"build"})))


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("-x", "integrationTestJava"), ":build -x :integrationTestJava"),
        (("-x", "spotlessCheck"), ":build"),
        (("--exclude-task", ":other:test", "--info"), ":build --exclude-task :other:test --info"),
        ((), ":build"),
    ],
    ids=["by its path", "a task that is not there", "a path already", "none"],
)
def test_excluded_tasks(arguments: tuple[str, ...], line: str) -> None:
    step = WantedBuild("phase_0_build", ("build",), arguments)
    assert " ".join(build_arguments(step, MODEL)).replace(PATH, "") == line


def result(suite: str, name: str) -> TestResult:
    return TestResult(suite, name, Outcome.PASSED)


@pytest.mark.parametrize(
    ("found", "wanted", "is_it"),
    [
        (result("x.TableTest", "connect to database"), CONNECT, True),
        (result("x.TableTest", "connect to database()"), CONNECT, True),
        (result("x.TableTest", "connect to database(String)[2]"), CONNECT, True),
        (result("x.TableTest", "connect to database twice"), CONNECT, False),
        (result("x.OtherTest", "connect to database"), CONNECT, False),
        (result("x.TableTest$Inner", "connect to database"), CONNECT, True),
        (result("x.SpecTest", "anything"), SPEC, True),
        (result("x.OddTest", "both (all) of them"), WantedTest("x.OddTest", "both (all) of them"), True),
    ],
)
def test_is_wanted(found: TestResult, wanted: WantedTest, is_it: bool) -> None:
    assert is_wanted(found, [wanted]) is is_it


def test_without_result() -> None:
    results = [result("x.TableTest", "connect to database"), result("x.CoercionTest", "[1] 42, true")]
    asked = [CONNECT, DROP, DROP, SPEC, WantedTest("x.CoercionTest", "null values")]
    assert without_result(asked, results) == [DROP, SPEC], "whose arguments [1] are cannot be told"
