package destinationwriter.suites

import cdk.ColumnChangeset
import cdk.ColumnNameMapping
import cdk.ColumnType
import cdk.ImportType
import cdk.TableName
import cdk.TableOperationsClient
import cdk.TableSchema
import cdk.TableSchemaEvolutionClient
import cdk.TestTableOperationsClient
import destinationwriter.suites.TableOperationsFixturesBodies.ALL_TYPES_SCHEMA
import destinationwriter.suites.TableOperationsFixturesBodies.EXTRACTED_AT
import destinationwriter.suites.TableOperationsFixturesBodies.field
import destinationwriter.suites.TableOperationsFixturesBodies.meta
import io.airbyte.cdk.load.command.Append
import io.airbyte.cdk.load.command.Dedupe
import io.airbyte.cdk.load.data.*
import io.airbyte.cdk.load.message.Meta
import java.math.BigDecimal

/** What the tests of TableSchemaEvolutionSuite assert: schemas are discovered, computed, compared and changed. */
class TableSchemaEvolutionSuiteBodies(
    client: TableSchemaEvolutionClient,
    private val opsClient: TableOperationsClient,
    private val testClient: TestTableOperationsClient,
    schemaFactory: Any? = null,
    private val airbyteMetaColumnMapping: Map<String, String> = OWN_META_NAMES,
) {
    private val evolution = client
    private val streams by lazy { SuiteStreams(schemaFactory) }

    private fun workbench() = Workbench(opsClient, testClient, streams, airbyteMetaColumnMapping)

    fun `discover recognizes all data types`(expectedDiscoveredSchema: TableSchema) =
        `discover recognizes all data types`(expectedDiscoveredSchema, streams.mapping(ALL_TYPES_SCHEMA.properties))

    fun `discover recognizes all data types`(expectedDiscoveredSchema: TableSchema, columnNameMapping: ColumnNameMapping) = workbench().run {
        val table = table(ALL_TYPES_SCHEMA.properties, columnNameMapping).name
        expectColumns(expectedDiscoveredSchema.columns, evolution.discoverSchema(table).columns, "discoverSchema")
    }

    fun `computeSchema handles all data types`(expectedComputedSchema: TableSchema) =
        `computeSchema handles all data types`(expectedComputedSchema, streams.mapping(ALL_TYPES_SCHEMA.properties))

    fun `computeSchema handles all data types`(expectedComputedSchema: TableSchema, columnNameMapping: ColumnNameMapping) {
        val stream = streams.make(TableOperationsFixturesBodies.freshTable("suite"), ALL_TYPES_SCHEMA.properties)
        expectColumns(expectedComputedSchema.columns, evolution.computeSchema(stream, columnNameMapping).columns, "computeSchema")
    }

    fun `noop diff`() = `noop diff`(streams.mapping(mapOf("test" to field(IntegerType))))

    fun `noop diff`(columnNameMapping: ColumnNameMapping) = workbench().run {
        val made = table(mapOf("test" to field(IntegerType)), columnNameMapping)
        val changes = changes(made.name, Shape(mapOf("test" to field(IntegerType)), columnNameMapping))
        expect(true, changes.isNoop()) { "computeChangeset finds a change in a table that nobody changed: ${told(changes)}" }
    }

    fun `changeset is correct when adding a column`() = `changeset is correct when adding a column`(mapping(ONE), mapping(TWO))

    fun `changeset is correct when adding a column`(initialColumnNameMapping: ColumnNameMapping, modifiedColumnNameMapping: ColumnNameMapping) =
        workbench().run {
            val (changes, names) = compared(Shape(ONE, initialColumnNameMapping), Shape(TWO, modifiedColumnNameMapping))
            expectChanges(changes, add = setOf(names.getValue("to_add")), retain = setOf(names.getValue("test")))
        }

    fun `changeset is correct when dropping a column`() = `changeset is correct when dropping a column`(mapping(TWO), mapping(ONE))

    fun `changeset is correct when dropping a column`(initialColumnNameMapping: ColumnNameMapping, modifiedColumnNameMapping: ColumnNameMapping) =
        workbench().run {
            val (changes, names) = compared(Shape(TWO, initialColumnNameMapping), Shape(ONE, modifiedColumnNameMapping))
            expectChanges(changes, drop = setOf(names.getValue("to_add")), retain = setOf(names.getValue("test")))
        }

    fun `changeset is correct when changing a column's type`() = `changeset is correct when changing a column's type`(mapping(ONE))

    fun `changeset is correct when changing a column's type`(columnNameMapping: ColumnNameMapping) = workbench().run {
        val (changes, names) = compared(Shape(ONE, columnNameMapping), Shape(mapOf("test" to field(StringType)), columnNameMapping))
        expectChanges(changes, change = setOf(names.getValue("test")))
    }

    fun `basic apply changeset`() = applied(Append, Append)

    fun `basic apply changeset`(initialColumnNameMapping: ColumnNameMapping, modifiedColumnNameMapping: ColumnNameMapping) =
        applied(Append, Append, initialColumnNameMapping, modifiedColumnNameMapping)

    fun `apply changeset - handle sync mode append`() = applied(Append, Append)

    fun `apply changeset - handle changing sync mode from append to dedup`() = applied(Append, BY_KEY)

    fun `apply changeset - handle changing sync mode from dedup to append`() = applied(BY_KEY, Append)

    fun `apply changeset - handle sync mode dedup`() = applied(BY_KEY, BY_KEY)

    fun `change from string type to unknown type`() = converted(
        from = StringType,
        to = unknown(),
        values = listOf<Pair<AirbyteValue, Any>>(StringValue("plain text") to "plain text", StringValue("{\"cut\": ") to "{\"cut\": "),
    )

    fun `change from unknown type to string type`() = converted(
        from = unknown(),
        to = StringType,
        values = listOf(
            ObjectValue(linkedMapOf("foo" to StringValue("bar"))) to "{\"foo\":\"bar\"}",
            ArrayValue(listOf(IntegerValue(1), BooleanValue(true))) to "[1,true]",
            IntegerValue(42) to "42",
            NumberValue(BigDecimal("0.5")) to "0.5",
            BooleanValue(true) to "true",
        ),
    )

    private class Shape(val fields: Map<String, FieldType>, val mapping: ColumnNameMapping, val importType: ImportType = Append)

    private fun mapping(fields: Map<String, FieldType>) = streams.mapping(fields)

    private suspend fun Workbench.compared(before: Shape, after: Shape): Pair<ColumnChangeset, Map<String, String>> {
        val made = table(before.fields, before.mapping, before.importType)
        val changes = changes(made.name, after)
        return changes to (columns(before) + columns(after))
    }

    /** Field -> column, as this version says it. */
    private fun columns(shape: Shape): Map<String, String> = shape.fields.keys.associateWith { shape.mapping[it] ?: it }

    private suspend fun changes(table: TableName, wanted: Shape): ColumnChangeset {
        val stream = streams.make(table, wanted.fields, wanted.importType)
        val actual = evolution.discoverSchema(table).columns
        return evolution.computeChangeset(actual, evolution.computeSchema(stream, wanted.mapping).columns)
    }

    /** A column each to keep, to change from integer to text, to drop and to add, in one changeset. */
    private fun applied(
        before: ImportType,
        after: ImportType,
        initial: ColumnNameMapping = mapping(INITIAL),
        modified: ColumnNameMapping = mapping(MODIFIED),
    ) = workbench().run {
        val table = table(INITIAL, initial, before).name
        insert(table, listOf(columns(Shape(INITIAL, initial)).entries.associate { (name, column) -> column to FIRST.getValue(name) } + meta()))
        val wanted = Shape(MODIFIED, modified, after)
        val stream = streams.make(table, MODIFIED, after)
        val expected = evolution.computeSchema(stream, modified).columns
        evolution.applyChangeset(stream, modified, table, expected, evolution.computeChangeset(evolution.discoverSchema(table).columns, expected))
        val rest = changes(table, wanted)
        expect(true, rest.isNoop()) { "After applyChangeset the table must have the columns that computeSchema wants, and still differs: ${told(rest)}" }
        val names = columns(wanted)
        val row = rows(table).single() - Meta.COLUMN_NAME_AB_RAW_ID
        val kept = mapOf(
            names.getValue("id") to "1", names.getValue("to_retain") to "5", names.getValue("to_change") to "42",
            Meta.COLUMN_NAME_AB_EXTRACTED_AT to EXTRACTED_AT, Meta.COLUMN_NAME_AB_META to emptyMap<String, Any>(), Meta.COLUMN_NAME_AB_GENERATION_ID to 1L,
        )
        expectRows(listOf(kept), listOf(row), table) {
            "After applyChangeset the row must keep its values: the changed column as text, the dropped column gone, the added column NULL"
        }
    }

    private fun converted(from: AirbyteType, to: AirbyteType, values: List<Pair<AirbyteValue, Any>>) = workbench().run {
        val before = mapOf("id" to field(IntegerType), "test" to FieldType(from, true))
        val after = mapOf("id" to field(IntegerType), "test" to FieldType(to, true))
        val table = table(before).name
        insert(table, values.mapIndexed { index, (value, _) -> mapOf("id" to IntegerValue(index.toLong()), "test" to value) + meta() })
        val stream = streams.make(table, after)
        evolution.ensureSchemaMatches(stream, table, streams.mapping(after))
        val expected = values.mapIndexed { index, (_, value) -> mapOf("id" to index.toLong(), "test" to value) }
        expectRows(expected, rowsWithoutMeta(table), table) { "After the change from ${from.javaClass.simpleName} to ${to.javaClass.simpleName} values must be as before" }
    }

    private fun unknown() = ALL_TYPES_SCHEMA.properties.getValue("unknown").type

    private companion object {
        val ONE = mapOf("test" to field(IntegerType))
        val TWO = mapOf("test" to field(IntegerType), "to_add" to FieldType(StringType, true))
        val BY_KEY = Dedupe(listOf(listOf("id")), listOf("to_retain"))
        val INITIAL = mapOf(
            "id" to field(IntegerType), "to_retain" to field(IntegerType), "to_change" to FieldType(IntegerType, true), "to_drop" to FieldType(StringType, true),
        )
        val MODIFIED = mapOf(
            "id" to field(IntegerType), "to_retain" to field(IntegerType), "to_change" to FieldType(StringType, true), "to_add" to FieldType(StringType, true),
        )
        val FIRST: Record = mapOf("id" to IntegerValue(1), "to_retain" to IntegerValue(5), "to_change" to IntegerValue(42), "to_drop" to StringValue("gone"))
    }
}

