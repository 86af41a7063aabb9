package com.clickhouse.client.api

import com.clickhouse.client.api.insert.InsertResponse
import com.clickhouse.data.ClickHouseFormat
import destinationwriter.bridge.BridgeCalls
import destinationwriter.vendors.Vendors
import java.io.InputStream
import java.sql.SQLException
import java.util.concurrent.CompletableFuture

/** What the server refuses. */
class ServerException(val code: Int, message: String?) : RuntimeException(message)

/** The native client, as far as it inserts a stream of rows. */
class Client(private val calls: BridgeCalls) : AutoCloseable {
    fun insert(tableName: String, data: InputStream, format: ClickHouseFormat): CompletableFuture<InsertResponse> {
        val rows = data.readBytes().decodeToString()
        Vendors.note("INSERT INTO $tableName FORMAT $format")
        return try {
            calls.call("insert", mapOf("table" to tableName, "format" to format.name, "data" to rows))
            CompletableFuture.completedFuture(InsertResponse())
        } catch (e: SQLException) {
            CompletableFuture.failedFuture(ServerException(e.errorCode, e.message))
        }
    }

    override fun close() = Unit
}
