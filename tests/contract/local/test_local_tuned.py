"""A connector whose records are written by code of its own is tuned: it compiles, and its tests pass on an engine."""

from pathlib import Path

import pytest
from buffers_by_hand import BASE, BUFFER, CLIENT, DIRECT, STAGED
from buffers_by_hand import by_hand as with_buffer
from local_support import run, written

from destination_writer.analysis.rules import advise
from destination_writer.checkpoints.local_runner import LocalRunner
from destination_writer.checkpoints.runner import Ended
from destination_writer.connector.load import load_connector
from destination_writer.generate.tuning.api import tune
from destination_writer.text.changes import Change, apply_change
from destination_writer.text.files import MemoryFiles
from destination_writer.verification.generated import Workshop

BY_HAND = """{
        dataSource.connection.use { connection ->
            for (record in records) {
                val names = record.keys.joinToString(", ") { it.quote() }
                val marks = record.keys.joinToString(", ") { "?" }
                connection
                    .prepareStatement("INSERT INTO ${tableName.fullyQualified()} ($names) VALUES ($marks)")
                    .use { statement -> statement.executeUpdate() }
            }
        }
    }"""


def by_hand(texts: dict[str, str]) -> dict[str, str]:
    """The connector with a body of insertRecords that runs one statement a row."""
    path = next(path for path in texts if path.endswith("AirbyteClient.kt"))
    client = texts[path]
    brace = client.index("{", client.index("fun insertRecords("))
    depth, end = 0, brace
    while end == brace or depth:
        depth += (client[end] == "{") - (client[end] == "}")
        end += 1
    return {**texts, path: client[:brace] + BY_HAND + client[end:]}


@pytest.mark.parametrize(
    ("database", "way"),
    [("postgres", "copy"), ("sqlite", "prepared-insert")],
)
def test_single_rows_by_hand_become_a_bulk_load_that_runs(
    database: str, way: str, runner: LocalRunner, workshop: Workshop, tmp_path: Path
) -> None:
    texts = by_hand(dict(workshop.generate(database, "1.0.13").texts))
    connector = load_connector(MemoryFiles(texts), name=f"destination-{database}")
    if database == "postgres":
        assert {finding.code for finding in advise(connector, workshop.knowledge)} == {"DW801", "DW804"}
    change = tune(connector, workshop.knowledge, workshop.templates, way)
    assert isinstance(change, Change), change
    folder = written(tmp_path, {**texts, **apply_change(change, texts)})
    suite = f"{workshop.knowledge.dialect(database).class_prefix}TableOperationsTest"
    ran = run(runner, folder, database, f"{suite}.insert records", f"{suite}.upsert tables")
    assert (ran.outcome.ended, ran.outcome.problem, ran.failed) == (Ended.FINISHED, "", {})
    assert {test.name.partition("(")[0] for test in ran.outcome.run.tests} == {"insert records", "upsert tables"}


BUFFER_TEST = f"src/test-integration/kotlin/{BASE.replace('.', '/')}/component/PostgresInsertBufferTest.kt"
SENDS_RECORDS = rf"""package {BASE}.component

import {BASE}.client.PostgresAirbyteClient
import {BASE}.write.load.PostgresInsertBuffer
import io.airbyte.cdk.load.data.AirbyteValue
import io.airbyte.cdk.load.data.IntegerValue
import io.airbyte.cdk.load.data.StringValue
import io.airbyte.cdk.load.schema.model.TableName
import io.micronaut.test.extensions.junit5.annotation.MicronautTest
import java.util.UUID
import javax.sql.DataSource
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Test

@MicronautTest(environments = ["component"])
class PostgresInsertBufferTest(private val client: PostgresAirbyteClient, private val dataSource: DataSource) {{
    private val table = TableName("public", "sent_" + UUID.randomUUID().toString().replace("-", ""))

    private fun buffer() = PostgresInsertBuffer(ARGUMENTS)

    @Test
    fun `every record arrives once`() {{
        createTable()
        val buffer = buffer()
        runBlocking {{
            for (id in 1..2_500) {{
                buffer.accumulate(record(id))
                if (id % 1_000 == 0) buffer.flush()
            }}
            buffer.flush()
            buffer.flush()
        }}
        assertEquals((1..2_500).map {{ it to name(it) }}, stored())
    }}

    @Test
    fun `records of a flush that failed stay for the next one`() {{
        val buffer = buffer()
        buffer.accumulate(record(1))
        val failed = runCatching {{ runBlocking {{ buffer.flush() }} }}
        assertNotNull(failed.exceptionOrNull(), "a flush without its table")
        createTable()
        buffer.accumulate(record(2))
        runBlocking {{ buffer.flush() }}
        assertEquals(listOf(1 to name(1), 2 to name(2)), stored())
    }}

    private fun name(id: Int) = "a, \"$id\"\n'b'"

    private fun record(id: Int): Map<String, AirbyteValue> =
        mapOf("id" to IntegerValue(id.toLong()), "name" to StringValue(name(id)))

    private fun createTable() {{
        val sql = "CREATE TABLE public.${{table.name}} (id bigint, name text)"
        dataSource.connection.use {{ connection -> connection.createStatement().use {{ it.execute(sql) }} }}
    }}

    private fun stored(): List<Pair<Int, String>> =
        dataSource.connection.use {{ connection ->
            connection.createStatement().use {{ statement ->
                statement.executeQuery("SELECT id, name FROM public.${{table.name}} ORDER BY id").use {{ rows ->
                    buildList {{ while (rows.next()) add(rows.getInt(1) to rows.getString(2)) }}
                }}
            }}
        }}
}}
"""


@pytest.mark.parametrize(
    ("buffer", "passes", "arguments", "way"),
    [
        (STAGED, "client", "table, client", "multi-row-insert"),
        (DIRECT, "dataSource", "table, client", "copy"),
    ],
    ids=["staged in a file that the client loads", "with a driver of its own"],
)
def test_a_buffer_that_wrote_by_itself_loses_no_record_once_the_client_writes(
    buffer: str, passes: str, arguments: str, way: str, runner: LocalRunner, workshop: Workshop, tmp_path: Path
) -> None:
    texts = with_buffer(dict(workshop.generate("postgres", "1.0.13").texts), buffer, passes=passes)
    connector = load_connector(MemoryFiles(texts), name="destination-postgres")
    change = tune(connector, workshop.knowledge, workshop.templates, way)
    assert isinstance(change, Change), change
    tuned = {**texts, **apply_change(change, texts), BUFFER_TEST: SENDS_RECORDS.replace("ARGUMENTS", arguments)}
    assert "fun copyFromCsv(" in tuned[CLIENT] and "client.insertRecords(" in tuned[BUFFER]
    wanted = (
        "PostgresInsertBufferTest",
        "PostgresTableOperationsTest.insert records",
        "PostgresWiringTest.can write one record",
    )
    ran = run(runner, written(tmp_path, tuned), "postgres", *wanted)
    assert (ran.outcome.ended, ran.outcome.problem, ran.failed) == (Ended.FINISHED, "", {})
    assert {test.name.partition("(")[0] for test in ran.outcome.run.tests} == {
        "every record arrives once",
        "records of a flush that failed stay for the next one",
        "insert records",
        "can write one record",
    }, ran.outcome.run.console