/** Columns by name: what is missing, what is too much, what has another type. */
private fun expectColumns(expected: Map<String, ColumnType>, actual: Map<String, ColumnType>, what: String) {
    if (expected == actual) return
    val lines = (expected.keys + actual.keys).filter { expected[it] != actual[it] }.map { "  $it: expected ${told(expected[it])} but was ${told(actual[it])}" }
    expect(expected.mapValues { told(it.value) }.toSortedMap(), actual.mapValues { told(it.value) }.toSortedMap()) {
        "$what gives other columns than expected\n${lines.joinToString("\n")}\n"
    }
}

private fun told(type: ColumnType?): String = if (type == null) "no such column" else type.type + if (type.nullable) "" else " not null"

private fun expectChanges(changes: ColumnChangeset, add: Set<String> = emptySet(), drop: Set<String> = emptySet(), change: Set<String> = emptySet(), retain: Set<String> = emptySet()) {
    val expected = mapOf("add" to add, "drop" to drop, "change" to change, "retain" to retain)
    val actual = mapOf(
        "add" to changes.columnsToAdd.keys, "drop" to changes.columnsToDrop.keys, "change" to changes.columnsToChange.keys, "retain" to changes.columnsToRetain.keys,
    )
    expect(expected, actual) { "computeChangeset on what discoverSchema and computeSchema give: ${told(changes)}" }
}

private fun told(changes: ColumnChangeset): String = listOf(
    "add" to changes.columnsToAdd.mapValues { told(it.value) },
    "drop" to changes.columnsToDrop.mapValues { told(it.value) },
    "change" to changes.columnsToChange.mapValues { "${told(it.value.originalType)} to ${told(it.value.newType)}" },
).filter { it.second.isNotEmpty() }.joinToString("; ") { (what, columns) -> "$what $columns" }.ifEmpty { "no change" }
