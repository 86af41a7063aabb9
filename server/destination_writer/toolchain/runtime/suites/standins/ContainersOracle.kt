package org.testcontainers.oracle

import org.testcontainers.containers.JdbcDatabaseContainer
import org.testcontainers.utility.DockerImageName

open class OracleContainer(image: DockerImageName) : JdbcDatabaseContainer<OracleContainer>(image) {
    constructor(dockerImageName: String) : this(DockerImageName.parse(dockerImageName))

    open fun getSid(): String = getDatabaseName()
    open fun getOraclePort(): Int? = getFirstMappedPort()
}
