package io.airbyte.integrations.destination.acme

import io.airbyte.cdk.load.spec.SpecTest

class AcmeSpecTest : SpecTest()
