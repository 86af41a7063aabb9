package destinationwriter.suites

import cdk.ColumnNameMapping
import cdk.TableName
import destinationwriter.suites.TableOperationsFixturesBodies.CDC_FIELDS
import destinationwriter.suites.TableOperationsFixturesBodies.DESCRIPTION
import destinationwriter.suites.TableOperationsFixturesBodies.ID
import io.airbyte.cdk.load.command.Dedupe
import io.airbyte.cdk.load.data.*
import io.airbyte.cdk.load.message.Meta
import io.airbyte.cdk.load.table.CDC_DELETED_AT_COLUMN
import java.util.UUID
import org.opentest4j.AssertionFailedError

/** The merge of a source table into a target table by key, newest record first. */
class Upserts(private val workbench: () -> Workbench) {
    fun run() = run(
        UpsertCases.source.map { it.record },
        UpsertCases.target.map { it.record },
        UpsertCases.expected,
        ColumnNameMapping(CDC_FIELDS.keys.associateWith { it }),
    )

    fun run(source: List<Record>, target: List<Record>, expected: List<Row>, mapping: ColumnNameMapping) = workbench().run {
        val from = table(CDC_FIELDS, mapping).name
        val into = table(CDC_FIELDS, mapping, Dedupe(listOf(listOf(ID)), listOf("test")))
        insert(from, source)
        insert(into.name, target)
        client.upsertTable(into.stream, mapping, from, into.name)
        judge(expected, rows(into.name), into.name)
    }

    private fun judge(expected: List<Row>, actual: List<Row>, table: TableName) {
        val missing = unmatched(expected, actual, strictly = false)
        val extra = unmatched(actual, expected, strictly = false)
        if (missing.isEmpty() && extra.isEmpty()) return
        val keys = (missing + extra).map { it[ID] }.distinct()
        val lines = keys.map { key ->
            val wanted = missing.filter { it[ID] == key }
            val found = extra.filter { it[ID] == key }
            val rule = UpsertCases.rules[key]?.let { "\n    the rule: $it" }.orEmpty()
            "  $ID '$key': expected ${told(wanted, found)} but was ${told(found, wanted)}$rule"
        }
        val head = "After upsertTable the target has other rows than it must have (${shown(table)})"
        val values = "expected: <${ids(missing)}> but was: <${ids(extra)}>"
        throw AssertionFailedError((listOf(head) + lines).joinToString("\n") + "\n==> $values")
    }

    /** Rows beside those that they are compared with: what is equal in both is left out. */
    private fun told(rows: List<Row>, others: List<Row>): String {
        if (rows.isEmpty()) return "no row"
        val other = others.singleOrNull()
        return rows.joinToString(" and ") { row ->
            if (other == null) shown(row) else shown(row.filter { "${it.value}" != "${other[it.key]}" }.ifEmpty { row })
        }
    }

    private fun ids(rows: List<Row>) = rows.map { shown(it.filterKeys { key -> key in setOf(ID, "test", DESCRIPTION) }) }.sorted()
}

/** A row of one of the two tables, as a record and as it is read back. */
class UpsertRow(val id: String, private val cursor: Long, private val extracted: String, private val text: String, private val deleted: Boolean) {
    private val rawId = UUID.nameUUIDFromBytes("$id $cursor $extracted $text".toByteArray()).toString()

    val record: Record = TableOperationsFixturesBodies.meta(extracted, rawId = rawId) + mapOf(
        ID to StringValue(id),
        "test" to IntegerValue(cursor),
        CDC_DELETED_AT_COLUMN to if (deleted) TimestampWithTimezoneValue(extracted) else NullValue,
        DESCRIPTION to StringValue(text),
    )

    val row: Row = mapOf(
        Meta.COLUMN_NAME_AB_RAW_ID to rawId,
        Meta.COLUMN_NAME_AB_EXTRACTED_AT to extracted,
        Meta.COLUMN_NAME_AB_META to emptyMap<String, Any>(),
        Meta.COLUMN_NAME_AB_GENERATION_ID to 1L,
        ID to id,
        "test" to cursor,
        DESCRIPTION to text,
    )
}

/** Sixteen source rows and ten target rows; each key is a case of its own and says in its name what it is about. */
object UpsertCases {
    private const val EARLY = "2025-01-22T00:00:00Z"
    private const val LATE = "2025-01-23T00:00:00Z"
    private const val LATEST = "2025-01-24T00:00:00Z"

    /** Why a key's row must be what it is. */
    val rules = mutableMapOf<Any?, String>()
    val source = mutableListOf<UpsertRow>()
    val target = mutableListOf<UpsertRow>()
    val expected = mutableListOf<Row>()

    init {
        case("only in target", "a row that no source row concerns stays as it was") { kept(target(10, EARLY)) }
        case("higher cursor", "a source row with a higher cursor replaces the target's row") { target(10, EARLY); kept(source(20, LATE)) }
        case("lower cursor", "a source row with a lower cursor is dropped, even when it was extracted later") {
            kept(target(10, EARLY)); source(5, LATE)
        }
        case("higher cursor, extracted earlier", "the cursor decides before the extraction time") { target(10, LATE); kept(source(20, EARLY)) }
        case("equal cursors, extracted later", "of equal cursors the later extraction time wins") { target(10, EARLY); kept(source(10, LATE)) }
        case("equal cursors, extracted earlier", "of equal cursors the earlier extraction time is dropped") { kept(target(10, LATE)); source(10, EARLY) }
        case("deleted", "a newer record with $CDC_DELETED_AT_COLUMN set removes the target's row") { target(10, EARLY); source(20, LATE, deleted = true) }
        case("deleted before", "a deletion that is older than the target's row removes nothing") { kept(target(20, LATE)); source(10, EARLY, deleted = true) }
        case("deleted, then back", "the newest record counts: a record after a deletion is kept") {
            target(10, EARLY); source(20, LATE, deleted = true); kept(source(30, LATEST))
        }
        case("deleted at an equal cursor", "of equal cursors the later extraction time wins, and here it is the deletion") {
            target(10, EARLY); source(10, LATE, deleted = true)
        }
        case("new, two cursors", "of several new records of one key only that with the highest cursor is inserted") {
            source(10, LATE); kept(source(20, EARLY))
        }
        case("new, equal cursors", "of new records with equal cursors only that extracted last is inserted") {
            source(10, EARLY); kept(source(10, LATE))
        }
        case("new, then deleted", "a key whose newest record is a deletion is not inserted") { source(10, EARLY); source(10, LATE, deleted = true) }
    }

    private fun case(id: String, rule: String, make: Case.() -> Unit) {
        rules[id] = rule
        Case(id).make()
    }

    private class Case(private val id: String) {
        fun source(cursor: Long, extracted: String, deleted: Boolean = false) =
            UpsertRow(id, cursor, extracted, "source, cursor $cursor, ${extracted.take(10)}", deleted).also(source::add)

        fun target(cursor: Long, extracted: String) = UpsertRow(id, cursor, extracted, "target, cursor $cursor", false).also(target::add)

        fun kept(row: UpsertRow) = expected.add(row.row)
    }
}
