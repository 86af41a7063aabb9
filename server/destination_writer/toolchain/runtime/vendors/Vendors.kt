package destinationwriter.vendors

import destinationwriter.bridge.BridgeCalls
import destinationwriter.bridge.BridgeDataSource

/**
 * Where the stand-ins for vendors' clients send their requests, and where they note what they sent.
 *
 * The connector's own bean makes such a client from its configuration, as it would make the real one; the stand-in then
 * speaks to the engine that is set here, whatever address the configuration names.
 */
object Vendors {
    @Volatile var engine: BridgeDataSource? = null

    @Volatile var note: (String) -> Unit = {}

    private val calls = ThreadLocal<Pair<BridgeDataSource, BridgeCalls>>()

    /** The way to the engine for this thread. Throws IllegalStateException where none runs. */
    fun calls(): BridgeCalls {
        val source = checkNotNull(engine) { "no engine runs behind the vendor's client" }
        val known = calls.get()
        if (known != null && known.first === source) return known.second
        return source.calls().also { calls.set(source to it) }
    }

    /** What `Connection.unwrap` gives for the vendor's own classes: those of `Unwrapping` in the vendor's folder. */
    val unwrappers: Map<Class<*>, (BridgeCalls) -> Any> by lazy {
        try {
            (Class.forName("destinationwriter.vendors.Unwrapping").getField("INSTANCE").get(null) as VendorClasses).unwrappers
        } catch (_: ClassNotFoundException) {
            emptyMap()
        }
    }
}

/** `object destinationwriter.vendors.Unwrapping` of a vendor's folder: class -> the stand-in for it over a connection. */
interface VendorClasses {
    val unwrappers: Map<Class<*>, (BridgeCalls) -> Any>
}
