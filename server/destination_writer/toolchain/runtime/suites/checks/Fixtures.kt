package destinationwriter.suites

import cdk.ColumnNameMapping
import cdk.TableName
import com.fasterxml.jackson.databind.node
import io.airbyte.cdk.load.data.*
import io.airbyte.cdk.load.message.Meta
import io.airbyte.cdk.load.table.CDC_DELETED_AT_COLUMN
import java.util.UUID

typealias Record = Map<String, AirbyteValue>
typealias Row = Map<String, Any>

/** Schemas and records that the suites share. */
object TableOperationsFixturesBodies {
    private const val TEST = "test"
    const val ID = "id"
    const val DESCRIPTION = "description"

    val TEST_INTEGER_SCHEMA = ObjectType(linkedMapOf(TEST to field(IntegerType)))
    val TEST_STRING_SCHEMA = ObjectType(linkedMapOf(TEST to field(StringType)))
    val TEST_MAPPING = ColumnNameMapping(mapOf(TEST to TEST))

    /** A field of every kind of type, under names that say which. */
    val ALL_TYPES_SCHEMA = ObjectType(
        linkedMapOf(
            "string" to field(StringType),
            "boolean" to field(BooleanType),
            "integer" to field(IntegerType),
            "number" to field(NumberType),
            "date" to field(DateType),
            "timestamp_tz" to field(TimestampTypeWithTimezone),
            "timestamp_ntz" to field(TimestampTypeWithoutTimezone),
            "time_tz" to field(TimeTypeWithTimezone),
            "time_ntz" to field(TimeTypeWithoutTimezone),
            "array" to field(ArrayType(FieldType(StringType, true))),
            "object" to field(ObjectType(linkedMapOf("key" to FieldType(StringType, true)))),
            "unknown" to field(UnknownType(node(mapOf("type" to "unheard-of")))),
        )
    )

    /** What a CDC source's stream has: a key, a cursor, a text, and the mark of deletion. */
    val CDC_FIELDS = linkedMapOf(
        ID to field(StringType),
        TEST to field(IntegerType),
        CDC_DELETED_AT_COLUMN to FieldType(TimestampTypeWithTimezone, true),
        DESCRIPTION to FieldType(StringType, true),
    )

    fun field(type: AirbyteType) = FieldType(type, NULLABLE_FIELDS)

    /** The one column [TEST] with a value, and the meta columns that every table has. */
    fun record(value: Long, generation: Long = 1): Record = mapOf(TEST to IntegerValue(value)) + meta(generation = generation)

    fun meta(extractedAt: String = EXTRACTED_AT, generation: Long = 1, rawId: String = UUID.randomUUID().toString()): Record = mapOf(
        Meta.COLUMN_NAME_AB_RAW_ID to StringValue(rawId),
        Meta.COLUMN_NAME_AB_EXTRACTED_AT to TimestampWithTimezoneValue(extractedAt),
        Meta.COLUMN_NAME_AB_META to ObjectValue(linkedMapOf()),
        Meta.COLUMN_NAME_AB_GENERATION_ID to IntegerValue(generation),
    )

    const val EXTRACTED_AT = "2025-01-22T00:00:00Z"

    /** A name that no other test has: with hyphens in the oldest era, which therefore have to be quoted. */
    fun fresh(prefix: String): String {
        val id = UUID.randomUUID().toString()
        return if (NULLABLE_FIELDS) "${prefix}_${id.replace('-', '_')}" else "${prefix.replace('_', '-')}-$id"
    }

    fun freshTable(namespace: String, prefix: String = "table") = TableName(namespace, fresh(prefix))
}
