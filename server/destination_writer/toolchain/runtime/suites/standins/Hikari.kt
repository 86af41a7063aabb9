package com.zaxxer.hikari

import com.zaxxer.hikari.pool.HikariPool
import destinationwriter.localrun.EngineAddress
import destinationwriter.runtime.NotingDataSource
import java.io.Closeable
import java.io.PrintWriter
import java.sql.Connection
import java.sql.SQLException
import java.util.Properties
import java.util.logging.Logger
import javax.sql.DataSource

/** Stands in for the connection pool's settings; what it is told is kept, and only what opens a connection is used. */
open class HikariConfig(properties: Properties? = null) {
    open var jdbcUrl: String? = null
    open var username: String? = null
    open var password: String? = null
    open var driverClassName: String? = null
    open var dataSourceClassName: String? = null
    open var schema: String? = null
    open var catalog: String? = null
    open var poolName: String? = null
    open var connectionInitSql: String? = null
    open var connectionTestQuery: String? = null
    open var transactionIsolation: String? = null
    open var maximumPoolSize: Int = 10
    open var minimumIdle: Int = 10
    open var connectionTimeout: Long = 30_000
    open var idleTimeout: Long = 600_000
    open var maxLifetime: Long = 1_800_000
    open var keepaliveTime: Long = 0
    open var validationTimeout: Long = 5_000
    open var leakDetectionThreshold: Long = 0
    open var initializationFailTimeout: Long = 1
    open var isAutoCommit: Boolean = true
    open var isReadOnly: Boolean = false
    open var dataSource: DataSource? = null
    open var dataSourceProperties: Properties = Properties()

    init {
        properties?.getProperty("jdbcUrl")?.let { jdbcUrl = it }
        properties?.getProperty("username")?.let { username = it }
        properties?.getProperty("password")?.let { password = it }
    }

    open fun addDataSourceProperty(propertyName: String, value: Any?) {
        dataSourceProperties[propertyName] = value
    }

    open fun validate() = Unit

    internal fun copyFrom(other: HikariConfig) {
        jdbcUrl = other.jdbcUrl
        username = other.username
        password = other.password
        schema = other.schema
        catalog = other.catalog
        connectionInitSql = other.connectionInitSql
        isAutoCommit = other.isAutoCommit
        dataSource = other.dataSource
        dataSourceProperties = other.dataSourceProperties
        initializationFailTimeout = other.initializationFailTimeout
    }
}

/** A pool over the engine of the local run. */
open class HikariDataSource() : HikariConfig(), DataSource, Closeable {
    private val pool = NotingDataSource(::opened)
    private var closed = false

    constructor(configuration: HikariConfig) : this() {
        copyFrom(configuration)
        if (dataSource == null) driver()
        if (initializationFailTimeout < 0) return
        try {
            pool.connection.close()
        } catch (e: SQLException) {
            throw HikariPool.PoolInitializationException(e)
        }
    }

    /** Fails as the pool does where nothing or no driver is named. */
    private fun driver() {
        val url = requireNotNull(jdbcUrl) { "dataSource or dataSourceClassName or jdbcUrl is required." }
        try {
            EngineAddress.check(url)
        } catch (e: SQLException) {
            throw RuntimeException("Failed to get driver instance for jdbcUrl=$url", e)
        }
    }

    private fun opened(): Connection {
        val made = dataSource?.connection ?: EngineAddress.connect(jdbcUrl.orEmpty(), dataSourceProperties)
        catalog?.let { made.catalog = it }
        schema?.let { made.schema = it }
        connectionInitSql?.let { sql -> made.createStatement().use { it.execute(sql) } }
        return made
    }

    override fun getConnection(): Connection {
        if (closed) throw SQLException("HikariDataSource has been closed.")
        return pool.connection.also { if (!isAutoCommit) it.autoCommit = false }
    }

    override fun getConnection(username: String?, password: String?): Connection = connection

    override fun close() {
        closed = true
        pool.close()
    }

    open fun isClosed(): Boolean = closed

    open fun isRunning(): Boolean = !closed

    override fun getLogWriter(): PrintWriter? = null

    override fun setLogWriter(out: PrintWriter?) = Unit

    override fun setLoginTimeout(seconds: Int) = Unit

    override fun getLoginTimeout() = 0

    override fun getParentLogger(): Logger = Logger.getGlobal()

    override fun <T : Any?> unwrap(iface: Class<T>): T = iface.cast(this)

    override fun isWrapperFor(iface: Class<*>) = iface.isInstance(this)
}
