package destinationwriter.runtime

import cdk.ColumnNameMapping
import cdk.DestinationStream
import cdk.ImportType
import cdk.TableName
import io.airbyte.cdk.load.command.Append
import io.airbyte.cdk.load.command.Dedupe
import io.airbyte.cdk.load.data.FieldType

/** A stream as it was asked for. `fields` are in the source's names and order. */
class StreamRequest(asked: Map<*, *>) {
    val namespace = asked["namespace"] as String?
    val name = asked.text("name")
    val fields: LinkedHashMap<String, FieldType> =
        asked.list("fields").associateTo(LinkedHashMap()) { field ->
            val (column, type) = field as List<*>
            column as String to FieldType(airbyteType(type as String), true)
        }
    val generation = (asked["generation"] as Long?) ?: 1
    val minimumGeneration = (asked["minimum_generation"] as Long?) ?: 0
    val syncId = (asked["sync"] as Long?) ?: 1
    val importType: ImportType =
        when (val key = asked["primary_key"]) {
            null -> Append
            else -> Dedupe((key as List<*>).map { listOf(it as String) }, asked.list("cursor").map { it as String })
        }
}

/** A stream of the sync, with the names and types that the connector gave it. */
class MadeStream(
    val stream: DestinationStream,
    val fields: Map<String, FieldType>,
    val realTable: TableName,
    val tempTable: TableName,
    val columns: Map<String, String>,
    val types: Map<String, String>,
) {
    val columnNames = ColumnNameMapping(columns)
}

internal fun Map<*, *>.text(key: String): String = this[key] as? String ?: throw BadRequest("'$key' is missing")

internal fun Map<*, *>.list(key: String): List<*> = this[key] as? List<*> ?: throw BadRequest("'$key' is missing")

/** A name no other holds yet: `x`, else `x_1`, `x_2` and so on. */
internal fun freed(name: String, isFree: (String) -> Boolean): String =
    generateSequence(0) { it + 1 }.map { if (it == 0) name else "${name}_$it" }.first(isFree)
