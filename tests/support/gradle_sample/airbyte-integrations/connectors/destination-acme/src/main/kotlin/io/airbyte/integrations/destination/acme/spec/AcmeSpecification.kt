package io.airbyte.integrations.destination.acme.spec

import io.airbyte.cdk.command.ConfigurationSpecification
import io.airbyte.cdk.load.spec.DestinationSpecificationExtension
import jakarta.inject.Singleton

@Singleton
class AcmeSpecification : ConfigurationSpecification() {
    val host: String = "localhost"
}

@Singleton
class AcmeSpecificationExtension : DestinationSpecificationExtension {
    override val supportedSyncModes = listOf("append", "overwrite")
    override val supportsIncremental = true
}
