package harness

import io.airbyte.cdk.load.command.DestinationStream
import io.airbyte.cdk.load.command.ImportType
import io.airbyte.cdk.load.command.NamespaceMapper
import io.airbyte.cdk.load.component.TableOperationsClient
import io.airbyte.cdk.load.data.FieldType
import io.airbyte.cdk.load.data.ObjectType
import io.airbyte.cdk.load.table.TableName
import io.airbyte.integrations.destination.acme.check.AcmeChecker
import io.airbyte.integrations.destination.acme.client.AcmeAirbyteClient
import io.airbyte.integrations.destination.acme.client.AcmeColumnUtils
import io.airbyte.integrations.destination.acme.client.AcmeSqlGenerator
import io.airbyte.integrations.destination.acme.component.AcmeTestTableOperationsClient
import io.airbyte.integrations.destination.acme.config.AcmeBeanFactory
import io.airbyte.integrations.destination.acme.config.AcmeColumnNameGenerator
import io.airbyte.integrations.destination.acme.config.AcmeFinalTableNameGenerator
import io.airbyte.integrations.destination.acme.spec.AcmeConfiguration
import io.airbyte.integrations.destination.acme.write.load.AcmeInsertBuffer
import kotlinx.coroutines.runBlocking

fun adapter(database: Database): Subject = object : Subject {
    private val configuration = AcmeConfiguration("", 0, "", "", "")
    private fun over(database: Database) = AcmeAirbyteClient(database, AcmeSqlGenerator(AcmeColumnUtils()), configuration)
    override val client = over(database)
    override val evolution = client
    override val testClient = AcmeTestTableOperationsClient(database)
    override fun clientAt(url: String, user: String) = over(Database(url, user))
    override fun stream(table: TableName, fields: LinkedHashMap<String, FieldType>, importType: ImportType) =
        DestinationStream(
            unmappedNamespace = table.namespace, unmappedName = table.name, importType = importType, schema = ObjectType(fields),
            generationId = 1, minimumGenerationId = 0, syncId = 1, namespaceMapper = NamespaceMapper(),
        )
    override fun buffer(table: TableName) = object : Buffer {
        val buffer = AcmeInsertBuffer(table, client)
        override fun accumulate(record: Row) = buffer.accumulate(record)
        override fun flush() = runBlocking { buffer.flush() }
    }
    override fun check() = AcmeChecker(client, configuration).check()
    override fun softDeleting(): TableOperationsClient? = null
    override fun columnName(name: String) = AcmeColumnNameGenerator().getColumnName(name).displayName
    override fun finalTableName(namespace: String?, name: String) =
        AcmeFinalTableNameGenerator().getTableName(DestinationStream.Descriptor(namespace, name))
    override fun tempTableName(table: TableName) = AcmeBeanFactory().tempTableNameGenerator().generate(table)
}
