package destinationwriter.runtime.json

import java.math.BigDecimal
import java.math.BigInteger

/** JSON text as plain values, and back: maps in order, lists, texts, Long or BigInteger, BigDecimal, Boolean, null. */
object Json {
    fun read(text: String): Any? = JsonReader(text).document()

    fun write(value: Any?): String = buildString { write(value, this) }

    private fun write(value: Any?, out: StringBuilder) {
        when (value) {
            null -> out.append("null")
            is Boolean, is BigInteger, is Long, is Int, is Short, is Byte -> out.append(value)
            is BigDecimal -> out.append(value)
            is Double, is Float -> out.append(if ((value as Number).toDouble().isFinite()) "$value" else "\"$value\"")
            is Map<*, *> -> write(value, out)
            is Iterable<*> -> {
                out.append('[')
                value.forEachIndexed { index, item ->
                    if (index > 0) out.append(',')
                    write(item, out)
                }
                out.append(']')
            }
            is Array<*> -> write(value.asList(), out)
            else -> inner(value)?.let { write(it.value, out) } ?: quote(value.toString(), out)
        }
    }

    private fun write(map: Map<*, *>, out: StringBuilder) {
        out.append('{')
        map.entries.forEachIndexed { index, (key, item) ->
            if (index > 0) out.append(',')
            quote(key.toString(), out)
            out.append(':')
            write(item, out)
        }
        out.append('}')
    }

    private fun quote(text: String, out: StringBuilder) {
        out.append('"')
        for (char in text) {
            when {
                char == '"' || char == '\\' -> out.append('\\').append(char)
                char == '\n' -> out.append("\\n")
                char == '\r' -> out.append("\\r")
                char == '\t' -> out.append("\\t")
                char < ' ' || char in '\uD800'..'\uDFFF' || char == '\u2028' || char == '\u2029' || char == '\u0085' ->
                    out.append("\\u%04x".format(char.code))
                else -> out.append(char)
            }
        }
        out.append('"')
    }

    private class Inner(val value: Any?)

    /** What a value of the CDK holds. Its classes differ between versions and are known by name alone here. */
    private fun inner(value: Any): Inner? {
        val type = value.javaClass
        if (!type.name.startsWith("io.airbyte.cdk.load.data.") || !type.simpleName.endsWith("Value")) return null
        if (type.simpleName == "NullValue") return Inner(null)
        val getter = type.methods.firstOrNull { it.name in setOf("getValue", "getValues") && it.parameterCount == 0 }
        return getter?.let { Inner(it.invoke(value)) }
    }
}

/** Reads one JSON document; anything else is an IllegalArgumentException that says where. */
private class JsonReader(private val text: String) {
    private var at = 0

    fun document(): Any? {
        val value = value()
        if (space() != text.length) fail("the end")
        return value
    }

    private fun value(): Any? {
        if (space() == text.length) fail("a value")
        return when (text[at]) {
            '{' -> members()
            '[' -> items()
            '"' -> string()
            't' -> word("true", true)
            'f' -> word("false", false)
            'n' -> word("null", null)
            else -> number()
        }
    }

    private fun members(): Map<String, Any?> {
        val found = LinkedHashMap<String, Any?>()
        at++
        if (skipped('}')) return found
        do {
            space()
            val name = string()
            if (!skipped(':')) fail("':'")
            found[name] = value()
        } while (skipped(','))
        if (!skipped('}')) fail("',' or '}'")
        return found
    }

    private fun items(): List<Any?> {
        val found = mutableListOf<Any?>()
        at++
        if (skipped(']')) return found
        do found += value() while (skipped(','))
        if (!skipped(']')) fail("',' or ']'")
        return found
    }

    private fun string(): String {
        if (at >= text.length || text[at] != '"') fail("'\"'")
        at++
        val start = at
        while (at < text.length && text[at] != '"' && text[at] != '\\') at++
        if (at < text.length && text[at] == '"') return text.substring(start, at++)
        val found = StringBuilder(text.substring(start, at))
        while (at < text.length && text[at] != '"') {
            if (text[at] == '\\') escaped(found) else found.append(text[at++])
        }
        if (at++ >= text.length) fail("'\"'")
        return found.toString()
    }

    private fun escaped(found: StringBuilder) {
        if (at + 1 >= text.length) fail("an escape")
        when (val char = text[at + 1]) {
            'u' -> {
                if (at + 6 > text.length) fail("four digits")
                found.append(text.substring(at + 2, at + 6).toInt(16).toChar())
                at += 4
            }
            'n' -> found.append('\n')
            't' -> found.append('\t')
            'r' -> found.append('\r')
            'b' -> found.append('\b')
            'f' -> found.append('\u000c')
            '"', '\\', '/' -> found.append(char)
            else -> fail("an escape")
        }
        at += 2
    }

    private fun number(): Number {
        val start = at
        while (at < text.length && (text[at].isDigit() || text[at] in "+-.eE")) at++
        val digits = text.substring(start, at)
        if (digits.isEmpty()) fail("a value")
        return digits.toLongOrNull()
            ?: (if (digits.any { it in ".eE" }) digits.toBigDecimalOrNull() else digits.toBigIntegerOrNull())
            ?: fail("a number")
    }

    private fun <T> word(word: String, value: T): T {
        if (!text.startsWith(word, at)) fail("a value")
        at += word.length
        return value
    }

    private fun skipped(char: Char): Boolean {
        val found = space() < text.length && text[at] == char
        if (found) at++
        return found
    }

    private fun space(): Int {
        while (at < text.length && text[at] in " \t\r\n") at++
        return at
    }

    private fun fail(wanted: String): Nothing = throw IllegalArgumentException("not JSON: $wanted is missing at character $at")
}
