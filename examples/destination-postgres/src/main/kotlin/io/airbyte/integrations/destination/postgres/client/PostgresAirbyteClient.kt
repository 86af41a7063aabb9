package io.airbyte.integrations.destination.postgres.client

import io.airbyte.cdk.load.command.DestinationStream
import io.airbyte.cdk.load.component.ColumnChangeset
import io.airbyte.cdk.load.component.TableColumns
import io.airbyte.cdk.load.component.TableOperationsClient
import io.airbyte.cdk.load.component.TableSchema
import io.airbyte.cdk.load.component.TableSchemaEvolutionClient
import io.airbyte.cdk.load.schema.model.TableName
import io.airbyte.cdk.load.table.ColumnNameMapping
import jakarta.inject.Singleton
import javax.sql.DataSource

/** Runs the generator's SQL. */
@Singleton
class PostgresAirbyteClient(
    private val dataSource: DataSource,
    private val sqlGenerator: PostgresSqlGenerator,
) : TableOperationsClient, TableSchemaEvolutionClient {
    override suspend fun createNamespace(namespace: String) {
        TODO("Phase 2")
    }

    override suspend fun namespaceExists(namespace: String): Boolean {
        TODO("Phase 2")
    }

    override suspend fun createTable(
        stream: DestinationStream,
        tableName: TableName,
        columnNameMapping: ColumnNameMapping,
        replace: Boolean,
    ) {
        TODO("Phase 3")
    }

    override suspend fun tableExists(table: TableName): Boolean {
        TODO("Phase 3")
    }

    override suspend fun dropTable(tableName: TableName) {
        TODO("Phase 3")
    }

    override suspend fun countTable(tableName: TableName): Long? {
        TODO("Phase 3")
    }

    override suspend fun getGenerationId(tableName: TableName): Long {
        TODO("Phase 4")
    }

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

    override suspend fun discoverSchema(tableName: TableName): TableSchema {
        TODO("Phase 8")
    }

    override fun computeSchema(
        stream: DestinationStream,
        columnNameMapping: ColumnNameMapping,
    ): TableSchema {
        TODO("Phase 8")
    }

    override suspend fun applyChangeset(
        stream: DestinationStream,
        columnNameMapping: ColumnNameMapping,
        tableName: TableName,
        expectedColumns: TableColumns,
        columnChangeset: ColumnChangeset,
    ) {
        TODO("Phase 8")
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
