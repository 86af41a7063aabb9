package destinationwriter.localrun

import destinationwriter.runtime.Statements
import java.util.concurrent.TimeoutException

/**
 * Runs each test on a thread of its own and tells how it ended. A test that does not end is told with the place where it
 * hangs, and the process ends, since its thread cannot be: whoever started it goes on with the rest in another one.
 */
class Watch(private val events: Events, private val printed: Printed, private val limit: Long) {
    @Volatile private var running: Thread? = null

    /** Where the running test is; null between tests. */
    fun place(): Array<StackTraceElement>? = running?.stackTrace

    fun run(type: Class<*>, name: String, work: () -> Unit) {
        events.tell("started", "suite" to type.name, "name" to name)
        var failure: Throwable? = null
        Running.taken()
        val begun = System.nanoTime()
        val thread = Thread({ runCatching(work).onFailure { failure = it.cause() } }, "test")
        thread.isDaemon = true
        thread.contextClassLoader = type.classLoader
        running = thread
        thread.start()
        thread.join(limit * 1000)
        if (thread.isAlive) hanging(type, name, thread, begun)
        running = null
        finished(type, name, begun, failure)
    }

    fun failed(type: Class<*>, name: String, error: Throwable) {
        events.tell("started", "suite" to type.name, "name" to name)
        finished(type, name, System.nanoTime(), error)
    }

    fun skipped(type: Class<*>, name: String, reason: String) =
        events.tell("finished", "suite" to type.name, "name" to name, "outcome" to "skipped", "seconds" to 0.0, "message" to reason)

    private fun hanging(type: Class<*>, name: String, thread: Thread, begun: Long) {
        val error = TimeoutException("The test did not end within $limit seconds; it was at the place below")
        error.stackTrace = plain(thread.stackTrace)
        finished(type, name, begun, error)
        events.tell("stuck")
        Runtime.getRuntime().halt(STUCK)
    }

    private fun finished(type: Class<*>, name: String, begun: Long, error: Throwable?) {
        val seconds = (System.nanoTime() - begun) / 1e9
        val outcome = when {
            error == null -> "passed"
            error.isSkip -> "skipped"
            else -> "failed"
        }
        val statements = Statements.taken()
        val output = printed.taken() + if (error == null || statements.isEmpty()) "" else sql(statements)
        events.tell(
            "finished", "suite" to type.name, "name" to name, "outcome" to outcome, "seconds" to seconds,
            "type" to error?.javaClass?.name, "message" to error?.message, "trace" to error?.let(::trace), "output" to output,
            "reached" to Running.taken(),
        )
    }

    /** The last statements, newest last: the one that failed is at the end. */
    private fun sql(statements: List<String>): String =
        statements.takeLast(STATEMENTS).joinToString("\n", "Statements that this test sent:\n", "\n") { it.take(STATEMENT_LENGTH) }

    companion object {
        const val STUCK = 75
        private const val STATEMENTS = 60
        private const val STATEMENT_LENGTH = 2_000
    }
}

private val INNER = listOf(
    "destinationwriter.localrun.", "destinationwriter.runtime.Beans", "java.base/jdk.internal.reflect.", "java.base/java.lang.reflect.", "java.base/java.lang.Thread.run",
)
private const val TRACE_LIMIT = 40_000

/** The trace without the frames of this program. */
fun trace(error: Throwable): String =
    error.stackTraceToString().lines()
        .filter { line -> INNER.none { line.trimStart().startsWith("at $it") } }
        .joinToString("\n").take(TRACE_LIMIT)

/** Frames of a running thread, written as those of an exception are: without class loaders and versions of modules. */
fun plain(frames: Array<StackTraceElement>): Array<StackTraceElement> = frames
    .map { StackTraceElement(null, it.moduleName, null, it.className, it.methodName, it.fileName, it.lineNumber) }
    .toTypedArray()
