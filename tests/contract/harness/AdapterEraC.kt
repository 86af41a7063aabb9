package harness

import io.airbyte.cdk.load.command.DestinationStream
import io.airbyte.cdk.load.command.ImportType
import io.airbyte.cdk.load.command.NamespaceMapper
import io.airbyte.cdk.load.component.TableOperationsClient
import io.airbyte.cdk.load.data.FieldType
import io.airbyte.cdk.load.data.ObjectType
import io.airbyte.cdk.load.schema.model.ColumnSchema
import io.airbyte.cdk.load.schema.model.StreamTableSchema
import io.airbyte.cdk.load.schema.model.TableName
import io.airbyte.cdk.load.schema.model.TableNames
import io.airbyte.integrations.destination.postgres.check.PostgresChecker
import io.airbyte.integrations.destination.postgres.client.PostgresAirbyteClient
import io.airbyte.integrations.destination.postgres.client.PostgresColumnUtils
import io.airbyte.integrations.destination.postgres.client.PostgresSqlGenerator
import io.airbyte.integrations.destination.postgres.component.PostgresTestTableOperationsClient
import io.airbyte.integrations.destination.postgres.schema.PostgresTableSchemaMapper
import io.airbyte.integrations.destination.postgres.spec.CdcDeletionMode
import io.airbyte.integrations.destination.postgres.spec.PostgresConfiguration
import io.airbyte.integrations.destination.postgres.write.load.PostgresInsertBuffer
import kotlinx.coroutines.runBlocking

fun adapter(database: Database): Subject = object : Subject {
    private val configuration = PostgresConfiguration("", 0, "", "public", "", "")
    private val mapper = PostgresTableSchemaMapper(configuration, PostgresColumnUtils())
    override val client = PostgresAirbyteClient(database, PostgresSqlGenerator(configuration))
    override val evolution = client
    override val testClient = PostgresTestTableOperationsClient(database)
    override fun clientAt(url: String, user: String) = PostgresAirbyteClient(Database(url, user), PostgresSqlGenerator(configuration))
    override fun stream(table: TableName, fields: LinkedHashMap<String, FieldType>, importType: ImportType) =
        DestinationStream(
            unmappedNamespace = table.namespace, unmappedName = table.name, importType = importType, schema = ObjectType(fields),
            generationId = 1, minimumGenerationId = 0, syncId = 1, namespaceMapper = NamespaceMapper(),
            tableSchema = StreamTableSchema(
                TableNames(finalTableName = table),
                ColumnSchema(fields, fields.keys.associateWith(mapper::toColumnName), fields.entries.associate { mapper.toColumnName(it.key) to mapper.toColumnType(it.value) }),
                importType,
            ),
        )
    override fun buffer(table: TableName) = object : Buffer {
        val buffer = PostgresInsertBuffer(table, client)
        override fun accumulate(record: Row) = buffer.accumulate(record)
        override fun flush() = runBlocking { buffer.flush() }
    }
    override fun check() = PostgresChecker(client, configuration).check()
    override fun softDeleting(): TableOperationsClient =
        PostgresAirbyteClient(database, PostgresSqlGenerator(configuration.copy(cdcDeletionMode = CdcDeletionMode.SOFT_DELETE)))
    override fun columnName(name: String) = mapper.toColumnName(name)
    override fun finalTableName(namespace: String?, name: String) = mapper.toFinalTableName(DestinationStream.Descriptor(namespace, name))
    override fun tempTableName(table: TableName) = mapper.toTempTableName(table)
}
