"""A component test that fails for what an emulator lacks is skipped with the reason; any other failure stays one."""

import pytest

from destination_writer.text.testruns import Failure, Outcome, TestResult
from destination_writer.toolchain.engines.catalogue import catalogue
from destination_writer.toolchain.localrun.lacks import known_lacks, lack_behind, lacks_of, undecided

SUITE = "io.airbyte.integrations.destination.snowflake.SnowflakeSchemaMapperTest"
COLUMNS = "column names avoid collisions"
DOUBLE = 'SystemErrorException: 002003 (42S02): Catalog Error: Column with name "FOO_BAR" already exists!'
QUOTES = """SystemErrorException: the emulator: Parser Error: unterminated quoted identifier

LINE 1: ... schema='AIRBYTE.namespace-test- -`~!@#$%^&*()-=_+[]{}|;':",./<>?'"""
OWN_QUOTES = 'SystemErrorException: the emulator: Parser Error: unterminated quoted identifier\n\nLINE 1: DROP TABLE "a'
TABLES = "tableExists(collisions.foo_bar) after createTable ==> expected: <true> but was: <false>"


def result(message: str, outcome: Outcome = Outcome.FAILED) -> TestResult:
    return TestResult(SUITE, f"{COLUMNS}()", outcome, 0.5, (Failure(message, "a.B", "a trace"),))


@pytest.mark.parametrize(
    ("name", "message", "lacking"),
    [
        (COLUMNS, DOUBLE, True),
        ("funky chars in table name", QUOTES, True),
        ("stream names avoid collisions", TABLES, True),
        # The connector's own mistakes in the same tests, and the same words in another test.
        (COLUMNS, 'Column with name "ID" already exists!', False),
        ("funky chars in table name", OWN_QUOTES, False),
        ("create and drop tables", TABLES, False),
    ],
)
def test_only_what_the_emulator_lacks_is_recognised(name: str, message: str, lacking: bool) -> None:
    assert (lack_behind(result(message), {"my own name", name}, lacks_of(["snowflake"])) is not None) == lacking


def test_a_test_that_passes_has_passed() -> None:
    assert lack_behind(TestResult(SUITE, COLUMNS, Outcome.PASSED), {COLUMNS}, lacks_of(["snowflake"])) is None


def test_it_is_skipped_and_tells_what_it_ended_with() -> None:
    lack = lack_behind(result(DOUBLE), {COLUMNS}, lacks_of(["snowflake"]))
    assert lack is not None
    skipped = undecided(result(DOUBLE), lack)
    assert (skipped.name, skipped.outcome, skipped.failures) == (f"{COLUMNS}()", Outcome.SKIPPED, ())
    assert lack.lacks in skipped.output and DOUBLE in skipped.output and "the Gradle runner" in skipped.output


def test_a_database_of_ones_own_has_what_its_parent_has() -> None:
    assert lacks_of(["frosty", "snowflake"]) == lacks_of(["snowflake"]) != ()
    assert lacks_of(["postgres"]) == ()


def test_only_engines_that_stand_in_for_a_database_lack_something() -> None:
    assert all(catalogue().databases[slug].stands_for for slug in known_lacks())
