package destinationwriter.bridge

import java.math.BigDecimal
import java.sql.BatchUpdateException
import java.sql.Connection
import java.sql.ResultSet
import java.sql.SQLException
import java.sql.Statement
import java.sql.Types

/** `java.sql.Statement`, and with a [prepared] text `java.sql.PreparedStatement`. */
internal class StatementHandler(
    private val connection: ConnectionHandler,
    private val prepared: String?,
    type: Class<*>,
) : Handler(type) {
    private val parameters = ArrayList<Any?>()
    private val batch = ArrayList<Any?>()
    private var result: ResultHandler? = null
    private var updated = -1L
    private var closed = false
    private var fetchSize = 0
    private var maxRows = 0L

    override fun answer(name: String, given: Array<Any?>): Any? {
        if (closed && name !in ALWAYS) throw SQLException("This statement has been closed.", "HY010")
        if (prepared != null && name.startsWith("set") && given.size >= 2 && given[0] is Int) return bind(name, given)
        return when (name) {
            "executeQuery" -> rows(run(text(given)))
            "executeUpdate" -> count(run(text(given))).toInt()
            "executeLargeUpdate" -> count(run(text(given)))
            "execute" -> run(text(given)).let { result != null }
            "getResultSet" -> result?.proxied<ResultSet>()
            "getUpdateCount" -> updated.toInt().also { updated = -1 }
            "getLargeUpdateCount" -> updated.also { updated = -1 }
            "getMoreResults" -> false.also { result = null }
            "addBatch" -> batch.add(if (given.isEmpty()) snapshot() else given[0]).let { }
            "clearBatch" -> batch.clear()
            "executeBatch" -> runBatch().map { it.toInt() }.toIntArray()
            "executeLargeBatch" -> runBatch().toLongArray()
            "clearParameters" -> parameters.clear()
            "getConnection" -> connection.proxied<Connection>()
            "getMetaData" -> result?.metaData
            else -> housekeeping(name, given)
        }
    }

    private fun housekeeping(name: String, given: Array<Any?>): Any? =
        when (name) {
            "close" -> { closed = true }
            "isClosed" -> closed
            "setFetchSize" -> { fetchSize = given[0] as Int }
            "getFetchSize" -> fetchSize
            "setMaxRows" -> { maxRows = (given[0] as Int).toLong() }
            "getMaxRows" -> maxRows.toInt()
            "getWarnings" -> null
            "getQueryTimeout" -> 0
            "setQueryTimeout", "setFetchDirection", "setEscapeProcessing", "setPoolable", "setCursorName", "clearWarnings",
            "closeOnCompletion", "cancel" -> Unit
            "isPoolable", "isCloseOnCompletion" -> false
            "getResultSetType" -> ResultSet.TYPE_FORWARD_ONLY
            "getResultSetConcurrency" -> ResultSet.CONCUR_READ_ONLY
            "getFetchDirection" -> ResultSet.FETCH_FORWARD
            else -> UNKNOWN
        }

    private fun bind(name: String, given: Array<Any?>): Any? {
        val at = given[0] as Int
        if (at < 1) throw SQLException("There is no parameter $at.", "07009")
        while (parameters.size < at) parameters.add(Unset)
        parameters[at - 1] =
            when (name) {
                "setNull" -> null
                "setObject" -> if (given.size > 2 && given[2] is Int) typed(given[1], given[2] as Int) else given[1]
                in SETTERS -> given[1]
                "setCharacterStream", "setNCharacterStream" -> (given[1] as java.io.Reader?)?.readText()
                "setBinaryStream", "setAsciiStream" -> (given[1] as java.io.InputStream?)?.readBytes()
                "setArray" -> (given[1] as java.sql.Array?)?.array
                else -> return UNKNOWN
            }
        return Unit
    }

    /** A text that is given as a number becomes one; given as anything else, Types.OTHER above all, it stays a text without a type. */
    private fun typed(value: Any?, type: Int): Any? =
        when {
            value is String && type in NUMBERS -> Conversions.to(value, BigDecimal::class.java)
            value is String && type == Types.BOOLEAN -> Conversions.to(value, Boolean::class.javaObjectType)
            type == Types.VARCHAR && value is Number -> value.toString()
            else -> value
        }

    private fun snapshot(): List<Any?> {
        parameters.indexOf(Unset).let { if (it >= 0) throw SQLException("Parameter ${it + 1} has no value.", "07001") }
        return parameters.map(::wired)
    }

    private fun wired(value: Any?): Any? =
        try {
            packed(value)
        } catch (failure: IllegalArgumentException) {
            throw SQLException(failure.message, "07006", failure)
        }

    private fun text(given: Array<Any?>): String = given.firstOrNull() as? String ?: prepared ?: throw SQLException("There is no statement to run.")

    private fun run(sql: String) {
        val values = if (prepared != null) snapshot() else emptyList()
        result = null
        updated = -1
        val answer = connection.ask("run", "sql" to sql, "parameters" to values) as Map<*, *>
        val columns = answer["columns"] as List<*>?
        if (columns == null) updated = answer["updated"] as Long
        else result = ResultHandler(columns, answer["rows"] as List<*>, proxied<Statement>())
    }

    private fun rows(@Suppress("UNUSED_PARAMETER") ran: Unit): ResultSet =
        result?.proxied() ?: throw SQLException("The statement gives no rows.", "02000")

    private fun count(@Suppress("UNUSED_PARAMETER") ran: Unit): Long =
        if (result == null) updated else throw SQLException("The statement gives rows where none were expected.", "0100E")

    private fun runBatch(): List<Long> {
        val waiting = batch.toList()
        batch.clear()
        if (waiting.isEmpty()) return emptyList()
        val counts = ArrayList<Long>()
        try {
            if (prepared != null) {
                (connection.ask("many", "sql" to prepared, "batches" to waiting) as List<*>).mapTo(counts) { it as Long }
            } else {
                for (sql in waiting) {
                    run(sql as String)
                    counts += updated
                }
            }
        } catch (failure: SQLException) {
            val done = counts.map { it.toInt() }.toIntArray()
            throw BatchUpdateException(failure.message, failure.sqlState, failure.errorCode, done, failure)
        }
        return counts
    }

    private object Unset

    private companion object {
        val ALWAYS = setOf("close", "isClosed")
        val NUMBERS = setOf(Types.BIGINT, Types.INTEGER, Types.SMALLINT, Types.TINYINT, Types.NUMERIC, Types.DECIMAL)
        val SETTERS =
            setOf(
                "setString", "setNString", "setBoolean", "setByte", "setShort", "setInt", "setLong", "setFloat", "setDouble",
                "setBigDecimal", "setBytes", "setDate", "setTime", "setTimestamp",
            )
    }
}
