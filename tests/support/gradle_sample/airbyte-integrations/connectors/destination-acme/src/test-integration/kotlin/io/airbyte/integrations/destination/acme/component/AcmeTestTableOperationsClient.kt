package io.airbyte.integrations.destination.acme.component

import io.airbyte.cdk.load.component.TestTableOperationsClient
import io.airbyte.integrations.destination.acme.client.AcmeDatabase

class AcmeTestTableOperationsClient(private val database: AcmeDatabase) : TestTableOperationsClient {
    override suspend fun ping() = database.execute("SELECT 1")

    override suspend fun dropNamespace(namespace: String) = database.execute("DROP SCHEMA \"$namespace\"")
}
