package destinationwriter.localrun

import destinationwriter.runtime.json.Json
import java.io.FileDescriptor
import java.io.FileOutputStream
import java.io.OutputStream
import java.io.PrintStream

/** What is told to the process that started this one: a line each, behind a mark that no test can print. */
class Events(private val mark: String) {
    private val out = PrintStream(FileOutputStream(FileDescriptor.out), true, Charsets.UTF_8)

    @Synchronized
    fun tell(event: String, vararg fields: Pair<String, Any?>) {
        out.println(mark + Json.write(mapOf("event" to event) + fields))
        out.flush()
    }
}

/** What tests print, by lines; kept for the test that runs, up to a limit, and told as it comes. */
class Printed(private val events: Events) {
    private val kept = StringBuilder()
    private val left get() = LIMIT - kept.length

    fun stream(isError: Boolean) = PrintStream(Lines(isError), true, Charsets.UTF_8)

    @Synchronized
    fun taken(): String = kept.toString().also { kept.setLength(0) }

    @Synchronized
    private fun line(text: String, isError: Boolean) {
        events.tell("printed", "text" to text, "error" to isError)
        if (left > text.length) kept.append(text).append('\n')
    }

    private inner class Lines(private val isError: Boolean) : OutputStream() {
        private val bytes = java.io.ByteArrayOutputStream()

        @Synchronized
        override fun write(byte: Int) {
            if (byte == '\n'.code || bytes.size() > LINE_LIMIT) {
                line(bytes.toString(Charsets.UTF_8).removeSuffix("\r"), isError)
                bytes.reset()
            }
            if (byte != '\n'.code) bytes.write(byte)
        }

        @Synchronized
        override fun write(buffer: ByteArray, offset: Int, length: Int) = (offset until offset + length).forEach { write(buffer[it].toInt()) }
    }

    private companion object {
        /** Characters kept of one test's output. */
        const val LIMIT = 60_000

        /** Bytes after which a line is broken. */
        const val LINE_LIMIT = 8_000
    }
}
