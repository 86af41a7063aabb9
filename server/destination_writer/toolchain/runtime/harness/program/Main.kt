package destinationwriter.runtime

import destinationwriter.runtime.json.Json
import java.io.PrintStream
import kotlinx.coroutines.runBlocking

/**
 * A compiled connector that answers requests, one JSON line each. The first line says where the classes are and how the
 * database is reached; the answers hold `result` or `error`, and the statements that were sent meanwhile.
 */
fun main() {
    val out = PrintStream(System.out, true, Charsets.UTF_8)
    System.setOut(System.err)
    val lines = System.`in`.bufferedReader(Charsets.UTF_8).lineSequence().iterator()
    val start = Json.read(lines.next()) as Map<*, *>
    val ready = answered { started(start) }
    out.println(ready.first)
    val session = ready.second ?: return
    for (line in lines) out.println(answered { runBlocking { session.answer(Json.read(line) as Map<*, *>) } }.first)
    Runtime.getRuntime().halt(0)
}

private fun started(start: Map<*, *>): Session {
    fun folders(key: String) = start.list(key).map { it as String }
    val connector = Connector(folders("main"), folders("test"), folders("framework"))
    return Session(connector, openDatabase(start["database"] as Map<*, *>))
}

private fun <T> answered(work: () -> T): Pair<String, T?> {
    Statements.taken()
    val result = runCatching(work)
    val answer = LinkedHashMap<String, Any?>()
    result.fold({ if (it !is Session) answer["result"] = it else answer["result"] = "ready" }, { answer["error"] = described(it) })
    answer["statements"] = Statements.taken()
    return Json.write(answer) to result.getOrNull()
}

private fun described(error: Throwable): Map<String, Any?> {
    val causes = generateSequence(error) { it.cause?.takeIf { cause -> cause !== it } }.take(5)
    val sql = causes.filterIsInstance<java.sql.SQLException>().firstOrNull()
    return mapOf(
        "type" to error.javaClass.simpleName,
        "message" to causes.mapNotNull { it.message }.distinct().joinToString("; caused by: "),
        "state" to sql?.sqlState,
        "code" to sql?.errorCode,
        "trace" to error.stackTraceToString().lines().take(25),
    )
}
