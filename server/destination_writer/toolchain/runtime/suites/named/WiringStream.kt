package destinationwriter.suites

import cdk.DestinationStream
import cdk.ImportType
import cdk.TableName
import io.airbyte.cdk.load.data.FieldType
import io.airbyte.cdk.load.data.IntegerType
import io.airbyte.cdk.load.data.StringType

/** The wiring suite's own stream. */
fun wiringStream(namespace: String, name: String, importType: ImportType): DestinationStream {
    val fields = linkedMapOf("id" to FieldType(IntegerType, false), "name" to FieldType(StringType, true))
    return SuiteStreams(null).make(TableName(namespace, name), fields, importType)
}
