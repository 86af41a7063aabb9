package destinationwriter.suites

import cdk.ColumnNameMapping
import cdk.ColumnType
import cdk.DestinationStream
import cdk.TableName
import cdk.TableOperationsClient
import cdk.TableSchemaMapper
import destinationwriter.suites.TableOperationsFixturesBodies.ALL_TYPES_SCHEMA
import io.airbyte.cdk.load.command.Append
import io.airbyte.cdk.load.data.FieldType
import io.airbyte.cdk.load.data.IntegerType
import io.airbyte.cdk.load.data.StringType
import kotlinx.coroutines.runBlocking

/** What the tests of SchemaMapperSuite assert: names and types are as expected, and the database takes them. */
@Suppress("UNUSED_PARAMETER")
class SchemaMapperSuiteBodies(
    private val tableSchemaMapper: TableSchemaMapper,
    schemaFactory: Any?,
    private val opsClient: TableOperationsClient,
    streamFactory: Any?,
    tableNameResolver: Any?,
    namespaceMapper: Any?,
    private val reservedKeyword: String,
) {
    private val streams by lazy { SuiteStreams(schemaFactory) }

    fun `simple table name`(expectedTableName: TableName) = tableName("namespace-test", "table-test", expectedTableName)

    fun `funky chars in table name`(expectedTableName: TableName) = tableName("namespace-test-$FUNKY", "table-test-$FUNKY", expectedTableName)

    fun `table name starts with non-letter character`(expectedTableName: TableName) = tableName("1foo", "1foo", expectedTableName)

    fun `table name is reserved keyword`(expectedTableName: TableName) = tableName(reservedKeyword, reservedKeyword, expectedTableName)

    fun `simple temp table name`(expectedTableName: TableName) {
        val real = TableName("foo", "bar")
        val temporary = tableSchemaMapper.toTempTableName(real)
        expect(expectedTableName, temporary) { "toTempTableName(${shown(real)})" }
        creates(temporary, FIELDS)
    }

    fun `simple column name`(expectedColumnName: String) = columnName("column-test", expectedColumnName)

    fun `column name with funky chars`(expectedColumnName: String) = columnName("column-test-$FUNKY", expectedColumnName)

    fun `column name starts with non-letter character`(expectedColumnName: String) = columnName("1foo", expectedColumnName)

    fun `column name is reserved keyword`(expectedColumnName: String) = columnName(reservedKeyword, expectedColumnName)

    fun `column types support all airbyte types`(expectedTypes: Map<String, ColumnType>) {
        val table = TableOperationsFixturesBodies.freshTable("test")
        val found = streams.schemas.make(table, ALL_TYPES_SCHEMA.properties, Append).columnSchema
        val types = found.inputToFinalColumnNames.entries.associate { (name, column) -> name to found.finalSchema.getValue(column) }
        val expected = expectedTypes.takeIf { it.keys == types.keys } ?: return expect(expectedTypes, found.finalSchema) { "the column types of all Airbyte types" }
        val lines = expected.keys.filter { expected[it] != types[it] }.map { "  $it: expected ${expected[it]} but was ${types[it]}" }
        expect(expected.toSortedMap(), types.toSortedMap()) { "the column types of all Airbyte types\n${lines.joinToString("\n")}\n" }
        creates(table, ALL_TYPES_SCHEMA.properties)
    }

    /** Streams that the database may take for one get two tables, as the CDK's resolver does it: by a suffix. */
    fun `stream names avoid collisions`() {
        val names = listOf("foo-bar", "foo_bar", "FOO_BAR", "foo bar", "foo!bar")
        val taken = mutableSetOf<TableName>()
        names.forEach { name ->
            val asked = tableSchemaMapper.toFinalTableName(DestinationStream.Descriptor("collisions", name))
            var table = asked
            var number = 0
            while (!taken.add(table)) table = asked.copy(name = "${asked.name}_%03x".format(number++))
        }
        creating(taken.map { it to FIELDS })
    }

    fun `column names avoid collisions`() {
        val fields = listOf("foo-bar", "foo_bar", "FOO_BAR", "foo bar", "foo!bar", "Foo").associateWith { FieldType(StringType, true) }
        val table = TableOperationsFixturesBodies.freshTable("test")
        val names = streams.schemas.make(table, fields, Append).columnSchema.inputToFinalColumnNames
        expect(fields.size, names.values.toSet().size) { "different columns for the fields $names" }
        creates(table, fields)
    }

    private fun tableName(namespace: String, name: String, expected: TableName) {
        val found = tableSchemaMapper.toFinalTableName(DestinationStream.Descriptor(namespace, name))
        expect(expected, found) { "toFinalTableName of the stream $name in $namespace" }
        creates(found, FIELDS)
    }

    private fun columnName(name: String, expected: String) {
        val table = TableOperationsFixturesBodies.freshTable("test")
        val fields = mapOf(name to FieldType(IntegerType, true))
        val found = streams.schemas.make(table, fields, Append).columnSchema.inputToFinalColumnNames.getValue(name)
        expect(expected, found) { "the column of the field $name" }
        creates(table, fields)
    }

    private fun creates(table: TableName, fields: Map<String, FieldType>) = creating(listOf(table to fields))

    /** The database takes the names: namespace and tables are made for real, and are all there. */
    private fun creating(tables: List<Pair<TableName, Map<String, FieldType>>>) = runBlocking {
        tables.map { it.first.namespace }.distinct().forEach { opsClient.createNamespace(it) }
        try {
            tables.forEach { (table, fields) -> opsClient.createTable(streams.make(table, fields), table, ColumnNameMapping(emptyMap()), true) }
            tables.forEach { (table, _) -> expect(true, opsClient.tableExists(table)) { "tableExists(${shown(table)}) after createTable" } }
        } finally {
            tables.forEach { (table, _) -> runCatching { opsClient.dropTable(table) } }
        }
    }

    private companion object {
        const val FUNKY = " -`~!@#\$%^&*()-=_+[]\\{}|;':\",./<>?"
        val FIELDS = mapOf("test" to FieldType(IntegerType, true))
    }
}
