package io.airbyte.protocol.models.v0

import com.fasterxml.jackson.databind.JsonNode

enum class DestinationSyncMode { APPEND, OVERWRITE, APPEND_DEDUP, UPDATE, SOFT_DELETE }

enum class SyncMode { FULL_REFRESH, INCREMENTAL }

open class AirbyteRecordMessageMetaChange {
    open var field: String? = null
    open var change: Change? = null
    open var reason: Reason? = null
    open fun withField(field: String?): AirbyteRecordMessageMetaChange = also { it.field = field }
    open fun withChange(change: Change?): AirbyteRecordMessageMetaChange = also { it.change = change }
    open fun withReason(reason: Reason?): AirbyteRecordMessageMetaChange = also { it.reason = reason }

    enum class Change { NULLED, TRUNCATED }

    enum class Reason {
        SOURCE_RECORD_SIZE_LIMITATION, SOURCE_FIELD_SIZE_LIMITATION, SOURCE_SERIALIZATION_ERROR, SOURCE_RETRIEVAL_ERROR,
        DESTINATION_RECORD_SIZE_LIMITATION, DESTINATION_FIELD_SIZE_LIMITATION, DESTINATION_SERIALIZATION_ERROR,
        DESTINATION_TYPECAST_ERROR, PLATFORM_RECORD_SIZE_LIMITATION, PLATFORM_FIELD_SIZE_LIMITATION,
        PLATFORM_SERIALIZATION_ERROR,
    }
}

open class AirbyteStream {
    open var name: String? = null
    open var namespace: String? = null
    open var jsonSchema: JsonNode? = null
    open var supportedSyncModes: List<SyncMode>? = null
    open fun withName(name: String?): AirbyteStream = also { it.name = name }
    open fun withNamespace(namespace: String?): AirbyteStream = also { it.namespace = namespace }
    open fun withJsonSchema(jsonSchema: JsonNode?): AirbyteStream = also { it.jsonSchema = jsonSchema }
    open fun withSupportedSyncModes(modes: List<SyncMode>?): AirbyteStream = also { it.supportedSyncModes = modes }
}

open class ConfiguredAirbyteStream {
    open var stream: AirbyteStream? = null
    open var syncMode: SyncMode? = null
    open var destinationSyncMode: DestinationSyncMode? = null
    open var cursorField: List<String>? = null
    open var primaryKey: List<List<String>>? = null
    open var generationId: Long? = null
    open var minimumGenerationId: Long? = null
    open var syncId: Long? = null
    open fun withStream(stream: AirbyteStream?): ConfiguredAirbyteStream = also { it.stream = stream }
    open fun withSyncMode(mode: SyncMode?): ConfiguredAirbyteStream = also { it.syncMode = mode }
    open fun withDestinationSyncMode(mode: DestinationSyncMode?): ConfiguredAirbyteStream = also { it.destinationSyncMode = mode }
    open fun withCursorField(cursor: List<String>?): ConfiguredAirbyteStream = also { it.cursorField = cursor }
    open fun withPrimaryKey(key: List<List<String>>?): ConfiguredAirbyteStream = also { it.primaryKey = key }
    open fun withGenerationId(id: Long?): ConfiguredAirbyteStream = also { it.generationId = id }
    open fun withMinimumGenerationId(id: Long?): ConfiguredAirbyteStream = also { it.minimumGenerationId = id }
    open fun withSyncId(id: Long?): ConfiguredAirbyteStream = also { it.syncId = id }
}

open class ConfiguredAirbyteCatalog {
    open var streams: List<ConfiguredAirbyteStream>? = null
    open fun withStreams(streams: List<ConfiguredAirbyteStream>?): ConfiguredAirbyteCatalog = also { it.streams = streams }
}
