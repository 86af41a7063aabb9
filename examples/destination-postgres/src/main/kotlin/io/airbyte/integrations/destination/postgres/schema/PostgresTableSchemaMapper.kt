package io.airbyte.integrations.destination.postgres.schema

import io.airbyte.cdk.load.command.DestinationStream
import io.airbyte.cdk.load.component.ColumnType
import io.airbyte.cdk.load.data.FieldType
import io.airbyte.cdk.load.schema.TableSchemaMapper
import io.airbyte.cdk.load.schema.model.TableName
import io.airbyte.integrations.destination.postgres.client.PostgresColumnUtils
import io.airbyte.integrations.destination.postgres.spec.PostgresConfiguration
import jakarta.inject.Singleton

@Singleton
class PostgresTableSchemaMapper(
    private val configuration: PostgresConfiguration,
    private val columnUtils: PostgresColumnUtils,
) : TableSchemaMapper {
    override fun toFinalTableName(desc: DestinationStream.Descriptor): TableName = TODO("Phase 3")

    override fun toTempTableName(tableName: TableName): TableName = TODO("Phase 3")

    override fun toColumnName(name: String): String = TODO("Phase 3")

    override fun toColumnType(fieldType: FieldType): ColumnType = TODO("Phase 3")

    override fun colsConflict(a: String, b: String): Boolean = TODO("Phase 3")
}
