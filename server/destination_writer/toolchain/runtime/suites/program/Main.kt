package destinationwriter.localrun

import destinationwriter.runtime.json.Json
import destinationwriter.runtime.list
import destinationwriter.runtime.text
import java.lang.reflect.Method
import kotlin.concurrent.thread

/**
 * Runs test classes of a connector. The first line on standard input says which and where everything is; every line
 * behind the mark on standard output is an event. The process ends when standard input does.
 */
fun main() {
    val input = System.`in`.bufferedReader(Charsets.UTF_8)
    val start = Json.read(input.readLine() ?: return) as Map<*, *>
    val events = Events(start.text("mark"))
    val printed = Printed(events)
    System.setOut(printed.stream(isError = false))
    System.setErr(printed.stream(isError = true))
    thread(isDaemon = true) {
        while (input.read() >= 0) Unit
        Runtime.getRuntime().halt(1)
    }
    val watch = Watch(events, printed, start["limit"] as Long)
    var done = false
    Runtime.getRuntime().addShutdownHook(Thread { if (!done) ended(events, watch) })
    runCatching { Tests(start, events, watch, printed).run() }.onFailure {
        events.tell("broken", "message" to "$it", "trace" to trace(it))
    }
    done = true
    events.tell("done")
    Runtime.getRuntime().halt(0)
}

/** Somebody called `exitProcess`: the test that runs is the one. */
private fun ended(events: Events, watch: Watch) {
    val place = IllegalStateException("The test ended the process that runs it (exitProcess or System.exit)")
    place.stackTrace = plain(watch.place() ?: emptyArray())
    events.tell("exit", "message" to place.message, "trace" to trace(place))
}

private class Tests(start: Map<*, *>, private val events: Events, private val watch: Watch, private val printed: Printed) {
    private val wanted = start.list("tests").map { it as Map<*, *> }
    private val contexts: Contexts

    init {
        @Suppress("UNCHECKED_CAST")
        Running.settings = start["settings"] as Map<String, Any?>
        EngineAddress.set(start["engine"] as Map<*, *>)
        @Suppress("UNCHECKED_CAST")
        val properties = start["properties"] as Map<String, Map<String, String>>
        contexts = Contexts(folders(start, "connector"), folders(start, "framework"), properties)
    }

    private fun folders(start: Map<*, *>, key: String) = start.list(key).map { it as String }

    fun run() = wanted.forEach { asked ->
        val suite = asked.text("suite")
        val type =
            try {
                Class.forName(suite, false, javaClass.classLoader)
            } catch (e: ClassNotFoundException) {
                null
            } catch (e: LinkageError) {
                unusable(suite, asked, e)
                null
            }
        if (type != null) run(TestClass(type), asked)
        events.tell("class", "suite" to suite, "found" to (type != null))
    }

    private fun run(found: TestClass, asked: Map<*, *>) {
        val names = asked.list("names").map { it as String }
        val done = asked.list("done").map { it as String }.toSet()
        val order = names.withIndex().associate { (index, name) -> name to index }
        val chosen = if (asked["whole"] == true) found.tests else names.mapNotNull(found::find)
        val tests = chosen.distinct().sortedBy { order[it.name] ?: names.size }.filter { it.name !in done }
        found.nested.forEach { events.tell("nested", "suite" to it.name) }
        if (found.needsCdk) return events.tell("unrun", "suite" to found.type.name, "names" to tests.map(Method::getName))
        if (asked["whole"] != true) names.filter { found.find(it) == null }.forEach { missing(found, it) }
        ClassRun(found, contexts, watch, printed).run(tests)
    }

    private fun missing(found: TestClass, name: String) = events.tell("missing", "suite" to found.type.name, "name" to name)

    /** A class over a library that is not here: each of its tests fails with what was not found. */
    private fun unusable(suite: String, asked: Map<*, *>, error: LinkageError) =
        events.tell("unusable", "suite" to suite, "names" to asked.list("names"), "message" to "$error", "trace" to trace(error))
}
