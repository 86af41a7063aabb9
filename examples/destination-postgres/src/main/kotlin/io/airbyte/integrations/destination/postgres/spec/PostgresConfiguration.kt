package io.airbyte.integrations.destination.postgres.spec

import io.airbyte.cdk.load.command.DestinationConfiguration
import io.airbyte.cdk.load.command.DestinationConfigurationFactory
import jakarta.inject.Singleton

data class PostgresConfiguration(
    val host: String,
    val port: Int,
    val database: String,
    val schema: String,
    val username: String,
    val password: String,
    val cdcDeletionMode: CdcDeletionMode = CdcDeletionMode.HARD_DELETE,
) : DestinationConfiguration()

@Singleton
class PostgresConfigurationFactory :
    DestinationConfigurationFactory<PostgresSpecification, PostgresConfiguration> {
    override fun makeWithoutExceptionHandling(pojo: PostgresSpecification): PostgresConfiguration =
        PostgresConfiguration(
            host = pojo.host,
            port = pojo.port,
            database = pojo.database,
            schema = pojo.schema,
            username = pojo.username,
            password = pojo.password,
            cdcDeletionMode = pojo.cdcDeletionMode ?: CdcDeletionMode.HARD_DELETE,
        )
}
