package destinationwriter.runtime

import cdk.AggregateFactory
import cdk.DestinationChecker
import cdk.DestinationCheckerV2
import cdk.DestinationConfiguration
import cdk.DestinationWriter
import cdk.DirectLoadTableExecutionConfig
import cdk.StreamStateStore
import cdk.TableName
import cdk.TableOperationsClient
import cdk.TableSchemaEvolutionClient
import cdk.TestTableOperationsClient
import cdk.ValueCoercer

/** One connector over one database. What `open` made stays until the next `open`. */
class Session(private val connector: Connector, private val database: NotingDataSource) {
    private lateinit var beans: Beans
    private var streams = emptyMap<String, MadeStream>()

    private val client by fresh { it.get(TableOperationsClient::class.java) }
    private val evolution by fresh { it.get(TableSchemaEvolutionClient::class.java) }
    private val testClient by fresh { it.get(TestTableOperationsClient::class.java) }

    private fun <T> fresh(make: (Beans) -> T) = object : kotlin.properties.ReadOnlyProperty<Session, T> {
        override fun getValue(thisRef: Session, property: kotlin.reflect.KProperty<*>): T {
            if (!::beans.isInitialized) throw BadRequest("`open` comes first")
            return make(beans)
        }
    }

    /** Carries out one request. The answer is a plain value; a failure of the connector is thrown as it is. */
    suspend fun answer(request: Map<*, *>): Any? = when (val operation = request.text("op")) {
        "open" -> open(request)
        "create_namespace" -> client.createNamespace(request.text("namespace")).let { null }
        "namespace_exists" -> client.namespaceExists(request.text("namespace"))
        "drop_namespace" -> testClient.dropNamespace(request.text("namespace")).let { null }
        "ping" -> testClient.ping().let { null }
        "create_table" -> create(request)
        "table_exists" -> client.tableExists(request.table("table"))
        "drop_table" -> client.dropTable(request.table("table")).let { null }
        "count" -> client.countTable(request.table("table"))
        "generation" -> client.getGenerationId(request.table("table"))
        "overwrite" -> client.overwriteTable(request.table("source"), request.table("target")).let { null }
        "copy" -> client.copyTable(stream(request).columnNames, request.table("source"), request.table("target")).let { null }
        "upsert" -> stream(request).let { client.upsertTable(it.stream, it.columnNames, request.table("source"), request.table("target")) }.let { null }
        "evolve" -> stream(request).let { evolution.ensureSchemaMatches(it.stream, request.table("table"), it.columnNames) }.let { null }
        "evolve_from" -> evolveFrom(request)
        "schema" -> schema(request)
        "insert" -> insert(request)
        "flush_twice" -> flushTwice(request)
        "read" -> testClient.readTable(request.table("table"))
        "check" -> check()
        "sync" -> sync(request)
        "query" -> query(database, request.text("sql"), (request["parameters"] as List<*>?).orEmpty())
        "execute" -> execute(database, request.list("statements"))
        else -> throw BadRequest("there is no operation '$operation'")
    }

    private fun open(request: Map<*, *>): Any {
        val properties = (request["properties"] as Map<*, *>?).orEmpty().entries.associate { "${it.key}" to "${it.value}" }
        val environments = (request["environments"] as List<*>?).orEmpty().map { "$it" }.toSet()
        beans = connector.beans(database, (request["configuration"] as Map<*, *>?).orEmpty(), Surroundings(properties, environments))
        val requests = request.list("streams").map { StreamRequest(it as Map<*, *>) }
        val ids = request.list("streams").map { (it as Map<*, *>).text("id") }
        streams = ids.zip(makeStreams(beans, requests)).toMap()
        return streams.mapValues { (_, made) ->
            mapOf("real" to pair(made.realTable), "temp" to pair(made.tempTable), "columns" to made.columns, "types" to made.types)
        }
    }

    private suspend fun create(request: Map<*, *>): Any? {
        val made = stream(request)
        client.createTable(made.stream, request.table("table"), made.columnNames, request["replace"] as Boolean? ?: false)
        return null
    }

    /** The change from one stream's columns to another's, for a database that cannot say what it has. */
    private suspend fun evolveFrom(request: Map<*, *>): Any? {
        val before = streams.getValue(request.text("from"))
        val after = stream(request)
        val actual = evolution.computeSchema(before.stream, before.columnNames).columns
        val expected = evolution.computeSchema(after.stream, after.columnNames).columns
        val changes = evolution.computeChangeset(actual, expected)
        evolution.applyChangeset(after.stream, after.columnNames, request.table("table"), expected, changes)
        return null
    }

