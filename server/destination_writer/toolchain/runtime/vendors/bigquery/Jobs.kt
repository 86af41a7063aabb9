package com.google.cloud.bigquery

import com.google.cloud.WriteChannel
import java.io.ByteArrayOutputStream
import java.nio.ByteBuffer

class BigQueryError(val reason: String?, val location: String?, val message: String?) {
    override fun equals(other: Any?) =
        other is BigQueryError && other.reason == reason && other.message == message

    override fun hashCode() = 31 * reason.hashCode() + message.hashCode()
}

class BigQueryException internal constructor(
    val code: Int,
    message: String,
    val errors: List<BigQueryError>,
) : RuntimeException(message) {
    constructor(code: Int, message: String) : this(code, message, emptyList())

    val error: BigQueryError?
        get() = errors.firstOrNull()
    val reason: String?
        get() = error?.reason
    val isRetryable: Boolean
        get() = code in setOf(500, 502, 503, 504)
}

class JobException internal constructor(val errors: List<BigQueryError>) : RuntimeException(errors.joinToString { "${it.message}" })

class JobStatus internal constructor(val error: BigQueryError?, val executionErrors: List<BigQueryError>?)

abstract class JobConfiguration

open class JobInfo internal constructor(val jobId: JobId, internal val configuration: JobConfiguration?) {
    enum class CreateDisposition { CREATE_IF_NEEDED, CREATE_NEVER }

    enum class WriteDisposition { WRITE_TRUNCATE, WRITE_TRUNCATE_DATA, WRITE_APPEND, WRITE_EMPTY }

    class Builder internal constructor(private val configuration: JobConfiguration) {
        private var id: JobId = JobId.newBuilder().build()

        fun setJobId(jobId: JobId) = apply { id = jobId }

        fun build() = JobInfo(id, configuration)
    }

    open val status: JobStatus?
        get() = null

    companion object {
        @JvmStatic fun newBuilder(configuration: JobConfiguration) = Builder(configuration)

        @JvmStatic fun of(jobId: JobId, configuration: JobConfiguration) = JobInfo(jobId, configuration)
    }
}

/** A job that is done: the emulator answers when it has run. */
class Job internal constructor(id: JobId, private val told: Map<*, *>) : JobInfo(id, null) {
    override val status: JobStatus
        get() {
            val status = told["status"] as Map<*, *>? ?: emptyMap<Any, Any>()
            val error = (status["errorResult"] as Map<*, *>?)?.let(Rest::error)
            return JobStatus(error, (status["errors"] as List<*>?)?.map { Rest.error(it as Map<*, *>) })
        }

    fun waitFor(): Job? = this

    fun getQueryResults(vararg options: BigQuery.QueryResultsOption): TableResult {
        val name = (told["jobReference"] as Map<*, *>)["jobId"] as String
        val rows = mutableListOf<List<Any?>>()
        var page: String? = null
        var fields: List<Field>? = null
        do {
            val after = page?.let { "&pageToken=$it" }.orEmpty()
            val answer = Rest.get("/queries/$name?maxResults=10000$after") ?: throw BigQueryException(404, "Not found: $name")
            fields = fields ?: fieldsOf(answer["schema"] as Map<*, *>?)
            (answer["rows"] as List<*>?).orEmpty().mapTo(rows) { row ->
                ((row as Map<*, *>)["f"] as List<*>).map { (it as Map<*, *>)["v"] }
            }
            page = answer["pageToken"] as String?
        } while (page != null)
        return TableResult(Schema(FieldList(fields.orEmpty())), rows)
    }
}

internal fun fieldsOf(schema: Map<*, *>?): List<Field> =
    (schema?.get("fields") as List<*>?).orEmpty().map {
        val told = it as Map<*, *>
        val mode = (told["mode"] as String?)?.let(Field.Mode::valueOf)
        Field(told["name"] as String, LegacySQLTypeName(told["type"] as String), mode)
    }

