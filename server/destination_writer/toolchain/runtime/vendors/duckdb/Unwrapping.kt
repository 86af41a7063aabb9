package destinationwriter.vendors

import destinationwriter.bridge.BridgeCalls
import org.duckdb.DuckDBConnection

object Unwrapping : VendorClasses {
    override val unwrappers: Map<Class<*>, (BridgeCalls) -> Any> =
        mapOf(DuckDBConnection::class.java to { calls -> DuckDBConnection(calls) })
}
