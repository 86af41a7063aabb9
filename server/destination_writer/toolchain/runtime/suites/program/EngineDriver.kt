package destinationwriter.localrun

import java.sql.Connection
import java.sql.Driver
import java.sql.DriverManager
import java.sql.DriverPropertyInfo
import java.util.Properties
import java.util.logging.Logger

/** Leads what asks DriverManager itself to the engine of this run. The engine's own URL goes on to its own driver. */
object EngineDriver : Driver {
    /** Before any other driver is loaded, so that it is asked first. */
    fun register() = DriverManager.registerDriver(this)

    override fun connect(url: String, info: Properties): Connection? =
        if (acceptsURL(url)) EngineAddress.connect(url, Properties().apply { putAll(info.filterKeys { it !in ACCOUNT }) }) else null

    override fun acceptsURL(url: String): Boolean = !EngineAddress.isOwn(url) && EngineAddress.takes(url)

    override fun getPropertyInfo(url: String, info: Properties?): Array<DriverPropertyInfo> = emptyArray()

    override fun getMajorVersion() = 1

    override fun getMinorVersion() = 0

    override fun jdbcCompliant() = false

    override fun getParentLogger(): Logger = Logger.getGlobal()

    private val ACCOUNT = setOf("user", "password")
}
