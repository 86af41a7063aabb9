package destinationwriter.localrun

import cdk.ConfigurationSpecification
import cdk.ConfigurationSpecificationSupplier
import cdk.OutputConsumer
import destinationwriter.runtime.BeanCycleException
import destinationwriter.runtime.Beans
import destinationwriter.runtime.NoBeanException
import destinationwriter.runtime.SeveralBeansException
import destinationwriter.runtime.Surroundings
import destinationwriter.runtime.classesBelow
import destinationwriter.runtime.json.bound
import io.micronaut.context.annotation.Property
import io.micronaut.context.exceptions.BeanContextException
import io.micronaut.context.exceptions.CircularDependencyException
import io.micronaut.context.exceptions.NoSuchBeanException
import io.micronaut.context.exceptions.NonUniqueBeanException
import io.micronaut.test.extensions.junit5.annotation.MicronautTest
import io.micronaut.test.support.TestPropertyProvider
import jakarta.inject.Inject
import java.lang.reflect.Method
import java.lang.reflect.Modifier

/** The beans that test classes get. [properties] are those of the resources, by environment; `""` is for all of them. */
class Contexts(connector: List<String>, framework: List<String>, private val properties: Map<String, Map<String, String>>) {
    private val own = connector.flatMap { classesBelow(it) }
    private val all = own + framework.flatMap { classesBelow(it) }

    fun forClass(type: Class<*>): Context {
        val asked = type.getAnnotation(MicronautTest::class.java) ?: return Context(null)
        val environments = asked.environments.toSet() + "test"
        val values = properties[""].orEmpty().toMutableMap()
        asked.environments.forEach { values += properties[it].orEmpty() }
        type.getAnnotationsByType(Property::class.java).forEach { values[it.name] = it.value }
        provided(type)?.let { values += it }
        val beans = Beans(all, Surroundings(values, environments))
        beans.fallback(OutputConsumer::class.java) { object : OutputConsumer {} }
        specification()?.let { made ->
            beans.fallback(ConfigurationSpecificationSupplier::class.java) { ConfigurationSpecificationSupplier(made, null) }
        }
        offerCatalog(beans)
        Running.beans = beans
        return Context(beans)
    }

    fun leave() {
        Running.beans = null
    }

    private fun provided(type: Class<*>): Map<String, String>? {
        if (!TestPropertyProvider::class.java.isAssignableFrom(type)) return null
        val made = runCatching { type.getDeclaredConstructor().newInstance() as TestPropertyProvider }.getOrNull()
        return made?.getProperties()
    }

    /** The user's settings, as they come where no test configuration takes their place. */
    private fun specification(): ConfigurationSpecification? {
        val type = own.firstOrNull {
            ConfigurationSpecification::class.java.isAssignableFrom(it) && !Modifier.isAbstract(it.modifiers)
        } ?: return null
        return bound(Running.settings, type) as ConfigurationSpecification
    }
}

/** The beans of one test class; none for a class without `@MicronautTest`. */
class Context(private val beans: Beans?) {
    fun instance(type: Class<*>): Any {
        if (beans == null) return plain(type)
        return wired {
            val made = beans.make(type)
            generateSequence<Class<*>>(type) { it.superclass }.flatMap { it.declaredFields.asSequence() }
                .filter { it.isAnnotationPresent(Inject::class.java) }
                .forEach { field ->
                    field.isAccessible = true
                    field.set(made, beans.get(field.type as Class<*>))
                }
            made
        }
    }

    fun arguments(method: Method): Array<Any?> {
        if (beans == null) throw IllegalStateException(unresolved(method.parameters.first(), "method [${method.name}]"))
        return wired { method.parameterTypes.map { beans.get(it) }.toTypedArray() }
    }

    private fun plain(type: Class<*>): Any {
        val constructor = type.declaredConstructors.filter { !it.isSynthetic }.minBy { it.parameterCount }
        if (constructor.parameterCount > 0) {
            val missing = unresolved(constructor.parameters.first(), "constructor of [${type.name}]")
            throw IllegalStateException("$missing The class has no @MicronautTest, so nothing injects it.")
        }
        constructor.isAccessible = true
        return destinationwriter.runtime.unwrapped { constructor.newInstance() }
    }

    private fun unresolved(parameter: java.lang.reflect.Parameter, where: String) =
        "No ParameterResolver registered for parameter [${parameter.type.name} ${parameter.name}] in $where."

    /** Failures of wiring in the words in which Micronaut tells them. */
    private fun <T> wired(work: () -> T): T =
        try {
            work()
        } catch (e: NoBeanException) {
            throw NoSuchBeanException(
                "No bean of type [${e.type.name}] exists. It is asked ${e.asked}: declare it with @Singleton or in a @Factory, " +
                    "and see that its @Requires fit this environment.",
                e,
            )
        } catch (e: SeveralBeansException) {
            throw NonUniqueBeanException("Multiple possible bean candidates found: [${e.origins.joinToString()}]. ${e.message}", e)
        } catch (e: BeanCycleException) {
            throw CircularDependencyException("${e.message}", e)
        } catch (e: BeanContextException) {
            throw e
        }
}
