package io.airbyte.integrations.destination.postgres.client

import io.airbyte.cdk.load.command.DestinationStream
import io.airbyte.cdk.load.component.ColumnChangeset
import io.airbyte.cdk.load.schema.model.TableName
import io.airbyte.cdk.load.table.ColumnNameMapping
import io.airbyte.integrations.destination.postgres.spec.PostgresConfiguration
import jakarta.inject.Singleton

/** The SQL of the connector, as text. It connects to nothing. */
@Singleton
class PostgresSqlGenerator(private val configuration: PostgresConfiguration) {
    fun createNamespace(namespace: String): String = TODO("Phase 2")

    fun namespaceExists(namespace: String): String = TODO("Phase 2")

    fun createTable(stream: DestinationStream, tableName: TableName, replace: Boolean): List<String> =
        TODO("Phase 3")

    fun dropTable(tableName: TableName): String = TODO("Phase 3")

    fun tableExists(tableName: TableName): String = TODO("Phase 3")

    fun countTable(tableName: TableName): String = TODO("Phase 3")

    fun getGenerationId(tableName: TableName): String = TODO("Phase 4")

    fun overwriteTable(sourceTableName: TableName, targetTableName: TableName): List<String> =
        TODO("Phase 6")

    fun copyTable(
        columnNameMapping: ColumnNameMapping,
        sourceTableName: TableName,
        targetTableName: TableName,
    ): String = TODO("Phase 7")

    fun describeTable(tableName: TableName): String = TODO("Phase 8")

    fun alterTable(tableName: TableName, changeset: ColumnChangeset): List<String> = TODO("Phase 8")

    fun upsertTable(
        stream: DestinationStream,
        columnNameMapping: ColumnNameMapping,
        sourceTableName: TableName,
        targetTableName: TableName,
    ): List<String> = TODO("Phase 9")

    /** Whether rows that the source deleted leave the table. */
    private fun hardDeletes(): Boolean = TODO("Phase 10")
}
