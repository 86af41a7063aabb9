package io.airbyte.integrations.destination.acme.component

import io.airbyte.integrations.destination.acme.spec.AcmeConfiguration
import io.micronaut.context.annotation.Factory
import jakarta.inject.Singleton

@Factory
class AcmeTestConfigFactory {
    @Singleton fun testConfig() = AcmeConfiguration("localhost")
}
