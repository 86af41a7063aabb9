package destinationwriter.runtime

import cdk.EnrichedAirbyteValue
import cdk.PartitionKey
import cdk.RecordDTO
import cdk.ValidationResult
import cdk.ValueCoercer
import io.airbyte.cdk.load.data.*
import io.airbyte.cdk.load.message.Meta
import io.airbyte.protocol.models.v0.AirbyteRecordMessageMetaChange.Reason
import java.util.UUID

/** A record on its way to the aggregate, and what was changed in it: `field`, `change`, `reason`. */
class Prepared(val record: RecordDTO, val changes: List<Map<String, String>>)

/** Turns rows into records as the framework does: typed values, the coercer's verdict, final names, the meta columns. */
class Pipeline(private val made: MadeStream, private val coercer: ValueCoercer?) {
    fun prepared(row: Map<*, *>): Prepared {
        val changes = mutableListOf<Map<String, String>>()
        val fields = LinkedHashMap<String, AirbyteValue>()
        for ((name, field) in made.fields) {
            if (name in row) fields[made.columns.getValue(name)] = coerced(name, field.type, row[name], changes)
        }
        fields += meta(row, changes)
        return Prepared(RecordDTO(fields, PartitionKey("1"), fields.toString().length.toLong(), 0), changes)
    }

    /** The row as the test client takes it: final names, and no coercion. */
    fun plain(row: Map<*, *>): Map<String, AirbyteValue> {
        val data = made.fields.filterKeys { it in row }.entries
            .associate { (name, field) -> made.columns.getValue(name) to airbyteValue(field.type, row[name]) }
        return data + meta(row, emptyList())
    }

    private fun coerced(name: String, type: AirbyteType, json: Any?, changes: MutableList<Map<String, String>>): AirbyteValue {
        fun changed(to: AirbyteValue, change: String, reason: Any): AirbyteValue {
            changes += mapOf("field" to name, "change" to change, "reason" to reason.toString())
            return to
        }
        // The framework does the same with a value that is not of its field's type.
        val value =
            try {
                airbyteValue(type, json)
            } catch (_: BadRequest) {
                return changed(NullValue, "NULLED", Reason.DESTINATION_SERIALIZATION_ERROR)
            }
        if (coercer == null || value == NullValue) return value
        val mapped = coercer.map(EnrichedAirbyteValue(value, type, name))
        return when (val verdict = coercer.validate(mapped)) {
            is ValidationResult.Valid -> mapped.abValue
            is ValidationResult.ShouldNullify -> changed(NullValue, "NULLED", verdict.reason)
            is ValidationResult.ShouldTruncate -> changed(verdict.truncatedValue, "TRUNCATED", verdict.reason)
        }
    }

    private fun meta(row: Map<*, *>, changes: List<Map<String, String>>): Map<String, AirbyteValue> {
        val noted = mapOf(Meta.AIRBYTE_META_SYNC_ID to made.stream.syncId, Meta.AIRBYTE_META_CHANGES to changes)
        val given = row[Meta.COLUMN_NAME_AB_META] as? Map<*, *>
        return mapOf(
            Meta.COLUMN_NAME_AB_RAW_ID to StringValue(row[Meta.COLUMN_NAME_AB_RAW_ID] as String? ?: UUID.randomUUID().toString()),
            Meta.COLUMN_NAME_AB_EXTRACTED_AT to
                airbyteValue(TimestampTypeWithTimezone, row[Meta.COLUMN_NAME_AB_EXTRACTED_AT] ?: "2000-01-01T00:00:00Z"),
            Meta.COLUMN_NAME_AB_META to AirbyteValue.from(if (given == null || changes.isNotEmpty()) given.orEmpty() + noted else given),
        ) + generation(row)
    }

    /** A row may hold NULL for its generation, as rows of old syncs do. */
    private fun generation(row: Map<*, *>): Map<String, AirbyteValue> {
        val column = Meta.COLUMN_NAME_AB_GENERATION_ID
        val value = if (column in row) row[column] else made.stream.generationId
        return mapOf(column to airbyteValue(IntegerType, value))
    }
}
