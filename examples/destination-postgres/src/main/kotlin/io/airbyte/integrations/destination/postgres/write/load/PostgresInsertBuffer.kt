package io.airbyte.integrations.destination.postgres.write.load

import io.airbyte.cdk.load.data.AirbyteValue
import io.airbyte.cdk.load.schema.model.TableName
import io.airbyte.integrations.destination.postgres.client.PostgresAirbyteClient

/** The records of one table until they are written. Not a bean: the aggregate factory makes one for each stream. */
class PostgresInsertBuffer(
    private val tableName: TableName,
    private val client: PostgresAirbyteClient,
) {
    private val records = mutableListOf<Map<String, AirbyteValue>>()

    fun accumulate(fields: Map<String, AirbyteValue>) {
        TODO("Phase 5")
    }

    suspend fun flush() {
        TODO("Phase 5")
    }
}
