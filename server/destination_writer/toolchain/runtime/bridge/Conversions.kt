package destinationwriter.bridge

import java.math.BigDecimal
import java.math.BigInteger
import java.sql.Date
import java.sql.SQLException
import java.sql.Time
import java.sql.Timestamp
import java.time.Instant
import java.time.LocalDate
import java.time.LocalDateTime
import java.time.LocalTime
import java.time.OffsetDateTime
import java.time.OffsetTime
import java.time.ZoneOffset
import java.time.ZonedDateTime
import java.util.UUID

/** A value as the class that the caller asks for. Throws SQLException 22018 when it is no such value. */
internal object Conversions {
    @Suppress("UNCHECKED_CAST")
    fun <T : Any> to(value: Any?, wanted: Class<T>): T? {
        if (value == null) return null
        val boxed = wanted.kotlin.javaObjectType
        if (boxed.isInstance(value)) return value as T
        val made =
            try {
                MAKERS[boxed]?.invoke(value)
            } catch (failure: RuntimeException) {
                throw refused(value, wanted, failure)
            }
        return (made ?: throw refused(value, wanted, null)) as T
    }

    private fun refused(value: Any, wanted: Class<*>, cause: Throwable?) =
        SQLException("A ${value.javaClass.simpleName} cannot be read as ${wanted.simpleName}", "22018", cause)

    private val MAKERS: Map<Class<*>, (Any) -> Any?> =
        mapOf(
            String::class.java to ::text,
            Boolean::class.javaObjectType to ::boolean,
            Byte::class.javaObjectType to { number(it).byteValueExact() },
            Short::class.javaObjectType to { number(it).shortValueExact() },
            Int::class.javaObjectType to { number(it).intValueExact() },
            Long::class.javaObjectType to { number(it).longValueExact() },
            BigInteger::class.java to { number(it).toBigIntegerExact() },
            BigDecimal::class.java to { number(it) },
            Float::class.javaObjectType to { (it as? Number)?.toFloat() ?: text(it).toFloat() },
            Double::class.javaObjectType to { (it as? Number)?.toDouble() ?: text(it).toDouble() },
            ByteArray::class.java to { (it as? String)?.toByteArray() },
            UUID::class.java to { UUID.fromString(text(it)) },
            LocalDate::class.java to ::date,
            LocalTime::class.java to ::time,
            LocalDateTime::class.java to ::local,
            OffsetDateTime::class.java to ::moment,
            OffsetTime::class.java to { if (it is LocalTime) it.atOffset(ZoneOffset.UTC) else OffsetTime.parse(text(it)) },
            ZonedDateTime::class.java to { moment(it)?.toZonedDateTime() },
            Instant::class.java to { moment(it)?.toInstant() },
            Timestamp::class.java to ::timestamp,
            Date::class.java to { date(it)?.let(Date::valueOf) },
            Time::class.java to { time(it)?.let(Time::valueOf) },
        )

    fun text(value: Any): String =
        when (value) {
            is ByteArray -> String(value)
            is BigDecimal -> value.toPlainString()
            is Map<*, *>, is List<*> -> Json.write(plain(value))
            else -> value.toString()
        }

    private fun boolean(value: Any): Boolean? =
        when (value) {
            is Number -> value.toDouble() != 0.0
            is String -> WORDS[value.lowercase()]
            else -> null
        }

    private fun number(value: Any): BigDecimal =
        when (value) {
            is Boolean -> if (value) BigDecimal.ONE else BigDecimal.ZERO
            is Double, is Float -> BigDecimal(value.toString())
            else -> BigDecimal(text(value))
        }

    private fun date(value: Any): LocalDate? =
        when (value) {
            is LocalDate -> value
            is LocalDateTime -> value.toLocalDate()
            is Timestamp -> value.toLocalDateTime().toLocalDate()
            is OffsetDateTime -> value.toLocalDate()
            is String -> LocalDate.parse(value)
            else -> null
        }

    private fun time(value: Any): LocalTime? =
        when (value) {
            is LocalTime -> value
            is LocalDateTime -> value.toLocalTime()
            is Timestamp -> value.toLocalDateTime().toLocalTime()
            is OffsetTime -> value.toLocalTime()
            is String -> LocalTime.parse(value)
            else -> null
        }

    private fun local(value: Any): LocalDateTime? =
        when (value) {
            is LocalDate -> value.atStartOfDay()
            is Timestamp -> value.toLocalDateTime()
            is OffsetDateTime -> value.atZoneSameInstant(ZoneOffset.UTC).toLocalDateTime()
            is ZonedDateTime -> value.withZoneSameInstant(ZoneOffset.UTC).toLocalDateTime()
            is String -> LocalDateTime.parse(value.replace(' ', 'T'))
            else -> null
        }

    private fun moment(value: Any): OffsetDateTime? =
        when (value) {
            is LocalDateTime -> value.atOffset(ZoneOffset.UTC)
            is Timestamp -> value.toLocalDateTime().atOffset(ZoneOffset.UTC)
            is ZonedDateTime -> value.toOffsetDateTime()
            is Instant -> value.atOffset(ZoneOffset.UTC)
            is String -> OffsetDateTime.parse(value.replace(' ', 'T'))
            else -> null
        }

    private fun timestamp(value: Any): Timestamp? =
        when (value) {
            is LocalDateTime -> Timestamp.valueOf(value)
            is OffsetDateTime -> Timestamp.from(value.toInstant())
            is ZonedDateTime -> Timestamp.from(value.toInstant())
            else -> local(value)?.let(Timestamp::valueOf)
        }

    private fun plain(value: Any?): Any? =
        when (value) {
            is Map<*, *> -> value.entries.associate { (key, item) -> text(key ?: "null") to plain(item) }
            is List<*> -> value.map(::plain)
            null, is Boolean, is Long, is String -> value
            else -> text(value)
        }

    private val WORDS =
        mapOf("true" to true, "t" to true, "1" to true, "yes" to true, "false" to false, "f" to false, "0" to false, "no" to false)
}
