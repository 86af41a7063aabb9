package io.airbyte.integrations.destination.postgres.sql

import io.airbyte.cdk.load.schema.model.TableName
import io.github.oshai.kotlinlogging.KotlinLogging
import jakarta.inject.Singleton

private val log = KotlinLogging.logger {}

/** SQL text for PostgreSQL. */
@Singleton
class PostgresSqlGenerator {
    fun createNamespace(namespace: String): String = TODO("Phase 2")

    fun namespaceExists(namespace: String): String {
        TODO("Phase 2: look it up in the catalogue")
    }

    fun dropNamespace(namespace: String): String = "DROP SCHEMA IF EXISTS ${quoted(namespace)} CASCADE".andLog()

    fun tableExists(table: TableName): String = TODO("Phase 3")

    fun countTable(tableName: TableName): String = TODO("Phase 3")

    private fun quoted(name: String) = "\"" + name.replace("\"", "\"\"") + "\""

    private fun String.andLog(): String = also { log.info { it.trim() } }
}
