package destinationwriter.runtime

import com.fasterxml.jackson.databind.node
import destinationwriter.runtime.json.Json
import io.airbyte.cdk.load.data.*
import java.math.BigDecimal
import java.math.BigInteger
import java.time.DateTimeException
import java.time.LocalDate
import java.time.LocalDateTime
import java.time.LocalTime
import java.time.OffsetDateTime
import java.time.OffsetTime
import java.time.ZoneOffset
import java.time.chrono.IsoChronology
import java.time.format.DateTimeFormatter
import java.time.format.DateTimeFormatterBuilder
import java.time.format.ResolverStyle
import java.time.format.SignStyle
import java.time.temporal.ChronoField

/** What was asked cannot be done as asked: a missing key, an unknown name, a value that is not of its type. */
class BadRequest(message: String) : RuntimeException(message)

/** The CDK's type for a name such as `string` or `timestamp_with_timezone`. */
fun airbyteType(name: String): AirbyteType = when (name) {
    "string" -> StringType
    "boolean" -> BooleanType
    "integer" -> IntegerType
    "number" -> NumberType
    "date" -> DateType
    "timestamp_with_timezone" -> TimestampTypeWithTimezone
    "timestamp_without_timezone" -> TimestampTypeWithoutTimezone
    "time_with_timezone" -> TimeTypeWithTimezone
    "time_without_timezone" -> TimeTypeWithoutTimezone
    "array" -> ArrayTypeWithoutSchema
    "array_of_strings" -> ArrayType(FieldType(StringType, true))
    "object" -> ObjectTypeWithoutSchema
    "object_without_properties" -> ObjectTypeWithEmptySchema
    "object_with_properties" -> ObjectType(linkedMapOf("a" to FieldType(StringType, true), "b" to FieldType(IntegerType, true)))
    "union" -> UnionType(setOf(StringType, IntegerType), false)
    "unknown" -> UnknownType(node(mapOf("type" to "whatever")))
    else -> throw BadRequest("there is no type '$name'")
}

/** A JSON value as the pipeline would hand it on for a field of the type. */
fun airbyteValue(type: AirbyteType, json: Any?): AirbyteValue = when {
    json == null -> NullValue
    type is StringType -> StringValue(if (json is String) json else Json.write(json))
    type is BooleanType -> BooleanValue(json as? Boolean ?: bad(type, json))
    type is IntegerType -> IntegerValue(whole(type, json))
    type is NumberType -> NumberValue(number(type, json))
    json is String && type is DateType -> time(type, json) { DateValue(LocalDate.parse(it, DATE)) }
    json is String && type is TimestampTypeWithTimezone -> time(type, json) { TimestampWithTimezoneValue(OffsetDateTime.parse(it, ZONED)) }
    json is String && type is TimestampTypeWithoutTimezone -> time(type, json) { TimestampWithoutTimezoneValue(LocalDateTime.parse(it, LOCAL)) }
    json is String && type is TimeTypeWithTimezone -> time(type, json) { TimeWithTimezoneValue(OffsetTime.parse(it, ZONED_TIME)) }
    json is String && type is TimeTypeWithoutTimezone -> time(type, json) { TimeWithoutTimezoneValue(LocalTime.parse(it, TIME)) }
    type.isArray && json !is List<*> -> bad(type, json)
    type.isObject && json !is Map<*, *> -> bad(type, json)
    type is UnionType || type is UnknownType || type.isArray || type.isObject -> AirbyteValue.from(json)
    else -> bad(type, json)
}

private fun number(type: AirbyteType, json: Any): BigDecimal = when (json) {
    is BigDecimal -> json
    is BigInteger -> BigDecimal(json)
    is Long -> BigDecimal.valueOf(json)
    is String -> json.toBigDecimalOrNull()
    else -> null
} ?: bad(type, json)

private fun whole(type: AirbyteType, json: Any): BigInteger =
    try {
        number(type, json).toBigIntegerExact()
    } catch (_: ArithmeticException) {
        bad(type, json)
    }

private inline fun time(type: AirbyteType, text: String, parse: (String) -> AirbyteValue): AirbyteValue =
    try {
        parse(text.trim())
    } catch (_: DateTimeException) {
        bad(type, text)
    }

private fun bad(type: AirbyteType, json: Any): Nothing =
    throw BadRequest("${Json.write(json)} is no value of ${type.javaClass.simpleName}")

private val DATE: DateTimeFormatter =
    DateTimeFormatterBuilder()
        .appendValue(ChronoField.YEAR, 4, 10, SignStyle.EXCEEDS_PAD)
        .appendPattern("-MM-dd")
        .toFormatter()
        .withResolverStyle(ResolverStyle.STRICT)
        .withChronology(IsoChronology.INSTANCE)
private val TIME: DateTimeFormatter = DateTimeFormatter.ISO_LOCAL_TIME
private val OFFSET: DateTimeFormatter = DateTimeFormatterBuilder().appendPattern("[XXXXX][XX][X]").toFormatter()
private val ZONED_TIME: DateTimeFormatter = DateTimeFormatterBuilder().append(TIME).append(OFFSET).toFormatter()
private val LOCAL: DateTimeFormatter =
    DateTimeFormatterBuilder().append(DATE).appendPattern("['T'][' ']").append(TIME).toFormatter()
private val ZONED: DateTimeFormatter =
    DateTimeFormatterBuilder()
        .append(LOCAL)
        .append(OFFSET)
        .parseDefaulting(ChronoField.OFFSET_SECONDS, ZoneOffset.UTC.totalSeconds.toLong())
        .toFormatter()
