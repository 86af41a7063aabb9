package destinationwriter.localrun

import java.lang.reflect.Method
import java.lang.reflect.Modifier
import java.math.BigDecimal
import java.math.BigInteger
import java.util.stream.Stream
import org.junit.jupiter.params.provider.Arguments
import org.junit.jupiter.params.provider.CsvSource
import org.junit.jupiter.params.provider.EnumSource
import org.junit.jupiter.params.provider.MethodSource
import org.junit.jupiter.params.provider.ValueSource

/** A parameterised test's source that cannot be used: it is missing, or its values do not fit. */
class BadSource(message: String) : RuntimeException(message)

/** The sets of arguments of a parameterised test. [instance] makes the test's object where the source is no static function. */
fun argumentSets(method: Method, instance: () -> Any): List<Array<Any?>> {
    val sets = mutableListOf<Array<Any?>>()
    method.getAnnotation(MethodSource::class.java)?.let { source ->
        source.value.map { it.ifEmpty { method.name } }.forEach { sets += fromMethod(method, it, instance) }
    }
    method.getAnnotation(ValueSource::class.java)?.let { source ->
        (source.ints.toList() + source.longs.toList() + source.booleans.toList() + source.strings.toList())
            .forEach { sets += arrayOf<Any?>(it) }
    }
    method.getAnnotation(EnumSource::class.java)?.let { source ->
        val type = source.value.java.takeIf { it != Enum::class.java } ?: method.parameterTypes.first()
        type.enumConstants.map { it as Enum<*> }.filter { source.names.isEmpty() || it.name in source.names }
            .forEach { sets += arrayOf<Any?>(it) }
    }
    method.getAnnotation(CsvSource::class.java)?.let { source ->
        source.value.forEach { line -> sets += converted(line.split(",").map(String::trim), method) }
    }
    if (sets.isEmpty()) throw BadSource("`${method.name}` is a @ParameterizedTest without any arguments: its source gives none")
    return sets
}

private fun fromMethod(test: Method, name: String, instance: () -> Any): List<Array<Any?>> {
    val (owner, function) = if ('#' in name) name.substringBefore('#') to name.substringAfter('#') else test.declaringClass.name to name
    val type =
        try {
            Class.forName(owner, true, test.declaringClass.classLoader)
        } catch (_: ClassNotFoundException) {
            throw BadSource("@MethodSource(\"$name\") of `${test.name}` names the class $owner, which does not exist")
        }
    val method = generateSequence<Class<*>>(type) { it.superclass }.flatMap { it.declaredMethods.asSequence() }
        .firstOrNull { it.name == function.substringBefore('(') && it.parameterCount == 0 && !it.isSynthetic }
        ?: throw BadSource(
            "Could not find factory method [$function] in class [$owner] for @MethodSource of `${test.name}`: " +
                "write it in a companion object with @JvmStatic",
        )
    method.isAccessible = true
    val target = when {
        Modifier.isStatic(method.modifiers) -> null
        type.isAssignableFrom(test.declaringClass) -> instance()
        else -> type.getField("INSTANCE").get(null)
    }
    return listed(destinationwriter.runtime.unwrapped { method.invoke(target) }).map { set ->
        when (set) {
            is Arguments -> set.get()
            is Array<*> -> arrayOf(*set)
            else -> arrayOf(set)
        }
    }
}

private fun listed(given: Any?): List<Any?> = when (given) {
    is Stream<*> -> given.toList()
    is Iterable<*> -> given.toList()
    is Iterator<*> -> given.asSequence().toList()
    is Sequence<*> -> given.toList()
    is Array<*> -> given.toList()
    else -> throw BadSource("the source of a parameterised test must give a list or a stream, and gave ${given?.javaClass?.name}")
}

private fun converted(texts: List<String>, method: Method): Array<Any?> =
    texts.zip(method.parameterTypes) { text, type ->
        when (type) {
            Int::class.java, Int::class.javaObjectType -> text.toInt()
            Long::class.java, Long::class.javaObjectType -> text.toLong()
            Boolean::class.java, Boolean::class.javaObjectType -> text.toBoolean()
            Double::class.java, Double::class.javaObjectType -> text.toDouble()
            BigDecimal::class.java -> text.toBigDecimal()
            BigInteger::class.java -> text.toBigInteger()
            else -> if (type.isEnum) type.enumConstants.first { (it as Enum<*>).name == text } else text.removeSurrounding("'")
        }
    }.toTypedArray()

/** Value classes arrive unboxed at a method's door; a method that takes the class's own value is handed that. */
fun fitted(method: Method, given: Array<Any?>): Array<Any?> {
    if (given.size < method.parameterCount) throw BadSource("`${method.name}` takes ${method.parameterCount} arguments and its source gives ${given.size}")
    return given.copyOf(method.parameterCount)
}
