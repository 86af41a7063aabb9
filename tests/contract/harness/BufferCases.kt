package harness

import io.airbyte.cdk.load.data.*
import java.math.BigDecimal
import java.time.LocalDate
import java.time.LocalDateTime
import java.time.LocalTime
import java.time.OffsetDateTime
import java.time.OffsetTime
import java.time.ZoneOffset
import @TableName@

private suspend fun Suite.written(columns: Fields, vararg rows: Row): List<Map<String, Any>> {
    val table = created(table(namespace()), columns)
    val buffer = subject.buffer(table)
    rows.forEach(buffer::accumulate)
    buffer.flush()
    return test.readTable(table)
}

val bufferCases = listOf(
    Case("buffer: every type") {
        val found = written(allTypes, row(
            "string" to "text", "boolean" to true, "integer" to Long.MAX_VALUE, "number" to BigDecimal("123456789012345678901234567890.123456789"),
            "date" to DateValue(LocalDate.of(2025, 1, 2)),
            "timestamp_tz" to TimestampWithTimezoneValue(OffsetDateTime.of(2025, 1, 2, 3, 4, 0, 0, ZoneOffset.ofHours(2))),
            "timestamp_ntz" to TimestampWithoutTimezoneValue(LocalDateTime.of(2025, 1, 2, 3, 4, 5, 678_000)),
            "time_tz" to TimeWithTimezoneValue(OffsetTime.of(3, 4, 5, 0, ZoneOffset.ofHours(-7))), "time_ntz" to TimeWithoutTimezoneValue(LocalTime.of(3, 4)),
            "array" to ArrayValue(listOf(StringValue("a"), NullValue)), "array_free" to ArrayValue(listOf(IntegerValue(1))),
            "object" to ObjectValue(linkedMapOf("x" to StringValue("y"))), "object_empty" to ObjectValue(linkedMapOf()),
            "object_free" to ObjectValue(linkedMapOf("deep" to ObjectValue(linkedMapOf("b" to BooleanValue(false))))),
            "union" to "a \"string\"", "unknown" to 7,
        )).single() - meta
        same(found, mapOf(
            "string" to "text", "boolean" to true, "integer" to Long.MAX_VALUE, "number" to BigDecimal("123456789012345678901234567890.123456789"),
            "date" to "2025-01-02", "timestamp_tz" to "2025-01-02T01:04:00Z", "timestamp_ntz" to "2025-01-02T03:04:05.000678",
            "time_tz" to "03:04:05-07:00", "time_ntz" to "03:04", "array" to listOf("a", null), "array_free" to listOf(1L),
            "object" to mapOf("x" to "y"), "object_empty" to emptyMap<String, Any>(), "object_free" to mapOf("deep" to mapOf("b" to false)),
            "union" to "a \"string\"", "unknown" to 7L,
        ))
    },
    Case("buffer: texts that formats trip over") {
        val texts = listOf("", " ", "a,b", "a\"b", "a'b", "line\nline", "cr\r\nlf", "tab\tback\\slash", "\\N", "\\.", "NULL", "naïve 😀", "{}", "\$1 ?")
        val columns = fields("id" to IntegerType, "test" to StringType, "json" to anUnknownType())
        val found = written(columns, *texts.mapIndexed { i, text -> row("id" to i, "test" to text, "json" to text) }.toTypedArray())
        same(found.associate { it["id"] to it["test"] }, texts.mapIndexed { i, t -> i.toLong() to t }.toMap(), "text")
        same(found.associate { it["id"] to it["json"] }, texts.mapIndexed { i, t -> i.toLong() to t }.toMap(), "JSON")
    },
    Case("buffer: the null character is left out") {
        val columns = fields("test" to StringType, "json" to anUnknownType())
        val json = ObjectValue(linkedMapOf("k" to StringValue("a\u0000b \\u0000 c\u0000")))
        val found = written(columns, row("test" to "a\u0000b\\u0000", "json" to json)).single()
        same(found["test"], "ab\\u0000")
        same(found["json"], mapOf("k" to "ab \\u0000 c"))
    },
    Case("buffer: years that ISO text signs") {
        val columns = fields("id" to IntegerType, "d" to DateType, "t" to TimestampTypeWithTimezone)
        val years = listOf(-43, 0, 1, 999, 10000, 12025)
        val found = written(columns, *years.map { year ->
            val date = LocalDate.of(year, 3, 15)
            row("id" to year, "d" to DateValue(date), "t" to TimestampWithTimezoneValue(date.atTime(1, 2).atOffset(ZoneOffset.UTC)))
        }.toTypedArray())
        same(found.associate { it["id"] to it["d"] }, mapOf(-43L to "-0043-03-15", 0L to "0000-03-15", 1L to "0001-03-15", 999L to "0999-03-15", 10000L to "+10000-03-15", 12025L to "+12025-03-15"))
        check(found.all { "03-15T01:02:00Z" in it["t"].toString() }) { found }
    },
    Case("buffer: sparse rows, and more than one statement") {
        val wide = LinkedHashMap((1..90).associate { "c$it" to FieldType(IntegerType, true) })
        val rows = List(2_500) { i -> row("c${1 + i % 90}" to i) }
        val found = written(wide, *rows.toTypedArray())
        same(found.size, 2_500, "rows")
        same(found.map { it - meta }.toSet(), List(2_500) { i -> mapOf("c${1 + i % 90}" to i.toLong()) }.toSet(), "values")
    },
    Case("buffer: a failed flush loses nothing") {
        val table = created(table(namespace()))
        val buffer = subject.buffer(table)
        val lock = "ALTER TABLE ${quoted(table)} ADD CONSTRAINT small CHECK (id < 3)"
        database.run(lock)
        (1..4).forEach { buffer.accumulate(row("id" to it)) }
        fails<Exception>("constraint") { buffer.flush() }
        same(client.countTable(table), 0L, "nothing of it is written")
        database.run("ALTER TABLE ${quoted(table)} DROP CONSTRAINT small")
        buffer.flush()
        same(client.countTable(table), 4L, "all of it is written by the next flush")
        buffer.flush()
        same(client.countTable(table), 4L, "and forgotten then")
    },
    Case("buffer: nothing to write") { subject.buffer(TableName("nowhere", "t")).flush() },
    Case("check") {
        subject.check()
        same(database.ask("SELECT 1 FROM pg_class WHERE relname LIKE '_airbyte_check_%'"), emptyList<Any>(), "its table is gone")
    },
    Case("names fit the database") {
        val long = listOf("é".repeat(40), "x".repeat(64), "x".repeat(65), "😀".repeat(17), "short", "Ünïcode", "y".repeat(63))
        val names = long.map { subject.columnName(it) }
        check(names.all { it.toByteArray().size <= 63 }) { names }
        same(names.toSet().size, long.size, "different names stay different")
        same(names[4] to names[5], "short" to "Ünïcode", "short names stay")
        check(names.none { it.contains('\uFFFD') || it.last().isHighSurrogate() }) { names }
        val table = subject.finalTableName(null, "z".repeat(80))
        check(table.namespace == "public" && table.name.length == 63) { table }
        same(subject.finalTableName("My space", "t"), TableName("My space", "t"))
        val temp = subject.tempTableName(TableName("n".repeat(63), "m".repeat(63)))
        check(temp.name.toByteArray().size <= 63 && temp.name != "m".repeat(63)) { temp }
    },
)
