package destinationwriter.localrun

import destinationwriter.runtime.Statements
import destinationwriter.runtime.unwrapped
import java.lang.reflect.InvocationTargetException
import java.lang.reflect.Method
import java.lang.reflect.Modifier
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Disabled
import org.junit.jupiter.api.TestInstance
import org.junit.jupiter.params.ParameterizedTest
import org.opentest4j.TestAbortedException

/** The wanted tests of one class, one after the other, each on an instance of its own unless the class says otherwise. */
class ClassRun(private val found: TestClass, private val contexts: Contexts, private val watch: Watch, private val printed: Printed) {
    private val type = found.type
    private val context by lazy { contexts.forClass(type) }
    private val shared by lazy { context.instance(type) }
    private val onePerClass = type.getAnnotation(TestInstance::class.java)?.value == TestInstance.Lifecycle.PER_CLASS

    fun run(wanted: List<Method>) {
        val before = runCatching { context; hooks(BeforeAll::class.java) }.exceptionOrNull()?.cause()
        wanted.forEach { test(it, before) }
        runCatching { if (before == null) hooks(AfterAll::class.java) }.onFailure {
            System.err.println("@AfterAll of ${type.simpleName} failed: ${it.cause()}")
        }
        contexts.leave()
    }

    private fun test(method: Method, before: Throwable?) {
        val obstacle = found.obstacle(method)
        val off = method.getAnnotation(Disabled::class.java)?.value ?: found.disabled
        when {
            obstacle != null -> watch.failed(type, reported(method, null), IllegalStateException(obstacle))
            off != null -> watch.skipped(type, reported(method, null), off)
            before != null -> watch.failed(type, reported(method, null), before)
            method.isAnnotationPresent(ParameterizedTest::class.java) -> parameterised(method)
            else -> watched(reported(method, null), method) { emptyArray() }
        }
    }

    private fun parameterised(method: Method) {
        val sets =
            try {
                argumentSets(method, ::instance)
            } catch (e: Throwable) {
                return watch.failed(type, reported(method, null), e.cause())
            }
        sets.forEachIndexed { index, set -> watched(reported(method, index + 1), method) { fitted(method, set) } }
    }

    private fun watched(name: String, method: Method, arguments: () -> Array<Any?>) {
        watch.run(type, name) {
            Statements.taken()
            printed.taken()
            val target = instance()
            hooks(BeforeEach::class.java, target)
            var failure: Throwable? = null
            try {
                invoke(method, target, arguments())
            } catch (e: Throwable) {
                failure = e
            }
            try {
                hooks(AfterEach::class.java, target)
            } catch (e: Throwable) {
                if (failure == null) failure = e else failure.addSuppressed(e)
            }
            failure?.let { throw it }
        }
    }

    private fun instance(): Any = if (onePerClass) shared else context.instance(type)

    private fun hooks(annotation: Class<out Annotation>, target: Any? = null) =
        found.annotated(annotation).forEach { invoke(it, if (Modifier.isStatic(it.modifiers)) null else target ?: shared, emptyArray()) }

    private fun invoke(method: Method, target: Any?, arguments: Array<Any?>) {
        method.isAccessible = true
        val given = if (arguments.isEmpty() && method.parameterCount > 0) context.arguments(method) else arguments
        unwrapped { method.invoke(target, *given) }
    }
}

/** What a reflective call hides; an error while a class is initialised tells its own cause. */
fun Throwable.cause(): Throwable = when (this) {
    is InvocationTargetException -> targetException.cause()
    else -> this
}

val Throwable.isSkip: Boolean get() = this is TestAbortedException
