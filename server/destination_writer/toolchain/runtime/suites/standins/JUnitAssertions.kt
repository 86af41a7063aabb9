package org.junit.jupiter.api

import org.junit.jupiter.api.function.Executable
import org.opentest4j.AssertionFailedError
import org.opentest4j.TestAbortedException

/** Stands in for JUnit's assertions, with the messages that it gives. */
@Suppress("TooManyFunctions")
open class Assertions protected constructor() {
    companion object {
        @JvmStatic fun assertEquals(expected: Short, actual: Short) = same(expected, actual, null)
        @JvmStatic fun assertEquals(expected: Short, actual: Short, message: String?) = same(expected, actual, message)
        @JvmStatic fun assertEquals(expected: Byte, actual: Byte) = same(expected, actual, null)
        @JvmStatic fun assertEquals(expected: Byte, actual: Byte, message: String?) = same(expected, actual, message)
        @JvmStatic fun assertEquals(expected: Int, actual: Int) = same(expected, actual, null)
        @JvmStatic fun assertEquals(expected: Int, actual: Int, message: String?) = same(expected, actual, message)
        @JvmStatic fun assertEquals(expected: Long, actual: Long) = same(expected, actual, null)
        @JvmStatic fun assertEquals(expected: Long, actual: Long, message: String?) = same(expected, actual, message)
        @JvmStatic fun assertEquals(expected: Float, actual: Float) = same(expected, actual, null)
        @JvmStatic fun assertEquals(expected: Float, actual: Float, message: String?) = same(expected, actual, message)
        @JvmStatic fun assertEquals(expected: Double, actual: Double) = same(expected, actual, null)
        @JvmStatic fun assertEquals(expected: Double, actual: Double, message: String?) = same(expected, actual, message)
        @JvmStatic fun assertEquals(expected: Char, actual: Char) = same(expected, actual, null)
        @JvmStatic fun assertEquals(expected: Char, actual: Char, message: String?) = same(expected, actual, message)
        @JvmStatic fun assertEquals(expected: Any?, actual: Any?) = same(expected, actual, null)
        @JvmStatic fun assertEquals(expected: Any?, actual: Any?, message: String?) = same(expected, actual, message)
        @JvmStatic fun assertNotEquals(expected: Short, actual: Short) = different(expected, actual, null)
        @JvmStatic fun assertNotEquals(expected: Short, actual: Short, message: String?) = different(expected, actual, message)
        @JvmStatic fun assertNotEquals(expected: Byte, actual: Byte) = different(expected, actual, null)
        @JvmStatic fun assertNotEquals(expected: Byte, actual: Byte, message: String?) = different(expected, actual, message)
        @JvmStatic fun assertNotEquals(expected: Int, actual: Int) = different(expected, actual, null)
        @JvmStatic fun assertNotEquals(expected: Int, actual: Int, message: String?) = different(expected, actual, message)
        @JvmStatic fun assertNotEquals(expected: Long, actual: Long) = different(expected, actual, null)
        @JvmStatic fun assertNotEquals(expected: Long, actual: Long, message: String?) = different(expected, actual, message)
        @JvmStatic fun assertNotEquals(expected: Float, actual: Float) = different(expected, actual, null)
        @JvmStatic fun assertNotEquals(expected: Float, actual: Float, message: String?) = different(expected, actual, message)
        @JvmStatic fun assertNotEquals(expected: Double, actual: Double) = different(expected, actual, null)
        @JvmStatic fun assertNotEquals(expected: Double, actual: Double, message: String?) = different(expected, actual, message)
        @JvmStatic fun assertNotEquals(expected: Char, actual: Char) = different(expected, actual, null)
        @JvmStatic fun assertNotEquals(expected: Char, actual: Char, message: String?) = different(expected, actual, message)
        @JvmStatic fun assertNotEquals(expected: Any?, actual: Any?) = different(expected, actual, null)
        @JvmStatic fun assertNotEquals(expected: Any?, actual: Any?, message: String?) = different(expected, actual, message)
        @JvmStatic fun assertTrue(condition: Boolean) = same(true, condition, null)
        @JvmStatic fun assertTrue(condition: Boolean, message: String?) = same(true, condition, message)
        @JvmStatic fun assertFalse(condition: Boolean) = same(false, condition, null)
        @JvmStatic fun assertFalse(condition: Boolean, message: String?) = same(false, condition, message)
        @JvmStatic fun assertNull(actual: Any?) = same(null, actual, null)
        @JvmStatic fun assertNull(actual: Any?, message: String?) = same(null, actual, message)
        @JvmStatic fun assertNotNull(actual: Any?) = assertNotNull(actual, null)

        @JvmStatic
        fun assertNotNull(actual: Any?, message: String?) {
            if (actual == null) broken(message, "expected: not <null>")
        }

        @JvmStatic
        fun assertSame(expected: Any?, actual: Any?, message: String?) {
            if (expected !== actual) broken(message, "expected: <$expected> but was: <$actual>")
        }

        @JvmStatic
        fun assertNotSame(unexpected: Any?, actual: Any?, message: String?) {
            if (unexpected === actual) broken(message, "expected: not same but was: <$actual>")
        }

        @JvmStatic
        fun assertIterableEquals(expected: Iterable<*>?, actual: Iterable<*>?) = same(expected?.toList(), actual?.toList(), null)

        @JvmStatic
        fun <T : Throwable> assertThrows(expectedType: Class<T>, executable: Executable): T = assertThrows(expectedType, executable, null)

        @JvmStatic
        fun <T : Throwable> assertThrows(expectedType: Class<T>, executable: Executable, message: String?): T {
            val thrown = runCatching { executable.execute() }.exceptionOrNull()
                ?: broken(message, "Expected ${expectedType.name} to be thrown, but nothing was thrown.")
            if (expectedType.isInstance(thrown)) return expectedType.cast(thrown)
            broken(message, "Unexpected exception type thrown, expected: <${expectedType.name}> but was: <${thrown.javaClass.name}>", thrown)
        }

        @JvmStatic
        fun assertDoesNotThrow(executable: Executable) {
            runCatching { executable.execute() }.onFailure {
                broken(null, "Unexpected exception thrown: ${it.javaClass.name}: ${it.message}", it)
            }
        }

        @JvmStatic
        fun assertAll(vararg executables: Executable) {
            val failures = executables.mapNotNull { runCatching { it.execute() }.exceptionOrNull() }
            if (failures.isEmpty()) return
            val all = AssertionFailedError("${failures.size} of ${executables.size} assertions failed: " + failures.joinToString("; ") { "$it" })
            failures.forEach(all::addSuppressed)
            throw all
        }

        @JvmStatic fun <V> fail(message: String?): V = throw AssertionFailedError(message)

        @JvmStatic fun <V> fail(message: String?, cause: Throwable?): V = throw AssertionFailedError(message, cause)

        private fun same(expected: Any?, actual: Any?, message: String?) {
            if (expected != actual) broken(message, "expected: ${told(expected, actual)} but was: ${told(actual, expected)}")
        }

        private fun different(unexpected: Any?, actual: Any?, message: String?) {
            if (unexpected == actual) broken(message, "expected: not equal but was: <$actual>")
        }

        /** With the class where the texts alone look equal. */
        private fun told(value: Any?, other: Any?): String =
            if (value != null && "$value" == "$other") "${value.javaClass.name}<$value>" else "<$value>"

        private fun broken(message: String?, what: String, cause: Throwable? = null): Nothing =
            throw AssertionFailedError(if (message.isNullOrBlank()) what else "$message ==> $what", cause)
    }
}

open class Assumptions protected constructor() {
    companion object {
        @JvmStatic fun assumeTrue(assumption: Boolean) = assumeTrue(assumption, null)

        @JvmStatic
        fun assumeTrue(assumption: Boolean, message: String?) {
            if (!assumption) throw TestAbortedException("Assumption failed: ${message ?: "assumption is not true"}")
        }

        @JvmStatic
        fun assumeFalse(assumption: Boolean) {
            if (assumption) throw TestAbortedException("Assumption failed: assumption is not false")
        }
    }
}
