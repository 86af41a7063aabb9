"""What a reviewer of ClickHouse rejected in the whole connector once, and must not come back.

What the driver does was read in its sources, `com.clickhouse:clickhouse-jdbc:0.9.8` and `client-v2:0.9.8`.
"""

import functools
import re

import pytest
from made_connectors import made

ERAS = ["0.1.76", "0.1.100", "1.0.13"]


@functools.cache
def kotlin(cdk: str = "1.0.13", *, bulk: str = "multi-row-insert") -> dict[str, str]:
    """The connector's Kotlin by the name of its file, its prefix left out."""
    texts = made("clickhouse", cdk, prefix="Db", strategies={"bulk_load": bulk})
    return {path.rpartition("/")[2]: text for path, text in texts.items() if path.endswith(".kt")}


def function(text: str, name: str) -> str:
    """The function, to the brace that closes it."""
    found = re.search(rf"^( *)[a-z ]*fun {name}\(.*?^\1\}}$", text, re.DOTALL | re.MULTILINE)
    assert found, name
    return found[0]


@pytest.mark.parametrize("cdk", ERAS)
def test_rows_go_as_a_batch(cdk: str) -> None:
    """With placeholders for all rows in one text the driver moves the rest of the text for each value."""
    insert = function(kotlin(cdk)["DbAirbyteClient.kt"], "insertRecords")
    assert "sqlGenerator.insertRows(tableName, columns, 1)" in insert
    assert insert.index("statement.addBatch()") < insert.index("statement.executeBatch()")
    assert "executeUpdate" not in insert


def test_braces_in_a_value_are_no_escape_of_jdbc() -> None:
    """Of a text `{fn x}` the driver would write `x`, since values are a part of the SQL that it looks through."""
    insert = function(kotlin()["DbAirbyteClient.kt"], "insertRecords")
    assert insert.index("statement.setEscapeProcessing(false)") < insert.index("statement.executeBatch()")


def test_the_server_is_heard_through_what_the_driver_wraps_around_it() -> None:
    """A wrong password comes as `Failed to create connection` (08000): only a cause, no SQLException, has the 516."""
    client = kotlin()["DbAirbyteClient.kt"]
    error = function(client, "connectorError")
    assert "val causes = generateSequence<Throwable>(error) { it.cause }.toList()\n" in error
    assert "filterIsInstance" not in error
    order = ["in CONFIG_CODES -> ConfigErrorException", "in TRANSIENT_CODES", "code == null && causes.any"]
    assert [error.index(part) for part in order] == sorted(error.index(part) for part in order)
    codes = {
        name: {int(code) for code in re.findall(r"\d+", numbers)}
        for name, numbers in re.findall(r"val (\w+)_CODES =\s+setOf\(([^)]*)\)", client)
    }
    assert {516, 497, 164, 291, 452} <= codes["CONFIG"]  # login, rights
    assert {202, 241, 252, 517, 999} <= codes["TRANSIENT"]  # load, parts, another ALTER, Keeper
    assert not codes["CONFIG"] & codes["TRANSIENT"]
    assert not {60, 62, 81} & (codes["CONFIG"] | codes["TRANSIENT"])


def test_a_network_that_breaks_within_a_statement_is_transient() -> None:
    """The driver gives it the SQLSTATE HY000, which says nothing."""
    client = kotlin()["DbAirbyteClient.kt"]
    assert 'this is IOException || this is SQLException && sqlState.orEmpty().startsWith("08")' in client


def test_the_native_insert_fails_in_the_callers_thread() -> None:
    """The driver's client is not asynchronous: it throws its own exception, and no ExecutionException."""
    insert = function(kotlin(bulk="json-each-row")["DbAirbyteClient.kt"], "insertRecords")
    assert "catch (e: ClickHouseException) {\n                throw SQLException(e.message, e)" in insert


def test_a_database_that_is_there_needs_no_right_to_create_it() -> None:
    client = kotlin()["DbAirbyteClient.kt"]
    assert "if (!exists) execute(sqlGenerator.createNamespace(namespace))" in client


def test_a_default_database_that_is_missing_can_be_created() -> None:
    """With a missing current database the server refuses every statement (81), CREATE DATABASE too."""
    beans = kotlin()["DbBeanFactory.kt"]
    assert '"jdbc:clickhouse://${configuration.host}:${configuration.port}?ssl=${configuration.ssl}"' in beans


def test_a_change_of_columns_is_waited_for() -> None:
    """`mutations_sync` speaks of UPDATE and DELETE; ALTER TABLE … COLUMN waits as `alter_sync` says."""
    beans = kotlin()["DbBeanFactory.kt"]
    assert 'pool.addDataSourceProperty("clickhouse_setting_alter_sync", "2")' in beans
    assert "mutations_sync" not in beans


@pytest.mark.parametrize("cdk", ERAS)
def test_names_of_columns_are_not_cut(cdk: str) -> None:
    """A table's name becomes a part of a file's name; a column's name does not, once it is long."""
    texts = kotlin(cdk)
    named = texts.get("DbTableSchemaMapper.kt") or texts["DbNameGenerators.kt"]
    column = function(named, "toColumnName" if "toColumnName" in named else "getColumnName")
    assert "shortened" not in column
    assert "in Meta.COLUMN_NAMES" in column


def test_whether_a_column_takes_null_stands_in_its_type_alone() -> None:
    """`Nullable(…) NOT NULL` is an error."""
    assert "NOT NULL" not in function(kotlin()["DbSqlGenerator.kt"], "createTable")


def test_every_drop_lifts_the_guard_of_large_tables() -> None:
    """What was exchanged may be larger than 50 GB, and the sync would fail (359) with the copy left behind."""
    generator = re.sub(r'"\s*\+\s*"', "", kotlin()["DbSqlGenerator.kt"])
    drops = re.findall(r'"DROP TABLE [^\n]*', generator)
    assert len(drops) == 3
    assert all('SYNC SETTINGS max_table_size_to_drop = 0"' in drop for drop in drops)


def test_the_suites_expect_what_the_test_client_reads() -> None:
    """The coercion suite compares with equals(), which tells 0.5 from 0.50; both are as the column has it."""
    texts = kotlin()
    assert 'BigDecimal("0.5").setScale(38)' in texts["DbDataCoercionTest.kt"]
    assert "stripTrailingZeros" not in texts["DbTestTableOperationsClient.kt"]
    assert "topLevelFloatLosesPrecision = false" in texts["DbBasicFunctionalityTest.kt"]  # 38 digits behind the point


def test_the_check_tells_its_first_error() -> None:
    """A user who may create no table may drop none either: from a `finally` he would read of the right to DROP."""
    check = function(kotlin()["DbChecker.kt"], "check")
    assert "finally" not in check
    assert "runCatching { client.dropTable(tableName) }.onFailure(e::addSuppressed)\n                throw e" in check
    assert check.count("client.dropTable(tableName)") == 2
