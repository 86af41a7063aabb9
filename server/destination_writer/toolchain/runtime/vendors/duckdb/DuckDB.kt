package org.duckdb

import destinationwriter.bridge.BridgeCalls
import destinationwriter.vendors.Vendors
import java.sql.SQLException

/** The driver's connection, as far as the appender needs it. */
class DuckDBConnection(private val calls: BridgeCalls) {
    fun createAppender(schemaName: String?, tableName: String): DuckDBAppender = createAppender(null, schemaName, tableName)

    fun createAppender(catalogName: String?, schemaName: String?, tableName: String): DuckDBAppender {
        val path = listOfNotNull(catalogName, schemaName, tableName).joinToString(".") { "\"" + it.replace("\"", "\"\"") + "\"" }
        val columns = calls.query("DESCRIBE $path").size
        return DuckDBAppender(calls, path, columns)
    }
}

/** Takes rows of all columns in the table's order, and like the driver's own says nothing of what fails in [close]. */
class DuckDBAppender internal constructor(
    private val calls: BridgeCalls,
    private val path: String,
    private val columns: Int,
) : AutoCloseable {
    private val rows = mutableListOf<List<String?>>()
    private var row = mutableListOf<String?>()
    private var closed = false

    fun beginRow(): DuckDBAppender = apply {
        if (row.isNotEmpty()) throw SQLException("Appender error, 'endRow' must be called before adding next row")
    }

    fun append(value: String?): DuckDBAppender = apply { row += value }

    fun appendNull(): DuckDBAppender = apply { row += null }

    fun endRow(): DuckDBAppender = apply {
        if (row.size != columns) throw SQLException("Appender error, 'endRow' can be called only after adding all columns")
        rows += row
        row = mutableListOf()
    }

    fun flush() {
        if (rows.isEmpty()) return
        Vendors.note("appender: ${rows.size} rows into $path")
        for (chunk in rows.chunked(500)) {
            val places = chunk.joinToString(", ") { it.joinToString(", ", "(", ")") { "?" } }
            calls.query("INSERT INTO $path VALUES $places", chunk.flatten())
        }
        rows.clear()
    }

    override fun close() {
        if (closed) return
        closed = true
        runCatching { flush() }
    }
}
