"""Suite tests that have parameters: the connector's own tests call them, and reports know those alone."""

from acme_connector import BASE, finished, load, passing, run
from acme_connector import result as passed

from destination_writer.checkpoints.plan import plan_checkpoint
from destination_writer.checkpoints.results import Evidence
from destination_writer.checkpoints.runner import WantedTest
from destination_writer.checkpoints.standing import TestState, standings
from destination_writer.checkpoints.testbook import TestBook
from destination_writer.connector.model import Connector
from destination_writer.connector.roles import Role
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.testruns import Outcome, TestResult
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

PHASES = Knowledge(DiskFiles(bundled("knowledge"))).phases
SUITE = f"{BASE}.AcmeSchemaMapperTest"
OWN = """
    @Test
    fun `table name`() = `simple table name`(TableName("a", "b"))

    @Test
    fun `temp name`() {
        super.`simple temp table name`(TableName("a", "b_tmp"))
    }
"""


def connector() -> Connector:
    texts = finished()
    path = next(path for path in texts if path.endswith("/AcmeSchemaMapperTest.kt"))
    return load({**texts, path: texts[path].replace("{\n", "{\n" + OWN, 1)})


def states(*results: TestResult) -> dict[str, TestState]:
    book = TestBook(connector(), Evidence(run(list(results)), {results[0].report: 2.0} if results else {}, 1.0))
    found = standings(book, PHASES[5].tests_for("1.0.13"), frozenset())
    return {test.name: test.state for test in found}


def own(name: str, outcome: Outcome = Outcome.PASSED) -> TestResult:
    return passed(Role.SCHEMA_MAPPER_SUITE, name, outcome, "no" if outcome is not Outcome.PASSED else "")


def test_the_plan_names_the_function_that_can_be_selected() -> None:
    wanted = plan_checkpoint(PHASES, 5, connector(), "1.0.13").tests
    assert WantedTest(SUITE, "table name") in wanted
    assert WantedTest(SUITE, "temp name") in wanted
    assert WantedTest(SUITE, "simple table name") not in wanted


def test_a_pass_of_the_caller_is_a_pass_of_the_suites_test() -> None:
    found = states(own("table name"), own("temp name"))
    assert found["simple table name"] is TestState.PASSED
    assert found["simple temp table name"] is TestState.PASSED


def test_a_failure_of_the_caller_is_one_of_the_suites_test() -> None:
    assert states(own("table name", Outcome.FAILED))["simple table name"] is TestState.FAILED


def test_a_suite_test_that_nothing_calls_stays_missing() -> None:
    assert states(own("table name"))["simple column name"] is TestState.MISSING


def test_passing_results_by_the_suites_own_names_still_count() -> None:
    results = passing(PHASES)
    assert states(*[r for r in results if r.suite == SUITE])["simple column name"] is TestState.PASSED
