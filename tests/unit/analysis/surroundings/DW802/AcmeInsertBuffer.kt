package io.airbyte.integrations.destination.acme

class AcmeInsertBuffer(private val table: TableName, private val client: AcmeAirbyteClient) {
    private val buffer = mutableListOf<Map<String, AirbyteValue>>()

    //EXAMPLE

    suspend fun flush() {
        client.insertRecords(table, buffer)
        buffer.clear()
    }
}
