package com.clickhouse.client.api.insert

class InsertResponse : AutoCloseable {
    override fun close() = Unit
}
