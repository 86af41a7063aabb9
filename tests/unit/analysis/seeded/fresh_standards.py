"""Mistakes against the standards of connector code: a second list, labelled before any rule was run on it."""

# ruff: noqa: E501 (what is put in stands here as it stands in the file)

from seeding import Mistake

CLIENT = "*main*AirbyteClient.kt"
GENERATOR = "*SqlGenerator.kt"
BUFFER = "*InsertBuffer.kt"
BEANS = "*BeanFactory.kt"
CHECKER = "*main*Checker.kt"
SPEC = "*main*Specification.kt"
WRITER = "*main*Writer.kt"
SUITE = "*TableOperationsTest.kt"
TEST_CLIENT = "*TestTableOperationsClient.kt"
WRITTEN = "        client.insertRecords(tableName, buffer)\n        // Only now: records of a flush that failed stay for the next one.\n        buffer.clear()\n"
IS_MISSING = "                // Null makes the loader create the table: no other error may look like that.\n"
HIDE = "re:                // Null makes the loader.*?else throw e\n"
COUNTED = "re:        return withConnection \\{ connection ->\n            try \\{\n                connection.createStatement.*?else throw e\n            \\}\n        \\}\n"

MISTAKES = (
    Mistake("DW601", "DROP TABLE is not logged", GENERATOR, '"DROP TABLE IF EXISTS ${tableName.fullyQualified()}".andLog()\n\n    fun tableExists', '"DROP TABLE IF EXISTS ${tableName.fullyQualified()}"\n\n    fun tableExists', bases=("duckdb-a",)),
    Mistake("DW601", "statement of the client itself is not logged", CLIENT, "        execute(sqlGenerator.dropTable(tableName))", '        dataSource.connection.use { c -> c.createStatement().use { s -> s.execute("ANALYZE " + tableName.fullyQualified()) } }', bases=("sqlite-c",)),
    Mistake("DW601", "MERGE is not logged", GENERATOR, "VALUES ($values);\").andLog()", 'VALUES ($values);")', at=((GENERATOR, '("MERGE INTO'), (GENERATOR, "VALUES ($values);"), (GENERATOR, "        return listOf(\n            (\"MERGE INTO")), bases=("sqlserver-b",)),
    Mistake("DW602", "createNamespace does nothing about an error", CLIENT, "        execute(sqlGenerator.createNamespace(namespace))", "        try {\n            execute(sqlGenerator.createNamespace(namespace))\n§        } catch (e: Exception) {\n        }", bases=("oracle-c",)),
    Mistake("DW602", "failed write is only logged", BUFFER, "        client.insertRecords(tableName, buffer)\n", '        try {\n            client.insertRecords(tableName, buffer)\n§        } catch (e: Exception) {\n            log.warn { "Could not write: ${e.message}" }\n        }\n', bases=("redshift-a",)),
    Mistake("DW602", "runCatching around a statement that matters", CLIENT, "        execute(sqlGenerator.overwriteTable(sourceTableName, targetTableName))", "        runCatching { execute(sqlGenerator.overwriteTable(sourceTableName, targetTableName)) }", bases=("databricks-c",)),
    Mistake("DW6xx", "tableExists says no to every error", CLIENT, "        query(sqlGenerator.tableExists(table)) { rows -> rows.next() }", "        try {\n            query(sqlGenerator.tableExists(table)) { rows -> rows.next() }\n§        } catch (e: Exception) {\n            false\n        }", bases=("cockroachdb-b",)),
    Mistake("DW604", "countTable gives null for every error", CLIENT, HIDE, "                null\n", at=((CLIENT, "override suspend fun countTable"), (CLIENT, "            } catch (e: SQLException) {\n                null")), bases=("mysql-b",)),
    Mistake("DW604", "countTable by getOrNull", CLIENT, COUNTED, "        return runCatching { query(select) { rows -> rows.next(); rows.getLong(1) } }.getOrNull()\n", bases=("timescaledb-c",)),
    Mistake("DW6xx", "countTable gives 0 for every error", CLIENT, HIDE, "                0L\n", at=((CLIENT, "override suspend fun countTable"), (CLIENT, "            } catch (e: SQLException) {\n                0L")), bases=("clickhouse-c",)),
    Mistake("DW604", "countTable logs the error and gives null", CLIENT, HIDE, '                println("no table: ${e.message}")\n                null\n', at=((CLIENT, "override suspend fun countTable"), (CLIENT, "            } catch (e: SQLException) {\n                println")), bases=("duckdb-a",)),
    Mistake("DW605", "buffer is cleared in finally", BUFFER, WRITTEN, "        try {\n            client.insertRecords(tableName, buffer)\n        } finally {\n§            buffer.clear()\n        }\n", bases=("sqlserver-b",)),
    Mistake("DW605", "buffer is cleared before the write", BUFFER, WRITTEN, "        val records = buffer.toList()\n§        buffer.clear()\n        client.insertRecords(tableName, records)\n", bases=("mariadb-a",)),
    Mistake("DW605", "buffer is cleared behind a swallowed error", BUFFER, WRITTEN, '        try {\n            client.insertRecords(tableName, buffer)\n        } catch (e: Exception) {\n            log.error(e) { "Could not write" }\n        }\n        buffer.clear()\n', at=((BUFFER, "} catch (e: Exception)"), (BUFFER, "buffer.clear()")), bases=("bigquery-b",)),
    Mistake("DW606", "connection is never closed", CLIENT, "            dataSource.connection.use(block)", "            block(dataSource.connection)", bases=("postgres-c",)),
    Mistake("DW606", "statement is never closed", CLIENT, "            connection.createStatement().use { statement -> statement.executeQuery(sql).use(read) }", "            read(connection.createStatement().executeQuery(sql))", bases=("oracle-c",)),
    Mistake("DW606", "prepared statement is closed only when nothing failed", CLIENT, "                connection.prepareStatement(sql).use { statement ->", "                val statement = connection.prepareStatement(sql)\n                statement.run {", bases=("redshift-a",)),
    Mistake("DW606", "test client leaves its connection open", TEST_CLIENT, "        dataSource.connection.use { connection ->\n            connection.createStatement().use { it.execute(sql) }\n        }", "        val connection = dataSource.connection\n        connection.createStatement().use { it.execute(sql) }", bases=("timescaledb-c",)),
    Mistake("DW607", "runBlocking in flush", "*main*Aggregate.kt", "        buffer.flush()", "        runBlocking { buffer.flush() }", imports=("kotlinx.coroutines.runBlocking",), bases=("snowflake-a",)),
    Mistake("DW607", "runBlocking in accept", "*main*Aggregate.kt", "        buffer.accumulate(record.fields)", "        buffer.accumulate(record.fields)\n§        runBlocking { buffer.flush() }", imports=("kotlinx.coroutines.runBlocking",), bases=("databricks-c",)),
    Mistake("DW608", "password in the log", BEANS, "        pool.username = configuration.username\n", '        log.info { "Logging in as ${configuration.username} with ${configuration.password}" }\n        pool.username = configuration.username\n', bases=("mariadb-a",)),
    Mistake("DW608", "whole configuration in the log", CHECKER, "        val columnNames = ColumnNameMapping", '        println("Checking $configuration")\n        val columnNames = ColumnNameMapping', bases=("mysql-b",)),
    Mistake("DW608", "password on standard output", BEANS, "        pool.maximumPoolSize = 10\n", "        println(pool.password)\n        pool.maximumPoolSize = 10\n", bases=("cockroachdb-b",)),
    Mistake("DW608", "private key in an error's text", BEANS, "                    .trim() + \"\\n\"\n", '                    .trim() + "\\n"\n§            log.debug { "Key: " + privateKey }\n', bases=("layout-snowflake",)),
    Mistake("DW609", "password without its mark", SPEC, '"order": 5, "airbyte_secret": true}', '"order": 5}', at=((SPEC, '"order": 5}'), (SPEC, "val password")), bases=("postgres-c",)),
    Mistake("DW609", "new token without a mark", SPEC, '    @get:JsonSchemaTitle("Deletion mode")', '    @get:JsonSchemaTitle("API token")\n    @get:JsonProperty("api_token")\n    @get:JsonSchemaInject(json = """{"group": "connection"}""")\n§    val apiToken: String? = null\n\n    @get:JsonSchemaTitle("Deletion mode")', bases=("clickhouse-c",)),
    Mistake("DW609", "private key marked as no secret", SPEC, '"order": 6, "airbyte_secret": true}', '"order": 6, "airbyte_secret": false}', at=((SPEC, '"order": 6, "airbyte_secret": false}'), (SPEC, "val privateKey")), bases=("snowflake-a",)),
    Mistake("DW610", "test whose body is empty", SUITE, "        super.`copy tables`()\n", "", at=((SUITE, "override fun `copy tables`"),), bases=("sqlite-c",)),
    Mistake("DW610", "test that only calls", SUITE, "re:\\}\\s*\\Z", "\n    @Test\n§    fun `names are short`() {\n        val name = \"x\".repeat(99)\n        println(name.length)\n    }\n}\n", bases=("bigquery-b",)),
    Mistake("DW611", "cause is lost", CLIENT, "            throw connectorError(e)", '            throw SystemErrorException("The database failed: ${e.message}")', bases=("sqlserver-b",)),
    Mistake("DW603", "plain RuntimeException", WRITER, "                throw SystemErrorException(", "                throw RuntimeException(", bases=("oracle-c",)),
    Mistake("DW603", "failed login counts as transient", CLIENT, "            ConfigErrorException(message, error)", "            TransientErrorException(message, error)", bases=("timescaledb-c",)),
    Mistake("DW603", "every database error is the user's fault", CLIENT, "            throw connectorError(e)", '            throw ConfigErrorException("Check the settings", e)', bases=("mariadb-a",)),
    Mistake("DW602", "printed and forgotten", CLIENT, "        execute(sqlGenerator.dropTable(tableName))", "        try {\n            execute(sqlGenerator.dropTable(tableName))\n§        } catch (e: SQLException) {\n            e.printStackTrace()\n        }", bases=("layout-clickhouse",)),
)
