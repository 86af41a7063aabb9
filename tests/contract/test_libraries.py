"""What connectors take from other libraries is declared as it is: usual code compiles, wrong use does not."""

import pytest
from contract_support import CompileConnector

BEANS = """
package demo

import com.fasterxml.jackson.annotation.JsonProperty
import com.fasterxml.jackson.annotation.JsonPropertyDescription
import com.fasterxml.jackson.annotation.JsonValue
import com.kjetland.jackson.jsonSchema.annotations.JsonSchemaInject
import com.kjetland.jackson.jsonSchema.annotations.JsonSchemaTitle
import com.zaxxer.hikari.HikariConfig
import com.zaxxer.hikari.HikariDataSource
import io.airbyte.cdk.AirbyteDestinationRunner
import io.airbyte.cdk.Operation
import io.airbyte.cdk.command.AIRBYTE_CLOUD_ENV
import io.airbyte.cdk.command.ConfigurationSpecification
import io.airbyte.cdk.load.check.CheckOperationV2
import io.airbyte.cdk.load.check.DestinationCheckerV2
import io.airbyte.cdk.load.command.DestinationConfiguration
import io.airbyte.cdk.load.dataflow.DestinationLifecycle
import io.airbyte.cdk.load.spec.DestinationSpecificationExtension
import io.airbyte.cdk.output.OutputConsumer
import io.airbyte.protocol.models.v0.DestinationSyncMode
import io.github.oshai.kotlinlogging.KotlinLogging
import io.micronaut.context.annotation.Bean
import io.micronaut.context.annotation.Factory
import io.micronaut.context.annotation.Primary
import io.micronaut.context.annotation.Requires
import io.micronaut.context.annotation.Value
import jakarta.inject.Named
import jakarta.inject.Singleton
import javax.sql.DataSource

private val log = KotlinLogging.logger {}

enum class CdcDeletionMode(@get:JsonValue val label: String) {
    HARD_DELETE("Hard delete"),
    SOFT_DELETE("Soft delete"),
}

@Singleton
@JsonSchemaTitle("Demo")
@JsonSchemaInject(json = \"\"\"{"groups": []}\"\"\")
open class DemoSpecification : ConfigurationSpecification() {
    @get:JsonSchemaTitle("Host")
    @get:JsonPropertyDescription("Name of the server.")
    @get:JsonSchemaInject(json = \"\"\"{"order": 0, "group": "connection"}\"\"\")
    val host: String = ""

    @get:JsonProperty("password")
    @get:JsonSchemaInject(json = \"\"\"{"airbyte_secret": true}\"\"\")
    val password: String? = null
}

@Singleton
class DemoExtension : DestinationSpecificationExtension {
    override val supportedSyncModes = listOf(DestinationSyncMode.APPEND, DestinationSyncMode.APPEND_DEDUP)
    override val supportsIncremental = true
    override val groups = listOf(DestinationSpecificationExtension.Group("connection", "Connection"))
}

data class DemoConfiguration(val url: String) : DestinationConfiguration()

@Factory
class DemoBeans(@Value("\\${airbyte.connector.operation}") private val operation: String) {
    @Singleton
    @Bean(preDestroy = "close")
    @Requires(property = Operation.PROPERTY, notEquals = "spec")
    @Requires(notEnv = [AIRBYTE_CLOUD_ENV])
    @Named("main")
    fun dataSource(configuration: DemoConfiguration): HikariDataSource {
        val config =
            HikariConfig().apply {
                jdbcUrl = configuration.url
                username = "airbyte"
                maximumPoolSize = 10
                connectionTimeout = 30_000
                addDataSourceProperty("reWriteBatchedInserts", true)
            }
        config.setSchema("public")
        log.info { "pool for $operation" }
        return HikariDataSource(config)
    }

    @Primary
    @Singleton
    @Requires(property = Operation.PROPERTY, value = "check")
    fun check(checker: DestinationCheckerV2, output: OutputConsumer) = CheckOperationV2(checker, output)
}

@Primary
@Singleton
@Requires(property = Operation.PROPERTY, value = "write")
class WriteOperationV2(private val d: DestinationLifecycle) : Operation {
    override fun execute() {
        d.run()
    }
}

fun tables(source: DataSource): List<String> =
    source.connection.use { connection ->
        connection.prepareStatement("SELECT 1").use { statement ->
            statement.executeQuery().use { rows ->
                generateSequence { if (rows.next()) rows.getString(1) else null }.toList()
            }
        }
    }

fun main(args: Array<String>) {
    AirbyteDestinationRunner.run(*args)
}
"""

