package destinationwriter.bridge

import java.sql.Connection
import java.sql.DatabaseMetaData
import java.sql.PreparedStatement
import java.sql.SQLException
import java.sql.Statement

/** `java.sql.Connection` over one wire. */
internal class ConnectionHandler(
    private val wire: Wire,
    private val unwrappers: Map<Class<*>, (BridgeCalls) -> Any>,
) : Handler(Connection::class.java) {
    private var automatic = true
    private var readOnly = false
    private var isolation = Connection.TRANSACTION_READ_COMMITTED
    private var holdability = java.sql.ResultSet.CLOSE_CURSORS_AT_COMMIT
    private val made = HashMap<Class<*>, Any>()

    override fun behind(wanted: Class<*>): Any? =
        unwrappers[wanted]?.let { maker -> made.getOrPut(wanted) { maker(BridgeCalls(wire)) } }

    override fun answer(name: String, given: Array<Any?>): Any? =
        when (name) {
            "createStatement" -> open { StatementHandler(this, null, Statement::class.java).proxy }
            "prepareStatement" -> open { StatementHandler(this, given[0] as String, PreparedStatement::class.java).proxy }
            "getMetaData" -> open { MetaHandler(wire.greeting, this).proxied<DatabaseMetaData>() }
            "getAutoCommit" -> open { automatic }
            "setAutoCommit" -> setAutomatic(given[0] as Boolean)
            "commit" -> end("commit")
            "rollback" -> if (given.isEmpty()) end("rollback") else UNKNOWN
            "close" -> close()
            "isClosed" -> wire.closed
            "isValid" -> !wire.closed
            "isReadOnly" -> readOnly
            "setReadOnly" -> readOnly = given[0] as Boolean
            "getTransactionIsolation" -> isolation
            "setTransactionIsolation" -> isolation = given[0] as Int
            "getHoldability" -> holdability
            "setHoldability" -> holdability = given[0] as Int
            "getWarnings", "getCatalog", "getSchema" -> null
            "clearWarnings", "setClientInfo", "setNetworkTimeout" -> Unit
            "getNetworkTimeout" -> 0
            "nativeSQL" -> given[0]
            "abort" -> close()
            else -> UNKNOWN
        }

    fun ask(op: String, vararg fields: Pair<String, Any?>): Any? = wire.ask(mapOf("op" to op, *fields))

    private fun setAutomatic(on: Boolean): Any? {
        if (on != automatic) ask("autocommit", "on" to on)
        automatic = on
        return Unit
    }

    private fun end(how: String): Any? {
        open { Unit }
        if (automatic) throw SQLException("There is no transaction to $how: auto-commit is on.", "25000")
        ask(how)
        return Unit
    }

    private fun close(): Any? {
        made.values.filterIsInstance<AutoCloseable>().filterNot { it is BridgeCalls }.forEach(AutoCloseable::close)
        wire.close()
        return Unit
    }

    private fun <T> open(action: () -> T): T {
        if (wire.closed) throw SQLException("This connection has been closed.", "08003")
        return action()
    }
}

/** `java.sql.DatabaseMetaData`: who answers, and little more. */
internal class MetaHandler(
    private val greeting: Map<*, *>,
    private val connection: ConnectionHandler,
) : Handler(DatabaseMetaData::class.java) {
    override fun answer(name: String, given: Array<Any?>): Any? =
        when (name) {
            "getDatabaseProductName" -> greeting["name"]
            "getDatabaseProductVersion" -> (greeting["title"] as String).substringAfter(' ')
            "getDatabaseMajorVersion" -> version(0)
            "getDatabaseMinorVersion" -> version(1)
            "getDriverName" -> "Destination Writer bridge"
            "getDriverVersion" -> "1"
            "getURL" -> "jdbc:bridge:${greeting["slug"]}"
            "getUserName" -> ""
            "getConnection" -> connection.proxy
            "supportsTransactions", "supportsBatchUpdates" -> true
            else -> UNKNOWN
        }

    private fun version(at: Int): Int =
        Regex("\\d+").findAll((greeting["title"] as String).substringAfter(' ')).elementAtOrNull(at)?.value?.toInt() ?: 0
}
