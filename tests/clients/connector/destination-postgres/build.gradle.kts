plugins {
    application
    id("airbyte-bulk-connector")
}

airbyteBulkConnector {
    core = "load"
}
