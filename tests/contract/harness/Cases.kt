package harness

import io.airbyte.cdk.ConfigErrorException
import io.airbyte.cdk.SystemErrorException
import io.airbyte.cdk.TransientErrorException
import io.airbyte.cdk.load.command.Append
import io.airbyte.cdk.load.command.Dedupe
import io.airbyte.cdk.load.component.ColumnChangeset
import io.airbyte.cdk.load.component.ColumnType
import io.airbyte.cdk.load.component.ColumnTypeChange
import io.airbyte.cdk.load.data.*
import java.time.LocalDate
import java.time.LocalDateTime
import java.time.LocalTime
import java.time.OffsetDateTime
import java.time.OffsetTime
import java.time.ZoneOffset
import kotlin.random.Random
import @TableName@

val cases = listOf(
    Case("connect to database") { test.ping() },
    Case("create and drop namespaces") {
        val name = namespace()
        client.createNamespace(name)
        same(client.namespaceExists(name), true, "exists")
        test.dropNamespace(name)
        same(client.namespaceExists(name), false, "exists after drop")
        test.dropNamespace(name)
        same(client.namespaceExists("x' OR '1'='1"), false, "a name that is SQL")
    },
    Case("create and drop tables") {
        val table = table(namespace())
        same(client.tableExists(table), false, "exists before")
        created(table)
        same(client.tableExists(table), true, "exists")
        client.dropTable(table)
        same(client.tableExists(table), false, "exists after drop")
        client.dropTable(table)
        client.dropTable(TableName("no such namespace", "t"))
        same(client.tableExists(TableName("no such namespace", "t")), false, "in a missing namespace")
    },
    Case("names longer than the database keeps") {
        val table = TableName(namespace(), "é".repeat(40))
        created(table)
        same(client.tableExists(table), true, "exists")
        same(client.countTable(table), 0L, "count")
        same(subject.evolution.discoverSchema(table).columns.keys, setOf("id", "test"), "columns")
    },
    Case("replace a table") {
        val table = created(table(namespace()))
        test.insertRecords(table, listOf(row("id" to 1)))
        val wider = fields("id" to IntegerType, "more" to DateType)
        client.createTable(subject.stream(table, idAndTest), table, names(idAndTest), false)
        same(client.countTable(table), 1L, "kept without replace")
        client.createTable(subject.stream(table, wider), table, names(wider), true)
        same(client.countTable(table), 0L, "replaced")
        same(subject.evolution.discoverSchema(table).columns.keys, setOf("id", "more"), "columns")
    },
    Case("insert records") {
        val table = created(table(namespace()))
        test.insertRecords(table, listOf(row("id" to 1, "test" to "a"), row("test" to "b"), row("id" to 3)))
        same(test.readTable(table).plain(), setOf(mapOf("id" to 1L, "test" to "a"), mapOf("test" to "b"), mapOf("id" to 3L)))
        val first = test.readTable(table).first()
        same(first["_airbyte_extracted_at"], "2025-01-23T00:00:00Z", "extraction time")
        same(first["_airbyte_meta"], emptyMap<String, Any>(), "meta")
        same(first["_airbyte_generation_id"], 1L, "generation")
    },
    Case("count table rows") {
        val table = table(namespace())
        same(client.countTable(table), null, "missing table")
        same(client.countTable(TableName("no such namespace", "t")), null, "missing namespace")
        created(table)
        same(client.countTable(table), 0L, "empty table")
        repeat(3) { turn -> test.insertRecords(table, List(3) { row("id" to it + turn) }) }
        same(client.countTable(table), 9L, "rows")
    },
    Case("a failure is not a missing table, and has its class") {
        val table = TableName("public", "t")
        val port = Regex(":(\\d+)/").find(database.url)!!.groupValues[1]
        fails<TransientErrorException>("port") { subject.clientAt(database.url.replace(":$port/", ":1/"), "postgres").countTable(table) }
        fails<ConfigErrorException>("database") { subject.clientAt(database.url + "_missing", "postgres").countTable(table) }
        fails<ConfigErrorException>("role") { subject.clientAt(database.url, "nobody_at_all").countTable(table) }
        database.run("DROP ROLE IF EXISTS weak", "CREATE ROLE weak LOGIN", "CREATE TABLE IF NOT EXISTS public.locked_up ()")
        val weak = subject.clientAt(database.url, "weak")
        fails<ConfigErrorException>("no right to read") { weak.countTable(TableName("public", "locked_up")) }
        fails<ConfigErrorException>("no right to create") { weak.createNamespace("mine") }
        weak.createNamespace("public")
        val stream = subject.stream(TableName("no such namespace", "t"), idAndTest)
        fails<SystemErrorException>("no namespace") { client.createTable(stream, TableName("no such namespace", "t"), names(idAndTest), true) }
    },
    Case("get generation id") {
        val table = created(table(namespace()))
        same(client.getGenerationId(table), 0L, "empty table")
        test.insertRecords(table, listOf(row("id" to 1) - "_airbyte_generation_id"))
        same(client.getGenerationId(table), 0L, "NULL")
        val other = created(table(namespace()))
        test.insertRecords(other, listOf(row("id" to 1, generation = 17)))
        same(client.getGenerationId(other), 17L)
    },
    Case("overwrite tables") {
        val name = namespace()
        val source = created(table(name, "S"))
        val target = created(table(name, "T"))
        test.insertRecords(source, listOf(row("id" to 1)))
        test.insertRecords(target, listOf(row("id" to 2), row("id" to 3)))
        client.overwriteTable(source, target)
        same(test.readTable(target).plain(), setOf(mapOf("id" to 1L)), "target")
        same(client.tableExists(source), false, "source is gone")
        client.dropTable(source)
        val again = created(table(name, "S"))
        client.overwriteTable(again, table(name, "missing"))
        same(client.tableExists(again), false, "into a missing target")
    },
    Case("overwrite across namespaces") {
        val (from, to) = namespace() to namespace()
        for (names in listOf(table(from, "S").name to table(to, "T").name, "same \"name" to "same \"name")) {
            val source = created(TableName(from, names.first))
            val target = created(TableName(to, names.second))
            test.insertRecords(source, listOf(row("id" to 1)))
            test.insertRecords(target, listOf(row("id" to 2)))
            client.overwriteTable(source, target)
            same(test.readTable(target).plain(), setOf(mapOf("id" to 1L)), "target")
            same(client.tableExists(source), false, "source is gone")
        }
    },
    Case("an overwrite that fails changes nothing") {
        val name = namespace()
        val source = created(table(name, "S"))
        val target = created(TableName(name, "target"))
        test.insertRecords(target, listOf(row("id" to 2)))
        database.run("CREATE VIEW public.on_target AS SELECT * FROM ${quoted(target)}")
        fails<ConfigErrorException>("view") { client.overwriteTable(source, target) }
        same(client.countTable(target), 1L, "target")
        same(client.countTable(source), 0L, "source")
        database.run("DROP VIEW public.on_target")
    },
    Case("copy tables") {
        val name = namespace()
        val source = created(table(name, "S"), fields("test" to StringType, "id" to IntegerType))
        val target = created(table(name, "T"))
        test.insertRecords(source, listOf(row("id" to 1, "test" to "s"), row("id" to 2, generation = 5)))
        test.insertRecords(target, List(3) { row("id" to it + 10) })
        client.copyTable(names(idAndTest), source, target)
        same(client.countTable(target), 5L, "rows")
        same(client.countTable(source), 2L, "source stays")
        val copied = test.readTable(target).single { it["id"] == 2L }
        same(copied["_airbyte_generation_id"], 5L, "meta columns come along")
    },
    Case("hostile column names") {
        val all = fields("select" to StringType, "Mixed Case" to StringType, "quo\"te" to StringType, "a'b;--" to StringType, "\$x{y}" to IntegerType)
        val name = namespace()
        val importType = Dedupe(listOf(listOf("quo\"te"), listOf("Mixed Case")), listOf("\$x{y}"))
        val source = created(table(name, "S"), all)
        val target = created(table(name, "T"), all, importType)
        val values = row("select" to "1", "Mixed Case" to "2", "quo\"te" to "3", "a'b;--" to "4", "\$x{y}" to 5)
        test.insertRecords(source, listOf(values))
        client.upsertTable(subject.stream(target, all, importType), names(all), source, target)
        val copy = created(table(name, "C"), all)
        client.copyTable(names(all), target, copy)
        same(test.readTable(target).plain(), test.readTable(source).plain(), "upserted values")
        same(test.readTable(copy).plain(), test.readTable(source).plain(), "copied values")
        same(subject.evolution.discoverSchema(target), subject.evolution.computeSchema(subject.stream(target, all), names(all)), "schema")
    },
) + upsertCases + schemaCases + bufferCases

fun quoted(table: TableName) = listOf(table.namespace, table.name).joinToString(".") { "\"" + it.replace("\"", "\"\"") + "\"" }
