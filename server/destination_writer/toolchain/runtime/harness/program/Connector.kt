package destinationwriter.runtime

import cdk.ConfigurationSpecification
import cdk.ConfigurationSpecificationSupplier
import cdk.OutputConsumer
import destinationwriter.runtime.json.bound
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
        return bound(configuration, type) as ConfigurationSpecification
    }
}

/** All classes of a folder, by name. */
fun classesBelow(folder: String): List<Class<*>> {
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
        Class.forName(name, false, Connector::class.java.classLoader).also { it.annotations; it.declaredMethods; it.declaredConstructors }
    } catch (_: LinkageError) {
        null
    }
