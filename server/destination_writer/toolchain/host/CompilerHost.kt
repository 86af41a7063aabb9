package destinationwriter

import java.io.BufferedReader
import java.io.InputStreamReader
import java.io.PrintStream
import java.util.concurrent.LinkedBlockingQueue
import kotlin.concurrent.thread
import org.jetbrains.kotlin.cli.common.arguments.K2JVMCompilerArguments
import org.jetbrains.kotlin.cli.common.arguments.parseCommandLineArguments
import org.jetbrains.kotlin.cli.common.messages.CompilerMessageSeverity
import org.jetbrains.kotlin.cli.common.messages.CompilerMessageSourceLocation
import org.jetbrains.kotlin.cli.common.messages.MessageCollector
import org.jetbrains.kotlin.cli.jvm.K2JVMCompiler
import org.jetbrains.kotlin.config.KotlinCompilerVersion
import org.jetbrains.kotlin.config.Services

/** Gathers what one compilation reports, each message as a JSON object. Progress chatter is dropped. */
private class Collected : MessageCollector {
    val messages = mutableListOf<String>()
    private var failed = false

    override fun clear() {
        messages.clear()
        failed = false
    }

    override fun hasErrors() = failed

    override fun report(severity: CompilerMessageSeverity, message: String, location: CompilerMessageSourceLocation?) {
        failed = failed || severity.isError
        if (!severity.isError && !severity.isWarning) return
        messages +=
            json(
                "severity" to if (severity.isError) "error" else "warning",
                "path" to location?.path,
                "line" to location?.line,
                "column" to location?.column,
                "endLine" to location?.lineEnd,
                "endColumn" to location?.columnEnd,
                "message" to message,
            )
    }
}

private class Raw(val text: String)

private fun json(vararg fields: Pair<String, Any?>): String =
    fields.joinToString(",", "{", "}") { (name, value) -> "${quoted(name)}:${text(value)}" }

private fun text(value: Any?): String =
    when (value) {
        null -> "null"
        is Raw -> value.text
        is Number -> value.toString()
        else -> quoted(value.toString())
    }

private fun quoted(value: String): String = buildString {
    append('"')
    for (char in value) {
        when {
            char == '"' || char == '\\' -> append('\\').append(char)
            char < ' ' || char > '~' -> append("\\u%04x".format(char.code))
            else -> append(char)
        }
    }
    append('"')
}

/** The strings of a flat JSON array, escapes resolved. A request is nothing else: its number, then the arguments. */
private fun strings(line: String): List<String> {
    val found = mutableListOf<String>()
    var at = 0
    while (true) {
        at = line.indexOf('"', at) + 1
        if (at == 0) return found
        found += buildString {
            while (line[at] != '"') {
                if (line[at] != '\\') append(line[at++])
                else {
                    val escape = line[at + 1]
                    append(if (escape == 'u') line.substring(at + 2, at + 6).toInt(16).toChar() else unescaped(escape))
                    at += if (escape == 'u') 6 else 2
                }
            }
        }
        at++
    }
}

private fun unescaped(char: Char): Char =
    when (char) {
        'n' -> '\n'
        't' -> '\t'
        'r' -> '\r'
        'b' -> '\b'
        'f' -> '\u000c'
        else -> char
    }

private fun answer(request: List<String>): String {
    val collected = Collected()
    val arguments = K2JVMCompilerArguments()
    val exit =
        try {
            parseCommandLineArguments(request.drop(1), arguments)
            K2JVMCompiler().exec(collected, Services.EMPTY, arguments).name
        } catch (failure: Throwable) {
            collected.report(CompilerMessageSeverity.EXCEPTION, failure.stackTraceToString(), null)
            "INTERNAL_ERROR"
        }
    return json("id" to request[0], "exit" to exit, "messages" to Raw(collected.messages.joinToString(",", "[", "]")))
}

/** One JSON line in, one JSON line out, until the input ends; then the process ends at once, whatever it is doing. */
fun main() {
    val out = PrintStream(System.out, true, Charsets.UTF_8)
    System.setOut(System.err)
    System.setProperty("kotlin.environment.keepalive", "true")
    val requests = LinkedBlockingQueue<String>()
    thread(isDaemon = true) {
        BufferedReader(InputStreamReader(System.`in`, Charsets.UTF_8)).forEachLine { requests.put(it) }
        Runtime.getRuntime().halt(0)
    }
    out.println(json("ready" to KotlinCompilerVersion.VERSION))
    while (true) out.println(answer(strings(requests.take())))
}
