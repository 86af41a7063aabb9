package org.junit.jupiter.params.provider

import kotlin.reflect.KClass

annotation class MethodSource(vararg val value: String = [""])

annotation class ValueSource(
    val ints: IntArray = [],
    val longs: LongArray = [],
    val booleans: BooleanArray = [],
    val strings: Array<String> = [],
)

annotation class CsvSource(vararg val value: String)

annotation class EnumSource(val value: KClass<out Enum<*>> = Enum::class, val names: Array<String> = [])

fun interface Arguments {
    fun get(): Array<Any?>

    companion object {
        @JvmStatic
        fun of(vararg arguments: Any?): Arguments = Arguments { arrayOf(*arguments) }

        @JvmStatic
        fun arguments(vararg arguments: Any?): Arguments = Arguments { arrayOf(*arguments) }
    }
}
