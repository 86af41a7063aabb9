package destinationwriter.suites

import cdk.ColumnSchema
import cdk.DestinationStream
import cdk.ImportType
import cdk.NamespaceMapper
import cdk.StreamTableSchema
import cdk.TableName
import cdk.TableNames
import io.airbyte.cdk.load.data.FieldType
import io.airbyte.cdk.load.data.IntegerType
import io.airbyte.cdk.load.data.ObjectType
import io.airbyte.cdk.load.data.StringType

/**
 * The wiring suite's own stream: from 0.1.84 on its table schema has a fixed table, no columns and no temporary name, so
 * a writer that goes by the table schema needs a test class that overrides `createTestStream`.
 */
fun wiringStream(namespace: String, name: String, importType: ImportType) = DestinationStream(
    unmappedNamespace = namespace,
    unmappedName = name,
    importType = importType,
    schema = ObjectType(linkedMapOf("id" to FieldType(IntegerType, false), "name" to FieldType(StringType, true))),
    generationId = 0,
    minimumGenerationId = 0,
    syncId = 42,
    namespaceMapper = NamespaceMapper(),
    tableSchema = StreamTableSchema(TableNames(finalTableName = TableName("test", "test")), ColumnSchema(emptyMap(), emptyMap(), emptyMap()), importType),
)
