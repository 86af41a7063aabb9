"""Broken connectors: the right test fails, with a message from which a developer knows what to do."""

from pathlib import Path

import pytest
from local_support import Ran, run, written

from destination_writer.checkpoints.local_runner import LocalRunner
from destination_writer.checkpoints.runner import Ended
from destination_writer.verification.generated import Workshop

BASE = "src/main/kotlin/io/airbyte/integrations/destination/postgres"
GENERATOR, CLIENT = f"{BASE}/client/PostgresSqlGenerator.kt", f"{BASE}/client/PostgresAirbyteClient.kt"


def broken(workshop: Workshop, folder: Path, *changes: tuple[str, str, str]) -> Path:
    """The generated connector with each (file, old, new) replaced everywhere in its file."""
    texts = dict(workshop.generate("postgres", "1.0.13").texts)
    for path, old, new in changes:
        assert old in texts[path], f"{old!r} is not in {path}"
        texts[path] = texts[path].replace(old, new)
    return written(folder, texts)


@pytest.fixture(scope="module")
def several(runner: LocalRunner, workshop: Workshop, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """Faults in different functions, so that one compilation shows them all."""
    folder = broken(
        workshop,
        tmp_path_factory.mktemp("several"),
        (CLIENT, "if (isMissing) null else throw e", "if (isMissing) 0L else throw e"),
        (CLIENT, "if (rows.next()) rows.getLong(1) else 0L", "if (rows.next()) 1L else 0L"),
        (GENERATOR, "WHEN MATCHED AND $isNewer THEN UPDATE SET", "WHEN MATCHED THEN UPDATE SET"),
        (
            GENERATOR,
            '"DROP TABLE IF EXISTS ${targetTableName.fullyQualified()}".andLog(),',
            '"DELETE FROM ${targetTableName.fullyQualified()}".andLog(),\n'
            '"INSERT INTO ${targetTableName.fullyQualified()} SELECT * FROM ${sourceTableName.fullyQualified()}",',
        ),
        (GENERATOR, "if (moved != sourceTableName) {", "if (false) {"),
        (GENERATOR, "if (moved != targetTableName) {", "if (false) {"),
    )
    return run(runner, folder, "postgres", "PostgresTableOperationsTest")


def test_only_the_tests_of_what_is_broken_fail(several: Ran) -> None:
    assert several.outcome.ended is Ended.FINISHED
    assert set(several.failed) == {"count table rows", "get generation id", "overwrite tables", "upsert tables"}


def test_zero_for_a_missing_table_is_told_apart_from_null(several: Ran) -> None:
    message = several.failed["count table rows"]
    assert "countTable of a table that does not exist" in message
    assert message.endswith("==> expected: <null> but was: <0>")


def test_a_constant_generation_shows_both_numbers(several: Ran) -> None:
    assert several.failed["get generation id"].endswith("==> expected: <17> but was: <1>")


def test_a_source_that_overwrite_leaves_is_named(several: Ran) -> None:
    message = several.failed["overwrite tables"]
    assert "which must leave no source behind" in message
    assert message.endswith("==> expected: <false> but was: <true>")


def test_an_upsert_that_ignores_the_cursor_names_row_and_rule(several: Ran) -> None:
    message = several.failed["upsert tables"]
    assert "id 'lower cursor': expected" in message
    assert "the rule: a source row with a lower cursor is dropped, even when it was extracted later" in message
    assert "id 'higher cursor'" not in message


def test_the_statements_that_were_sent_stand_in_the_output(several: Ran) -> None:
    assert "MERGE INTO" in several.result("upsert tables").output


def test_a_merge_without_then_fails_with_the_databases_words(
    runner: LocalRunner, workshop: Workshop, tmp_path: Path
) -> None:
    change = (GENERATOR, "THEN INSERT (", "INSERT (")
    ran = run(runner, broken(workshop, tmp_path, change), "postgres", "PostgresTableOperationsTest")
    assert set(ran.failed) == {"upsert tables"}
    assert 'syntax error at or near "INSERT"' in ran.failed["upsert tables"]
    assert "(PostgresAirbyteClient.kt:" in ran.result("upsert tables").failures[0].detail


def test_a_wrong_quote_fails_where_tables_are_made(runner: LocalRunner, workshop: Workshop, tmp_path: Path) -> None:
    change = (GENERATOR, '"\\"" + replace("\\"", "\\"\\"") + "\\""', '"`" + this + "`"')
    ran = run(runner, broken(workshop, tmp_path, change), "postgres", "PostgresTableOperationsTest")
    assert "connect to database" not in ran.failed
    assert set(ran.failed) >= {"create and drop namespaces", "create and drop tables", "insert records"}
    assert 'syntax error at or near "`"' in ran.failed["create and drop tables"]


def test_a_missing_annotation_is_told_as_micronaut_tells_it(
    runner: LocalRunner, workshop: Workshop, tmp_path: Path
) -> None:
    change = (CLIENT, "@Singleton\nclass PostgresAirbyteClient", "class PostgresAirbyteClient")
    ran = run(runner, broken(workshop, tmp_path, change), "postgres", "PostgresTableOperationsTest.connect to database")
    message = ran.failed["connect to database"]
    assert message.startswith("io.micronaut.context.exceptions.NoSuchBeanException: No bean of type [")
    assert "TableOperationsClient] exists" in message
    assert "PostgresTableOperationsTest" in message
