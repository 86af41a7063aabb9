"""Connectors as they are generated pass their own component tests on embedded engines, in every era."""

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from generated_support import CONNECTORS, generated, texts_of
from local_support import Ran, run, written

from destination_writer.checkpoints.local_runner import LocalRunner
from destination_writer.checkpoints.runner import Ended, TestFinished, TestStarted
from destination_writer.knowledge.cdkversions import era_of
from destination_writer.results.junit import read_report
from destination_writer.text.testruns import Outcome
from destination_writer.toolchain.engines import Missing, find_engine
from destination_writer.verification.generated import Workshop

TABLES = (
    "connect to database",
    "create and drop namespaces",
    "create and drop tables",
    "insert records",
    "count table rows",
    "get generation id",
    "overwrite tables",
    "copy tables",
    "upsert tables",
)
"""The tests of TableOperationsSuite in its order, the same in every era."""
LATER = {
    "DataCoercionTest": ("handle integer values", "handle unknown values"),
    "SchemaMapperTest": ("simple table name", "column names avoid collisions"),
    "TableSchemaEvolutionTest": ("discover recognizes all data types", "change from unknown type to string type"),
    "WiringTest": ("all beans are injectable", "can write one record"),
}
"""First and last test of the suites that eras B and C have besides."""


def names(ran: Ran, suite: str) -> list[str]:
    found = (test.name.partition("(")[0] for test in ran.outcome.run.tests if test.suite.endswith(suite))
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("version", ["0.1.76", "0.1.100", "1.0.13"])
def test_postgres_passes_all_component_tests(
    version: str, runner: LocalRunner, workshop: Workshop, tmp_path: Path
) -> None:
    folder = written(tmp_path, workshop.generate("postgres", version).texts)
    ran = run(runner, folder, "postgres")
    assert (ran.outcome.ended, ran.outcome.problem, ran.failed) == (Ended.FINISHED, "", {})
    assert tuple(names(ran, "TableOperationsTest")) == TABLES
    for suite, tests in LATER.items() if era_of(version).value != "A" else ():
        assert set(tests) <= set(names(ran, suite))
    _speaks_of_what_it_cannot_know(ran)
    _reports_hold_what_was_told(ran)


def _speaks_of_what_it_cannot_know(ran: Ran) -> None:
    caveats = "\n".join(ran.outcome.caveats)
    assert "Micronaut's own wiring is not vouched for" in caveats
    assert "`testAppend`" in caveats
    assert "`testSpecOss`, `testSpecCloud`" in caveats


def _reports_hold_what_was_told(ran: Ran) -> None:
    read = [test for file in ran.outcome.reports for test in read_report(file.read_bytes()).tests]
    told = [event.result for event in ran.told.events if isinstance(event, TestFinished)]
    assert {(t.suite, t.name, t.outcome) for t in read} == {(t.suite, t.name, t.outcome) for t in told}
    assert {file.parent for file in ran.outcome.reports} == {ran.folder / ".destination-writer/results/local"}


def test_the_example_passes_its_own_tests(runner: LocalRunner, tmp_path: Path) -> None:
    folder = written(tmp_path, generated(texts_of(CONNECTORS["C"])))
    ran = run(runner, folder, "postgres")
    assert ran.failed == {}
    assert names(ran, "WiringTest") == ["all beans are injectable", "writer setup completes"]


EMULATED = {
    "snowflake": {
        "table name with funky chars",
        "funky chars in table name",
        "stream names avoid collisions",
        "column names avoid collisions",
    },
}
"""What the engine cannot decide, by database: skipped and named, never passed."""


@pytest.mark.parametrize(
    "slug", ["duckdb", "sqlite", "clickhouse", "mongodb", "mariadb", "redshift", "snowflake", "bigquery"]
)
def test_other_databases_pass_all_component_tests(
    slug: str, runner: LocalRunner, workshop: Workshop, tmp_path: Path
) -> None:
    engine = find_engine(slug)
    if isinstance(engine, Missing):
        pytest.skip(str(engine))
    folder = written(tmp_path, workshop.generate(slug, "1.0.13").texts)
    ran = run(runner, folder, slug)
    undecided = EMULATED.get(slug, set[str]())
    assert (ran.outcome.problem, ran.failed) == ("", dict.fromkeys(undecided, ""))
    assert tuple(names(ran, "TableOperationsTest")) == TABLES
    for suite, tests in LATER.items():
        assert set(tests) <= set(names(ran, suite))
    for name in undecided:
        assert ran.result(name).outcome is Outcome.SKIPPED
        assert "run it with the Gradle runner" in ran.result(name).output
    # A test that runs from one of the connector's own is named by that one.
    told = {text.split("`")[1] for text in ran.outcome.caveats if "counts as skipped" in text}
    assert told == undecided - {"funky chars in table name"}


def test_only_wanted_tests_run_and_the_checkpoints_come_first(
    runner: LocalRunner, workshop: Workshop, tmp_path: Path
) -> None:
    folder = written(tmp_path, workshop.generate("postgres", "1.0.13").texts)
    ran = run(
        runner,
        folder,
        "postgres",
        "PostgresTableOperationsTest.copy tables",
        "PostgresSchemaMapperTest.simple table name",
        regressions=("PostgresTableOperationsTest.connect to database", "PostgresTableOperationsTest.copy tables"),
    )
    # The suite's test has no form without parameters: the connector's own `table name` calls it.
    assert ran.told.started == ["copy tables()", "table name()", "connect to database()"]
    assert [test.name for test in ran.told.finished] == [
        "copy tables()",
        "table name()",
        "simple table name()",
        "connect to database()",
    ]
    started = [event for event in ran.told.events if isinstance(event, TestStarted | TestFinished)]
    assert isinstance(started[0], TestStarted) and isinstance(started[1], TestFinished)
    report = next(file for file in ran.outcome.reports if "TableOperations" in file.name)
    cases = ElementTree.parse(report).getroot().findall("testcase")
    assert [case.get("name") for case in cases] == ["copy tables()", "connect to database()"]
    assert ran.outcome.run.tests and all(test.outcome is Outcome.PASSED for test in ran.outcome.run.tests)
