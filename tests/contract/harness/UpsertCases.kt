package harness

import io.airbyte.cdk.ConfigErrorException
import io.airbyte.cdk.load.command.Append
import io.airbyte.cdk.load.command.Dedupe
import io.airbyte.cdk.load.component.TableOperationsClient
import io.airbyte.cdk.load.data.*
import kotlin.random.Random
import @TableName@

private const val DELETED = "_ab_cdc_deleted_at"
private val cdc = fields("id" to IntegerType, "cursor" to IntegerType, "text" to StringType, DELETED to TimestampTypeWithTimezone)
private val byId = Dedupe(listOf(listOf("id")), listOf("cursor"))
private fun at(day: Int) = "2025-01-%02dT00:00:00Z".format(day)
private fun rec(id: Int?, cursor: Int?, day: Int, text: String, deleted: Boolean = false) =
    row("id" to id, "cursor" to cursor, "text" to text, at = at(day)).let {
        if (deleted) it + (DELETED to TimestampWithTimezoneValue(at(day))) else it
    }

/** Inserts target and source rows, upserts, and gives the texts that the target then has, by id. */
private suspend fun Suite.upserted(
    target: List<Row>, source: List<Row>, importType: Dedupe = byId, columns: Fields = cdc,
    with: TableOperationsClient = client,
): List<Map<String, Any>> {
    val name = namespace()
    val from = created(table(name, "S"), columns)
    val into = created(table(name, "T"), columns, importType)
    if (target.isNotEmpty()) test.insertRecords(into, target)
    if (source.isNotEmpty()) test.insertRecords(from, source)
    with.upsertTable(subject.stream(into, columns, importType), names(columns), from, into)
    return test.readTable(into)
}

private fun List<Map<String, Any>>.texts() = associate { (it["id"] as Long?)?.toInt() to it["text"] }

