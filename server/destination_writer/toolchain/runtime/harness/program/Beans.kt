package destinationwriter.runtime

import io.micronaut.context.annotation.Bean
import io.micronaut.context.annotation.Context
import io.micronaut.context.annotation.Factory
import io.micronaut.context.annotation.Primary
import io.micronaut.context.annotation.Property
import io.micronaut.context.annotation.Prototype
import io.micronaut.context.annotation.Replaces
import io.micronaut.context.annotation.Requirements
import io.micronaut.context.annotation.Requires
import io.micronaut.context.annotation.Secondary
import io.micronaut.context.annotation.Value
import jakarta.inject.Inject
import jakarta.inject.Named
import jakarta.inject.Provider
import jakarta.inject.Singleton
import java.lang.reflect.AnnotatedElement
import java.lang.reflect.Constructor
import java.lang.reflect.Executable
import java.lang.reflect.InvocationTargetException
import java.lang.reflect.Method
import java.lang.reflect.Modifier
import java.lang.reflect.Parameter
import java.lang.reflect.ParameterizedType
import java.lang.reflect.Type
import java.util.Optional

/** No bean of a type, or several. The message says who asked for it, as a path of beans. */
open class WiringException(message: String) : RuntimeException(message)

/** [asked] says who asked for it. */
class NoBeanException(val type: Class<*>, name: String, val asked: String) :
    WiringException("no bean of type ${type.name}$name $asked")

class SeveralBeansException(val origins: List<String>, message: String) : WiringException(message)

class BeanCycleException(message: String) : WiringException(message)

/** What is on while the connector runs: the properties and environments that `@Requires` asks about. */
class Surroundings(val properties: Map<String, String>, val environments: Set<String>)

private class Definition(
    val type: Class<*>,
    val name: String?,
    val primary: Boolean,
    val secondary: Boolean,
    val single: Boolean,
    val origin: String,
    val replaces: Replaces?,
    val make: (Beans) -> Any?,
) {
    var made: Any? = null
}

/**
 * Builds a connector's objects from its annotations, as its dependency injection would: constructors, factory methods,
 * `@Primary`, `@Secondary`, `@Named`, `@Requires`. What is `given` beforehand wins over every bean of its type.
 */
class Beans(classes: List<Class<*>>, private val surroundings: Surroundings) {
    val environments: Set<String> get() = surroundings.environments
    private val given = LinkedHashMap<Class<*>, Any>()
    private val fallbacks = LinkedHashMap<Class<*>, () -> Any>()
    private val path = ArrayDeque<String>()
    private val definitions: List<Definition> = left(classes.filter(::isOn).flatMap(::definitionsOf))

    fun <T : Any> give(type: Class<T>, bean: T) {
        given[type] = bean
    }

    /** Used where no bean of the type is found. */
    fun <T : Any> fallback(type: Class<T>, make: () -> T) {
        fallbacks[type] = make
    }

    /** Raises WiringException without exactly one bean of the type. */
    @Suppress("UNCHECKED_CAST")
    fun <T : Any> get(type: Class<T>, name: String? = null): T =
        find(type, name) as T? ?: throw NoBeanException(type, named(name), asked())

    /** The bean of the type, or null when there is none. */
    @Suppress("UNCHECKED_CAST")
    fun <T : Any> find(type: Class<T>, name: String? = null): T? {
        given.entries.firstOrNull { type.isAssignableFrom(it.key) && type != Any::class.java }?.let { return it.value as T }
        val chosen = chosen(candidates(type, name), type, name)
        if (chosen != null) return value(chosen) as T
        return fallbacks.entries.firstOrNull { type.isAssignableFrom(it.key) }?.let { (key, make) ->
            given.getOrPut(key, make) as T
        }
    }

    /** An object that is no bean itself, its constructor's parameters injected. */
    fun make(type: Class<*>): Any {
        path.addLast(type.simpleName)
        try {
            return construct(type)
        } finally {
            path.removeLast()
        }
    }

    fun <T : Any> all(type: Class<T>): List<T> = candidates(type, null).map { type.cast(value(it)) }

    private fun candidates(type: Class<*>, name: String?) =
        definitions.filter { type.isAssignableFrom(it.type) && (name == null || it.name == name) }

    private fun chosen(found: List<Definition>, type: Class<*>, name: String?): Definition? {
        if (found.size < 2) return found.firstOrNull()
        val first = found.filter { it.primary }.ifEmpty { found.filter { !it.secondary } }
        val exact = if (first.size > 1) first.filter { it.type == type } else first
        return exact.singleOrNull()
            ?: throw SeveralBeansException(
                exact.ifEmpty { first }.map { it.origin },
                "${exact.ifEmpty { first }.size} beans of type ${type.name}${named(name)}: " +
                    "${exact.ifEmpty { first }.joinToString { it.origin }} ${asked()}; " +
                    "keep one, or mark one as @Primary",
            )
    }

    private fun value(definition: Definition): Any? {
        definition.made?.let { return it }
        if (definition.origin in path) throw BeanCycleException("beans need each other: ${(path + definition.origin).joinToString(" -> ")}")
        path.addLast(definition.origin)
        try {
            val made = definition.make(this) ?: throw WiringException("${definition.origin} gives null")
            if (definition.single) definition.made = made
            return made
        } finally {
            path.removeLast()
        }
    }

    private fun asked() = if (path.isEmpty()) "is asked for" else "for ${path.joinToString(" -> ")}"

    private fun named(name: String?) = if (name == null) "" else " named '$name'"

