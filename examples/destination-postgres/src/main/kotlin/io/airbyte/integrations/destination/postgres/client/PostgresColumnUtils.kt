package io.airbyte.integrations.destination.postgres.client

import io.airbyte.cdk.load.data.AirbyteType
import jakarta.inject.Singleton

@Singleton
class PostgresColumnUtils {
    /** The column type for one of the CDK's types. */
    fun toDialectType(type: AirbyteType): String = TODO("Phase 3")
}
