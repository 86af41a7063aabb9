"""Oracle's connector: what a reviewer of that database looks for."""

import pytest

from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.verification.generated import Workshop


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """The connector's files by the end of their names."""
    with Workshop(DiskFiles(bundled("knowledge")), DiskFiles(bundled("templates"))) as workshop:
        made = workshop.generate("oracle", "1.0.13")
    assert not made.left_open
    return {path.rsplit("/", 1)[-1]: text for path, text in made.texts.items()}


def test_no_statement_ends_in_a_semicolon_unless_it_is_a_block(texts: dict[str, str]) -> None:
    generator = texts["OracleSqlGenerator.kt"]
    ends = [line for line in generator.splitlines() if ';").andLog()' in line]
    assert ends
    assert all("END;" in line for line in ends)


def test_a_merge_assigns_no_key_and_deletes_what_it_changed(texts: dict[str, str]) -> None:
    generator = texts["OracleSqlGenerator.kt"]
    assert "columnNames - keyColumns.map { it.quote() }.toSet()" in generator
    assert "WHERE $isNewer$deletion" in generator and " DELETE WHERE s.$it IS NOT NULL" in generator
    assert " AS t " not in generator and " AS s " not in generator


def test_only_an_absent_table_is_passed_over_by_a_drop(texts: dict[str, str]) -> None:
    generator = texts["OracleSqlGenerator.kt"]
    assert generator.count("SQLCODE != -942 THEN RAISE") == 3
    assert "DROP TABLE $table CASCADE CONSTRAINTS PURGE" in generator


def test_rows_go_in_as_one_batch_with_nulls_of_their_columns_type(texts: dict[str, str]) -> None:
    client = texts["OracleAirbyteClient.kt"]
    assert "statement.addBatch()" in client and "statement.executeBatch()" in client
    assert "types[column].takeIf { !isJson } ?: Types.VARCHAR" in client
    assert "FROM DUAL" not in client


def test_the_session_reads_texts_alike_in_every_language(texts: dict[str, str]) -> None:
    beans = texts["OracleBeanFactory.kt"]
    assert "ALTER SESSION SET TIME_ZONE = '+00:00' NLS_NUMERIC_CHARACTERS = '.,'" in beans


def test_an_empty_text_is_nullified_with_a_record(texts: dict[str, str]) -> None:
    coercer = texts["OracleValueCoercer.kt"]
    assert "it.value.isNotEmpty()" in coercer and "ShouldNullify" in coercer


def test_a_name_never_holds_a_quotation_mark(texts: dict[str, str]) -> None:
    (shortening,) = [text for text in texts.values() if "fun shortened(name: String)" in text]
    assert "name.replace('\"', '_')" in shortening
    assert 'name != "ROWID"' in shortening
