package org.junit.jupiter.api.function

fun interface Executable {
    @Throws(Throwable::class)
    fun execute()
}
