package com.google.cloud.bigquery

import java.util.UUID

class DatasetId private constructor(val project: String?, val dataset: String) {
    companion object {
        @JvmStatic fun of(dataset: String) = DatasetId(null, dataset)

        @JvmStatic fun of(project: String, dataset: String) = DatasetId(project, dataset)
    }
}

class TableId private constructor(val project: String?, val dataset: String, val table: String) {
    companion object {
        @JvmStatic fun of(dataset: String, table: String) = TableId(null, dataset, table)

        @JvmStatic fun of(project: String, dataset: String, table: String) = TableId(project, dataset, table)
    }
}

class JobId internal constructor(val project: String?, val job: String, val location: String?) {
    class Builder internal constructor() {
        private var project: String? = null
        private var job: String = UUID.randomUUID().toString()
        private var location: String? = null

        fun setProject(project: String?) = apply { this.project = project }

        fun setJob(job: String) = apply { this.job = job }

        fun setRandomJob() = apply { job = UUID.randomUUID().toString() }

        fun setLocation(location: String?) = apply { this.location = location }

        fun build() = JobId(project, job, location)
    }

    companion object {
        @JvmStatic fun newBuilder() = Builder()
    }
}

enum class StandardSQLTypeName {
    BOOL, INT64, FLOAT64, NUMERIC, BIGNUMERIC, STRING, BYTES, STRUCT, ARRAY, TIMESTAMP, DATE, TIME, DATETIME, GEOGRAPHY,
    JSON, INTERVAL, RANGE,
}

class LegacySQLTypeName internal constructor(private val spelled: String) {
    val standardType: StandardSQLTypeName
        get() =
            when (spelled) {
                "INTEGER" -> StandardSQLTypeName.INT64
                "FLOAT" -> StandardSQLTypeName.FLOAT64
                "BOOLEAN" -> StandardSQLTypeName.BOOL
                "RECORD" -> StandardSQLTypeName.STRUCT
                else -> StandardSQLTypeName.valueOf(spelled)
            }

    fun name() = spelled
}

class Field internal constructor(val name: String, val type: LegacySQLTypeName, val mode: Mode?) {
    enum class Mode { NULLABLE, REQUIRED, REPEATED }
}

class FieldList internal constructor(private val items: List<Field>) : java.util.AbstractList<Field>() {
    override val size: Int
        get() = items.size

    override fun get(index: Int): Field = items[index]

    fun get(name: String): Field = items.first { it.name.equals(name, ignoreCase = true) }
}

class Schema internal constructor(val fields: FieldList)

abstract class TableDefinition {
    abstract val schema: Schema?
}

class StandardTableDefinition internal constructor(override val schema: Schema?) : TableDefinition()

open class TableInfo internal constructor(private val held: TableDefinition) {
    @Suppress("UNCHECKED_CAST")
    fun <T : TableDefinition> getDefinition(): T = held as T
}

class Table internal constructor(definition: TableDefinition) : TableInfo(definition)

open class DatasetInfo internal constructor()

class Dataset internal constructor() : DatasetInfo()
