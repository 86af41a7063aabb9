package destinationwriter.bridge

import java.math.BigDecimal
import java.math.BigInteger
import java.sql.ResultSet
import java.sql.ResultSetMetaData
import java.sql.SQLException
import java.sql.Statement
import java.sql.Time
import java.sql.Timestamp
import java.time.Instant
import java.time.LocalDate
import java.time.LocalDateTime
import java.time.LocalTime
import java.time.OffsetDateTime
import java.time.OffsetTime
import java.time.ZonedDateTime
import java.util.UUID

/** A column as the server describes it: label, the driver's name of its type, the class of `getObject`, `java.sql.Types`. */
internal class BridgeColumn(described: List<*>) {
    val label = described[0] as String
    val typeName = described[1] as String
    val java = described[2] as String
    val sqlType = (described[3] as Long).toInt()
}

/** `java.sql.ResultSet` over rows that have all arrived. */
internal class ResultHandler(
    described: List<*>,
    private val rows: List<*>,
    private val statement: Statement,
) : Handler(ResultSet::class.java) {
    private val columns = described.map { BridgeColumn(it as List<*>) }
    val metaData: ResultSetMetaData = ResultMetaHandler(columns).proxied()
    private var at = -1
    private var wasNull = false
    private var closed = false

    override fun answer(name: String, given: Array<Any?>): Any? {
        if (closed && name != "close" && name != "isClosed") throw SQLException("This result set has been closed.", "24000")
        return when (name) {
            "next" -> (++at < rows.size).also { if (!it) at = rows.size }
            "close" -> { closed = true }
            "isClosed" -> closed
            "wasNull" -> wasNull
            "getMetaData" -> metaData
            "getStatement" -> statement
            "getRow" -> if (at in rows.indices) at + 1 else 0
            "isBeforeFirst" -> at < 0 && rows.isNotEmpty()
            "isAfterLast" -> at >= rows.size && rows.isNotEmpty()
            "isFirst" -> at == 0 && rows.isNotEmpty()
            "isLast" -> at == rows.size - 1 && rows.isNotEmpty()
            "findColumn" -> find(given[0] as String) + 1
            "getType" -> ResultSet.TYPE_FORWARD_ONLY
            "getConcurrency" -> ResultSet.CONCUR_READ_ONLY
            "getFetchSize" -> 0
            "setFetchSize", "setFetchDirection", "clearWarnings" -> Unit
            "getWarnings" -> null
            else -> if (name.startsWith("get") && given.isNotEmpty()) read(name, given) else UNKNOWN
        }
    }

    private fun read(name: String, given: Array<Any?>): Any? {
        val column = (given[0] as? String)?.let(::find) ?: ((given[0] as Int) - 1)
        val value = raw(column)
        wasNull = value == null
        if (name == "getObject" && given.size > 1 && given[1] is Class<*>) return Conversions.to(value, given[1] as Class<*>)
        if (name == "getObject") return own(value, column)
        if (name == "getString" || name == "getNString") {
            // An instant is told in UTC, never in the zone of this JVM, which a Timestamp would take for its text.
            // A time is told with its fraction, which a Time would leave out of its text.
            val java = OBJECTS[columns[column].java]
            val whole =
                value is OffsetDateTime && java == Timestamp::class.java || value is LocalTime && java == Time::class.java
            return Conversions.to(if (whole) value else own(value, column), String::class.java)
        }
        if (name == "getArray") return (value as List<*>?)?.let { ArrayHandler(it).proxied<java.sql.Array>() }
        if (name == "getBinaryStream") return Conversions.to(value, ByteArray::class.java)?.inputStream()
        if (name == "getCharacterStream") return Conversions.to(value, String::class.java)?.reader()
        val wanted = GETTERS[name] ?: return UNKNOWN
        return Conversions.to(value, wanted) ?: EMPTY[wanted]
    }

    private fun raw(column: Int): Any? {
        val row = rows.getOrNull(at) as List<*>? ?: throw SQLException("The result set stands on no row.", "24000")
        if (column !in columns.indices) throw SQLException("There is no column ${column + 1}.", "07009")
        return unpacked(row[column])
    }

    /** The value as the class that the database's own driver gives for a column of this type. */
    private fun own(raw: Any?, column: Int): Any? {
        if (raw == null) return null
        val wanted = OBJECTS[columns[column].java] ?: return raw
        if (raw is String && wanted != String::class.java) return text(raw, wanted)
        return Conversions.to(raw, wanted)
    }

    /** A date or time that java.time cannot hold stays text; so do words such as `infinity`. */
    private fun text(raw: String, wanted: Class<out Any>): Any =
        try {
            Conversions.to(raw, wanted) ?: raw
        } catch (_: SQLException) {
            raw
        }

    private fun find(label: String): Int =
        columns.indexOfFirst { it.label == label }.takeIf { it >= 0 }
            ?: columns.indexOfFirst { it.label.equals(label, ignoreCase = true) }.takeIf { it >= 0 }
            ?: throw SQLException("There is no column $label in this result set.", "42703")

    private companion object {
        val GETTERS: Map<String, Class<out Any>> =
            mapOf(
                "getBoolean" to Boolean::class.javaObjectType, "getByte" to Byte::class.javaObjectType,
                "getShort" to Short::class.javaObjectType, "getInt" to Int::class.javaObjectType, "getLong" to Long::class.javaObjectType,
                "getFloat" to Float::class.javaObjectType, "getDouble" to Double::class.javaObjectType,
                "getBigDecimal" to BigDecimal::class.java, "getBytes" to ByteArray::class.java,
                "getDate" to java.sql.Date::class.java, "getTime" to Time::class.java, "getTimestamp" to Timestamp::class.java,
            )
        val EMPTY: Map<Class<out Any>, Any> =
            mapOf(
                Boolean::class.javaObjectType to false, Byte::class.javaObjectType to 0.toByte(), Short::class.javaObjectType to 0.toShort(),
                Int::class.javaObjectType to 0, Long::class.javaObjectType to 0L, Float::class.javaObjectType to 0f, Double::class.javaObjectType to 0.0,
            )
        val OBJECTS: Map<String, Class<out Any>> =
            mapOf(
                "Boolean" to Boolean::class.javaObjectType, "Byte" to Byte::class.javaObjectType, "Short" to Short::class.javaObjectType,
                "Integer" to Int::class.javaObjectType, "Long" to Long::class.javaObjectType, "BigInteger" to BigInteger::class.java,
                "Float" to Float::class.javaObjectType, "Double" to Double::class.javaObjectType, "BigDecimal" to BigDecimal::class.java,
                "String" to String::class.java, "LocalDate" to LocalDate::class.java, "LocalTime" to LocalTime::class.java,
                "OffsetTime" to OffsetTime::class.java, "LocalDateTime" to LocalDateTime::class.java,
                "OffsetDateTime" to OffsetDateTime::class.java, "ZonedDateTime" to ZonedDateTime::class.java, "Instant" to Instant::class.java,
                "Timestamp" to Timestamp::class.java, "Date" to java.sql.Date::class.java, "Time" to Time::class.java, "UUID" to UUID::class.java,
            )
    }
}