S3 = """
package demo

import java.nio.file.Path
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider
import software.amazon.awssdk.core.sync.RequestBody
import software.amazon.awssdk.regions.Region
import software.amazon.awssdk.services.s3.S3Client
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest
import software.amazon.awssdk.services.s3.model.PutObjectRequest

fun stage(bucket: String, key: String, file: Path) {
    val credentials = StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret"))
    val client = S3Client.builder().region(Region.of("eu-central-1")).credentialsProvider(credentials).build()
    client.use { s3 ->
        val put = PutObjectRequest.builder().bucket(bucket).key(key).build()
        s3.putObject(put, RequestBody.fromFile(file))
        s3.putObject(put, RequestBody.fromBytes(ByteArray(1)))
        s3.putObject(put, RequestBody.fromString("text"))
        s3.deleteObject(DeleteObjectRequest.builder().bucket(bucket).key(key).build())
    }
}
"""

COPY = """
package demo

import java.io.StringReader
import java.sql.Connection
import java.sql.PreparedStatement
import org.postgresql.PGConnection
import org.postgresql.copy.CopyManager
import org.postgresql.core.BaseConnection
import org.postgresql.util.PGobject
import org.postgresql.util.PSQLException

fun bind(statement: PreparedStatement, json: String) {
    statement.setObject(
        1,
        PGobject().apply {
            type = "jsonb"
            value = json
        },
    )
}

fun load(connection: Connection, rows: String): Long =
    try {
        connection.unwrap(PGConnection::class.java).copyAPI.copyIn("COPY t FROM STDIN", StringReader(rows))
    } catch (e: PSQLException) {
        throw IllegalStateException(e.serverErrorMessage?.detail ?: e.message, e)
    }

fun manager(connection: Connection) = CopyManager(connection.unwrap(BaseConnection::class.java))
"""

SUITE = """
package demo

import io.airbyte.cdk.load.command.DestinationStream
import io.airbyte.cdk.load.component.TableOperationsClient
import io.airbyte.cdk.load.component.TableOperationsSuite
import io.airbyte.cdk.load.component.TestTableOperationsClient
import io.airbyte.cdk.load.data.AirbyteValue
import io.micronaut.context.annotation.Requires
import io.micronaut.test.extensions.junit5.annotation.MicronautTest
import jakarta.inject.Inject
import jakarta.inject.Singleton
import kotlin.test.assertEquals
import kotlinx.coroutines.test.runTest
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.Disabled
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.MethodSource
import org.testcontainers.containers.PostgreSQLContainer

@MicronautTest(environments = ["component"], resolveParameters = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DemoSuite : TableOperationsSuite {
    @Inject override lateinit var client: TableOperationsClient
    @Inject override lateinit var testClient: TestTableOperationsClient

    @Test
    override fun `connect to database`() {
        super.`connect to database`()
    }

    @Disabled("needs a server")
    @Test
    fun `counts nothing`() = runTest { assertEquals(null, client.countTable(TODO())) }

    @ParameterizedTest
    @MethodSource("demo.Cases#all", "demo.Cases#more")
    fun `takes any`(input: AirbyteValue, expected: Any?) {
        assertTrue(input != expected, "differs")
        assertThrows<IllegalStateException> { error("no") }
    }

    companion object {
        private val container = PostgreSQLContainer<Nothing>("postgres:16.4").apply { withDatabaseName("airbyte") }

        @JvmStatic @BeforeAll fun start() = container.start()

        @JvmStatic @AfterAll fun stop() = container.stop()

        fun url(): String = "${container.jdbcUrl}?port=${container.getMappedPort(5432)}"
    }
}

@Singleton
@Requires(env = ["component"])
class Named(val stream: DestinationStream)
"""


@pytest.mark.parametrize("version", ["0.1.76", "0.1.100", "1.0.13"])
def test_usual_code_compiles_without_a_remark(compile_connector: CompileConnector, version: str) -> None:
    sources = {
        "src/main/kotlin/demo/Beans.kt": BEANS,
        "src/main/kotlin/demo/Copy.kt": COPY,
        "src/main/kotlin/demo/S3.kt": S3,
        "src/test-integration/kotlin/demo/DemoSuite.kt": SUITE,
    }

    assert compile_connector(sources, version) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('@io.micronaut.context.annotation.Requires(env = "component") class A', "ARGUMENT_TYPE_MISMATCH"),
        ("class A(@io.micronaut.context.annotation.Value val x: String)", "NO_VALUE_FOR_PARAMETER"),
        ("fun f(c: com.zaxxer.hikari.HikariConfig) { c.url = null }", "UNRESOLVED_REFERENCE"),
        ("fun f(c: com.zaxxer.hikari.HikariConfig) { c.maximumPoolSize = 10L }", "ASSIGNMENT_TYPE_MISMATCH"),
        (
            "val log = io.github.oshai.kotlinlogging.KotlinLogging.logger {}\nfun f() = log.info(42)",
            "ARGUMENT_TYPE_MISMATCH",
        ),
        ("val m = io.airbyte.protocol.models.v0.DestinationSyncMode.DEDUP", "UNRESOLVED_REFERENCE"),
    ],
)
def test_wrong_use_does_not_compile(compile_connector: CompileConnector, text: str, code: str) -> None:
    [message] = compile_connector({"src/main/kotlin/A.kt": text + "\n"}, "1.0.13")
    assert message.is_error and message.message.startswith(f"[{code}]")
