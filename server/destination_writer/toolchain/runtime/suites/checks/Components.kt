package destinationwriter.suites

import cdk.ConfigurationSpecification
import cdk.DestinationConfiguration
import cdk.DestinationConfigurationFactory
import com.fasterxml.jackson.databind.node
import destinationwriter.localrun.Running
import destinationwriter.runtime.json.bound
import io.airbyte.protocol.models.v0.AirbyteStream
import io.airbyte.protocol.models.v0.ConfiguredAirbyteCatalog
import io.airbyte.protocol.models.v0.ConfiguredAirbyteStream
import io.airbyte.protocol.models.v0.DestinationSyncMode
import io.airbyte.protocol.models.v0.SyncMode

/** One append stream `test.test_stream` with the columns `id` and `name`. */
object DefaultComponentTestCatalogBodies {
    fun make(): ConfiguredAirbyteCatalog {
        val schema = mapOf(
            "type" to "object",
            "properties" to linkedMapOf("id" to mapOf("type" to "integer"), "name" to mapOf("type" to "string")),
        )
        val stream = AirbyteStream().withNamespace("test").withName("test_stream").withJsonSchema(node(schema))
        return ConfiguredAirbyteCatalog().withStreams(
            listOf(
                ConfiguredAirbyteStream().withStream(stream.withSupportedSyncModes(listOf(SyncMode.FULL_REFRESH)))
                    .withSyncMode(SyncMode.FULL_REFRESH).withDestinationSyncMode(DestinationSyncMode.APPEND)
                    .withGenerationId(0).withMinimumGenerationId(0).withSyncId(42),
            )
        )
    }
}

/** The settings of the engine that runs here: a file of secrets is not read, since its database is not the one that is tested on. */
object TestConfigLoaderBodies {
    @Suppress("UNUSED_PARAMETER")
    fun <T : DestinationConfiguration, U : ConfigurationSpecification, V : DestinationConfigurationFactory<in U, out T>> loadTestConfig(
        specClass: Class<U>, factoryClass: Class<V>, configPath: String,
    ): T = factoryClass.getDeclaredConstructor().newInstance().make(specClass.cast(bound(Running.settings, specClass)))
}
