package io.airbyte.integrations.destination.postgres.cdk

import io.airbyte.cdk.Operation
import io.airbyte.cdk.load.dataflow.DestinationLifecycle
import io.micronaut.context.annotation.Primary
import io.micronaut.context.annotation.Requires
import jakarta.inject.Singleton

@Primary
@Singleton
@Requires(property = Operation.PROPERTY, value = "write")
class WriteOperationV2(private val lifecycle: DestinationLifecycle) : Operation {
    override fun execute() {
        TODO("Phase 5")
    }
}
