@file:JvmName("AssertionsKt")

package org.junit.jupiter.api

public inline fun <reified T : Throwable> assertThrows(executable: () -> Unit): T =
    assertThrows({ "" }, executable)

public inline fun <reified T : Throwable> assertThrows(message: () -> String, executable: () -> Unit): T {
    try {
        executable()
    } catch (caught: Throwable) {
        if (caught is T) return caught
        throw caught
    }
    throw AssertionError("${T::class.java.name} was not thrown. ${message()}")
}

public inline fun <R> assertDoesNotThrow(executable: () -> R): R = executable()
