package com.google.cloud.bigquery

import com.google.cloud.Service
import com.google.cloud.ServiceOptions
import destinationwriter.vendors.Vendors

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

/** Speaks to the emulator. What it lacks is put in other words: CREATE TABLE COPY becomes a query of everything. */
private class EmulatedBigQuery(override val options: BigQueryOptions) : BigQuery {
    private val copy = Regex("""^(CREATE OR REPLACE TABLE .+) COPY (`[^`]+`\.`[^`]+`)$""")

    override fun create(jobInfo: JobInfo, vararg options: BigQuery.JobOption): Job {
        val asked = jobInfo.configuration as QueryJobConfiguration
        Vendors.note(asked.query)
        val query = mutableMapOf<String, Any?>("query" to asked.query.replace(copy, "$1 AS SELECT * FROM $2"), "useLegacySql" to false)
        if (asked.parameters.isNotEmpty()) {
            query["parameterMode"] = "POSITIONAL"
            query["queryParameters"] =
                asked.parameters.map {
                    mapOf("parameterType" to mapOf("type" to it.type.name), "parameterValue" to mapOf("value" to it.value))
                }
        }
        return Job(jobInfo.jobId, Rest.post("/jobs", mapOf("configuration" to mapOf("query" to query))))
    }

    override fun getDataset(datasetId: String, vararg options: BigQuery.DatasetOption): Dataset? =
        Rest.get("/datasets/$datasetId")?.let { Dataset() }

    override fun getDataset(datasetId: DatasetId, vararg options: BigQuery.DatasetOption) = getDataset(datasetId.dataset)

    /** The emulator tells a JSON column only in the answer to a query, and NOT NULL only in the table's own description. */
    override fun getTable(datasetId: String, tableId: String, vararg options: BigQuery.TableOption): Table? {
        val path = "/datasets/$datasetId/tables/" + java.net.URLEncoder.encode(tableId, Charsets.UTF_8).replace("+", "%20")
        val told = Rest.get(path) ?: return null
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
