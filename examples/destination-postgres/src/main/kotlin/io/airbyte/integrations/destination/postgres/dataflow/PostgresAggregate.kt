package io.airbyte.integrations.destination.postgres.dataflow

import io.airbyte.cdk.load.dataflow.aggregate.Aggregate
import io.airbyte.cdk.load.dataflow.transform.RecordDTO
import io.airbyte.integrations.destination.postgres.write.load.PostgresInsertBuffer

class PostgresAggregate(private val buffer: PostgresInsertBuffer) : Aggregate {
    override fun accept(record: RecordDTO) {
        TODO("Phase 5")
    }

    override suspend fun flush() {
        TODO("Phase 5")
    }
}
