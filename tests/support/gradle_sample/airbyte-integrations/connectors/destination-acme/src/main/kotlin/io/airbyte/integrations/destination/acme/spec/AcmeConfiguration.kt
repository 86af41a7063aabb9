package io.airbyte.integrations.destination.acme.spec

import io.airbyte.cdk.load.command.DestinationConfiguration
import io.airbyte.cdk.load.command.DestinationConfigurationFactory
import jakarta.inject.Singleton

class AcmeConfiguration(val host: String) : DestinationConfiguration()

@Singleton
class AcmeConfigurationFactory : DestinationConfigurationFactory<AcmeSpecification, AcmeConfiguration> {
    override fun makeWithoutExceptionHandling(pojo: AcmeSpecification) = AcmeConfiguration(pojo.host)
}
