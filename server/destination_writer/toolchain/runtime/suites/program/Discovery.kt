package destinationwriter.localrun

import java.lang.reflect.Method
import java.lang.reflect.Modifier
import org.junit.jupiter.api.Disabled
import org.junit.jupiter.api.Nested
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest

/** The parent of the test classes that run the whole connector. */
const val CDK_PIPELINE = "io.airbyte.cdk.load.test.util.IntegrationTest"

/** The tests that a class has, its own and those it inherits, as JUnit finds them. */
class TestClass(val type: Class<*>) {
    /** Runs through the CDK's own pipeline or process, of which nothing is here. */
    val needsCdk: Boolean = generateSequence<Class<*>>(type) { it.superclass }.any { it.name == CDK_PIPELINE }

    /** Inner classes with tests of their own, which are not run here. */
    val nested: List<Class<*>> = type.declaredClasses.filter { it.isAnnotationPresent(Nested::class.java) }

    val disabled: String? = type.getAnnotation(Disabled::class.java)?.let { it.value.ifEmpty { "${type.simpleName} is @Disabled" } }

    val tests: List<Method> = methods().filter { isTest(it) }

    fun find(name: String): Method? = tests.firstOrNull { it.name == name }

    /** Methods with an annotation, those of superclasses first. */
    fun <A : Annotation> annotated(annotation: Class<A>): List<Method> = methods().filter { it.isAnnotationPresent(annotation) }

    private fun methods(): List<Method> {
        val found = LinkedHashMap<String, Method>()
        generateSequence<Class<*>>(type) { it.superclass }.toList().asReversed().forEach { owner ->
            owner.declaredMethods.filter { !it.isSynthetic && !it.isBridge && !Modifier.isAbstract(it.modifiers) }
                .forEach { found[it.name + it.parameterTypes.joinToString { type -> type.name }] = it }
        }
        return found.values.toList()
    }

    private fun isTest(method: Method): Boolean =
        (method.isAnnotationPresent(Test::class.java) || method.isAnnotationPresent(ParameterizedTest::class.java)) &&
            !Modifier.isStatic(method.modifiers) && !Modifier.isPrivate(method.modifiers)

    /** Why JUnit would not run a method that carries `@Test`; null when it would. */
    fun obstacle(method: Method): String? = when {
        method.parameterTypes.lastOrNull()?.name == "kotlin.coroutines.Continuation" ->
            "JUnit 5 cannot run a suspend function: wrap its body in runTest { } or runBlocking { }"
        method.returnType != Void.TYPE ->
            "JUnit takes no function for a test that returns ${method.returnType.simpleName}: declare the result as Unit, as in `fun name(): Unit = runBlocking { ... }`"
        else -> null
    }
}

/** A method as Gradle's reports write it: `name()`, or `name(Type, Type)[3]` for an invocation of a parameterised test. */
fun reported(method: Method, invocation: Int?): String {
    if (invocation == null) return "${method.name}()"
    return method.parameterTypes.joinToString(", ", "${method.name}(", ")[$invocation]") { it.simpleName }
}
