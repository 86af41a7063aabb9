package io.airbyte.integrations.destination.postgres.check

import io.airbyte.cdk.load.check.DestinationCheckerV2
import io.airbyte.integrations.destination.postgres.client.PostgresAirbyteClient
import io.airbyte.integrations.destination.postgres.spec.PostgresConfiguration
import jakarta.inject.Singleton

@Singleton
class PostgresChecker(
    private val client: PostgresAirbyteClient,
    private val configuration: PostgresConfiguration,
) : DestinationCheckerV2 {
    override fun check() {
        TODO("Phase 5")
    }
}
