"""SQL Server's connector: what a reviewer of that database looks for, and the driver's classes that it uses."""

import pytest
from contract_support import CompileConnector

from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.verification.generated import Workshop

COPY = """
package demo

import com.microsoft.sqlserver.jdbc.ISQLServerBulkData
import com.microsoft.sqlserver.jdbc.ISQLServerConnection
import com.microsoft.sqlserver.jdbc.SQLServerBulkCopy
import com.microsoft.sqlserver.jdbc.SQLServerBulkCopyOptions
import java.sql.Connection

fun load(connection: Connection, rows: ISQLServerBulkData) =
    SQLServerBulkCopy(connection.unwrap(ISQLServerConnection::class.java)).use { copy ->
        copy.bulkCopyOptions = SQLServerBulkCopyOptions().apply { isTableLock = true }
        copy.destinationTableName = "[s].[t]"
        copy.addColumnMapping(1, "id")
        copy.writeToServer(rows)
    }
"""
CONTAINERS = """
package demo

import org.testcontainers.containers.CockroachContainer
import org.testcontainers.containers.MSSQLServerContainer
import org.testcontainers.oracle.OracleContainer

val sqlServer = MSSQLServerContainer("mcr.microsoft.com/mssql/server:2022-latest").acceptLicense().apply { start() }
val oracle = OracleContainer("gvenzl/oracle-free:23.6-slim").withUsername("me").apply { start() }
val cockroach = CockroachContainer("cockroachdb/cockroach:v25.2.4").apply { start() }
val addresses = listOf(sqlServer.host, oracle.sid, cockroach.jdbcUrl)
"""


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """The connector's files by the end of their names."""
    with Workshop(DiskFiles(bundled("knowledge")), DiskFiles(bundled("templates"))) as workshop:
        made = workshop.generate("sqlserver", "1.0.13", {"bulk_load": "bulk-copy"})
    assert not made.left_open
    return {path.rsplit("/", 1)[-1]: text for path, text in made.texts.items()}


def test_the_drivers_classes_are_declared_as_they_are(compile_connector: CompileConnector) -> None:
    sources = {
        "src/main/kotlin/demo/Copy.kt": COPY,
        "src/test-integration/kotlin/demo/Containers.kt": CONTAINERS,
    }
    assert compile_connector(sources, "1.0.13") == []


def test_bulk_copy_takes_nothing_but_a_connection(compile_connector: CompileConnector) -> None:
    wrong = COPY.replace("unwrap(ISQLServerConnection::class.java)", "unwrap(SQLServerBulkCopy::class.java)")
    messages = compile_connector({"src/main/kotlin/demo/Copy.kt": wrong}, "1.0.13")
    assert messages and all(message.is_error for message in messages)


def test_names_and_literals_are_quoted_as_transact_sql_wants(texts: dict[str, str]) -> None:
    generator = texts["SqlServerSqlGenerator.kt"]
    assert '"[" + replace("]", "]]") + "]"' in generator
    assert '"N\'" + replace("\'", "\'\'") + "\'"' in generator


def test_a_merge_holds_its_lock_and_ends_in_a_semicolon(texts: dict[str, str]) -> None:
    generator = texts["SqlServerSqlGenerator.kt"]
    assert "WITH (HOLDLOCK) AS t" in generator
    assert 'VALUES ($values);"' in generator
    assert "PARTITION BY $keys" in generator and '"$it, DATALENGTH($it)"' in generator


def test_a_schema_is_created_in_a_batch_of_its_own(texts: dict[str, str]) -> None:
    generator = texts["SqlServerSqlGenerator.kt"]
    assert "IS NULL EXEC(${create.literal()})" in generator


def test_no_setting_can_end_the_url(texts: dict[str, str]) -> None:
    beans = texts["SqlServerBeanFactory.kt"]
    assert '"jdbc:sqlserver://${configuration.host}:${configuration.port}"' in beans
    assert 'addDataSourceProperty("databaseName", configuration.database)' in beans


def test_only_error_208_is_read_as_an_absent_table(texts: dict[str, str]) -> None:
    """2760 also comes when a right is missing."""
    client = texts["SqlServerAirbyteClient.kt"]
    assert "val isMissing = e.errorCode in setOf(208)\n" in client
    assert "if (isMissing) null else throw e" in client


def test_bulk_copy_writes_texts_into_columns_by_name(texts: dict[str, str]) -> None:
    client = texts["SqlServerAirbyteClient.kt"]
    assert "connection.unwrap(ISQLServerConnection::class.java)" in client
    assert "copy.addColumnMapping(index + 1, column)" in client
    assert "Types.NVARCHAR" in client
