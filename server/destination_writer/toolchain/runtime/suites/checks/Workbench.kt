package destinationwriter.suites

import cdk.ColumnNameMapping
import cdk.DestinationStream
import cdk.ImportType
import cdk.TableName
import cdk.TableOperationsClient
import cdk.TestTableOperationsClient
import destinationwriter.suites.TableOperationsFixturesBodies.fresh
import destinationwriter.suites.TableOperationsFixturesBodies.freshTable
import io.airbyte.cdk.load.command.Append
import io.airbyte.cdk.load.data.FieldType
import io.airbyte.cdk.load.message.Meta
import kotlinx.coroutines.runBlocking

/** A namespace of a test's own and the tables that it makes there. Both go when the test has ended, in whatever way. */
class Workbench(
    val client: TableOperationsClient,
    val testClient: TestTableOperationsClient?,
    val streams: SuiteStreams,
    private val metaNames: Map<String, String>,
) {
    val namespace = fresh("suite")
    private val tables = mutableListOf<TableName>()

    /** A table of these fields, made the way the CDK asks for it. */
    suspend fun table(
        fields: Map<String, FieldType>,
        mapping: ColumnNameMapping = streams.mapping(fields),
        importType: ImportType = Append,
    ): MadeTable {
        val name = named("table")
        val stream = streams.make(name, fields, importType)
        client.createTable(stream, name, mapping, false)
        return MadeTable(name, stream, mapping)
    }

    /** A table's name that is free, and forgotten at the end. */
    fun named(prefix: String): TableName = freshTable(namespace, prefix).also(tables::add)

    suspend fun insert(table: TableName, records: List<Record>) = testing().insertRecords(table, records.map(::stored))

    /** A table's rows with the meta columns under the CDK's own names. */
    suspend fun rows(table: TableName): List<Row> {
        val known = metaNames.entries.associate { (name, stored) -> stored to name }
        return testing().readTable(table).map { row -> row.mapKeys { known[it.key] ?: it.key } }
    }

    suspend fun rowsWithoutMeta(table: TableName): List<Row> = rows(table).map { it - Meta.COLUMN_NAMES }

    private fun testing() = checkNotNull(testClient) { "this suite has no test client" }

    private fun stored(record: Record): Record = record.mapKeys { metaNames[it.key] ?: it.key }

    fun run(test: suspend Workbench.() -> Unit) = runBlocking {
        try {
            client.createNamespace(namespace)
            test()
        } finally {
            tables.forEach { tidy("dropTable") { client.dropTable(it) } }
            tidy("dropNamespace") { testClient?.dropNamespace(namespace) }
        }
    }

    /** What clean-up throws is told and changes no result. */
    private suspend fun tidy(what: String, work: suspend () -> Unit) {
        try {
            work()
        } catch (e: Exception) {
            System.err.println("Clean-up after the test: $what failed: $e")
        } catch (e: NotImplementedError) {
            System.err.println("Clean-up after the test: $what is not written yet: ${e.message}")
        }
    }
}

class MadeTable(val name: TableName, val stream: DestinationStream, val mapping: ColumnNameMapping)

val OWN_META_NAMES: Map<String, String> = Meta.COLUMN_NAMES.associateWith { it }
