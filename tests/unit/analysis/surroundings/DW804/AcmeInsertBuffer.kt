package io.airbyte.integrations.destination.acme

class AcmeInsertBuffer(private val table: TableName, private val client: AcmeAirbyteClient) {
    private val buffer = mutableListOf<Map<String, AirbyteValue>>()

    suspend fun flush() {
        client.insertRecords(table, buffer)
        client.insertAll(table, buffer)
        buffer.clear()
    }
}
