package com.fasterxml.jackson.databind

/** Stands in for Jackson's mapper at run time: reads JSON text into maps, lists, texts, numbers, booleans and null. */
open class ObjectMapper {
    open fun <T> readValue(content: String, valueType: Class<T>): T {
        require(valueType == Any::class.java || valueType == Object::class.java) { "only plain values are read" }
        @Suppress("UNCHECKED_CAST") return Reader(content).document() as T
    }
}

private class Reader(private val text: String) {
    private var at = 0

    fun document(): Any? = value().also { check(space() == text.length) { "text behind the JSON value" } }

    private fun value(): Any? {
        space()
        return when (val char = text[at]) {
            '{' -> sequence('}') { (string().also { expect(':') }) to value() }.toMap()
            '[' -> sequence(']') { value() }
            '"' -> string()
            else ->
                when {
                    text.startsWith("true", at) -> true.also { at += 4 }
                    text.startsWith("false", at) -> false.also { at += 5 }
                    text.startsWith("null", at) -> null.also { at += 4 }
                    else -> number(char)
                }
        }
    }

    private fun <T> sequence(end: Char, item: () -> T): List<T> {
        at++
        val found = mutableListOf<T>()
        while (text[space()] != end) {
            if (text[at] == ',') at++
            space()
            found += item()
        }
        at++
        return found
    }

    private fun string(): String {
        expect('"')
        val found = StringBuilder()
        while (text[at] != '"') {
            if (text[at] == '\\') escaped(found) else found.append(text[at++])
        }
        at++
        return found.toString()
    }

    private fun escaped(found: StringBuilder) {
        when (val char = text[at + 1]) {
            'u' -> found.append(text.substring(at + 2, at + 6).toInt(16).toChar()).also { at += 4 }
            'n' -> found.append('\n')
            't' -> found.append('\t')
            'r' -> found.append('\r')
            'b' -> found.append('\b')
            'f' -> found.append('\u000c')
            else -> found.append(char)
        }
        at += 2
    }

    private fun number(first: Char): Any {
        check(first == '-' || first.isDigit()) { "no JSON value at $at" }
        val start = at
        while (at < text.length && (text[at].isLetterOrDigit() || text[at] in "+-.")) at++
        val digits = text.substring(start, at)
        return digits.toLongOrNull() ?: digits.toBigDecimal()
    }

    private fun expect(char: Char) {
        check(text[space()] == char) { "expected $char at $at" }
        at++
    }

    private fun space(): Int {
        while (at < text.length && text[at].isWhitespace()) at++
        return at
    }
}
