package destinationwriter.suites

import cdk.ColumnNameMapping
import cdk.TableOperationsClient
import cdk.TestTableOperationsClient
import destinationwriter.suites.TableOperationsFixturesBodies.TEST_INTEGER_SCHEMA
import destinationwriter.suites.TableOperationsFixturesBodies.TEST_MAPPING
import destinationwriter.suites.TableOperationsFixturesBodies.record
import io.airbyte.cdk.load.message.Meta
import kotlinx.coroutines.runBlocking

/** What the tests of TableOperationsSuite assert: namespaces and tables, rows, counts, generations, overwrite, copy, upsert. */
class TableOperationsSuiteBodies(
    private val client: TableOperationsClient,
    private val testClient: TestTableOperationsClient,
    schemaFactory: Any? = null,
    private val airbyteMetaColumnMapping: Map<String, String> = OWN_META_NAMES,
) {
    private val streams by lazy { SuiteStreams(schemaFactory) }
    private val upserts by lazy { Upserts(::workbench) }

    private fun workbench() = Workbench(client, testClient, streams, airbyteMetaColumnMapping)

    fun `connect to database`() = runBlocking { testClient.ping() }

    fun `create and drop namespaces`() = runBlocking {
        val namespace = TableOperationsFixturesBodies.fresh("suite")
        expect(false, client.namespaceExists(namespace)) { "namespaceExists(\"$namespace\") before the namespace is made" }
        client.createNamespace(namespace)
        expect(true, client.namespaceExists(namespace)) { "namespaceExists(\"$namespace\") after createNamespace" }
        testClient.dropNamespace(namespace)
        expect(false, client.namespaceExists(namespace)) { "namespaceExists(\"$namespace\") after dropNamespace" }
    }

    fun `create and drop tables`() = workbench().run {
        val fields = TEST_INTEGER_SCHEMA.properties
        val table = named("table")
        expect(false, client.tableExists(table)) { "tableExists before the table is made (${shown(table)})" }
        client.createTable(streams.make(table, fields), table, TEST_MAPPING, false)
        expect(true, client.tableExists(table)) { "tableExists after createTable (${shown(table)})" }
        client.dropTable(table)
        expect(false, client.tableExists(table)) { "tableExists after dropTable (${shown(table)})" }
    }

    fun `insert records`() = `insert records`(listOf(record(42)), listOf(mapOf("test" to 42L)), TEST_MAPPING)

    fun `insert records`(inputRecords: List<Record>, expectedRecords: List<Row>, columnNameMapping: ColumnNameMapping) = workbench().run {
        val table = table(TEST_INTEGER_SCHEMA.properties, columnNameMapping).name
        insert(table, inputRecords)
        val found = rowsWithoutMeta(table)
        expectRows(expectedRecords, found, table, strictly = true) { "readTable gives other rows than insertRecords was given" }
    }

    fun `count table rows`() = `count table rows`(TEST_MAPPING)

    fun `count table rows`(columnNameMapping: ColumnNameMapping) = workbench().run {
        val absent = named("absent")
        expect(null, client.countTable(absent)) { "countTable of a table that does not exist: null says that it is missing, 0 that it is empty" }
        val table = table(TEST_INTEGER_SCHEMA.properties, columnNameMapping).name
        expect(0L, client.countTable(table)) { "countTable of an empty table" }
        val column = columnNameMapping.values.singleOrNull() ?: "test"
        for ((more, all) in listOf(3 to 3L, 1 to 4L, 6 to 10L)) {
            insert(table, (1..more).map { number -> record(number.toLong()).mapKeys { if (it.key == "test") column else it.key } })
            expect(all, client.countTable(table)) { "countTable after $more more rows were inserted" }
        }
    }

    fun `get generation id`() = workbench().run {
        val table = table(TEST_INTEGER_SCHEMA.properties, TEST_MAPPING).name
        expect(0L, client.getGenerationId(table)) { "getGenerationId of an empty table" }
        insert(table, listOf(record(0, generation = 17)))
        expect(17L, client.getGenerationId(table)) { "getGenerationId of a table whose row has ${Meta.COLUMN_NAME_AB_GENERATION_ID} 17" }
    }

    fun `overwrite tables`() = `overwrite tables`(
        listOf(record(123), record(456)), listOf(record(7), record(8), record(9)), rowsOf(123, 456), TEST_MAPPING,
    )

    fun `overwrite tables`(
        sourceInputRecords: List<Record>, targetInputRecords: List<Record>, expectedRecords: List<Row>, columnNameMapping: ColumnNameMapping,
    ) = workbench().run {
        val source = table(TEST_INTEGER_SCHEMA.properties, columnNameMapping).name
        val target = table(TEST_INTEGER_SCHEMA.properties, columnNameMapping).name
        insert(source, sourceInputRecords)
        insert(target, targetInputRecords)
        client.overwriteTable(source, target)
        expectRows(expectedRecords, rowsWithoutMeta(target), target) { "After overwriteTable the target must hold the source's rows and no others" }
        expect(false, client.tableExists(source)) { "tableExists of the source table after overwriteTable, which must leave no source behind (${shown(source)})" }
    }

    fun `copy tables`() = `copy tables`(
        listOf(record(123), record(456), record(789)), listOf(record(1), record(2)), rowsOf(1, 2, 123, 456, 789), TEST_MAPPING,
    )

    fun `copy tables`(
        sourceInputRecords: List<Record>, targetInputRecords: List<Record>, expectedRecords: List<Row>, columnNameMapping: ColumnNameMapping,
    ) = workbench().run {
        val source = table(TEST_INTEGER_SCHEMA.properties, columnNameMapping).name
        val target = table(TEST_INTEGER_SCHEMA.properties, columnNameMapping).name
        insert(source, sourceInputRecords)
        insert(target, targetInputRecords)
        client.copyTable(columnNameMapping, source, target)
        expectRows(expectedRecords, rowsWithoutMeta(target), target) { "After copyTable the target must hold its own rows and the source's" }
        expect(sourceInputRecords.size.toLong(), client.countTable(source)) { "countTable of the source after copyTable, which leaves the source as it was" }
    }

    fun `upsert tables`() = upserts.run()

    fun `upsert tables`(
        sourceInputRecords: List<Record>, targetInputRecords: List<Record>, expectedRecords: List<Row>, columnNameMapping: ColumnNameMapping,
    ) = upserts.run(sourceInputRecords, targetInputRecords, expectedRecords, columnNameMapping)

    private fun rowsOf(vararg values: Long): List<Row> = values.map { mapOf("test" to it) }
}
