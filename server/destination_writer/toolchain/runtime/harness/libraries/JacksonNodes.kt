package com.fasterxml.jackson.databind.node

import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.node

abstract class ObjectNode : JsonNode() {
    abstract fun put(fieldName: String, value: String?): ObjectNode
    abstract fun put(fieldName: String, value: Int): ObjectNode
    abstract fun put(fieldName: String, value: Long): ObjectNode
    abstract fun put(fieldName: String, value: Boolean): ObjectNode
    abstract fun put(fieldName: String, value: Double): ObjectNode
    abstract fun <T : JsonNode> set(fieldName: String, value: JsonNode?): T
    abstract fun putObject(fieldName: String): ObjectNode
    abstract fun putArray(fieldName: String): ArrayNode
    abstract fun remove(fieldName: String): JsonNode?
}

abstract class ArrayNode : JsonNode() {
    abstract fun add(value: JsonNode?): ArrayNode
    abstract fun add(value: String?): ArrayNode
    abstract fun add(value: Int): ArrayNode
    abstract fun add(value: Long): ArrayNode
    abstract fun add(value: Boolean): ArrayNode
}

class JsonNodeFactory {
    fun objectNode(): ObjectNode = MapNode(LinkedHashMap())
    fun arrayNode(): ArrayNode = ListNode(mutableListOf())

    companion object {
        @JvmField val instance = JsonNodeFactory()
    }
}

internal class MapNode(private val map: LinkedHashMap<String, Any?>) : ObjectNode() {
    override val plain get() = map.mapValues { (it.value as? JsonNode)?.plain ?: it.value.takeIf { v -> v !is JsonNode } }
    override fun get(fieldName: String) = if (fieldName in map) node(map[fieldName]) else null
    private fun with(name: String, value: Any?) = also { map[name] = value }
    override fun put(fieldName: String, value: String?) = with(fieldName, value)
    override fun put(fieldName: String, value: Int) = with(fieldName, value.toLong())
    override fun put(fieldName: String, value: Long) = with(fieldName, value)
    override fun put(fieldName: String, value: Boolean) = with(fieldName, value)
    override fun put(fieldName: String, value: Double) = with(fieldName, value.toBigDecimal())
    @Suppress("UNCHECKED_CAST")
    override fun <T : JsonNode> set(fieldName: String, value: JsonNode?): T = with(fieldName, value) as T
    override fun putObject(fieldName: String): ObjectNode = MapNode(LinkedHashMap()).also { map[fieldName] = it }
    override fun putArray(fieldName: String): ArrayNode = ListNode(mutableListOf()).also { map[fieldName] = it }
    override fun remove(fieldName: String): JsonNode? = get(fieldName).also { map.remove(fieldName) }
}

internal class ListNode(private val list: MutableList<Any?>) : ArrayNode() {
    override val plain get() = list.map { (it as? JsonNode)?.plain ?: it.takeIf { v -> v !is JsonNode } }
    private fun with(value: Any?) = also { list += value }
    override fun add(value: JsonNode?) = with(value)
    override fun add(value: String?) = with(value)
    override fun add(value: Int) = with(value.toLong())
    override fun add(value: Long) = with(value)
    override fun add(value: Boolean) = with(value)
}
