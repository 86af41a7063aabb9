package destinationwriter.suites

import cdk.ColumnNameMapping
import cdk.DestinationStream
import cdk.ImportType
import cdk.NamespaceMapper
import cdk.TableName
import io.airbyte.cdk.load.command.Append
import io.airbyte.cdk.load.data.FieldType
import io.airbyte.cdk.load.data.ObjectType

/** Fields of the suites' streams take no NULL in this era. */
const val NULLABLE_FIELDS = false

/** Streams as the suites of CDK 0.1.52 to 0.1.83 make them: names come with the column mapping. */
@Suppress("UNUSED_PARAMETER")
class SuiteStreams(schemaFactory: Any?) {
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
        )

    /** The columns of a stream as its client is told them, for a suite that has no mapping of the connector's own. */
    fun mapping(fields: Map<String, FieldType>): ColumnNameMapping = ColumnNameMapping(fields.keys.associateWith { it })
}
