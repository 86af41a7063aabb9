// Just enough of the CDK's types for the sample connector, under their real names. It stands for the CDK's artifacts.
package io.airbyte.cdk.load.component

interface TableOperationsClient {
    suspend fun createNamespace(namespace: String)

    suspend fun namespaceExists(namespace: String): Boolean
}
