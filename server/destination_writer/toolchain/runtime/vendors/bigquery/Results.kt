package com.google.cloud.bigquery

import java.math.BigDecimal
import java.time.Instant
import java.time.temporal.ChronoUnit

class FieldValue internal constructor(val value: Any?) {
    val isNull: Boolean
        get() = value == null
    val stringValue: String
        get() = checkNotNull(value) { "the value is NULL" }.toString()
    val longValue: Long
        get() = stringValue.toLong()
    val doubleValue: Double
        get() = stringValue.toDouble()
    val numericValue: BigDecimal
        get() = BigDecimal(stringValue)
    val booleanValue: Boolean
        get() = stringValue.toBooleanStrict()

    /** Microseconds since 1970. */
    val timestampValue: Long
        get() = stringValue.let { if ('.' in it || 'E' in it) BigDecimal(it).movePointRight(6).toLong() else it.toLong() }
    val timestampInstant: Instant
        get() = Instant.EPOCH.plus(timestampValue, ChronoUnit.MICROS)
}

class FieldValueList internal constructor(
    private val values: List<FieldValue>,
    private val fields: FieldList,
) : java.util.AbstractList<FieldValue>() {
    override val size: Int
        get() = values.size

    override fun get(index: Int): FieldValue = values[index]

    fun get(name: String): FieldValue = values[fields.indexOfFirst { it.name.equals(name, ignoreCase = true) }]
}

class TableResult internal constructor(val schema: Schema?, private val rows: List<List<Any?>>) {
    val totalRows: Long
        get() = rows.size.toLong()

    fun iterateAll(): Iterable<FieldValueList> =
        rows.map { row -> FieldValueList(row.map(::FieldValue), schema!!.fields) }

    fun getValues(): Iterable<FieldValueList> = iterateAll()
}
