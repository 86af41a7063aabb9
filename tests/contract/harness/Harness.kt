package harness

import io.airbyte.cdk.ConfigErrorException
import io.airbyte.cdk.SystemErrorException
import io.airbyte.cdk.TransientErrorException
import io.airbyte.cdk.load.command.Append
import io.airbyte.cdk.load.command.Dedupe
import io.airbyte.cdk.load.command.DestinationStream
import io.airbyte.cdk.load.command.ImportType
import io.airbyte.cdk.load.component.ColumnType
import io.airbyte.cdk.load.component.TableOperationsClient
import io.airbyte.cdk.load.component.TableSchemaEvolutionClient
import io.airbyte.cdk.load.component.TestTableOperationsClient
import io.airbyte.cdk.load.data.*
import io.airbyte.cdk.load.table.ColumnNameMapping
import java.sql.Connection
import java.sql.DriverManager
import java.sql.SQLException
import java.time.LocalDate
import java.time.LocalDateTime
import java.time.LocalTime
import java.time.OffsetDateTime
import java.time.OffsetTime
import java.util.Properties
import java.util.logging.Logger
import javax.sql.DataSource
import kotlin.random.Random
import kotlinx.coroutines.runBlocking
import @TableName@

/** What an era's adapter makes out of the generated connector. */
interface Subject {
    val client: TableOperationsClient
    val evolution: TableSchemaEvolutionClient
    val testClient: TestTableOperationsClient
    /** The same client over a database that cannot be reached, with a wrong one, or with a role that does not exist. */
    fun clientAt(url: String, user: String): TableOperationsClient
    fun stream(table: TableName, fields: Fields, importType: ImportType = Append): DestinationStream
    fun buffer(table: TableName): Buffer
    fun check()
    /** Whether rows that the source deleted stay, with their time of deletion. */
    fun softDeleting(): TableOperationsClient?
    fun columnName(name: String): String
    fun finalTableName(namespace: String?, name: String): TableName
    fun tempTableName(table: TableName): TableName
}

interface Buffer {
    fun accumulate(record: Row)
    fun flush()
}

typealias Row = Map<String, AirbyteValue>
typealias Fields = LinkedHashMap<String, FieldType>

class Database(val url: String, val user: String = "postgres") : DataSource {
    override fun getConnection(): Connection =
        DriverManager.getConnection(url, Properties().apply { setProperty("user", user); setProperty("connectTimeout", "3") })
    override fun getConnection(username: String?, password: String?): Connection = connection
    override fun getLogWriter() = null
    override fun setLogWriter(out: java.io.PrintWriter?) = Unit
    override fun setLoginTimeout(seconds: Int) = Unit
    override fun getLoginTimeout() = 0
    override fun getParentLogger(): Logger = Logger.getGlobal()
    override fun <T : Any?> unwrap(iface: Class<T>?): T = throw SQLException("no wrapper")
    override fun isWrapperFor(iface: Class<*>?) = false

    fun run(vararg statements: String) = connection.use { c -> c.createStatement().use { s -> statements.forEach(s::execute) } }

    fun ask(sql: String): List<List<Any?>> = connection.use { c ->
        c.createStatement().use { s ->
            s.executeQuery(sql).use { rows ->
                buildList { while (rows.next()) add((1..rows.metaData.columnCount).map { rows.getObject(it) }) }
            }
        }
    }
}

class Case(val name: String, val body: suspend Suite.() -> Unit)

private var count = 0

class Suite(val subject: Subject, val database: Database) {
    val client get() = subject.client
    val test get() = subject.testClient

    /** A namespace and tables in it whose names hold what SQL must not trip over. */
    suspend fun namespace(): String = "na\"me 'Space;$$ ${count++}".also { client.createNamespace(it) }

    fun table(namespace: String, kind: String = "T") = TableName(namespace, "$kind'a\"b;SELECT --${count++} ".padEnd(60, 'x'))

    suspend fun created(
        table: TableName, fields: Fields = idAndTest, importType: ImportType = Append,
    ): TableName = table.also { client.createTable(subject.stream(it, fields, importType), it, names(fields), false) }
}

fun names(fields: Fields) = ColumnNameMapping(fields.keys.associateWith { it })
fun fields(vararg all: Pair<String, AirbyteType>): Fields =
    all.associateTo(LinkedHashMap()) { (name, type) -> name to FieldType(type, true) }

val idAndTest = fields("id" to IntegerType, "test" to StringType)

fun row(vararg values: Pair<String, Any?>, at: String = "2025-01-23T00:00:00Z", generation: Long = 1): Row =
    mapOf(
        "_airbyte_raw_id" to StringValue("109d38b9-e001-4f62-86ce-4a457ab013a1"),
        "_airbyte_extracted_at" to TimestampWithTimezoneValue(at),
        "_airbyte_meta" to ObjectValue(linkedMapOf()),
        "_airbyte_generation_id" to IntegerValue(generation),
    ) + values.associate { (name, value) -> name to airbyte(value) }

fun airbyte(value: Any?): AirbyteValue = when (value) {
    null -> NullValue
    is AirbyteValue -> value
    is String -> StringValue(value)
    is Int -> IntegerValue(value.toLong())
    is Long -> IntegerValue(value)
    is Boolean -> BooleanValue(value)
    is java.math.BigDecimal -> NumberValue(value)
    else -> error("no AirbyteValue for $value")
}

val meta = setOf("_airbyte_raw_id", "_airbyte_extracted_at", "_airbyte_meta", "_airbyte_generation_id")
fun List<Map<String, Any>>.plain() = map { it - meta }.toSet()

fun same(actual: Any?, expected: Any?, what: String = "") =
    check(actual == expected) { "$what: expected $expected, found $actual" }

inline fun <reified E : Exception> fails(what: String, body: () -> Unit): E {
    try {
        body()
    } catch (e: Exception) {
        check(e is E) { "$what: expected ${E::class.simpleName}, found $e" }
        return e
    }
    error("$what: expected ${E::class.simpleName}, and nothing was thrown")
}

fun main(arguments: Array<String>) {
    val database = Database(arguments[0])
    val subject = adapter(database)
    var broken = false
    for (case in cases) {
        val result = runCatching { runBlocking { case.body(Suite(subject, database)) } }
        val text = result.exceptionOrNull()?.let { it.stackTraceToString().lines().take(12).joinToString(" | ") }
        println(if (text == null) "ok\t${case.name}" else "FAIL\t${case.name}\t$text")
        broken = broken || text != null
    }
    kotlin.system.exitProcess(if (broken) 1 else 0)
}
