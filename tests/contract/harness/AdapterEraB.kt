package harness

import io.airbyte.cdk.load.command.DestinationStream
import io.airbyte.cdk.load.command.ImportType
import io.airbyte.cdk.load.command.NamespaceMapper
import io.airbyte.cdk.load.component.TableOperationsClient
import io.airbyte.cdk.load.data.FieldType
import io.airbyte.cdk.load.data.ObjectType
import io.airbyte.cdk.load.dataflow.state.PartitionKey
import io.airbyte.cdk.load.dataflow.transform.RecordDTO
import io.airbyte.cdk.load.schema.model.ColumnSchema
import io.airbyte.cdk.load.schema.model.StreamTableSchema
import io.airbyte.cdk.load.schema.model.TableName
import io.airbyte.cdk.load.schema.model.TableNames
import io.airbyte.integrations.destination.acme.*

fun adapter(database: Database): Subject = object : Subject {
    private fun configuration(mode: CdcDeletionMode) = AcmeConfiguration("", 0, "", "", "", "public", mode)
    private fun over(database: Database, mode: CdcDeletionMode = CdcDeletionMode.HARD_DELETE) =
        AcmeClient(AcmeSqlGenerator(configuration(mode)), database)
    private val mapper = AcmeMapper(configuration(CdcDeletionMode.HARD_DELETE))
    override val client = over(database)
    override val evolution = client
    override val testClient = AcmeTestClient(database)
    override fun clientAt(url: String, user: String) = over(Database(url, user))
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
        val aggregate = AcmeAggregate(AcmeInsertBuffer(table, client))
        override fun accumulate(record: Row) = aggregate.accept(RecordDTO(record, PartitionKey("p"), 1, 1))
        override fun flush() = kotlinx.coroutines.runBlocking { aggregate.flush() }
    }
    override fun check() = AcmeChecker(client, configuration(CdcDeletionMode.HARD_DELETE)).check()
    override fun softDeleting(): TableOperationsClient = over(database, CdcDeletionMode.SOFT_DELETE)
    override fun columnName(name: String) = mapper.toColumnName(name)
    override fun finalTableName(namespace: String?, name: String) = mapper.toFinalTableName(DestinationStream.Descriptor(namespace, name))
    override fun tempTableName(table: TableName) = mapper.toTempTableName(table)
}
