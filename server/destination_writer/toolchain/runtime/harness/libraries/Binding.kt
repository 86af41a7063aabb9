package destinationwriter.runtime.json

import com.fasterxml.jackson.annotation.JsonProperty
import com.fasterxml.jackson.annotation.JsonValue
import java.lang.reflect.Constructor
import java.lang.reflect.Field
import java.lang.reflect.Modifier
import java.math.BigDecimal
import java.math.BigInteger

/**
 * An object of a class from JSON's values: by its fields where it has a constructor without parameters, else by its
 * constructor, whose parameters are its first fields, as those of a Kotlin data class are. Members that the class does not
 * have are left out. Throws IllegalArgumentException for a value that does not fit.
 */
fun bound(values: Map<*, *>, type: Class<*>): Any {
    val constructors = type.declaredConstructors.filter { !it.isSynthetic }
    val empty = constructors.firstOrNull { it.parameterCount == 0 } ?: return constructed(values, type, constructors.maxBy { it.parameterCount })
    empty.isAccessible = true
    val made = empty.newInstance()
    values.forEach { (name, value) -> field(type, name as String)?.let { assign(made, it, value) } }
    return made
}

private fun constructed(values: Map<*, *>, type: Class<*>, constructor: Constructor<*>): Any {
    val fields = type.declaredFields.filter { !Modifier.isStatic(it.modifiers) }
    val byName = values.entries.mapNotNull { (name, value) -> field(type, name as String)?.let { it.name to value } }.toMap()
    val arguments = constructor.parameterTypes.mapIndexed { index, parameter -> converted(byName[fields[index].name], parameter) }
    constructor.isAccessible = true
    return constructor.newInstance(*arguments.toTypedArray())
}

private fun assign(made: Any, field: Field, value: Any?) {
    field.isAccessible = true
    field.set(made, converted(value, field.type))
}

/** The field behind a name of the JSON: of the getter that is annotated with it, annotated itself, or of that name. */
private fun field(type: Class<*>, name: String): Field? {
    val getter = type.methods.firstOrNull { it.getAnnotation(JsonProperty::class.java)?.value == name }
    val property = getter?.name?.removePrefix("get")?.replaceFirstChar(Char::lowercase) ?: name
    return generateSequence<Class<*>>(type) { it.superclass }
        .flatMap { it.declaredFields.asSequence() }
        .firstOrNull { it.name == property || it.getAnnotation(JsonProperty::class.java)?.value == name }
}

private fun converted(value: Any?, type: Class<*>): Any? = when {
    value == null -> null
    type.isEnum -> type.enumConstants.firstOrNull { spelling(it, type) == value } ?: throw IllegalArgumentException("$value is no ${type.simpleName}")
    type == Int::class.javaPrimitiveType || type == Int::class.javaObjectType -> value.toString().toInt()
    type == Long::class.javaPrimitiveType || type == Long::class.javaObjectType -> value.toString().toLong()
    type == Double::class.javaPrimitiveType || type == Double::class.javaObjectType -> value.toString().toDouble()
    type == Boolean::class.javaPrimitiveType || type == Boolean::class.javaObjectType -> value.toString().toBoolean()
    type == BigDecimal::class.java -> BigDecimal(value.toString())
    type == BigInteger::class.java -> BigInteger(value.toString())
    type.isInstance(value) -> value
    value is Map<*, *> && isOwn(type) -> bound(value, type)
    else -> throw IllegalArgumentException("${Json.write(value)} is no ${type.simpleName}")
}

/** A class that somebody wrote for their own data, and no collection, text or number. */
fun isOwn(type: Class<*>): Boolean =
    !type.isInterface && !type.isPrimitive && !type.isArray && !type.name.startsWith("java.") && !type.name.startsWith("kotlin.")

private fun spelling(constant: Any, type: Class<*>): Any? {
    val method = type.methods.firstOrNull { it.isAnnotationPresent(JsonValue::class.java) }
    return method?.invoke(constant) ?: (constant as Enum<*>).name
}
