package io.airbyte.cdk.load.component

import kotlin.coroutines.Continuation
import kotlin.coroutines.EmptyCoroutineContext
import kotlin.coroutines.startCoroutine
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue

interface TestTableOperationsClient {
    suspend fun ping()

    suspend fun dropNamespace(namespace: String)
}

interface TableOperationsSuite {
    val client: TableOperationsClient
    val testClient: TestTableOperationsClient

    fun `connect to database`() = blocking { testClient.ping() }

    fun `create and drop namespaces`() = blocking {
        assertFalse("the namespace is there before it was made", client.namespaceExists("ns"))
        client.createNamespace("ns")
        assertTrue("the namespace was not made", client.namespaceExists("ns"))
        testClient.dropNamespace("ns")
        assertFalse("the namespace is still there", client.namespaceExists("ns"))
    }
}

/** Runs a block that never really waits; the coroutines library is not needed for that. */
fun blocking(block: suspend () -> Unit) {
    var outcome: Result<Unit>? = null
    block.startCoroutine(Continuation(EmptyCoroutineContext) { outcome = it })
    outcome!!.getOrThrow()
}
