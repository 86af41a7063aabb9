package destinationwriter.suites

import cdk.TableName
import destinationwriter.runtime.json.Json
import org.opentest4j.AssertionFailedError

/** Fails with a sentence, and both values in the form in which JUnit's assertions give them. */
fun expect(expected: Any?, actual: Any?, what: () -> String) {
    if (expected == actual) return
    val texts = if ("$expected" == "$actual") typed(expected) to typed(actual) else "$expected" to "$actual"
    throw AssertionFailedError("${what()} ==> expected: <${texts.first}> but was: <${texts.second}>")
}

private fun typed(value: Any?): String = when (value) {
    null -> "null"
    is Map<*, *> -> value.entries.joinToString(", ", "{", "}") { (key, item) -> "$key=${typed(item)}" }
    is Iterable<*> -> value.joinToString(", ", "[", "]", transform = ::typed)
    else -> "$value (${value.javaClass.simpleName})"
}

/** Rows in any order. With [strictly], 1 as a Long is another value than 1 as an Int; else texts are compared. */
fun expectRows(expected: List<Row>, actual: List<Row>, table: TableName, strictly: Boolean = false, what: () -> String) {
    val missing = unmatched(expected, actual, strictly)
    val extra = unmatched(actual, expected, strictly)
    if (missing.isEmpty() && extra.isEmpty()) return
    val told = if (strictly) ::typed else ::shown
    val lines = listOf("${what()} (${shown(table)})") +
        missing.map { "  a row is missing: ${told(it)}" } + extra.map { "  a row should not be there: ${told(it)}" }
    throw AssertionFailedError(lines.joinToString("\n") + "\n==> expected: <${sorted(expected)}> but was: <${sorted(actual)}>")
}

fun unmatched(rows: List<Row>, others: List<Row>, strictly: Boolean): List<Row> {
    val left = others.mapTo(mutableListOf()) { if (strictly) it else rendered(it) }
    return rows.filter { !left.remove(if (strictly) it else rendered(it)) }
}

/** Numbers, texts and nested values as one text, whatever class a driver gave them. */
fun rendered(row: Row): Map<String, String> = row.mapValues { (_, value) -> text(value) }

private fun text(value: Any?): String = when (value) {
    is Map<*, *> -> value.entries.map { (key, item) -> "$key=${text(item)}" }.sorted().toString()
    is Iterable<*> -> value.map(::text).toString()
    else -> value.toString()
}

private fun sorted(rows: List<Row>) = rows.map(::shown).sorted().joinToString(", ", "[", "]")

fun shown(row: Any?): String = when (row) {
    is Map<*, *> -> row.entries.sortedBy { "${it.key}" }.joinToString(", ", "{", "}") { (key, value) -> "$key=${shown(value)}" }
    is Iterable<*> -> row.joinToString(", ", "[", "]", transform = ::shown)
    is TableName -> "${row.namespace}.${row.name}"
    is CharSequence, is Number, is Boolean, null -> "$row"
    else -> runCatching { Json.write(row) }.getOrDefault("$row")
}
