package kotlinx.coroutines.test

import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.EmptyCoroutineContext
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.runBlocking

public typealias TestResult = Unit

public interface TestScope : CoroutineScope

/** Runs the body without the virtual clock of the real library. */
public fun runTest(
    context: CoroutineContext = EmptyCoroutineContext,
    timeout: Duration = 60.seconds,
    testBody: suspend TestScope.() -> Unit,
): TestResult =
    runBlocking(context) {
        check(timeout.isPositive())
        testBody(object : TestScope, CoroutineScope by this {})
    }
