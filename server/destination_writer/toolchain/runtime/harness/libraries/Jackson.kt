package com.fasterxml.jackson.databind

import com.fasterxml.jackson.core.JsonProcessingException
import com.fasterxml.jackson.core.type.TypeReference
import com.fasterxml.jackson.databind.node.ArrayNode
import com.fasterxml.jackson.databind.node.ObjectNode
import com.fasterxml.jackson.databind.node.ListNode
import com.fasterxml.jackson.databind.node.MapNode
import destinationwriter.runtime.json.Json
import destinationwriter.runtime.json.bound
import destinationwriter.runtime.json.isOwn
import java.math.BigDecimal
import java.math.BigInteger

/** Stands in for Jackson's tree at run time: the members that connectors are declared to have. */
abstract class JsonNode : Iterable<JsonNode> {
    /** A map, list, text, number, Boolean or null. */
    internal abstract val plain: Any?

    open fun get(fieldName: String): JsonNode? = (plain as? Map<*, *>)?.takeIf { fieldName in it }?.let { node(it[fieldName]) }
    open fun get(index: Int): JsonNode? = (plain as? List<*>)?.takeIf { index in it.indices }?.let { node(it[index]) }
    open fun path(fieldName: String): JsonNode = get(fieldName) ?: Leaf(Missing)
    open fun path(index: Int): JsonNode = get(index) ?: Leaf(Missing)
    open fun has(fieldName: String): Boolean = get(fieldName) != null
    open fun hasNonNull(fieldName: String): Boolean = get(fieldName)?.isNull() == false
    open fun size(): Int = (plain as? Map<*, *>)?.size ?: (plain as? List<*>)?.size ?: 0
    open fun isEmpty(): Boolean = size() == 0
    open fun isNull(): Boolean = plain == null
    open fun isMissingNode(): Boolean = plain == Missing
    open fun isObject(): Boolean = plain is Map<*, *>
    open fun isArray(): Boolean = plain is List<*>
    open fun isTextual(): Boolean = plain is String
    open fun isNumber(): Boolean = plain is Number
    open fun isIntegralNumber(): Boolean = plain is Long || plain is Int || plain is BigInteger
    open fun isBoolean(): Boolean = plain is Boolean
    open fun asText(): String = when (val value = plain) {
        is Map<*, *>, is List<*>, Missing -> ""
        else -> value.toString()
    }
    open fun asText(defaultValue: String): String = if (plain == null || plain == Missing) defaultValue else asText()
    open fun asInt(): Int = (plain as? Number)?.toInt() ?: 0
    open fun asLong(): Long = (plain as? Number)?.toLong() ?: 0
    open fun asDouble(): Double = (plain as? Number)?.toDouble() ?: 0.0
    open fun asBoolean(): Boolean = plain as? Boolean ?: false
    open fun textValue(): String? = plain as? String
    open fun longValue(): Long = asLong()
    open fun decimalValue(): BigDecimal = (plain as? Number)?.toString()?.toBigDecimal() ?: BigDecimal.ZERO
    open fun bigIntegerValue(): BigInteger = decimalValue().toBigInteger()
    open fun fieldNames(): Iterator<String> = (plain as? Map<*, *>).orEmpty().keys.map { it.toString() }.iterator()
    open fun fields(): Iterator<Map.Entry<String, JsonNode>> =
        (plain as? Map<*, *>).orEmpty().entries.associate { (key, value) -> key.toString() to node(value) }.entries.iterator()
    open fun elements(): Iterator<JsonNode> = iterator()
    open fun toPrettyString(): String = toString()
    override fun iterator(): Iterator<JsonNode> = when (val value = plain) {
        is Map<*, *> -> value.values.map(::node).iterator()
        is List<*> -> value.map(::node).iterator()
        else -> emptyList<JsonNode>().iterator()
    }
    override fun toString(): String = if (plain == Missing) "" else Json.write(plain)
    override fun equals(other: Any?): Boolean = other is JsonNode && other.plain == plain
    override fun hashCode(): Int = plain.hashCode()
}

internal object Missing

internal class Leaf(override val plain: Any?) : JsonNode()

/** The node of a plain value. */
fun node(value: Any?): JsonNode = when (value) {
    is JsonNode -> value
    is Map<*, *> -> MapNode(value.entries.associateTo(LinkedHashMap()) { (key, item) -> key.toString() to item })
    is List<*> -> ListNode(value.toMutableList())
    else -> Leaf(value)
}

/** Stands in for Jackson's mapper at run time: plain values, trees, and classes with plain fields. */
open class ObjectMapper {
    open fun writeValueAsString(value: Any?): String = Json.write(unwrapped(value))
    open fun writeValueAsBytes(value: Any?): ByteArray = writeValueAsString(value).toByteArray()
    open fun writerWithDefaultPrettyPrinter(): ObjectWriter = ObjectWriter(this)
    open fun readTree(content: String): JsonNode = node(parsed(content))
    open fun <T> readValue(content: String, valueType: Class<T>): T = convertValue(parsed(content), valueType)
    @Suppress("UNCHECKED_CAST")
    open fun <T> readValue(content: String, valueType: TypeReference<T>): T = parsed(content) as T
    @Suppress("UNCHECKED_CAST")
    open fun <T> convertValue(value: Any?, valueType: Class<T>): T =
        when {
            JsonNode::class.java.isAssignableFrom(valueType) -> node(parsed(writeValueAsString(value))) as T
            else -> (parsed(writeValueAsString(value)) as T).let { plain -> if (plain is Map<*, *> && isOwn(valueType)) ofClass(plain, valueType) else plain }
        }

    @Suppress("UNCHECKED_CAST")
    private fun <T> ofClass(plain: Map<*, *>, type: Class<T>): T =
        try {
            bound(plain, type) as T
        } catch (e: IllegalArgumentException) {
            throw JsonProcessingException("Cannot read ${type.name}: ${e.message}")
        }

    @Suppress("UNCHECKED_CAST")
    open fun <T> convertValue(value: Any?, valueType: TypeReference<T>): T = parsed(writeValueAsString(value)) as T
    @Suppress("UNCHECKED_CAST")
    open fun <T : JsonNode> valueToTree(value: Any?): T = node(parsed(writeValueAsString(value))) as T
    open fun createObjectNode(): ObjectNode = MapNode(LinkedHashMap())
    open fun createArrayNode(): ArrayNode = ListNode(mutableListOf())

    private fun parsed(content: String): Any? =
        try {
            Json.read(content)
        } catch (e: IllegalArgumentException) {
            throw JsonProcessingException(e.message.orEmpty())
        }

    private fun unwrapped(value: Any?): Any? = when (value) {
        is JsonNode -> unwrapped(value.plain)
        is Map<*, *> -> value.mapValues { unwrapped(it.value) }
        is List<*> -> value.map(::unwrapped)
        else -> value
    }
}

open class ObjectWriter internal constructor(private val mapper: ObjectMapper) {
    open fun writeValueAsString(value: Any?): String = mapper.writeValueAsString(value)
}