class QueryJobConfiguration private constructor(
    val query: String,
    internal val parameters: List<QueryParameterValue>,
) : JobConfiguration() {
    class Builder internal constructor(private val query: String) {
        private var parameters: List<QueryParameterValue> = emptyList()

        fun setPositionalParameters(values: Iterable<QueryParameterValue>?) = apply { parameters = values?.toList().orEmpty() }

        fun setUseLegacySql(useLegacySql: Boolean?) = apply { require(useLegacySql != true) { "the emulator has no legacy SQL" } }

        fun build() = QueryJobConfiguration(query, parameters)
    }

    companion object {
        @JvmStatic fun newBuilder(query: String) = Builder(query)

        @JvmStatic fun of(query: String) = Builder(query).build()
    }
}

class QueryParameterValue private constructor(val value: String?, val type: StandardSQLTypeName) {
    class Builder internal constructor() {
        private var value: String? = null
        private var type: StandardSQLTypeName = StandardSQLTypeName.STRING

        fun setValue(value: String?) = apply { this.value = value }

        fun setType(type: StandardSQLTypeName) = apply { this.type = type }

        fun build() = QueryParameterValue(value, type)
    }

    companion object {
        @JvmStatic fun newBuilder() = Builder()
    }
}

class FormatOptions private constructor(val type: String) {
    companion object {
        @JvmStatic fun json() = FormatOptions("NEWLINE_DELIMITED_JSON")
    }
}

class WriteChannelConfiguration private constructor(
    val destinationTable: TableId,
    private val format: FormatOptions?,
    private val create: JobInfo.CreateDisposition?,
    private val write: JobInfo.WriteDisposition?,
) {
    internal fun described(id: JobId): Map<String, Any?> {
        val project = "airbyte-project"
        val table = mapOf("projectId" to project, "datasetId" to destinationTable.dataset, "tableId" to destinationTable.table)
        val load =
            mapOf(
                "destinationTable" to table,
                "sourceFormat" to format?.type,
                "createDisposition" to create?.name,
                "writeDisposition" to write?.name,
            )
        val reference = mapOf("projectId" to project, "jobId" to id.job)
        return mapOf("jobReference" to reference, "configuration" to mapOf("load" to load))
    }

    class Builder internal constructor(private val table: TableId, private var format: FormatOptions?) {
        private var create: JobInfo.CreateDisposition? = null
        private var write: JobInfo.WriteDisposition? = null

        fun setFormatOptions(formatOptions: FormatOptions) = apply { format = formatOptions }

        fun setCreateDisposition(createDisposition: JobInfo.CreateDisposition) = apply { create = createDisposition }

        fun setWriteDisposition(writeDisposition: JobInfo.WriteDisposition) = apply { write = writeDisposition }

        fun setMaxBadRecords(maxBadRecords: Int?) = apply { require(maxBadRecords == 0) { "the emulator refuses every bad row" } }

        fun build() = WriteChannelConfiguration(table, format, create, write)
    }

    companion object {
        @JvmStatic fun newBuilder(destinationTable: TableId) = Builder(destinationTable, null)

        @JvmStatic fun newBuilder(destinationTable: TableId, format: FormatOptions) = Builder(destinationTable, format)
    }
}

/** Gathers what is written and loads it when it is closed. */
class TableDataWriteChannel internal constructor(
    private val id: JobId,
    private val configuration: WriteChannelConfiguration,
) : WriteChannel {
    private val data = ByteArrayOutputStream()
    private var done: Job? = null

    val job: Job?
        get() = done

    override fun setChunkSize(chunkSize: Int) = Unit

    override fun write(byteBuffer: ByteBuffer): Int {
        val bytes = ByteArray(byteBuffer.remaining()).also { byteBuffer.get(it) }
        data.write(bytes)
        return bytes.size
    }

    override fun isOpen() = done == null

    override fun close() {
        if (done == null) done = Job(id, Rest.upload(configuration.described(id), data.toByteArray()))
    }
}
