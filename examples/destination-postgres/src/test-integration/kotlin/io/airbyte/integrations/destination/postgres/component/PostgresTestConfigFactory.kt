package io.airbyte.integrations.destination.postgres.component

import io.airbyte.integrations.destination.postgres.spec.PostgresConfiguration
import io.micronaut.context.annotation.Factory
import io.micronaut.context.annotation.Primary
import io.micronaut.context.annotation.Requires
import jakarta.inject.Singleton

@Factory
@Requires(env = ["component"])
class PostgresTestConfigFactory {
    @Primary
    @Singleton
    fun configuration(): PostgresConfiguration = TODO("Phase 1")
}
