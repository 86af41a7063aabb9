package io.airbyte.cdk.load.command

abstract class DestinationConfiguration

interface DestinationConfigurationFactory<I, O : DestinationConfiguration> {
    fun makeWithoutExceptionHandling(pojo: I): O
}
