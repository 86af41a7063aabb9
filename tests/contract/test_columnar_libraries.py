"""DuckDB's appender and ClickHouse's client are declared as they are: right use compiles, wrong use does not."""

import pytest
from contract_support import CompileConnector

USUAL = """
package demo

import com.clickhouse.data.ClickHouseFormat
import com.clickhouse.jdbc.ConnectionImpl
import java.sql.Connection
import org.duckdb.DuckDBConnection

fun append(connection: Connection, rows: List<List<String?>>) {
    connection.unwrap(DuckDBConnection::class.java).createAppender("temp", "main", "staged").use { appender ->
        for (row in rows) {
            appender.beginRow()
            for (text in row) if (text == null) appender.appendNull() else appender.append(text)
            appender.endRow()
        }
        appender.flush()
    }
}

fun send(connection: Connection, table: String, lines: String) {
    val client = connection.unwrap(ConnectionImpl::class.java).client
    client.insert(table, lines.byteInputStream(), ClickHouseFormat.JSONEachRow).get().close()
}
"""
PATH = "src/main/kotlin/demo/Columnar.kt"


def test_the_usual_code_compiles(compile_connector: CompileConnector) -> None:
    assert compile_connector({PATH: USUAL}, "1.0.13") == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("appender.endRow()", "appender.endRow(row)"),
        ("appender.append(text)", "appender.append(row)"),
        ("ClickHouseFormat.JSONEachRow", '"JSONEachRow"'),
        ("lines.byteInputStream()", "lines"),
        (").client\n", ").connection.client\n"),
    ],
)
def test_wrong_use_does_not(compile_connector: CompileConnector, right: str, wrong: str) -> None:
    assert USUAL.count(right) == 1
    assert compile_connector({PATH: USUAL.replace(right, wrong)}, "1.0.13") != []
