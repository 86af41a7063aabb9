plugins {
    id("application")
    id("airbyte-bulk-connector")
    id("io.airbyte.gradle.docker")
    id("airbyte-connector-docker-convention")
}

airbyteBulkConnector {
    core = "load"
}

application {
    mainClass = "io.airbyte.integrations.destination.postgres.PostgresDestinationKt"
}

dependencies {
    implementation("org.postgresql:postgresql:42.7.4")
    implementation("com.zaxxer:HikariCP:7.0.2")

    integrationTestImplementation("org.testcontainers:postgresql:1.20.1")
}