    private fun definitionsOf(type: Class<*>): List<Definition> {
        if (type.isInterface || type.isAnnotation || Modifier.isAbstract(type.modifiers)) return emptyList()
        val own = if (isBean(type)) listOf(definition(type, type, type.simpleName) { it.construct(type) }) else emptyList()
        if (!type.isAnnotationPresent(Factory::class.java)) return own
        val factory = own.firstOrNull() ?: definition(type, type, type.simpleName, single = true) { it.construct(type) }
        return own + type.declaredMethods.filter { isBean(it) && isOn(it) }.map { method ->
            definition(method, method.returnType, "${type.simpleName}.${method.name}()") { it.call(method, it.value(factory)!!) }
        }
    }

    /** Without the beans that others replace. */
    private fun left(all: List<Definition>): List<Definition> =
        all.filter { old -> all.none { it !== old && it.replaces?.let { replaced -> takesPlace(replaced, old) } == true } }

    private fun takesPlace(replaced: Replaces, old: Definition): Boolean {
        val type = listOf(replaced.value, replaced.bean).firstOrNull { it != Unit::class }?.java
        val isOfFactory = replaced.factory == Unit::class || old.origin.startsWith("${replaced.factory.java.simpleName}.")
        return isOfFactory && (type == null || type.isAssignableFrom(old.type))
    }

    private fun definition(
        annotated: AnnotatedElement, type: Class<*>, origin: String, single: Boolean? = null, make: (Beans) -> Any?,
    ) = Definition(
        type,
        annotated.getAnnotation(Named::class.java)?.value,
        annotated.isAnnotationPresent(Primary::class.java),
        annotated.isAnnotationPresent(Secondary::class.java),
        single ?: !annotated.isAnnotationPresent(Prototype::class.java),
        origin,
        annotated.getAnnotation(Replaces::class.java),
        make,
    )

    private fun construct(type: Class<*>): Any {
        val all = type.declaredConstructors.filter { !it.isSynthetic }
        val chosen = all.firstOrNull { it.isAnnotationPresent(Inject::class.java) } ?: all.maxBy(Constructor<*>::getParameterCount)
        chosen.isAccessible = true
        return unwrapped { chosen.newInstance(*arguments(chosen)) }
    }

    private fun call(method: Method, factory: Any): Any? {
        method.isAccessible = true
        return unwrapped { method.invoke(factory, *arguments(method)) }
    }

    private fun arguments(of: Executable): Array<Any?> =
        of.parameters.zip(of.genericParameterTypes) { parameter, type -> argument(parameter, type) }.toTypedArray()

    private fun argument(parameter: Parameter, type: Type): Any? {
        val name = parameter.getAnnotation(Named::class.java)?.value
        parameter.getAnnotation(Value::class.java)?.let { return converted(placeholder(it.value), parameter.type) }
        parameter.getAnnotation(Property::class.java)?.let {
            return converted(surroundings.properties[it.name] ?: it.defaultValue, parameter.type)
        }
        val inner = ((type as? ParameterizedType)?.actualTypeArguments?.firstOrNull()).let(::raw)
        return when (parameter.type) {
            List::class.java, Collection::class.java, Iterable::class.java -> all(inner)
            Set::class.java -> all(inner).toSet()
            Optional::class.java -> Optional.ofNullable(find(inner, name))
            Provider::class.java -> Provider { get(inner, name) }
            Lazy::class.java -> lazy { get(inner, name) }
            else -> get(parameter.type, name)
        }
    }

    @Suppress("UNCHECKED_CAST")
    private fun raw(type: Type?): Class<Any> = when (type) {
        is Class<*> -> type
        is ParameterizedType -> type.rawType as Class<*>
        is java.lang.reflect.WildcardType -> raw(type.upperBounds.first())
        else -> Any::class.java
    } as Class<Any>

    private fun placeholder(text: String): String =
        Regex("""\$\{([^:}]+)(?::([^}]*))?}""").replace(text) { surroundings.properties[it.groupValues[1]] ?: it.groupValues[2] }

    private fun converted(text: String, type: Class<*>): Any = when (type) {
        Int::class.java -> text.toInt()
        Long::class.java -> text.toLong()
        Boolean::class.java -> text.toBoolean()
        else -> text
    }

    private fun isBean(of: AnnotatedElement) =
        listOf(Singleton::class, Prototype::class, Context::class, Bean::class).any { of.isAnnotationPresent(it.java) }

    private fun isOn(of: AnnotatedElement): Boolean {
        val grouped = of.getAnnotation(Requirements::class.java)?.value.orEmpty()
        return (of.getAnnotationsByType(Requires::class.java).toList() + grouped).all(::holds)
    }

    private fun holds(required: Requires): Boolean {
        val environments = surroundings.environments
        if (required.env.isNotEmpty() && required.env.none { it in environments }) return false
        if (required.notEnv.any { it in environments }) return false
        if (required.missingProperty.any { it in surroundings.properties }) return false
        if (required.property.isEmpty()) return true
        val value = surroundings.properties[required.property] ?: required.defaultValue.takeIf { it.isNotEmpty() }
        if (required.notEquals.isNotEmpty()) return value != required.notEquals
        return if (required.value.isEmpty()) value != null else value == required.value
    }
}

/** What a reflective call threw, in place of the wrapper around it. */
inline fun <T> unwrapped(call: () -> T): T =
    try {
        call()
    } catch (e: InvocationTargetException) {
        throw e.targetException
    }
