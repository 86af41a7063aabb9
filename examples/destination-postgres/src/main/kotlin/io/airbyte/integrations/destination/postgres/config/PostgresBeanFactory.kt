package io.airbyte.integrations.destination.postgres.config

import io.airbyte.cdk.Operation
import io.airbyte.cdk.command.ConfigurationSpecificationSupplier
import io.airbyte.cdk.load.check.CheckOperationV2
import io.airbyte.cdk.load.check.DestinationCheckerV2
import io.airbyte.cdk.load.dataflow.config.model.AggregatePublishingConfig
import io.airbyte.cdk.output.OutputConsumer
import io.airbyte.integrations.destination.postgres.spec.PostgresConfiguration
import io.airbyte.integrations.destination.postgres.spec.PostgresConfigurationFactory
import io.airbyte.integrations.destination.postgres.spec.PostgresSpecification
import io.micronaut.context.annotation.Factory
import io.micronaut.context.annotation.Primary
import io.micronaut.context.annotation.Requires
import jakarta.inject.Singleton
import javax.sql.DataSource

@Factory
class PostgresBeanFactory {
    @Singleton
    fun configuration(
        factory: PostgresConfigurationFactory,
        supplier: ConfigurationSpecificationSupplier<PostgresSpecification>,
    ): PostgresConfiguration = factory.make(supplier.get())

    /** Not for `spec`, which runs without a configuration. */
    @Singleton
    @Requires(property = Operation.PROPERTY, notEquals = "spec")
    fun dataSource(configuration: PostgresConfiguration): DataSource = TODO("Phase 1")

    @Primary
    @Singleton
    @Requires(property = Operation.PROPERTY, value = "check")
    fun checkOperation(
        checker: DestinationCheckerV2,
        outputConsumer: OutputConsumer,
    ): CheckOperationV2 = TODO("Phase 5")

    @Singleton
    fun aggregatePublishingConfig(): AggregatePublishingConfig = TODO("Phase 5")
}