val upsertCases = listOf(
    Case("upsert: keys of one side only") {
        val found = upserted(listOf(rec(1, 1, 1, "target")), listOf(rec(2, 1, 1, "source")))
        same(found.texts(), mapOf(1 to "target", 2 to "source"))
    },
    Case("upsert: a newer deletion deletes, an older one does not") {
        val target = listOf(rec(1, 5, 5, "t1"), rec(2, 5, 5, "t2"), rec(3, 5, 5, "t3"))
        val source = listOf(rec(1, 6, 6, "s", true), rec(2, 4, 6, "s", true), rec(3, 5, 6, "s", true), rec(9, 1, 1, "never there", true))
        same(upserted(target, source).texts(), mapOf(2 to "t2"))
    },
    Case("upsert: several rows of a key") {
        val source = listOf(
            rec(1, 1, 1, "old"), rec(1, 1, 2, "late"),
            rec(2, 1, 1, "record"), rec(2, 1, 2, "deleted", true),
            rec(3, 1, 1, "deleted", true), rec(3, 1, 2, "again"),
        )
        same(upserted(emptyList(), source).texts(), mapOf(1 to "late", 3 to "again"))
    },
    Case("upsert: cursor first, extraction time second") {
        val target = listOf(rec(1, 5, 5, "t1"), rec(2, 5, 5, "t2"), rec(3, 5, 5, "t3"), rec(4, 5, 5, "t4"))
        val source = listOf(rec(1, 6, 1, "s1"), rec(2, 4, 9, "s2"), rec(3, 5, 9, "s3"), rec(4, 5, 1, "s4"))
        same(upserted(target, source).texts(), mapOf(1 to "s1", 2 to "t2", 3 to "s3", 4 to "t4"))
    },
    Case("upsert: a NULL cursor is older than any other") {
        val target = listOf(rec(1, null, 5, "t1"), rec(2, 5, 5, "t2"), rec(3, null, 5, "t3"))
        val source = listOf(rec(1, 1, 1, "s1"), rec(2, null, 9, "s2"), rec(3, null, 6, "s3"), rec(4, null, 9, "null"), rec(4, 1, 1, "one"))
        same(upserted(target, source).texts(), mapOf(1 to "s1", 2 to "t2", 3 to "s3", 4 to "one"))
    },
    Case("upsert: without a cursor extraction time decides") {
        val target = listOf(rec(1, 9, 5, "t1"), rec(2, 9, 5, "t2"))
        val source = listOf(rec(1, 1, 6, "s1"), rec(2, 1, 4, "s2"), rec(3, 9, 1, "old"), rec(3, 1, 2, "new"))
        val found = upserted(target, source, Dedupe(listOf(listOf("id")), emptyList()))
        same(found.texts(), mapOf(1 to "s1", 2 to "t2", 3 to "new"))
    },
    Case("upsert: keys with NULL") {
        val found = upserted(listOf(rec(null, 1, 1, "target")), listOf(rec(null, 2, 2, "source"), rec(null, 1, 3, "older")))
        same(found.texts(), mapOf(null to "source"))
    },
    Case("upsert: composite keys") {
        val columns = fields("a" to IntegerType, "b" to StringType, "text" to StringType)
        fun rec(a: Int?, b: String?, text: String, day: Int) = row("a" to a, "b" to b, "text" to text, at = at(day))
        val found = upserted(
            listOf(rec(1, "x", "t1", 1), rec(1, "y", "t2", 1), rec(1, null, "t3", 1)),
            listOf(rec(1, "x", "s1", 2), rec(2, "x", "s2", 2), rec(1, null, "s3", 2)),
            Dedupe(listOf(listOf("a"), listOf("b")), emptyList()), columns,
        )
        same(found.map { Triple(it["a"], it["b"], it["text"]) }.toSet(),
            setOf(Triple(1L, "x", "s1"), Triple(1L, "y", "t2"), Triple(2L, "x", "s2"), Triple(1L, null, "s3")))
    },
    Case("upsert: meta columns are written with the row") {
        val source = row("id" to 1, "cursor" to 2, at = at(9), generation = 42) + ("_airbyte_raw_id" to StringValue("mine"))
        val found = upserted(listOf(rec(1, 1, 1, "t")), listOf(source)).single()
        same(listOf(found["_airbyte_raw_id"], found["_airbyte_extracted_at"], found["_airbyte_generation_id"]), listOf("mine", at(9), 42L))
        same(found["text"], null, "what the source lacks becomes NULL")
    },
    Case("upsert: nothing twice") {
        val name = namespace()
        val from = created(table(name, "S"), cdc)
        val into = created(table(name, "T"), cdc, byId)
        test.insertRecords(from, listOf(rec(1, 1, 1, "a"), rec(2, 1, 1, "b", true)))
        repeat(2) { client.upsertTable(subject.stream(into, cdc, byId), names(cdc), from, into) }
        same(test.readTable(into).texts(), mapOf(1 to "a"))
        same(client.countTable(from), 2L, "the source stays as it is")
    },
    Case("upsert: without a primary key") {
        fails<ConfigErrorException>("no key") { upserted(emptyList(), emptyList(), Dedupe(emptyList(), emptyList())) }
    },
    Case("upsert: a table without deletions") {
        val columns = fields("id" to IntegerType, "cursor" to IntegerType, "text" to StringType)
        same(upserted(listOf(rec(1, 1, 1, "t")), listOf(rec(1, 2, 2, "s")), columns = columns).texts(), mapOf(1 to "s"))
    },
    Case("upsert: soft delete") {
        val soft = subject.softDeleting() ?: return@Case
        val found = upserted(listOf(rec(1, 1, 1, "t1")), listOf(rec(1, 2, 2, "gone", true), rec(2, 1, 1, "also", true)), with = soft)
        same(found.texts(), mapOf(1 to "gone", 2 to "also"))
        same(found.first { it["id"] == 1L }[DELETED], at(2), "time of deletion")
    },
    Case("upsert: like a reference model") {
        val random = Random(20250123)
        repeat(25) {
            fun some(size: Int, from: Int) = List(size) { i ->
                rec(random.nextInt(6).takeIf { it > 0 }, random.nextInt(4).takeIf { it > 0 }, random.nextInt(1, 28), "r${from + i}", random.nextInt(4) == 0)
            }
            val target = some(8, 0).distinctBy { it["id"] }.map { it - DELETED }
            val source = some(14, 100).distinctBy { Triple(it["id"], it["cursor"], it["_airbyte_extracted_at"]) }
            same(upserted(target, source).texts(), model(target, source), "target $target, source $source")
        }
    },
    Case("upsert: a large table is joined by hash") {
        val name = namespace()
        val from = created(table(name, "S"), cdc)
        val into = created(table(name, "T"), cdc, byId)
        for (it in listOf(from, into)) {
            database.run(
                "INSERT INTO ${quoted(it)} SELECT 'r', now() + interval '1 h' * ${if (it == from) 1 else 0}, '{}', 1, i, 1, 't', NULL FROM generate_series(1, 60000) AS i",
                "ANALYZE ${quoted(it)}",
            )
        }
        val start = System.nanoTime()
        client.upsertTable(subject.stream(into, cdc, byId), names(cdc), from, into)
        check(System.nanoTime() - start < 60_000_000_000) { "a join of 60,000 by 60,000 rows went row by row" }
        same(client.countTable(into), 60_000L)
    },
)

/** What an upsert must do, written down without SQL. */
private fun model(target: List<Row>, source: List<Row>): Map<Int?, Any?> {
    fun id(row: Row) = (row["id"] as? IntegerValue)?.value?.toInt()
    fun cursor(row: Row) = (row["cursor"] as? IntegerValue)?.value?.toInt() ?: Int.MIN_VALUE
    fun time(row: Row) = (row["_airbyte_extracted_at"] as TimestampWithTimezoneValue).value
    fun newer(a: Row, b: Row) = if (cursor(a) != cursor(b)) cursor(a) > cursor(b) else time(a) > time(b)
    val kept = target.associateBy(::id).toMutableMap()
    for ((key, rows) in source.groupBy(::id)) {
        val newest = rows.reduce { a, b -> if (newer(b, a)) b else a }
        val old = kept[key]
        if (old != null && !newer(newest, old)) continue
        if (DELETED in newest) kept.remove(key) else kept[key] = newest
    }
    return kept.mapValues { (it.value["text"] as StringValue).value }
}
