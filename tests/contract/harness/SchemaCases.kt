package harness

import io.airbyte.cdk.load.component.ColumnChangeset
import io.airbyte.cdk.load.component.ColumnType
import io.airbyte.cdk.load.component.ColumnTypeChange
import io.airbyte.cdk.load.data.*
import @TableName@

val allTypes = fields(
    "string" to StringType, "boolean" to BooleanType, "integer" to IntegerType, "number" to NumberType, "date" to DateType,
    "timestamp_tz" to TimestampTypeWithTimezone, "timestamp_ntz" to TimestampTypeWithoutTimezone,
    "time_tz" to TimeTypeWithTimezone, "time_ntz" to TimeTypeWithoutTimezone,
    "array" to ArrayType(FieldType(StringType, true)), "array_free" to ArrayTypeWithoutSchema,
    "object" to ObjectType(linkedMapOf("x" to FieldType(StringType, true))),
    "object_empty" to ObjectTypeWithEmptySchema, "object_free" to ObjectTypeWithoutSchema,
    "union" to UnionType(setOf(StringType, IntegerType), false), "unknown" to anUnknownType(),
)

private suspend fun Suite.evolve(table: TableName, to: Fields) {
    val evolution = subject.evolution
    val stream = subject.stream(table, to)
    evolution.ensureSchemaMatches(stream, table, names(to))
    val expected = evolution.computeSchema(stream, names(to))
    same(evolution.discoverSchema(table), expected, "schema afterwards")
    check(evolution.computeChangeset(expected.columns, evolution.discoverSchema(table).columns).isNoop()) { "something is left to change" }
}

