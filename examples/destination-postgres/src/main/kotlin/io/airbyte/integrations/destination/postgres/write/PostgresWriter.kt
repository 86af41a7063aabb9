package io.airbyte.integrations.destination.postgres.write

import io.airbyte.cdk.SystemErrorException
import io.airbyte.cdk.load.command.Dedupe
import io.airbyte.cdk.load.command.DestinationCatalog
import io.airbyte.cdk.load.command.DestinationStream
import io.airbyte.cdk.load.table.ColumnNameMapping
import io.airbyte.cdk.load.table.DatabaseInitialStatusGatherer
import io.airbyte.cdk.load.table.TempTableNameGenerator
import io.airbyte.cdk.load.table.directload.DirectLoadInitialStatus
import io.airbyte.cdk.load.table.directload.DirectLoadTableAppendStreamLoader
import io.airbyte.cdk.load.table.directload.DirectLoadTableExecutionConfig
import io.airbyte.cdk.load.write.DestinationWriter
import io.airbyte.cdk.load.write.StreamLoader
import io.airbyte.cdk.load.write.StreamStateStore
import io.airbyte.integrations.destination.postgres.client.PostgresAirbyteClient
import jakarta.inject.Singleton

@Singleton
class PostgresWriter(
    private val catalog: DestinationCatalog,
    private val client: PostgresAirbyteClient,
    private val statusGatherer: DatabaseInitialStatusGatherer<DirectLoadInitialStatus>,
    private val streamStateStore: StreamStateStore<DirectLoadTableExecutionConfig>,
    private val tempTableNameGenerator: TempTableNameGenerator,
) : DestinationWriter {
    private var initialStatuses: Map<DestinationStream, DirectLoadInitialStatus> = emptyMap()

    override suspend fun setup() {
        TODO("Phase 5")
    }

    override fun createStreamLoader(stream: DestinationStream): StreamLoader {
        val names = stream.tableSchema.tableNames
        val realTable = checkNotNull(names.finalTableName) { "The stream has no final table" }
        val tempTable = names.tempTableName ?: tempTableNameGenerator.generate(realTable)
        val columnNames = ColumnNameMapping(stream.tableSchema.columnSchema.inputToFinalColumnNames)
        val status = initialStatuses[stream] ?: DirectLoadInitialStatus(null, null)

        return when (stream.minimumGenerationId) {
            0L ->
                when (stream.importType) {
                    is Dedupe -> TODO("Phase 9")
                    else ->
                        DirectLoadTableAppendStreamLoader(
                            stream,
                            status,
                            realTable,
                            tempTable,
                            columnNames,
                            client,
                            client,
                            streamStateStore,
                        )
                }
            stream.generationId ->
                when (stream.importType) {
                    is Dedupe -> TODO("Phase 9")
                    else -> TODO("Phase 6")
                }
            else -> throw SystemErrorException("A stream cannot keep only some of its generations")
        }
    }
}
