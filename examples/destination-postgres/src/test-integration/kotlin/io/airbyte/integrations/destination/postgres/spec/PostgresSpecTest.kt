package io.airbyte.integrations.destination.postgres.spec

import io.airbyte.cdk.load.spec.SpecTest

class PostgresSpecTest : SpecTest()
