package io.airbyte.integrations.destination.postgres.component

import io.airbyte.cdk.load.component.TestTableOperationsClient
import io.airbyte.cdk.load.data.AirbyteValue
import io.airbyte.cdk.load.schema.model.TableName
import io.micronaut.context.annotation.Requires
import jakarta.inject.Singleton
import javax.sql.DataSource

@Singleton
@Requires(env = ["component"])
class PostgresTestTableOperationsClient(private val dataSource: DataSource) : TestTableOperationsClient {
    override suspend fun ping() {
        TODO("Phase 1")
    }

    override suspend fun dropNamespace(namespace: String) {
        TODO("Phase 2")
    }

    override suspend fun insertRecords(table: TableName, records: List<Map<String, AirbyteValue>>) {
        TODO("Phase 3")
    }

    override suspend fun readTable(table: TableName): List<Map<String, Any>> {
        TODO("Phase 3")
    }
}
