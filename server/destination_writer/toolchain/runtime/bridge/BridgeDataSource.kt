package destinationwriter.bridge

import java.io.PrintWriter
import java.sql.Connection
import java.util.logging.Logger
import javax.sql.DataSource

/**
 * JDBC for a database whose own driver is not at hand: what is asked here is run by a Python driver at the other end
 * of a loopback socket.
 *
 * Each connection is a session with a transaction of its own. [unwrappers] makes the vendor's own objects for
 * `Connection.unwrap`, given a function that sends a request which is no SQL.
 */
class BridgeDataSource(
    private val port: Int,
    private val token: String = System.getProperty("destinationwriter.bridge.token", ""),
    private val unwrappers: Map<Class<*>, (BridgeCalls) -> Any> = emptyMap(),
) : DataSource, AutoCloseable {
    override fun getConnection(): Connection = ConnectionHandler(Wire(port, token), unwrappers).proxied()

    override fun getConnection(username: String?, password: String?): Connection = connection

    /** A way to send requests that are no SQL; closed by whoever asks for it. */
    fun calls(): BridgeCalls = BridgeCalls(Wire(port, token))

    override fun getLogWriter(): PrintWriter? = null

    override fun setLogWriter(out: PrintWriter?) = Unit

    override fun setLoginTimeout(seconds: Int) = Unit

    override fun getLoginTimeout(): Int = 0

    override fun getParentLogger(): Logger = Logger.getLogger("destinationwriter.bridge")

    override fun <T : Any?> unwrap(iface: Class<T>): T = iface.cast(this)

    override fun isWrapperFor(iface: Class<*>): Boolean = iface.isInstance(this)

    /** Nothing is held between connections. */
    override fun close() = Unit
}

/** Requests that are no SQL, answered by the engine's `call`. Values are those of JSON: Map, List, String, Long, Double, Boolean, null. */
class BridgeCalls internal constructor(private val wire: Wire) : AutoCloseable {
    /** Throws SQLException for what the database refuses. */
    fun call(name: String, body: Any?): Any? = wire.ask(mapOf("op" to "call", "name" to name, "body" to body))

    /** Rows of a query as maps by column label, with the bridge's Java values. */
    fun query(sql: String, parameters: List<Any?> = emptyList()): List<Map<String, Any?>> {
        val answer = wire.ask(mapOf("op" to "run", "sql" to sql, "parameters" to parameters.map(::packed))) as Map<*, *>
        val columns = (answer["columns"] as List<*>? ?: emptyList<Any?>()).map { (it as List<*>)[0] as String }
        return (answer["rows"] as List<*>).map { row -> columns.zip((row as List<*>).map(::unpacked)).toMap() }
    }

    override fun close() = wire.close()
}
