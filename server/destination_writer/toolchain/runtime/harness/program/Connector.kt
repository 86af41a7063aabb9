package destinationwriter.runtime

import cdk.ConfigurationSpecification
import cdk.ConfigurationSpecificationSupplier
import cdk.OutputConsumer
import com.fasterxml.jackson.annotation.JsonProperty
import com.fasterxml.jackson.annotation.JsonValue
import java.io.File
import java.lang.reflect.Modifier
import javax.sql.DataSource

/** The classes of a compiled connector, and the beans that are made of them for one sync. */
class Connector(main: List<String>, test: List<String>, framework: List<String>) {
    private val classes = main.flatMap(::classesBelow)
    private val testClasses = test.flatMap(::classesBelow).filter { type -> type.annotations.none { it.annotationClass.simpleName == "Factory" } }
    private val frameworkClasses = framework.flatMap(::classesBelow)

    /** Fresh beans over a database, with the configuration that the given JSON values make. */
    fun beans(database: DataSource, configuration: Map<*, *>, surroundings: Surroundings): Beans {
        val beans = Beans(classes + testClasses + frameworkClasses, surroundings)
        beans.give(DataSource::class.java, database)
        beans.give(OutputConsumer::class.java, object : OutputConsumer {})
        specification(configuration)?.let {
            beans.give(ConfigurationSpecificationSupplier::class.java, ConfigurationSpecificationSupplier(it, null))
        }
        return beans
    }

    private fun specification(configuration: Map<*, *>): ConfigurationSpecification? {
        val type = classes.firstOrNull {
            ConfigurationSpecification::class.java.isAssignableFrom(it) && !Modifier.isAbstract(it.modifiers)
        } ?: return null
        val made = type.getDeclaredConstructor().apply { isAccessible = true }.newInstance() as ConfigurationSpecification
        configuration.forEach { (name, value) -> assign(made, name as String, value) }
        return made
    }

    /** A field that the specification does not have is left out: a connector need not have every option. */
    private fun assign(to: Any, name: String, value: Any?) {
        val getter = to.javaClass.methods.firstOrNull { it.getAnnotation(JsonProperty::class.java)?.value == name }
        val property = getter?.name?.removePrefix("get")?.replaceFirstChar(Char::lowercase) ?: name
        val field = generateSequence<Class<*>>(to.javaClass) { it.superclass }
            .flatMap { it.declaredFields.asSequence() }
            .firstOrNull { it.name == property || it.getAnnotation(JsonProperty::class.java)?.value == name } ?: return
        field.isAccessible = true
        field.set(to, converted(value, field.type))
    }

    private fun converted(value: Any?, type: Class<*>): Any? = when {
        value == null -> null
        type.isEnum -> type.enumConstants.firstOrNull { spelling(it) == value } ?: throw BadRequest("$value is no ${type.simpleName}")
        type == Int::class.javaPrimitiveType || type == Int::class.javaObjectType -> value.toString().toInt()
        type == Boolean::class.javaPrimitiveType || type == Boolean::class.javaObjectType -> value.toString().toBoolean()
        else -> value
    }

    private fun spelling(constant: Any): Any? {
        val method = constant.javaClass.declaringOrSelf().methods.firstOrNull { it.isAnnotationPresent(JsonValue::class.java) }
        return method?.invoke(constant) ?: (constant as Enum<*>).name
    }

    private fun Class<*>.declaringOrSelf() = if (isEnum) this else superclass

    private fun classesBelow(folder: String): List<Class<*>> {
        val root = File(folder)
        return root.walkTopDown()
            .filter { it.isFile && it.extension == "class" && it.name != "module-info.class" }
            .map { it.relativeTo(root).path.removeSuffix(".class").replace(File.separatorChar, '.') }
            .sorted()
            .mapNotNull(::loaded)
            .toList()
    }

    /** A class over a library that is not here at run time cannot be loaded, and nothing that is run needs it. */
    private fun loaded(name: String): Class<*>? =
        try {
            Class.forName(name, false, javaClass.classLoader).also { it.annotations; it.declaredMethods; it.declaredConstructors }
        } catch (_: LinkageError) {
            null
        }
}