val schemaCases = listOf(
    Case("schema: all types are discovered as computed") {
        val table = created(table(namespace()), allTypes)
        val evolution = subject.evolution
        same(evolution.discoverSchema(table), evolution.computeSchema(subject.stream(table, allTypes), names(allTypes)))
        same(evolution.discoverSchema(table).columns["timestamp_tz"], ColumnType("timestamp with time zone", true))
        same(evolution.discoverSchema(table).columns.keys, allTypes.keys, "no meta columns")
    },
    Case("schema: nothing to change") {
        val table = created(table(namespace()), allTypes)
        evolve(table, allTypes)
        val none = ColumnChangeset(emptyMap(), emptyMap(), emptyMap(), emptyMap())
        subject.evolution.applyChangeset(subject.stream(table, allTypes), names(allTypes), table, emptyMap(), none)
    },
    Case("schema: add, drop, change and retain at once") {
        val before = fields("id" to IntegerType, "to_retain" to StringType, "to_change" to IntegerType, "to_drop" to StringType)
        val after = fields("id" to IntegerType, "to_retain" to StringType, "to_change" to StringType, "to_add" to StringType)
        val table = created(table(namespace()), before)
        val record = row("id" to 1, "to_retain" to "kept", "to_change" to 42, "to_drop" to "gone", at = "2025-01-22T00:00:00Z")
        test.insertRecords(table, listOf(record))
        evolve(table, after)
        val found = test.readTable(table).single()
        same(found - meta, mapOf("id" to 1L, "to_retain" to "kept", "to_change" to "42"), "values")
        same(found["_airbyte_extracted_at"], "2025-01-22T00:00:00Z", "meta")
    },
    Case("schema: text becomes JSON") {
        val texts = listOf("\"foo\"", "{\"foo\": \"bar\"}", "true", "0", "foo")
        val table = created(table(namespace()), fields("id" to IntegerType, "test" to StringType))
        test.insertRecords(table, texts.mapIndexed { i, text -> row("id" to i, "test" to text) } + row("id" to 99))
        evolve(table, fields("id" to IntegerType, "test" to anUnknownType()))
        same(test.readTable(table).associate { it["id"] to it["test"] }, texts.mapIndexed { i, t -> i.toLong() to t }.toMap() + (99L to null))
    },
    Case("schema: JSON becomes text") {
        val nested = ObjectValue(linkedMapOf("a: b, c" to StringValue("x, \"y\": z\\"), "l" to ArrayValue(listOf(IntegerValue(1), NullValue))))
        val values = listOf(
            StringValue("foo") to "foo", ObjectValue(linkedMapOf("foo" to StringValue("bar"))) to "{\"foo\":\"bar\"}",
            BooleanValue(true) to "true", IntegerValue(0) to "0",
            nested to "{\"l\":[1,null],\"a: b, c\":\"x, \\\"y\\\": z\\\\\"}", NullValue to null,
        )
        val table = created(table(namespace()), fields("id" to IntegerType, "test" to anUnknownType()))
        test.insertRecords(table, values.mapIndexed { i, (value, _) -> row("id" to i, "test" to value) })
        evolve(table, fields("id" to IntegerType, "test" to StringType))
        same(test.readTable(table).associate { it["id"] to it["test"] }, values.mapIndexed { i, (_, t) -> i.toLong() to t }.toMap())
    },
    Case("schema: other changes of type keep values") {
        val table = created(table(namespace()), fields("a" to IntegerType, "b" to BooleanType, "c" to TimestampTypeWithoutTimezone, "d" to DateType, "e" to TimestampTypeWithTimezone, "f" to StringType))
        val record = row("a" to 7, "b" to true, "c" to TimestampWithoutTimezoneValue("2025-01-02T03:04:05"), "d" to DateValue("2025-01-02"), "e" to TimestampWithTimezoneValue("2025-01-02T03:04:05Z"), "f" to "12")
        test.insertRecords(table, listOf(record))
        evolve(table, fields("a" to NumberType, "b" to IntegerType, "c" to TimestampTypeWithTimezone, "d" to TimestampTypeWithTimezone, "e" to TimestampTypeWithoutTimezone, "f" to IntegerType))
        val found = test.readTable(table).single() - meta
        same(found, mapOf("a" to 7.toBigDecimal(), "b" to 1L, "c" to "2025-01-02T03:04:05Z", "d" to "2025-01-02T00:00:00Z", "e" to "2025-01-02T03:04:05", "f" to 12L))
    },
    Case("schema: nullability, with rows and without") {
        val table = created(table(namespace()), idAndTest)
        val (id, test) = ColumnType("bigint", true) to ColumnType("character varying", true)
        fun required(type: ColumnType) = type.copy(nullable = false)
        suspend fun apply(add: Map<String, ColumnType> = emptyMap(), change: Map<String, ColumnTypeChange> = emptyMap()) =
            subject.evolution.applyChangeset(subject.stream(table, idAndTest), names(idAndTest), table, emptyMap(), ColumnChangeset(add, emptyMap(), change, emptyMap()))
        apply(add = mapOf("new\"" to required(test)), change = mapOf("id" to ColumnTypeChange(id, required(id))))
        same(subject.evolution.discoverSchema(table).columns, mapOf("id" to required(id), "test" to test, "new\"" to required(test)), "without rows")
        apply(change = mapOf("id" to ColumnTypeChange(required(id), required(test)), "new\"" to ColumnTypeChange(required(test), test)))
        same(subject.evolution.discoverSchema(table).columns, mapOf("id" to required(test), "test" to test, "new\"" to test), "type and nullability at once")
        this.test.insertRecords(table, listOf(row("id" to "1")))
        apply(add = mapOf("late" to required(id)), change = mapOf("test" to ColumnTypeChange(test, required(id))))
        same(subject.evolution.discoverSchema(table).columns, mapOf("id" to required(test), "test" to id, "new\"" to test, "late" to id), "rows stand against it")
        same(client.countTable(table), 1L, "the row is there")
    },
    Case("schema: a change that fails changes nothing") {
        val table = created(table(namespace()), idAndTest)
        test.insertRecords(table, listOf(row("id" to 1, "test" to "no number")))
        val after = fields("test" to IntegerType, "more" to StringType)
        fails<Exception>("no number") { subject.evolution.ensureSchemaMatches(subject.stream(table, after), table, names(after)) }
        same(subject.evolution.discoverSchema(table).columns.keys, setOf("id", "test"))
        same(test.readTable(table).plain(), setOf(mapOf("id" to 1L, "test" to "no number")))
    },
)
