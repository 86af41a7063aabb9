package org.testcontainers.containers

import destinationwriter.localrun.EngineAddress
import java.time.Duration
import org.testcontainers.utility.DockerImageName

/** Stands in for a container: it starts nothing, and its address is that of the engine that already runs. */
@Suppress("UNCHECKED_CAST")
open class GenericContainer<SELF : GenericContainer<SELF>>(image: DockerImageName) : AutoCloseable {
    constructor(dockerImageName: String) : this(DockerImageName.parse(dockerImageName))

    private var running = false

    open fun start() {
        running = true
    }

    open fun stop() {
        running = false
    }

    open fun isRunning(): Boolean = running
    open fun getHost(): String = EngineAddress.host
    open fun getMappedPort(originalPort: Int): Int? = EngineAddress.port
    open fun getFirstMappedPort(): Int? = EngineAddress.port
    open fun getLogs(): String = ""
    open fun withExposedPorts(vararg ports: Int?): SELF = this as SELF
    open fun withEnv(key: String, value: String): SELF = this as SELF
    open fun withCommand(vararg parts: String): SELF = this as SELF
    open fun withReuse(reusable: Boolean): SELF = this as SELF
    open fun withStartupTimeout(timeout: Duration): SELF = this as SELF
    override fun close() = stop()
}

@Suppress("UNCHECKED_CAST")
abstract class JdbcDatabaseContainer<SELF : JdbcDatabaseContainer<SELF>> protected constructor(image: DockerImageName) :
    GenericContainer<SELF>(image) {
    open fun getDriverClassName(): String = ""
    open fun getJdbcUrl(): String = EngineAddress.url
    open fun getUsername(): String = EngineAddress.user
    open fun getPassword(): String = EngineAddress.password
    open fun getDatabaseName(): String = EngineAddress.database
    open fun withUsername(username: String): SELF = this as SELF
    open fun withPassword(password: String): SELF = this as SELF
    open fun withDatabaseName(databaseName: String): SELF = this as SELF
    open fun withInitScript(path: String): SELF = this as SELF
}

open class PostgreSQLContainer<SELF : PostgreSQLContainer<SELF>>(image: DockerImageName) : JdbcDatabaseContainer<SELF>(image) {
    constructor(dockerImageName: String) : this(DockerImageName.parse(dockerImageName))

    companion object {
        @JvmField val POSTGRESQL_PORT: Int? = 5432
    }
}

@Suppress("UNCHECKED_CAST")
open class MySQLContainer<SELF : MySQLContainer<SELF>>(image: DockerImageName) : JdbcDatabaseContainer<SELF>(image) {
    constructor(dockerImageName: String) : this(DockerImageName.parse(dockerImageName))

    open fun withConfigurationOverride(s: String): SELF = this as SELF

    companion object {
        @JvmField val MYSQL_PORT: Int? = 3306
    }
}

@Suppress("UNCHECKED_CAST")
open class MariaDBContainer<SELF : MariaDBContainer<SELF>>(image: DockerImageName) : JdbcDatabaseContainer<SELF>(image) {
    constructor(dockerImageName: String) : this(DockerImageName.parse(dockerImageName))

    open fun withConfigurationOverride(s: String): SELF = this as SELF
}

@Suppress("UNCHECKED_CAST")
open class MSSQLServerContainer<SELF : MSSQLServerContainer<SELF>>(image: DockerImageName) : JdbcDatabaseContainer<SELF>(image) {
    constructor(dockerImageName: String) : this(DockerImageName.parse(dockerImageName))

    open fun acceptLicense(): SELF = this as SELF

    companion object {
        @JvmField val MS_SQL_SERVER_PORT: Int? = 1433
    }
}

open class CockroachContainer(image: DockerImageName) : JdbcDatabaseContainer<CockroachContainer>(image) {
    constructor(dockerImageName: String) : this(DockerImageName.parse(dockerImageName))
}

open class MongoDBContainer(image: DockerImageName) : GenericContainer<MongoDBContainer>(image) {
    constructor(dockerImageName: String) : this(DockerImageName.parse(dockerImageName))

    open fun getConnectionString(): String = "mongodb://${getHost()}:${getFirstMappedPort()}"
    open fun getReplicaSetUrl(): String = getReplicaSetUrl("test")
    open fun getReplicaSetUrl(databaseName: String): String = "${getConnectionString()}/$databaseName"
}
