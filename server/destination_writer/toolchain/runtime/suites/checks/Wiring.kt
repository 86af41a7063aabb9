package destinationwriter.suites

import cdk.AggregateFactory
import cdk.ColumnNameMapping
import cdk.ConnectorWiringSuite
import cdk.DestinationStream
import cdk.DestinationWriter
import cdk.ImportType
import cdk.PartitionKey
import cdk.RecordDTO
import cdk.TableName
import cdk.TableOperationsClient
import io.airbyte.cdk.load.data.IntegerValue
import io.airbyte.cdk.load.data.StringValue
import kotlinx.coroutines.runBlocking

/** What the tests of ConnectorWiringSuite assert: the beans fit together, and one record reaches its table. */
class ConnectorWiringSuiteBodies(
    private val suite: ConnectorWiringSuite,
    private val writer: DestinationWriter,
    private val client: TableOperationsClient,
    private val aggregateFactory: AggregateFactory,
    private val testNamespace: String,
) {
    fun `all beans are injectable`() {
        expect(true, listOf(writer, client, aggregateFactory).none { it as Any? == null }) { "writer, client and aggregate factory are beans" }
    }

    fun `writer setup completes`() = runBlocking { writer.setup() }

    fun `can create append stream loader`() = prepared { stream, _ ->
        val loader = writer.createStreamLoader(stream)
        expect(stream.mappedDescriptor, loader.stream.mappedDescriptor) { "the stream of the loader that createStreamLoader gives" }
    }

    fun `stream loader start creates table`() = prepared { stream, table ->
        writer.createStreamLoader(stream).start()
        expect(true, client.tableExists(table)) { "tableExists(${shown(table)}) after the stream loader's start" }
    }

    fun `can write one record`() = prepared { stream, table ->
        val loader = writer.createStreamLoader(stream)
        loader.start()
        val aggregate = aggregateFactory.create(stream.mappedDescriptor)
        aggregate.accept(suite.createTestRecord())
        aggregate.flush()
        loader.teardown(true)
        expect(1L, client.countTable(table)) { "countTable(${shown(table)}) after one record was accepted and flushed" }
    }

    fun createTestStream(namespace: String, name: String, importType: ImportType): DestinationStream = wiringStream(namespace, name, importType)

    fun createTestRecord(): RecordDTO {
        val fields = mapOf("id" to IntegerValue(1), "name" to StringValue("Alice")) + TableOperationsFixturesBodies.meta()
        return RecordDTO(fields, PartitionKey("test-partition"), 100, System.currentTimeMillis())
    }

    fun createSimpleColumnMapping() = ColumnNameMapping(mapOf("id" to "id", "name" to "name"))

    /** A stream with a table of its own; the table goes at the end. */
    private fun prepared(test: suspend (DestinationStream, TableName) -> Unit) = runBlocking {
        val name = TableOperationsFixturesBodies.fresh("stream")
        val stream = suite.createTestStream(testNamespace, name)
        val table = TableName(stream.mappedDescriptor.namespace ?: testNamespace, stream.mappedDescriptor.name)
        client.createNamespace(testNamespace)
        writer.setup()
        try {
            test(stream, table)
        } finally {
            runCatching { client.dropTable(table) }.onFailure { System.err.println("Clean-up after the test: dropTable failed: $it") }
        }
    }
}
