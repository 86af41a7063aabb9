package io.airbyte.integrations.destination.acme.config

import io.airbyte.integrations.destination.acme.client.AcmeDatabase
import io.micronaut.context.annotation.Factory
import jakarta.inject.Singleton

@Factory
class AcmeBeanFactory {
    @Singleton fun dataSource() = AcmeDatabase()
}
