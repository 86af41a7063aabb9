package io.airbyte.cdk.load.spec

interface DestinationSpecificationExtension {
    val supportedSyncModes: List<String>

    val supportsIncremental: Boolean
}
