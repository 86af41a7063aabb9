package destinationwriter.localrun

import destinationwriter.bridge.BridgeDataSource
import destinationwriter.runtime.Statements
import destinationwriter.runtime.text
import destinationwriter.vendors.Vendors
import java.sql.Connection
import java.sql.DriverManager
import java.sql.SQLException
import java.util.Properties

/**
 * The engine of this run. Whatever address, database and account the connector's configuration names, its connections
 * end here; the kind of its JDBC URL has to be right, as a driver would ask.
 */
object EngineAddress {
    lateinit var host: String
        private set
    var port = 0
        private set
    lateinit var url: String
        private set
    lateinit var user: String
        private set
    lateinit var password: String
        private set
    lateinit var database: String
        private set
    private var kinds: List<String> = emptyList()
    private var bridge: BridgeDataSource? = null

    /** `host`, `port`, `url`, `user`, `password`, `database`; `kinds` are the beginnings that a JDBC URL may have. */
    fun set(asked: Map<*, *>) {
        host = asked.text("host")
        port = (asked["port"] as Long).toInt()
        url = asked.text("url")
        user = asked.text("user")
        password = asked.text("password")
        database = asked.text("database")
        kinds = (asked["kinds"] as List<*>).map { it as String }
        bridge = (asked["bridge"] as Map<*, *>?)?.let {
            BridgeDataSource((it["port"] as Long).toInt(), it.text("token"), Vendors.unwrappers)
        }
        EngineDriver.register()
        Vendors.engine = bridge
        Vendors.note = Statements::note
    }

    /** Whether a URL is of this kind of database. */
    fun takes(asked: String): Boolean = kinds.any(asked::startsWith)

    /** Whether a URL is the one under which the engine's own driver knows it. */
    fun isOwn(asked: String): Boolean = bridge == null && asked == url

    /** Throws SQLException, as DriverManager does, for a URL that no driver of this database takes. */
    fun check(asked: String) {
        if (takes(asked)) return
        val wanted = kinds.joinToString(" or ")
        throw SQLException("No suitable driver found for $asked (a URL of this database begins with $wanted)", "08001")
    }

    /** A connection for what a pool was told. */
    fun connect(asked: String, properties: Properties): Connection {
        check(asked)
        bridge?.let { return it.connection }
        val given = Properties().apply {
            properties.forEach { (key, value) -> if (!isOfEncryption("$key")) setProperty("$key", "$value") }
            if (user.isNotEmpty()) setProperty("user", user)
            if (password.isNotEmpty()) setProperty("password", password)
        }
        return DriverManager.getConnection(url, given)
    }

    /** The embedded engine listens on this machine alone, without encryption, which drivers know by several names. */
    private fun isOfEncryption(property: String) =
        property.lowercase().let { it.startsWith("ssl") || it in ENCRYPTION }

    private val ENCRYPTION =
        setOf("usessl", "requiressl", "encrypt", "trustservercertificate", "verifyservercertificate", "servercertificate")
}
