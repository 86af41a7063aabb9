"""PostgreSQL connectors whose insert buffer writes by itself, as people write such buffers by hand."""

import re

BASE = "io.airbyte.integrations.destination.postgres"
MAIN = f"src/main/kotlin/{BASE.replace('.', '/')}"
CLIENT = f"{MAIN}/client/PostgresAirbyteClient.kt"
BUFFER = f"{MAIN}/write/load/PostgresInsertBuffer.kt"
FACTORY = f"{MAIN}/dataflow/PostgresAggregateFactory.kt"
HEAD = f"""package {BASE}.write.load

import {BASE}.client.PostgresAirbyteClient
import io.airbyte.cdk.load.data.AirbyteValue
import io.airbyte.cdk.load.schema.model.TableName
import java.io.File
import javax.sql.DataSource

"""
STAGED = """class PostgresInsertBuffer(
    private val tableName: TableName,
    private val client: PostgresAirbyteClient,
) {
    private var file: File? = null
    private var recordCount = 0

    fun accumulate(recordFields: Map<String, AirbyteValue>) {
        val target = file ?: File.createTempFile("rows", ".csv").also { file = it }
        target.appendText(csvLine(recordFields))
        recordCount++
    }

    suspend fun flush() {
        val staged = file ?: return
        try {
            client.copyFromCsv(tableName, staged.path)
        } finally {
            staged.delete()
            file = null
            recordCount = 0
        }
    }

    private fun csvLine(fields: Map<String, AirbyteValue>): String = fields.values.joinToString(",") + "\\n"
}
"""
DIRECT = """class PostgresInsertBuffer(private val tableName: TableName, private val dataSource: DataSource) {
    private val rows = mutableListOf<Map<String, AirbyteValue>>()

    fun accumulate(recordFields: Map<String, AirbyteValue>) {
        rows.add(recordFields)
    }

    suspend fun flush() {
        dataSource.connection.use { connection ->
            rows.forEach { row ->
                connection.prepareStatement("INSERT INTO t VALUES (?)").use { it.executeUpdate() }
            }
        }
        rows.clear()
    }
}
"""
COPY_FROM_CSV = """
    suspend fun copyFromCsv(tableName: TableName, filePath: String) {
        execute("COPY ${tableName.name} FROM '$filePath'")
    }
"""


def without_insertion(texts: dict[str, str]) -> dict[str, str]:
    """The client has a function of its own for a staged file, and none that takes records."""
    client = re.sub(
        r"\n +/\*\*[^/]*?\*/\n +(?:suspend )?fun insertRecords\(.*?\n    \}\n", "\n", texts[CLIENT], flags=re.S
    )
    assert "insertRecords" not in client
    return {**texts, CLIENT: client.rstrip().removesuffix("}") + COPY_FROM_CSV + "}\n"}


def by_hand(texts: dict[str, str], buffer: str, *, passes: str = "client") -> dict[str, str]:
    factory = re.sub(
        r"PostgresInsertBuffer\([^)]*\)", f"PostgresInsertBuffer(loading.tableName, {passes})", texts[FACTORY]
    )
    if passes == "dataSource":
        factory = re.sub(r"private val client: \w+", "private val dataSource: DataSource", factory)
        factory = re.sub(r"import [\w.]+PostgresAirbyteClient\n", "import javax.sql.DataSource\n", factory)
    return {**without_insertion(texts), BUFFER: HEAD + buffer, FACTORY: factory}
