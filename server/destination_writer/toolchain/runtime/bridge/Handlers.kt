package destinationwriter.bridge

import java.lang.reflect.InvocationHandler
import java.lang.reflect.Method
import java.lang.reflect.Proxy
import java.sql.SQLException

/** Stands behind a JDBC interface. What `answer` does not know throws UnsupportedOperationException with its name. */
internal abstract class Handler(private val type: Class<*>) : InvocationHandler {
    val proxy: Any by lazy { Proxy.newProxyInstance(type.classLoader ?: Handler::class.java.classLoader, arrayOf(type), this) }

    /** The answer to a method, or [UNKNOWN]. */
    protected abstract fun answer(name: String, given: Array<Any?>): Any?

    /** The object behind the interface for `unwrap`, or null. */
    protected open fun behind(wanted: Class<*>): Any? = null

    override fun invoke(proxy: Any, method: Method, arguments: Array<Any?>?): Any? {
        val given = arguments ?: emptyArray()
        return when (method.name) {
            "equals" -> proxy === given[0]
            "hashCode" -> System.identityHashCode(this)
            "toString" -> "bridge ${type.simpleName}@${Integer.toHexString(System.identityHashCode(this))}"
            "isWrapperFor" -> (given[0] as Class<*>).let { it.isInstance(proxy) || behind(it) != null }
            "unwrap" -> unwrapped(given[0] as Class<*>)
            else -> answer(method.name, given).also { if (it === UNKNOWN) throw unsupported(method) }.takeUnless { it === Unit }
        }
    }

    private fun unwrapped(wanted: Class<*>): Any =
        proxy.takeIf(wanted::isInstance) ?: behind(wanted)
            ?: throw SQLException("The bridge's ${type.simpleName} is no wrapper for ${wanted.name}", "0A000")

    private fun unsupported(method: Method) =
        UnsupportedOperationException("The bridge does not know ${type.simpleName}.${method.name}(${method.parameterTypes.joinToString { it.simpleName }})")

    companion object {
        val UNKNOWN = Any()
    }
}

internal inline fun <reified T> Handler.proxied(): T = proxy as T
