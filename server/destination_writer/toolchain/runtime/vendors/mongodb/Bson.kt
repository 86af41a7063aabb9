package org.bson

import org.bson.conversions.Bson
import destinationwriter.runtime.json.Json

/** A document in the order in which its fields were put. */
class Document private constructor(private val fields: LinkedHashMap<String, Any?>) :
    AbstractMutableMap<String, Any?>(), Bson, java.io.Serializable {
    constructor() : this(LinkedHashMap<String, Any?>())

    constructor(key: String, value: Any?) : this(linkedMapOf(key to value))

    constructor(map: Map<String, *>) : this(LinkedHashMap<String, Any?>(map))

    override val entries: MutableSet<MutableMap.MutableEntry<String, Any?>>
        get() = fields.entries

    override fun put(key: String, value: Any?): Any? = fields.put(key, value)

    fun append(key: String, value: Any?): Document = apply { fields[key] = value }

    fun <T> get(key: Any, clazz: Class<T>): T? = clazz.cast(fields[key])

    fun <T> getEmbedded(keys: List<*>, clazz: Class<T>): T? =
        clazz.cast(keys.fold(this as Any?) { at, key -> (at as Map<*, *>?)?.get(key) })

    fun getString(key: Any): String? = fields[key] as String?

    fun getInteger(key: Any): Int? = fields[key] as Int?

    fun getLong(key: Any): Long? = fields[key] as Long?

    fun getBoolean(key: Any): Boolean? = fields[key] as Boolean?

    fun <T> getList(key: Any, clazz: Class<T>): List<T>? = (fields[key] as List<*>?)?.map { clazz.cast(it) }

    fun toJson(): String = Json.write(relaxed(this))

    companion object {
        @JvmStatic fun parse(json: String): Document = decoded(Json.read(json)) as Document
    }
}
