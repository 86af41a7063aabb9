package destinationwriter.bridge

/** JSON as plain values: Map, List, String, Long or Double, Boolean, null. The JDK has no reader of its own. */
internal object Json {
    fun write(value: Any?): String = StringBuilder().also { put(it, value) }.toString()

    fun read(text: String): Any? = Reader(text).whole()

    private fun put(out: StringBuilder, value: Any?) {
        when (value) {
            null -> out.append("null")
            is Boolean, is Int, is Long -> out.append(value)
            is String -> quote(out, value)
            is Map<*, *> -> {
                out.append('{')
                value.entries.forEachIndexed { at, (key, item) ->
                    if (at > 0) out.append(',')
                    quote(out, key as String)
                    out.append(':')
                    put(out, item)
                }
                out.append('}')
            }
            is List<*> -> {
                out.append('[')
                value.forEachIndexed { at, item ->
                    if (at > 0) out.append(',')
                    put(out, item)
                }
                out.append(']')
            }
            else -> throw IllegalArgumentException("JSON has no form for ${value.javaClass.name}")
        }
    }

    /** Everything beyond ASCII is escaped: half of a surrogate pair then crosses as well. */
    private fun quote(out: StringBuilder, text: String) {
        out.append('"')
        for (char in text) {
            when {
                char == '"' || char == '\\' -> out.append('\\').append(char)
                char < ' ' || char > '~' -> out.append("\\u").append(HEX[char.code shr 12 and 15])
                    .append(HEX[char.code shr 8 and 15]).append(HEX[char.code shr 4 and 15]).append(HEX[char.code and 15])
                else -> out.append(char)
            }
        }
        out.append('"')
    }

    private const val HEX = "0123456789abcdef"

    private class Reader(private val text: String) {
        private var at = 0

        fun whole(): Any? = value().also { if (skip() < text.length) fail() }

        private fun value(): Any? =
            when (text[skip()]) {
                '{' -> members()
                '[' -> items()
                '"' -> string()
                't' -> word("true", true)
                'f' -> word("false", false)
                'n' -> word("null", null)
                else -> number()
            }

        private fun members(): Map<String, Any?> {
            val found = LinkedHashMap<String, Any?>()
            at++
            while (text[skip()] != '}') {
                val key = string()
                if (text[skip()] != ':') fail()
                at++
                found[key] = value()
                if (text[skip()] == ',') at++
            }
            at++
            return found
        }

        private fun items(): List<Any?> {
            val found = ArrayList<Any?>()
            at++
            while (text[skip()] != ']') {
                found += value()
                if (text[skip()] == ',') at++
            }
            at++
            return found
        }

        private fun string(): String {
            val out = StringBuilder()
            at++
            while (text[at] != '"') {
                val char = text[at++]
                out.append(if (char == '\\') escaped() else char)
            }
            at++
            return out.toString()
        }

        private fun escaped(): Char =
            when (val char = text[at++]) {
                'n' -> '\n'
                't' -> '\t'
                'r' -> '\r'
                'b' -> '\b'
                'f' -> '\u000C'
                'u' -> text.substring(at, at + 4).toInt(16).toChar().also { at += 4 }
                else -> char
            }

        private fun number(): Any {
            val start = at
            while (at < text.length && (text[at].isLetterOrDigit() || text[at] in "+-.")) at++
            val digits = text.substring(start, at)
            return digits.toLongOrNull() ?: digits.toDoubleOrNull() ?: fail()
        }

        private fun word(word: String, value: Any?): Any? {
            if (!text.startsWith(word, at)) fail()
            at += word.length
            return value
        }

        private fun skip(): Int {
            while (at < text.length && text[at] in " \t\r\n") at++
            return at
        }

        private fun fail(): Nothing = throw IllegalArgumentException("no JSON at character $at")
    }
}
