package org.bson

import java.util.Date
import org.bson.types.Decimal128
import org.bson.types.MinKey
import org.bson.types.ObjectId

/** MongoDB's extended JSON, canonical: every number says its type. */
internal fun encoded(value: Any?): Any? =
    when (value) {
        null, is Boolean, is String -> value
        is Int -> mapOf("\$numberInt" to value.toString())
        is Long -> mapOf("\$numberLong" to value.toString())
        is Double -> mapOf("\$numberDouble" to value.toString())
        is Decimal128 -> mapOf("\$numberDecimal" to value.toString())
        is Date -> mapOf("\$date" to mapOf("\$numberLong" to value.time.toString()))
        is ObjectId -> mapOf("\$oid" to value.toHexString())
        is MinKey -> mapOf("\$minKey" to 1)
        is Map<*, *> -> value.entries.associate { (key, item) -> key as String to encoded(item) }
        is Iterable<*> -> value.map(::encoded)
        else -> throw IllegalArgumentException("Can't find a codec for ${value.javaClass}")
    }

internal fun decoded(value: Any?): Any? =
    when (value) {
        is Map<*, *> -> if (value.size == 1) special(value.entries.first()) ?: document(value) else document(value)
        is List<*> -> value.map(::decoded)
        is Number -> if (value is Long && value in Int.MIN_VALUE..Int.MAX_VALUE) value.toInt() else plain(value)
        else -> value
    }

private fun plain(value: Number): Any = if (value is java.math.BigDecimal) value.toDouble() else value

private fun document(value: Map<*, *>) = Document(value.entries.associate { (key, item) -> key as String to decoded(item) })

private fun special(entry: Map.Entry<*, *>): Any? {
    val text = entry.value
    return when (entry.key) {
        "\$numberInt" -> (text as String).toInt()
        "\$numberLong" -> (text as String).toLong()
        "\$numberDouble" -> (text as String).toDouble()
        "\$numberDecimal" -> Decimal128.parse(text as String)
        "\$oid" -> ObjectId(text as String)
        "\$date" -> Date(((text as Map<*, *>)["\$numberLong"] as String).toLong())
        else -> null
    }
}

/** For people: numbers as JSON has them, instants as ISO text. */
internal fun relaxed(value: Any?): Any? =
    when (value) {
        is Int -> value.toLong()
        is Decimal128 -> mapOf("\$numberDecimal" to value.toString())
        is Date -> mapOf("\$date" to value.toInstant().toString())
        is ObjectId -> mapOf("\$oid" to value.toHexString())
        is MinKey -> mapOf("\$minKey" to 1)
        is Map<*, *> -> value.entries.associate { (key, item) -> key as String to relaxed(item) }
        is Iterable<*> -> value.map(::relaxed)
        else -> value
    }
