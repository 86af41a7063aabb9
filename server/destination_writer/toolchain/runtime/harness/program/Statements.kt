package destinationwriter.runtime

import java.io.PrintWriter
import java.lang.reflect.InvocationHandler
import java.lang.reflect.Method
import java.lang.reflect.Proxy
import java.sql.CallableStatement
import java.sql.Connection
import java.sql.PreparedStatement
import java.sql.ResultSet
import java.sql.Statement
import java.util.ArrayDeque
import java.util.logging.Logger
import javax.sql.DataSource

/** The statements that a connector sent to its database, in order. Clients other than JDBC note theirs themselves. */
object Statements {
    private val sent = mutableListOf<String>()

    @JvmStatic
    @Synchronized
    fun note(statement: String) {
        sent += statement
    }

    @Synchronized
    fun taken(): List<String> = sent.toList().also { sent.clear() }
}

/** Keeps connections between uses and notes every statement. A connection comes back as a pool would hand it out. */
class NotingDataSource(private val open: () -> Connection) : DataSource, AutoCloseable {
    private val idle = ArrayDeque<Connection>()

    override fun getConnection(): Connection {
        val real = synchronized(idle) { idle.pollFirst() } ?: open()
        return noting(Connection::class.java, ConnectionHandler(real))
    }

    override fun getConnection(username: String?, password: String?): Connection = connection

    override fun close() = synchronized(idle) {
        idle.forEach { runCatching { it.close() } }
        idle.clear()
    }

    private fun back(real: Connection) {
        runCatching {
            if (real.isClosed) return
            if (!real.autoCommit) {
                real.rollback()
                real.autoCommit = true
            }
        }.onFailure { return real.close() }
        synchronized(idle) { idle.addFirst(real) }
    }

    private inner class ConnectionHandler(private val real: Connection) : InvocationHandler {
        private var closed = false

        override fun invoke(proxy: Any, method: Method, arguments: Array<Any?>?): Any? = when (method.name) {
            "close" -> if (closed) null else run { closed = true; back(real) }
            "isClosed" -> closed || real.isClosed
            "createStatement" -> noting(Statement::class.java, StatementHandler(call(real, method, arguments), null, proxy))
            "prepareStatement" -> noting(PreparedStatement::class.java, statement(method, arguments, proxy))
            "prepareCall" -> noting(CallableStatement::class.java, statement(method, arguments, proxy))
            else -> call(real, method, arguments)
        }

        private fun statement(method: Method, arguments: Array<Any?>?, proxy: Any) =
            StatementHandler(call(real, method, arguments), arguments!![0] as String, proxy)
    }

    override fun getLogWriter(): PrintWriter? = null
    override fun setLogWriter(out: PrintWriter?) = Unit
    override fun setLoginTimeout(seconds: Int) = Unit
    override fun getLoginTimeout() = 0
    override fun getParentLogger(): Logger = Logger.getGlobal()
    override fun <T : Any?> unwrap(iface: Class<T>): T = iface.cast(this)
    override fun isWrapperFor(iface: Class<*>) = iface.isInstance(this)
}

private class StatementHandler(private val real: Any?, private val sql: String?, private val connection: Any) : InvocationHandler {
    override fun invoke(proxy: Any, method: Method, arguments: Array<Any?>?): Any? {
        val name = method.name
        if (name == "getConnection") return connection
        val given = arguments?.firstOrNull() as? String
        if (given != null && (name.startsWith("execute") || name == "addBatch")) Statements.note(given)
        if (sql != null && name.startsWith("execute") && given == null) Statements.note(sql)
        return call(real, method, arguments)
    }
}

@Suppress("UNCHECKED_CAST")
private fun <T> noting(type: Class<T>, handler: InvocationHandler): T =
    Proxy.newProxyInstance(type.classLoader ?: ClassLoader.getSystemClassLoader(), arrayOf(type), handler) as T

private fun call(target: Any?, method: Method, arguments: Array<Any?>?): Any? =
    unwrapped { method.invoke(target, *(arguments ?: emptyArray())) }

/** A connection to nothing: every statement succeeds, no query has rows. For databases that only have a parser. */
fun connectionToNothing(): Connection = nothing(Connection::class.java)

private fun <T> nothing(type: Class<T>): T = noting(type) { proxy, method, arguments ->
    when {
        method.name == "toString" -> "nothing"
        method.name == "hashCode" -> System.identityHashCode(proxy)
        method.name == "equals" -> proxy === arguments?.get(0)
        method.name == "unwrap" -> throw java.sql.SQLException("there is no driver behind this connection")
        method.name == "getAutoCommit" -> true
        method.name == "executeBatch" -> IntArray(0)
        method.name == "executeLargeBatch" -> LongArray(0)
        method.returnType == Boolean::class.javaPrimitiveType -> false
        method.returnType == Int::class.javaPrimitiveType -> 0
        method.returnType == Long::class.javaPrimitiveType -> 0L
        method.returnType == Double::class.javaPrimitiveType -> 0.0
        method.returnType.isInterface && java.sql.Wrapper::class.java.isAssignableFrom(method.returnType) -> nothing(method.returnType)
        method.returnType == ResultSet::class.java -> nothing(ResultSet::class.java)
        else -> null
    }
}
