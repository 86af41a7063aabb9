package io.airbyte.integrations.destination.acme.client

/** A database in memory: the names of its namespaces. */
class AcmeDatabase {
    private val namespaces = mutableSetOf<String>()

    fun execute(sql: String) {
        val name = sql.substringAfter('"').substringBeforeLast('"')
        when {
            sql == "SELECT 1" -> Unit
            sql.startsWith("CREATE SCHEMA IF NOT EXISTS \"") -> namespaces += name
            sql.startsWith("DROP SCHEMA \"") -> namespaces -= name
            else -> throw java.sql.SQLException("syntax error at or near \"${sql.substringBefore(' ')}\"", "42601")
        }
    }

    fun has(namespace: String) = namespace in namespaces
}
