package org.testcontainers.clickhouse

import org.testcontainers.containers.JdbcDatabaseContainer
import org.testcontainers.utility.DockerImageName

open class ClickHouseContainer(image: DockerImageName) : JdbcDatabaseContainer<ClickHouseContainer>(image) {
    constructor(dockerImageName: String) : this(DockerImageName.parse(dockerImageName))

    open fun getHttpUrl(): String = "http://${getHost()}:${getFirstMappedPort()}"
}
