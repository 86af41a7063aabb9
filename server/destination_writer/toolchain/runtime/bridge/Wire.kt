package destinationwriter.bridge

import java.io.BufferedReader
import java.io.BufferedWriter
import java.io.IOException
import java.math.BigDecimal
import java.math.BigInteger
import java.net.InetAddress
import java.net.Socket
import java.sql.SQLException
import java.time.Instant
import java.time.LocalDate
import java.time.LocalDateTime
import java.time.LocalTime
import java.time.OffsetDateTime
import java.time.OffsetTime
import java.time.ZoneOffset
import java.time.ZonedDateTime
import java.time.format.DateTimeFormatter
import java.time.format.DateTimeFormatterBuilder
import java.time.format.SignStyle
import java.time.temporal.ChronoField
import java.util.Base64
import java.util.UUID

/** One connection to the bridge's server: a JSON line there, a JSON line back. The values' forms are those of `workers/wire.py`. */
internal class Wire(port: Int, token: String) : AutoCloseable {
    private val socket = connect(port)
    private val reader: BufferedReader = socket.getInputStream().bufferedReader()
    private val writer: BufferedWriter = socket.getOutputStream().bufferedWriter()

    /** What the server says of itself: `title`, `name`, `slug`. */
    val greeting: Map<*, *> = ask(mapOf("token" to token)) as Map<*, *>

    val closed: Boolean
        get() = socket.isClosed

    /** The answer to one request. Throws SQLException with state and vendor code for what the database refuses. */
    @Synchronized
    fun ask(request: Map<String, Any?>): Any? {
        if (closed) throw SQLException("This connection has been closed.", "08003")
        val line =
            try {
                writer.write(Json.write(request))
                writer.write("\n")
                writer.flush()
                reader.readLine()
            } catch (failure: IOException) {
                throw SQLException("The bridge to the database broke: ${failure.message}", "08006", failure)
            } ?: throw SQLException("The bridge to the database was closed.", "08006")
        val answer = Json.read(line) as Map<*, *>
        val error = answer["error"] as Map<*, *>? ?: return answer["ok"]
        val vendor = (error["vendor"] as Long? ?: 0L).toInt()
        throw SQLException(error["message"] as String?, error["state"] as String?, vendor)
    }

    override fun close() = socket.close()

    private fun connect(port: Int): Socket =
        try {
            Socket(InetAddress.getLoopbackAddress(), port).apply { tcpNoDelay = true }
        } catch (failure: IOException) {
            throw SQLException("No bridge answers at port $port: ${failure.message}", "08001", failure)
        }
}

/** A value for the server. Throws IllegalArgumentException for a kind that has no form. */
internal fun packed(value: Any?): Any? =
    when (value) {
        null, is Boolean -> value
        is String -> value
        is Char -> value.toString()
        is Byte, is Short, is Int -> (value as Number).toLong()
        is Long -> if (value in -EXACT..EXACT) value else tagged("int", value.toString())
        is BigInteger -> tagged("int", value.toString())
        is Float -> tagged("float", value.toString())
        is Double -> tagged("float", value.toString())
        is BigDecimal -> tagged("decimal", value.toString())
        is ByteArray -> tagged("bytes", Base64.getEncoder().encodeToString(value))
        is UUID -> tagged("uuid", value.toString())
        is List<*> -> tagged("list", value.map(::packed))
        is Array<*> -> tagged("list", value.map(::packed))
        is Map<*, *> -> tagged("map", value.entries.map { (key, item) -> listOf(packed(key), packed(item)) })
        is java.util.Date -> packedDate(value)
        else -> packedTime(value)
    }

private fun packedDate(value: java.util.Date): Any? =
    when (value) {
        is java.sql.Timestamp -> packed(value.toLocalDateTime())
        is java.sql.Date -> packed(value.toLocalDate())
        is java.sql.Time -> packed(value.toLocalTime())
        else -> packed(value.toInstant().atOffset(ZoneOffset.UTC))
    }

private fun packedTime(value: Any): Any =
    when (value) {
        is LocalDate -> tagged("date", DATE.format(value))
        is LocalTime -> tagged("time", TIME.format(value))
        is OffsetTime -> tagged("timetz", TIME.format(value) + value.offset.shown())
        is LocalDateTime -> tagged("timestamp", moment(value))
        is OffsetDateTime -> tagged("timestamptz", moment(value.toLocalDateTime()) + value.offset.shown())
        is ZonedDateTime -> packedTime(value.toOffsetDateTime())
        is Instant -> packedTime(value.atOffset(ZoneOffset.UTC))
        else -> throw IllegalArgumentException("The bridge has no form for a ${value.javaClass.name}")
    }

/** The value that the server sent. A date or time that java.time has no value for stays the database's text. */
internal fun unpacked(value: Any?): Any? {
    if (value !is Map<*, *>) return value
    val kind = value["\$"] as String
    val inner = value["v"]
    return when (kind) {
        "list" -> (inner as List<*>).map(::unpacked)
        "map" -> (inner as List<*>).associateTo(LinkedHashMap()) { (it as List<*>).let { pair -> unpacked(pair[0]) to unpacked(pair[1]) } }
        else -> scalar(kind, inner as String)
    }
}

private fun scalar(kind: String, text: String): Any =
    try {
        when (kind) {
            "int" -> BigInteger(text)
            "decimal" -> BigDecimal(text)
            "float" -> text.toDouble()
            "bytes" -> Base64.getDecoder().decode(text)
            "uuid" -> UUID.fromString(text)
            "date" -> LocalDate.parse(dated(text))
            "time" -> LocalTime.parse(text)
            "timetz" -> OffsetTime.parse(zoned(text))
            "timestamp" -> LocalDateTime.parse(dated(text))
            "timestamptz" -> OffsetDateTime.parse(dated(zoned(text)))
            else -> text
        }
    } catch (_: java.time.DateTimeException) {
        text
    } catch (_: NumberFormatException) { // a decimal that is no number, such as NaN
        text.toDoubleOrNull() ?: text
    }

private const val EXACT = 1L shl 53

private fun tagged(kind: String, value: Any?): Map<String, Any?> = mapOf("\$" to kind, "v" to value)

/** ISO dates have a sign before a year of five digits; databases do not write one. */
private fun dated(text: String): String = if (text.indexOf('-', 1) > 4 && text[0].isDigit()) "+$text" else text

/** An offset of hours alone, `+00`, gets its minutes. */
private fun zoned(text: String): String = if (Regex("[+-]\\d\\d$").containsMatchIn(text)) "$text:00" else text

private fun ZoneOffset.shown(): String = if (totalSeconds == 0) "+00:00" else id

private fun moment(value: LocalDateTime): String = "${DATE.format(value)}T${TIME.format(value)}"

private val DATE: DateTimeFormatter =
    DateTimeFormatterBuilder()
        .appendValue(ChronoField.YEAR, 4, 9, SignStyle.NORMAL)
        .appendPattern("-MM-dd")
        .toFormatter()

private val TIME: DateTimeFormatter =
    DateTimeFormatterBuilder()
        .appendPattern("HH:mm:ss")
        .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
        .toFormatter()
