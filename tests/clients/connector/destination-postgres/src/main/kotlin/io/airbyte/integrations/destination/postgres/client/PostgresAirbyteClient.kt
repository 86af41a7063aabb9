package io.airbyte.integrations.destination.postgres.client

import io.airbyte.cdk.load.command.DestinationStream
import io.airbyte.cdk.load.component.TableOperationsClient
import io.airbyte.cdk.load.schema.model.TableName
import io.airbyte.cdk.load.table.ColumnNameMapping
import io.airbyte.integrations.destination.postgres.sql.PostgresSqlGenerator
import jakarta.inject.Singleton
import javax.sql.DataSource

/** Talks to PostgreSQL. */
@Singleton
class PostgresAirbyteClient(
    private val dataSource: DataSource,
    private val sqlGenerator: PostgresSqlGenerator,
) : TableOperationsClient {

    override suspend fun createNamespace(namespace: String) {
        TODO("Phase 2")
    }

    override suspend fun namespaceExists(namespace: String): Boolean = TODO("Phase 2")

    override suspend fun createTable(
        stream: DestinationStream,
        tableName: TableName,
        columnNameMapping: ColumnNameMapping,
        replace: Boolean,
    ) {
        TODO("Phase 3")
    }

    override suspend fun tableExists(table: TableName): Boolean = TODO("Phase 3")

    override suspend fun dropTable(tableName: TableName) {
        TODO("Phase 3")
    }

    override suspend fun countTable(tableName: TableName): Long? = TODO("Phase 3")

    override suspend fun getGenerationId(tableName: TableName): Long = TODO("Phase 4")

    override suspend fun overwriteTable(sourceTableName: TableName, targetTableName: TableName) {
        TODO("Phase 6")
    }

    override suspend fun copyTable(
        columnNameMapping: ColumnNameMapping,
        sourceTableName: TableName,
        targetTableName: TableName,
    ) {
        TODO("Phase 7")
    }

    override suspend fun upsertTable(
        stream: DestinationStream,
        columnNameMapping: ColumnNameMapping,
        sourceTableName: TableName,
        targetTableName: TableName,
    ) {
        TODO("Phase 9")
    }
}
