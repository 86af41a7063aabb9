package bridgecases

import destinationwriter.bridge.BridgeDataSource
import java.math.BigDecimal
import java.sql.BatchUpdateException
import java.sql.Connection
import java.sql.SQLException
import java.sql.Types
import java.time.LocalDate
import java.time.LocalDateTime
import java.time.LocalTime
import java.time.OffsetDateTime
import java.util.UUID

private val VALUES: List<Pair<String, Any>> =
    listOf(
        "BOOLEAN" to true,
        "BIGINT" to Long.MIN_VALUE,
        "BIGINT" to 9007199254740993L,
        "HUGEINT" to "170141183460469231731687303715884105727".toBigInteger(),
        "DOUBLE" to 1.5,
        "DOUBLE" to Double.NaN,
        "DOUBLE" to Double.NEGATIVE_INFINITY,
        "DECIMAL(38,9)" to BigDecimal("12345678901234567890123456789.123456789"),
        "VARCHAR" to "quote ' \" \\ \n tab\t 😀 \u2028 end",
        "DATE" to LocalDate.of(1, 1, 1),
        "DATE" to LocalDate.of(12345, 6, 7),
        "TIME" to LocalTime.of(23, 59, 59, 999_999_000),
        "TIMESTAMP" to LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_000),
        "TIMESTAMPTZ" to OffsetDateTime.parse("2024-02-29T12:00:00.123456+05:30"),
        "UUID" to UUID.fromString("00000000-0000-0000-0000-00000000002a"),
        "BLOB" to byteArrayOf(0, -1, 65),
    )

private fun say(case: String, seen: Any?, wanted: Any?) =
    println(if (seen == wanted) "ok\t$case" else "FAIL\t$case\twanted $wanted, found $seen".replace("\n", " "))

private inline fun attempt(case: String, wanted: Any?, seen: () -> Any?) =
    say(case, try { seen() } catch (failure: Exception) { "$failure" }, wanted)

private fun Connection.one(sql: String): Any? = createStatement().use { it.executeQuery(sql).use { rows -> rows.next(); rows.getObject(1) } }

private fun refusal(action: () -> Unit): SQLException? = try { action().let { null } } catch (failure: SQLException) { failure }

private fun roundTrip(connection: Connection, type: String, value: Any): Any? {
    connection.createStatement().use { it.execute("CREATE OR REPLACE TABLE v (x $type)") }
    connection.prepareStatement("INSERT INTO v VALUES (?)").use { it.setObject(1, value); it.executeUpdate() }
    return connection.createStatement().executeQuery("SELECT x FROM v").use { rows ->
        rows.next()
        if (value is ByteArray) rows.getBytes(1).toList() else rows.getObject("X", value.javaClass)
    }
}

private fun transactions(source: BridgeDataSource) {
    source.connection.use { first ->
        source.connection.use { second ->
            first.createStatement().execute("CREATE OR REPLACE TABLE t (a BIGINT)")
            first.autoCommit = false
            first.createStatement().executeUpdate("INSERT INTO t VALUES (1)")
            say("not seen before commit", second.one("SELECT COUNT(*) FROM t"), 0L)
            first.commit()
            say("seen after commit", second.one("SELECT COUNT(*) FROM t"), 1L)
            first.createStatement().executeUpdate("INSERT INTO t VALUES (2)")
            first.rollback()
            first.autoCommit = true
            say("gone after rollback", second.one("SELECT COUNT(*) FROM t"), 1L)
        }
    }
}

private fun statements(connection: Connection) {
    connection.createStatement().execute("CREATE OR REPLACE TABLE b (a INTEGER, j JSON)")
    connection.prepareStatement("INSERT INTO b VALUES (?, ?)").use {
        for (at in 1..3) {
            it.setInt(1, at)
            it.setObject(2, "{\"n\":$at}", Types.OTHER)
            it.addBatch()
        }
        say("batch counts", it.executeBatch().toList(), listOf(1, 1, 1))
    }
    connection.prepareStatement("UPDATE b SET j = ? WHERE a > ?").use {
        it.setNull(1, Types.OTHER)
        it.setObject(2, "1", Types.BIGINT)
        say("update count", it.executeUpdate(), 2)
    }
    connection.createStatement().executeQuery("SELECT a AS \"The A\", j FROM b ORDER BY a").use { rows ->
        say("type names", (1..rows.metaData.columnCount).map { rows.metaData.getColumnTypeName(it) }, listOf("INTEGER", "JSON"))
        say("labels", rows.metaData.getColumnLabel(1), "The A")
        rows.next()
        say("json text", rows.getString("j"), "{\"n\":1}")
        rows.next()
        say("null", rows.getString(2) to rows.wasNull(), null to true)
        say("null as a number", rows.getLong("j") to rows.wasNull(), 0L to true)
        rows.next()
        say("end", rows.next(), false)
    }
    attempt("unknown methods", "UnsupportedOperationException: The bridge does not know Connection.createClob()") {
        try { connection.createClob() } catch (failure: UnsupportedOperationException) { "UnsupportedOperationException: ${failure.message}" }
    }
    say("a missing table", refusal { connection.one("SELECT * FROM nope") }?.message?.contains("nope does not exist"), true)
    say("a bad batch", refusal { connection.prepareStatement("INSERT INTO b VALUES (?, NULL)").use { it.setString(1, "x"); it.addBatch(); it.executeBatch() } } is BatchUpdateException, true)
    say("a parameter without value", refusal { connection.prepareStatement("SELECT ? + ?").use { it.setInt(2, 1); it.executeQuery() } }?.sqlState, "07001")
    say("no rows where rows were asked", refusal { connection.createStatement().executeQuery("CREATE TABLE IF NOT EXISTS c (a INTEGER)") }?.sqlState, "02000")
    say("works on after an error", connection.one("SELECT 42"), 42)
}

fun main(args: Array<String>) {
    val source = BridgeDataSource(args[0].toInt(), args[1])
    source.connection.use { connection ->
        for ((type, value) in VALUES) {
            attempt("$type $value".replace("\n", " ").replace("\t", " "), (value as? ByteArray)?.toList() ?: (value as? OffsetDateTime)?.toInstant() ?: value) {
                roundTrip(connection, type, value).let { (it as? OffsetDateTime)?.toInstant() ?: it }
            }
        }
        statements(connection)
        say("product", connection.metaData.databaseProductName, "DuckDB")
    }
    transactions(source)
    val closed = source.connection.also { it.close() }
    say("closed", closed.isClosed to refusal { closed.createStatement() }?.sqlState, true to "08003")
    say("a wrong token", refusal { BridgeDataSource(args[0].toInt(), "x").connection }?.sqlState, "28000")
}
