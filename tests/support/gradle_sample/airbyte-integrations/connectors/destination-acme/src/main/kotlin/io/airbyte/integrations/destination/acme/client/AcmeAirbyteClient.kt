package io.airbyte.integrations.destination.acme.client

import io.airbyte.cdk.load.component.TableOperationsClient
import jakarta.inject.Singleton

@Singleton
class AcmeAirbyteClient(private val database: AcmeDatabase) : TableOperationsClient {
    override suspend fun createNamespace(namespace: String) =
        database.execute("CREATE SCHEMA IF NOT EXISTS \"$namespace\"")

    override suspend fun namespaceExists(namespace: String): Boolean = database.has(namespace)
}
