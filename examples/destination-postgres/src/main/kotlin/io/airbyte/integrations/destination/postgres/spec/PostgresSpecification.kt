package io.airbyte.integrations.destination.postgres.spec

import com.fasterxml.jackson.annotation.JsonProperty
import com.fasterxml.jackson.annotation.JsonPropertyDescription
import com.fasterxml.jackson.annotation.JsonValue
import com.kjetland.jackson.jsonSchema.annotations.JsonSchemaInject
import com.kjetland.jackson.jsonSchema.annotations.JsonSchemaTitle
import io.airbyte.cdk.command.ConfigurationSpecification
import io.airbyte.cdk.load.spec.DestinationSpecificationExtension
import io.airbyte.protocol.models.v0.DestinationSyncMode
import jakarta.inject.Singleton

@Singleton
class PostgresSpecification : ConfigurationSpecification() {
    @get:JsonSchemaTitle("Host")
    @get:JsonPropertyDescription("Name or address of the database server.")
    @get:JsonProperty("host")
    @get:JsonSchemaInject(json = """{"group": "connection", "order": 0}""")
    val host: String = ""

    @get:JsonSchemaTitle("Port")
    @get:JsonPropertyDescription("Port that the database server listens on.")
    @get:JsonProperty("port")
    @get:JsonSchemaInject(json = """{"group": "connection", "order": 1, "default": 5432}""")
    val port: Int = 5432

    @get:JsonSchemaTitle("Database")
    @get:JsonPropertyDescription("Database that holds the schemas.")
    @get:JsonProperty("database")
    @get:JsonSchemaInject(json = """{"group": "connection", "order": 2}""")
    val database: String = ""

    @get:JsonSchemaTitle("Default schema")
    @get:JsonPropertyDescription("Schema for streams without a namespace.")
    @get:JsonProperty("schema")
    @get:JsonSchemaInject(json = """{"group": "connection", "order": 3, "default": "public"}""")
    val schema: String = "public"

    @get:JsonSchemaTitle("User")
    @get:JsonPropertyDescription("Role that the connector logs in as.")
    @get:JsonProperty("username")
    @get:JsonSchemaInject(json = """{"group": "connection", "order": 4}""")
    val username: String = ""

    @get:JsonSchemaTitle("Password")
    @get:JsonPropertyDescription("Password of the role.")
    @get:JsonProperty("password")
    @get:JsonSchemaInject(json = """{"group": "connection", "order": 5, "airbyte_secret": true}""")
    val password: String = ""

    @get:JsonSchemaTitle("Deleted rows")
    @get:JsonPropertyDescription("What happens to a row that the source has deleted.")
    @get:JsonProperty("cdc_deletion_mode")
    @get:JsonSchemaInject(json = """{"group": "sync", "order": 6, "default": "Hard delete"}""")
    val cdcDeletionMode: CdcDeletionMode? = null
}

enum class CdcDeletionMode(@get:JsonValue val cdcDeletionMode: String) {
    HARD_DELETE("Hard delete"),
    SOFT_DELETE("Soft delete"),
}

@Singleton
class PostgresSpecificationExtension : DestinationSpecificationExtension {
    override val supportedSyncModes =
        listOf(
            DestinationSyncMode.OVERWRITE,
            DestinationSyncMode.APPEND,
            DestinationSyncMode.APPEND_DEDUP,
        )
    override val supportsIncremental = true
    override val groups =
        listOf(
            DestinationSpecificationExtension.Group("connection", "Connection"),
            DestinationSpecificationExtension.Group("sync", "Sync"),
        )
}
