package io.airbyte.integrations.destination.acme

import io.airbyte.integrations.destination.acme.spec.AcmeConfigurationFactory
import io.airbyte.integrations.destination.acme.spec.AcmeSpecification
import org.junit.Assert.assertEquals
import org.junit.jupiter.api.Test

class AcmeConfigurationTest {
    @Test
    fun `the host is kept`() {
        assertEquals("localhost", AcmeConfigurationFactory().makeWithoutExceptionHandling(AcmeSpecification()).host)
    }
}
