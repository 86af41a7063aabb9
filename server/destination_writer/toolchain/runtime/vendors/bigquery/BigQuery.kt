package com.google.cloud.bigquery

import com.google.cloud.Service
import com.google.cloud.ServiceOptions
import destinationwriter.vendors.Vendors
import java.net.URLEncoder

interface BigQuery : Service<BigQueryOptions> {
    class DatasetOption

    class TableOption

    class JobOption

    class QueryResultsOption

    fun create(jobInfo: JobInfo, vararg options: JobOption): Job

    fun getDataset(datasetId: String, vararg options: DatasetOption): Dataset?

    fun getDataset(datasetId: DatasetId, vararg options: DatasetOption): Dataset?

    fun getTable(datasetId: String, tableId: String, vararg options: TableOption): Table?

    fun getTable(tableId: TableId, vararg options: TableOption): Table?

    fun getJob(jobId: JobId, vararg options: JobOption): Job?

    fun query(configuration: QueryJobConfiguration, vararg options: JobOption): TableResult

    fun query(configuration: QueryJobConfiguration, jobId: JobId, vararg options: JobOption): TableResult

    fun writer(writeChannelConfiguration: WriteChannelConfiguration): TableDataWriteChannel

    fun writer(jobId: JobId, writeChannelConfiguration: WriteChannelConfiguration): TableDataWriteChannel
}

class BigQueryOptions internal constructor(project: String?, val location: String?) :
    ServiceOptions<BigQuery, BigQueryOptions>(project) {
    class Builder internal constructor() : ServiceOptions.Builder<BigQuery, BigQueryOptions, Builder>() {
        private var location: String? = null

        fun setLocation(location: String?) = apply { this.location = location }

        override fun build() = BigQueryOptions(project, location)
    }

    override fun getService(): BigQuery = EmulatedBigQuery(this)

    companion object {
        @JvmStatic fun newBuilder() = Builder()
    }
}

/**
 * Speaks to the emulator. What it lacks is put in other words: CREATE TABLE COPY becomes a query of everything, and
 * NUMERIC, to which the emulator gives three decimals, says its digits.
 */
private class EmulatedBigQuery(override val options: BigQueryOptions) : BigQuery {
    private fun inPath(name: String) = URLEncoder.encode(name, Charsets.UTF_8).replace("+", "%20")

    /** Names and texts, which stay as they are, or the type that the emulator would give three decimals only. */
    private val numeric = Regex("""`(?:[^`\\]|\\.)*`|'(?:[^'\\]|\\.)*'|\bNUMERIC\b(?! *\()""")

    private fun spelled(query: String) =
        numeric.replace(query.replace(copy, "$1 AS SELECT * FROM $2")) { if (it.value == "NUMERIC") "NUMERIC(38, 9)" else it.value }

    private val copy = Regex("""^(CREATE OR REPLACE TABLE .+) COPY (`[^`]+`\.`[^`]+`)$""")

    override fun create(jobInfo: JobInfo, vararg options: BigQuery.JobOption): Job {
        val asked = jobInfo.configuration as QueryJobConfiguration
        Vendors.note(asked.query)
        val query = mutableMapOf<String, Any?>("query" to spelled(asked.query), "useLegacySql" to false)
        if (asked.parameters.isNotEmpty()) {
            query["parameterMode"] = "POSITIONAL"
            query["queryParameters"] =
                asked.parameters.map {
                    mapOf("parameterType" to mapOf("type" to typeOf(it)), "parameterValue" to mapOf("value" to it.value))
                }
        }
        return Job(jobInfo.jobId, Rest.post("/jobs", mapOf("configuration" to mapOf("query" to query))))
    }

    private fun typeOf(parameter: QueryParameterValue) =
        if (parameter.type == StandardSQLTypeName.NUMERIC) "STRING" else parameter.type.name

    override fun getDataset(datasetId: String, vararg options: BigQuery.DatasetOption): Dataset? =
        Rest.get("/datasets/${inPath(datasetId)}")?.let { Dataset() }

    override fun getDataset(datasetId: DatasetId, vararg options: BigQuery.DatasetOption) = getDataset(datasetId.dataset)

    /** The emulator tells a JSON column only in the answer to a query, and NOT NULL only in the table's own description. */
    override fun getTable(datasetId: String, tableId: String, vararg options: BigQuery.TableOption): Table? {
        val told = Rest.get("/datasets/${inPath(datasetId)}/tables/${inPath(tableId)}") ?: return null
        val modes = fieldsOf(told["schema"] as Map<*, *>?).associate { it.name to it.mode }
        val select = mapOf("query" to "SELECT * FROM `$datasetId`.`$tableId` LIMIT 0", "useLegacySql" to false)
        val typed = fieldsOf(Rest.post("/queries", select)["schema"] as Map<*, *>?)
        val fields = typed.map { Field(it.name, it.type, modes[it.name] ?: Field.Mode.NULLABLE) }
        return Table(StandardTableDefinition(Schema(FieldList(fields))))
    }

    override fun getTable(tableId: TableId, vararg options: BigQuery.TableOption) = getTable(tableId.dataset, tableId.table)

    override fun getJob(jobId: JobId, vararg options: BigQuery.JobOption): Job? =
        Rest.get("/jobs/${jobId.job}")?.let { Job(jobId, it) }

    override fun query(configuration: QueryJobConfiguration, vararg options: BigQuery.JobOption) =
        query(configuration, JobId.newBuilder().build())

    override fun query(configuration: QueryJobConfiguration, jobId: JobId, vararg options: BigQuery.JobOption): TableResult {
        val job = create(JobInfo.of(jobId, configuration))
        job.status.error?.let { throw BigQueryException(400, it.message.orEmpty(), listOf(it)) }
        return job.getQueryResults()
    }

    override fun writer(writeChannelConfiguration: WriteChannelConfiguration) =
        writer(JobId.newBuilder().build(), writeChannelConfiguration)

    override fun writer(jobId: JobId, writeChannelConfiguration: WriteChannelConfiguration) =
        TableDataWriteChannel(jobId, writeChannelConfiguration)
}
