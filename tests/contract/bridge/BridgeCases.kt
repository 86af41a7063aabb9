package bridgecases

import destinationwriter.bridge.BridgeDataSource
import java.io.File
import java.math.BigDecimal
import java.math.BigInteger
import java.sql.Connection
import java.sql.SQLException
import java.sql.Types
import java.time.LocalDate
import java.time.LocalDateTime
import java.time.LocalTime
import java.time.OffsetDateTime
import java.util.UUID

/** Arguments: port, token, file of values (`type TAB kind TAB text` a line), how to make a table `v (x TYPE)`. Prints ok and FAIL lines. */
fun main(args: Array<String>) {
    val source = BridgeDataSource(args[0].toInt(), args[1])
    source.connection.use { connection ->
        for (line in File(args[2]).readLines()) {
            val (type, kind, text) = line.split("\t")
            val value = made(kind, text)
            attempt("$type $text", shown(value)) { shown(roundTrip(connection, args[3].replace("TYPE", type), value)) }
        }
        statements(connection, args[3])
        refusals(connection)
    }
    if (args[4] == "transactions") transactions(source, args[3])
    val closed = source.connection.also { it.close() }
    say("closed", closed.isClosed to refusal { closed.createStatement() }?.sqlState, true to "08003")
    say("a wrong token", refusal { BridgeDataSource(args[0].toInt(), "x").connection }?.sqlState, "28000")
}

private fun made(kind: String, text: String): Any =
    when (kind) {
        "Boolean" -> text.toBoolean()
        "Long" -> text.toLong()
        "BigInteger" -> BigInteger(text)
        "Double" -> text.toDouble()
        "BigDecimal" -> BigDecimal(text)
        "String" -> text.replace("\\t", "\t").replace("\\n", "\n")
        "LocalDate" -> LocalDate.parse(text)
        "LocalTime" -> LocalTime.parse(text)
        "LocalDateTime" -> LocalDateTime.parse(text)
        "OffsetDateTime" -> OffsetDateTime.parse(text)
        "UUID" -> UUID.fromString(text)
        "bytes" -> text.chunked(2).map { it.toInt(16).toByte() }.toByteArray()
        else -> error(kind)
    }

private fun shown(value: Any?): Any? =
    when (value) {
        is ByteArray -> value.toList()
        is OffsetDateTime -> value.toInstant()
        is BigDecimal -> value.stripTrailingZeros()
        else -> value
    }

private fun roundTrip(connection: Connection, create: String, value: Any): Any? {
    connection.createStatement().use { it.execute("DROP TABLE IF EXISTS v") }
    connection.createStatement().use { it.execute(create) }
    connection.prepareStatement("INSERT INTO v VALUES (?)").use {
        it.setObject(1, value)
        it.executeUpdate()
    }
    return connection.createStatement().executeQuery("SELECT x FROM v").use { rows ->
        rows.next()
        if (value is ByteArray) rows.getBytes(1) else rows.getObject("X", value.javaClass)
    }
}

private fun statements(connection: Connection, create: String) {
    connection.createStatement().use { it.execute("DROP TABLE IF EXISTS v") }
    connection.createStatement().use { it.execute(create.replace("TYPE", TEXT)) }
    connection.prepareStatement("INSERT INTO v VALUES (?)").use {
        for (text in listOf("{\"n\":1}", "3", null)) {
            it.setObject(1, text, Types.OTHER)
            it.addBatch()
        }
        say("batch counts", it.executeBatch().toList(), listOf(1, 1, 1))
    }
    connection.createStatement().executeQuery("SELECT x AS \"The X\" FROM v ORDER BY x").use { rows ->
        say("label", rows.metaData.getColumnLabel(1), "The X")
        val seen = generateSequence { if (rows.next()) listOf(rows.getString("The X"), rows.wasNull()) else null }.toSet()
        say("texts and null", seen, setOf(listOf("3", false), listOf("{\"n\":1}", false), listOf(null, true)))
        say("after the end", refusal { rows.getString(1) }?.sqlState, "24000")
    }
    connection.prepareStatement("SELECT COUNT(*) FROM v WHERE x = ?").use { statement ->
        statement.setString(1, "3")
        val count = statement.executeQuery().use { it.next().let { _ -> it.getLong(1) } }
        say("a query with a parameter", count, 1L)
    }
}

private fun refusals(connection: Connection) {
    val missing = refusal { connection.createStatement().executeQuery("SELECT * FROM nope_nope") }
    say("a missing table", missing?.message?.contains("nope_nope", ignoreCase = true), true)
    println("missing\t${missing?.sqlState}\t${missing?.errorCode}")
    say("a parameter without value", refusal { connection.prepareStatement("SELECT ? + ?").use { it.setInt(2, 1); it.executeQuery() } }?.sqlState, "07001")
    attempt("unknown methods", "The bridge does not know Connection.createClob()") {
        try { connection.createClob() } catch (failure: UnsupportedOperationException) { failure.message }
    }
    attempt("works on after an error", 42L) {
        connection.createStatement().executeQuery("SELECT 42").use { it.next().let { _ -> it.getLong(1) } }
    }
}

private fun transactions(source: BridgeDataSource, create: String) {
    source.connection.use { first ->
        first.createStatement().use { it.execute("DROP TABLE IF EXISTS v") }
        first.createStatement().use { it.execute(create.replace("TYPE", TEXT)) }
        source.connection.use { second ->
            first.autoCommit = false
            first.createStatement().executeUpdate("INSERT INTO v VALUES ('1')")
            say("not seen before commit", count(second), 0L)
            first.commit()
            say("seen after commit", count(second), 1L)
            first.createStatement().executeUpdate("INSERT INTO v VALUES ('2')")
            first.rollback()
            first.autoCommit = true
            say("gone after rollback", count(second), 1L)
            say("update count", first.createStatement().executeUpdate("UPDATE v SET x = '5'"), 1)
        }
    }
}

private fun count(connection: Connection): Long =
    connection.createStatement().executeQuery("SELECT COUNT(*) FROM v").use { it.next().let { _ -> it.getLong(1) } }

private fun refusal(action: () -> Unit): SQLException? = try { action().let { null } } catch (failure: SQLException) { failure }

private inline fun attempt(case: String, wanted: Any?, seen: () -> Any?) = say(case, try { seen() } catch (failure: SQLException) { "$failure" }, wanted)

private fun say(case: String, seen: Any?, wanted: Any?) {
    val verdict = if (seen == wanted) "ok\t$case" else "FAIL\t$case\twanted $wanted, found $seen"
    println(verdict.replace("\n", " "))
}

private val TEXT: String = System.getProperty("text.type", "VARCHAR")
