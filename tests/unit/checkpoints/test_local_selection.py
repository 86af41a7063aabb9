"""Which test functions the local runner runs for what a checkpoint asks."""

from pathlib import Path

import pytest

from destination_writer.checkpoints.local_selection import declared_tests, selected
from destination_writer.checkpoints.runner import RunRequest, WantedTest
from destination_writer.connector.load import load_connector
from destination_writer.connector.model import Connector
from destination_writer.text.files import MemoryFiles
from destination_writer.toolchain.localrun.testrun import WantedClass

PACKAGE = "io.airbyte.integrations.destination.acme"
MAPPER = """package io.airbyte.integrations.destination.acme

@MicronautTest(environments = ["component"])
class AcmeMapperTest(override val mapper: TableSchemaMapper) : SchemaMapperSuite {
    @Test
    fun `table name`() = `simple table name`(TableName("a", "b"))

    @Test
    fun `temp name`() {
        super.`simple temp table name`(TableName("a", "c"))
    }

    @org.junit.jupiter.api.Test
    override fun `stream names avoid collisions`() = super.`stream names avoid collisions`()

    fun helper() = Unit
}
"""
OTHERS = """package io.airbyte.integrations.destination.acme

abstract class Base { @Test fun shared() {} }
interface Part { @Test fun part() {} }
class InheritingTest : Base()
class PlainTest { @ParameterizedTest @ValueSource(ints = [1]) fun first(a: Int) {} ; @Test fun second() {} }
object Fixtures { fun values() = listOf(1) }
class Helper
"""
FOLDER = "src/test-integration/kotlin/io/airbyte/integrations/destination/acme"


@pytest.fixture(scope="module")
def connector() -> Connector:
    texts = {
        "gradle.properties": "cdkVersion=1.0.13\n",
        "build.gradle.kts": 'plugins { id("airbyte-bulk-connector") }\n',
        "src/main/kotlin/io/airbyte/integrations/destination/acme/Main.kt": f"package {PACKAGE}\nclass MainTest\n",
        f"{FOLDER}/AcmeMapperTest.kt": MAPPER,
        f"{FOLDER}/Others.kt": OTHERS,
    }
    return load_connector(MemoryFiles(texts), name="destination-acme")


def request(connector: Connector, tests: str = "", regressions: str = "", whole: bool = False) -> RunRequest:
    """Names as `Class:test, Class`, the test left out for the whole class."""

    def wanted(text: str) -> tuple[WantedTest, ...]:
        parts = (item.strip().partition(":") for item in text.split(",") if item.strip())
        return tuple(WantedTest(f"{PACKAGE}.{suite}", name) for suite, _, name in parts)

    return RunRequest(Path("/nowhere"), connector, "postgres", wanted(tests), wanted(regressions), whole_suite=whole)


def made(suite: str, *names: str, whole: bool = False, without: tuple[str, ...] = ()) -> WantedClass:
    return WantedClass(f"{PACKAGE}.{suite}", names, whole, without)


def test_classes_that_can_run_with_their_tests_in_order(connector: Connector) -> None:
    found = {name.rpartition(".")[2]: list(tests) for name, tests in declared_tests(connector).items()}
    assert found == {
        "AcmeMapperTest": ["table name", "temp name", "stream names avoid collisions"],
        "InheritingTest": [],
        "PlainTest": ["first", "second"],
    }


@pytest.mark.parametrize(
    ("tests", "regressions", "expected"),
    [
        ("PlainTest:second", "", [made("PlainTest", "second")]),
        ("PlainTest:second, PlainTest:first", "", [made("PlainTest", "second", "first")]),
        ("PlainTest", "", [made("PlainTest", "first", "second", whole=True)]),
        # A suite's test without a form of its own name runs through the tests that call it.
        ("AcmeMapperTest:simple table name", "", [made("AcmeMapperTest", "table name")]),
        ("AcmeMapperTest:simple temp table name", "", [made("AcmeMapperTest", "temp name")]),
        ("AcmeMapperTest:stream names avoid collisions", "", [made("AcmeMapperTest", "stream names avoid collisions")]),
        # What nobody has is asked for all the same: the run says that it is missing.
        ("AcmeMapperTest:simple column name", "", [made("AcmeMapperTest", "simple column name")]),
        ("GoneTest:anything", "", [made("GoneTest", "anything")]),
        # The checkpoint before the regressions, and nothing twice.
        (
            "PlainTest:second",
            "AcmeMapperTest:simple table name, PlainTest:second, PlainTest:first",
            [
                made("PlainTest", "second"),
                made("AcmeMapperTest", "table name"),
                made("PlainTest", "first", without=("second",)),
            ],
        ),
        ("PlainTest", "PlainTest:second", [made("PlainTest", "first", "second", whole=True)]),
    ],
)
def test_what_is_asked_for(connector: Connector, tests: str, regressions: str, expected: list[WantedClass]) -> None:
    assert list(selected(request(connector, tests, regressions))) == expected


def test_the_whole_suite_runs_what_is_left(connector: Connector) -> None:
    found = selected(request(connector, tests="PlainTest:second", whole=True))
    assert list(found) == [
        made("PlainTest", "second"),
        made("AcmeMapperTest", "table name", "temp name", "stream names avoid collisions", whole=True),
        made("InheritingTest", whole=True),
        made("PlainTest", "first", whole=True, without=("second",)),
    ]
