package com.clickhouse.client.api

import com.clickhouse.client.api.insert.InsertResponse
import com.clickhouse.data.ClickHouseFormat
import destinationwriter.bridge.BridgeCalls
import destinationwriter.vendors.Vendors
import java.io.InputStream
import java.sql.SQLException
import java.util.concurrent.CompletableFuture

/** What goes wrong in the client. */
open class ClickHouseException(message: String?) : RuntimeException(message)

/** What the server refuses. */
class ServerException(val code: Int, message: String?) : ClickHouseException(message)

/** The native client, as far as it inserts a stream of rows: in the caller's thread, as the driver's does. */
class Client(private val calls: BridgeCalls) : AutoCloseable {
    fun insert(tableName: String, data: InputStream, format: ClickHouseFormat): CompletableFuture<InsertResponse> {
        val rows = data.readBytes().decodeToString()
        Vendors.note("INSERT INTO $tableName FORMAT $format")
        return try {
            calls.call("insert", mapOf("table" to tableName, "format" to format.name, "data" to rows))
            CompletableFuture.completedFuture(InsertResponse())
        } catch (e: SQLException) {
            throw ServerException(e.errorCode, e.message)
        }
    }

    override fun close() = Unit
}
