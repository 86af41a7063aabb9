package io.airbyte.integrations.destination.acme.component

import io.airbyte.cdk.load.component.TableOperationsSuite
import io.airbyte.integrations.destination.acme.client.AcmeAirbyteClient
import io.airbyte.integrations.destination.acme.client.AcmeDatabase
import org.junit.jupiter.api.Test

class AcmeTableOperationsTest : TableOperationsSuite {
    private val database = AcmeDatabase()
    override val client = AcmeAirbyteClient(database)
    override val testClient = AcmeTestTableOperationsClient(database)

    @Test
    override fun `connect to database`() {
        super.`connect to database`()
    }

    @Test
    override fun `create and drop namespaces`() {
        super.`create and drop namespaces`()
    }
}
