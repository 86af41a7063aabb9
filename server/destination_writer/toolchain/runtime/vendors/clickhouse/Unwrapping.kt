package destinationwriter.vendors

import com.clickhouse.jdbc.ConnectionImpl
import destinationwriter.bridge.BridgeCalls

object Unwrapping : VendorClasses {
    override val unwrappers: Map<Class<*>, (BridgeCalls) -> Any> =
        mapOf(ConnectionImpl::class.java to { calls -> ConnectionImpl(calls) })
}
