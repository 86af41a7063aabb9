package com.clickhouse.jdbc

import com.clickhouse.client.api.Client
import destinationwriter.bridge.BridgeCalls

/** The driver's connection, as far as it gives the client that it works with. */
class ConnectionImpl(calls: BridgeCalls) {
    val client: Client = Client(calls)
}
