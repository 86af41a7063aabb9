package org.postgresql.ds

import destinationwriter.localrun.EngineAddress
import java.io.PrintWriter
import java.sql.Connection
import java.util.Properties
import java.util.logging.Logger
import javax.sql.DataSource

/** Takes the place of the driver's own: its connections, too, go to the engine of the local run. */
open class PGSimpleDataSource : DataSource {
    private val properties = Properties()
    private var address = "jdbc:postgresql:"

    open fun setServerNames(names: Array<String?>) = Unit
    open fun setPortNumbers(ports: IntArray) = Unit
    open fun setDatabaseName(name: String?) = Unit
    open fun setUser(user: String?) = Unit
    open fun setPassword(password: String?) = Unit
    open fun setSsl(enabled: Boolean) = Unit
    open fun setSslMode(mode: String?) = Unit
    open fun setCurrentSchema(schema: String?) = set("currentSchema", schema)
    open fun setApplicationName(name: String?) = set("ApplicationName", name)
    open fun getUrl(): String = address
    open fun getURL(): String = address
    open fun setURL(url: String) = setUrl(url)

    open fun setUrl(url: String) {
        address = url
    }

    private fun set(name: String, value: String?) {
        if (value != null) properties.setProperty(name, value)
    }

    override fun getConnection(): Connection = EngineAddress.connect(address, properties)
    override fun getConnection(username: String?, password: String?): Connection = connection
    override fun getLogWriter(): PrintWriter? = null
    override fun setLogWriter(out: PrintWriter?) = Unit
    override fun setLoginTimeout(seconds: Int) = Unit
    override fun getLoginTimeout() = 0
    override fun getParentLogger(): Logger = Logger.getGlobal()
    override fun <T : Any?> unwrap(iface: Class<T>): T = iface.cast(this)
    override fun isWrapperFor(iface: Class<*>) = iface.isInstance(this)
}
