"""A connector with a mistake against each standard is mended by the remedies alone, and compiles afterwards."""

# ruff: noqa: E501 - texts stand as files have them
from collections.abc import Mapping

import pytest
from contract_support import CompileConnector
from generated_support import KNOWLEDGE, TEMPLATES, after, loaded

from destination_writer.analysis.rules import analyse
from destination_writer.generate.api import new_connector
from destination_writer.generate.remedies.api import mend
from destination_writer.text.changes import Change
from destination_writer.text.findings import Finding

_DROP = "execute(sqlGenerator.dropTable(tableName))"
MISTAKES: tuple[tuple[str, str, str, str], ...] = (
    ("DW601", "SqlGenerator.kt", '{namespace.quote()}".andLog()', '{namespace.quote()}"'),
    ("DW602", "/PostgresAirbyteClient.kt", _DROP, f"try {{\n            {_DROP}\n        }} catch (e: Exception) {{\n        }}"),
    ("DW603", "/PostgresAirbyteClient.kt", "            ConfigErrorException(message, error)", "            SystemErrorException(message, error)"),
    ("DW603", "/PostgresAirbyteClient.kt", "throw connectorError(e)", "throw RuntimeException(e)"),
    ("DW604", "/PostgresAirbyteClient.kt", "if (isMissing) null else throw e", "null"),
    (
        "DW605", "InsertBuffer.kt", "client.insertRecords(tableName, buffer)\n        // Only now: records of a flush that failed stay for the next one.\n        buffer.clear()",
        "try {\n            client.insertRecords(tableName, buffer)\n        } finally {\n            buffer.clear()\n        }",
    ),
    ("DW606", "/PostgresAirbyteClient.kt", "dataSource.connection.use(block)", "block(dataSource.connection)"),
    ("DW606", "/PostgresAirbyteClient.kt", "connection.prepareStatement(sql).use { statement ->", "connection.prepareStatement(sql).let { statement ->"),
    ("DW606", "TestTableOperationsClient.kt", "connection.createStatement().use { it.execute(sql) }", "connection.createStatement().execute(sql)"),
    (
        "DW606", "TestTableOperationsClient.kt", "override suspend fun ping() {\n        runSql(\"SELECT 1\")\n",
        "override suspend fun ping() {\n        val connection = dataSource.connection\n        connection.isValid(5)\n        connection.close()\n",
    ),
    ("DW607", "/PostgresAggregate.kt", "        buffer.flush()", "        kotlinx.coroutines.runBlocking { buffer.flush() }"),
    ("DW608", "BeanFactory.kt", "        pool.username =", '        println("Logging in with ${configuration.password}")\n        pool.username ='),
    ("DW609", "/PostgresSpecification.kt", ', "airbyte_secret": true', ""),
)  # fmt: skip


def broken(whole: Mapping[str, str]) -> dict[str, str]:
    texts = dict(whole)
    for _, name, old, new in MISTAKES:
        path = next(path for path in sorted(texts) if path.endswith(name))
        assert old in texts[path], (name, old)
        texts[path] = texts[path].replace(old, new, 1)
    return texts


def told(texts: Mapping[str, str]) -> list[Finding]:
    return [finding for finding in analyse(loaded(texts), KNOWLEDGE) if finding.code.startswith("DW6")]


@pytest.mark.parametrize("cdk", ["1.0.13"])
def test_what_the_remedies_leave_compiles(compile_connector: CompileConnector, cdk: str) -> None:
    texts: Mapping[str, str] = broken(after({}, new_connector(KNOWLEDGE, TEMPLATES, dialect="postgres", cdk=cdk)))
    assert sorted(finding.code for finding in told(texts)) == sorted(code for code, *_ in MISTAKES)
    while (found := told(texts)) != []:
        change = mend(loaded(texts), KNOWLEDGE, TEMPLATES, found[0].remedies[0])
        assert isinstance(change, Change), (found[0].message, change)
        texts = after(texts, change)
        assert len(told(texts)) < len(found), found[0].message
    assert compile_connector(texts, cdk) == []
