package destinationwriter.suites

import cdk.ColumnNameMapping
import cdk.DestinationStream
import cdk.ImportType
import cdk.NamespaceMapper
import cdk.TableName
import cdk.TableSchemaFactory
import destinationwriter.localrun.Running
import io.airbyte.cdk.load.command.Append
import io.airbyte.cdk.load.data.FieldType
import io.airbyte.cdk.load.data.ObjectType

/** Fields of the suites' streams take NULL in these eras. */
const val NULLABLE_FIELDS = true

/** Streams as the suites make them from 0.1.84 on: final names and types are the schema mapper's. */
class SuiteStreams(schemaFactory: Any?) {
    val schemas = schemaFactory as TableSchemaFactory? ?: Running.bean(TableSchemaFactory::class.java)

    fun make(table: TableName, fields: Map<String, FieldType>, importType: ImportType = Append, generation: Long = 1): DestinationStream =
        DestinationStream(
            unmappedNamespace = table.namespace,
            unmappedName = table.name,
            importType = importType,
            schema = ObjectType(LinkedHashMap(fields)),
            generationId = generation,
            minimumGenerationId = 0,
            syncId = 1,
            namespaceMapper = NamespaceMapper(),
            tableSchema = schemas.make(table, fields, importType),
        )

    /** The columns of a stream as its client is told them, for a suite that has no mapping of the connector's own. */
    fun mapping(fields: Map<String, FieldType>): ColumnNameMapping = ColumnNameMapping(fields.keys.associateWith { it })
}