    /** The columns that are there, those that are wanted, and whether nothing would change. */
    private suspend fun schema(request: Map<*, *>): Any {
        val made = stream(request)
        val actual = evolution.discoverSchema(request.table("table")).columns
        val expected = evolution.computeSchema(made.stream, made.columnNames).columns
        val columns = { all: Map<String, cdk.ColumnType> -> all.mapValues { listOf(it.value.type, it.value.nullable) } }
        return mapOf(
            "actual" to columns(actual),
            "expected" to columns(expected),
            "noop" to evolution.computeChangeset(actual, expected).isNoop(),
        )
    }

    /** `via` says how: `pipeline` through coercer, aggregate and buffer, or `test_client`. Gives the changes of each row. */
    private suspend fun insert(request: Map<*, *>): Any {
        val made = stream(request)
        val table = request.table("table")
        val rows = request.list("rows").map { it as Map<*, *> }
        val pipeline = Pipeline(made, beans.find(ValueCoercer::class.java))
        if (request["via"] == "test_client") {
            testClient.insertRecords(table, rows.map(pipeline::plain))
            return rows.map { emptyList<Any>() }
        }
        store().put(made.stream.mappedDescriptor, DirectLoadTableExecutionConfig(table))
        return written(made, rows.map(pipeline::prepared))
    }

    private suspend fun written(made: MadeStream, records: List<Prepared>): List<Any> {
        val aggregate = beans.get(AggregateFactory::class.java).create(made.stream.mappedDescriptor)
        records.forEach { aggregate.accept(it.record) }
        aggregate.flush()
        return records.map { it.changes }
    }

    /** A flush into a table that is missing, and the same flush once the table is there: the rows must have been kept. */
    private suspend fun flushTwice(request: Map<*, *>): Any {
        val made = stream(request)
        val table = request.table("table")
        val pipeline = Pipeline(made, beans.find(ValueCoercer::class.java))
        store().put(made.stream.mappedDescriptor, DirectLoadTableExecutionConfig(table))
        val aggregate = beans.get(AggregateFactory::class.java).create(made.stream.mappedDescriptor)
        request.list("rows").forEach { aggregate.accept(pipeline.prepared(it as Map<*, *>).record) }
        val failed = runCatching { aggregate.flush() }.isFailure
        client.createTable(made.stream, table, made.columnNames, false)
        aggregate.flush()
        return failed
    }

    @Suppress("UNCHECKED_CAST")
    private fun store() = beans.get(StreamStateStore::class.java) as StreamStateStore<DirectLoadTableExecutionConfig>

    private fun check(): Any? {
        beans.find(DestinationCheckerV2::class.java)?.let {
            try {
                return it.check().let { null }
            } finally {
                it.cleanup()
            }
        }
        @Suppress("UNCHECKED_CAST")
        val checker = beans.get(DestinationChecker::class.java) as DestinationChecker<DestinationConfiguration>
        checker.check(beans.get(DestinationConfiguration::class.java))
        return null
    }

    /** A whole sync in the framework's order: set up, start each stream, write its rows, tear down. */
    private suspend fun sync(request: Map<*, *>): Any? {
        val writer = beans.get(DestinationWriter::class.java)
        val rows = request["rows"] as Map<*, *>
        val completed = request["completed"] as Boolean? ?: true
        writer.setup()
        val loaders = streams.mapValues { (_, made) -> writer.createStreamLoader(made.stream).also { it.start() } }
        val changes = streams.mapValues { (id, made) ->
            val pipeline = Pipeline(made, beans.find(ValueCoercer::class.java))
            written(made, (rows[id] as List<*>?).orEmpty().map { pipeline.prepared(it as Map<*, *>) })
        }
        loaders.values.forEach { it.teardown(completed) }
        writer.teardown()
        return changes
    }

    private fun stream(request: Map<*, *>): MadeStream =
        request.text("stream").let { streams[it] ?: throw BadRequest("no stream '$it' is open") }

    private fun Map<*, *>.table(key: String): TableName = list(key).let { TableName(it[0] as String, it[1] as String) }

    private fun pair(table: TableName) = listOf(table.namespace, table.name)
}