/** `java.sql.ResultSetMetaData`. */
internal class ResultMetaHandler(private val columns: List<BridgeColumn>) : Handler(ResultSetMetaData::class.java) {
    override fun answer(name: String, given: Array<Any?>): Any? {
        if (name == "getColumnCount") return columns.size
        val column = columns.getOrNull((given.firstOrNull() as Int? ?: return UNKNOWN) - 1)
            ?: throw SQLException("There is no column ${given[0]}.", "07009")
        return when (name) {
            "getColumnLabel", "getColumnName" -> column.label
            "getColumnTypeName" -> column.typeName
            "getColumnType" -> column.sqlType
            "getPrecision" -> numbers(column).getOrElse(0) { 0 }
            "getScale" -> numbers(column).getOrElse(1) { 0 }
            "isNullable" -> ResultSetMetaData.columnNullableUnknown
            "getTableName", "getSchemaName", "getCatalogName" -> ""
            "getColumnDisplaySize" -> 0
            else -> UNKNOWN
        }
    }

    private fun numbers(column: BridgeColumn): List<Int> =
        Regex("\\d+").findAll(column.typeName.substringAfter('(', "")).map { it.value.toInt() }.toList()
}

/** `java.sql.Array` over a list. */
internal class ArrayHandler(private val items: List<*>) : Handler(java.sql.Array::class.java) {
    override fun answer(name: String, given: Array<Any?>): Any? =
        when (name) {
            "getArray" -> if (given.isEmpty()) items.toTypedArray() else UNKNOWN
            "free" -> Unit
            else -> UNKNOWN
        }
}
