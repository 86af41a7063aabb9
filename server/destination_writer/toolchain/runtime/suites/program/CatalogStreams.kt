package destinationwriter.localrun

import com.fasterxml.jackson.databind.JsonNode
import destinationwriter.runtime.Beans
import destinationwriter.runtime.StreamRequest
import destinationwriter.suites.DefaultComponentTestCatalogBodies
import io.airbyte.protocol.models.v0.ConfiguredAirbyteCatalog
import io.airbyte.protocol.models.v0.ConfiguredAirbyteStream
import io.airbyte.protocol.models.v0.DestinationSyncMode

private const val MOCK = "MockDestinationCatalog"

/**
 * The streams of the catalog that the test configuration declares as a bean, else those of the test fixtures' catalog
 * where the test asks for that by an environment; none otherwise.
 */
fun configuredStreams(beans: Beans): List<StreamRequest> {
    val declared = beans.find(ConfiguredAirbyteCatalog::class.java)
    val catalog = declared ?: DefaultComponentTestCatalogBodies.make().takeIf { MOCK in beans.environments }
    return catalog?.streams.orEmpty().map(::request)
}

private fun request(configured: ConfiguredAirbyteStream): StreamRequest {
    val stream = configured.stream ?: throw IllegalArgumentException("a configured stream of the test catalog has no stream")
    val properties = stream.jsonSchema?.get("properties")
    val fields = properties?.fieldNames()?.asSequence().orEmpty().map { listOf(it, typeName(properties!!.get(it)!!)) }.toList()
    val key = configured.primaryKey?.mapNotNull { it.singleOrNull() }?.takeIf { configured.destinationSyncMode == DestinationSyncMode.APPEND_DEDUP }
    return StreamRequest(
        mapOf(
            "namespace" to stream.namespace,
            "name" to stream.name,
            "fields" to fields,
            "generation" to configured.generationId,
            "minimum_generation" to configured.minimumGenerationId,
            "sync" to configured.syncId,
            "primary_key" to key,
            "cursor" to configured.cursorField.orEmpty(),
        )
    )
}

/** The name of a JSON schema's type among those that `airbyteType` knows. */
private fun typeName(schema: JsonNode): String {
    val types = schema.get("type")?.let { if (it.isArray()) it.map(JsonNode::asText) else listOf(it.asText()) }.orEmpty() - "null"
    val format = schema.get("format")?.asText()
    val zone = if (schema.get("airbyte_type")?.asText()?.endsWith("without_timezone") == true) "without" else "with"
    return when (types.singleOrNull()) {
        "string" -> when (format) {
            "date" -> "date"
            "date-time" -> "timestamp_${zone}_timezone"
            "time" -> "time_${zone}_timezone"
            else -> "string"
        }
        "boolean", "integer", "number", "array" -> types.single()
        "object" -> if (schema.has("properties")) "object_with_properties" else "object"
        null -> "union"
        else -> "unknown"
    }
}
