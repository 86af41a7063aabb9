"""Mistakes that compile and parse, and that a reviewer would send back."""

# ruff: noqa: E501 (what is put in stands here as it stands in the file)

from seeding import ALL, Mistake

GENERATOR = "*SqlGenerator.kt"
CLIENT = "*main*AirbyteClient.kt"
CHECKER = "*main*Checker.kt"
BUFFER = "*InsertBuffer.kt"
AGGREGATE = "*Aggregate.kt"
BEANS = "*BeanFactory.kt"
SPECIFICATION = "*main*Specification.kt"
SOME = ("postgres-c", "mysql-b", "sqlserver-a")
OTHERS = ("postgres-a", "snowflake-c", "clickhouse-b")
DROP = "execute(sqlGenerator.dropTable(tableName))"
ALTER = "execute(sqlGenerator.alterTable(tableName, columnChangeset))"
INSERT = "client.insertRecords(tableName, buffer)"

LOGGING = (
    Mistake(
        "DW601",
        "dropTable not logged",
        GENERATOR,
        "re:(fun dropTable\\(tableName: TableName\\): String =\n)(.*?)\\.andLog\\(\\)",
        "\\1§\\2",
        bases=("postgres-c", "mysql-b", "snowflake-c"),
    ),
    Mistake(
        "DW601",
        "countTable not logged",
        GENERATOR,
        're:("SELECT [^\n]+ FROM \\$\\{tableName.fullyQualified\\(\\)\\}")\\.andLog\\(\\)\n\n    fun getG',
        "\\1\n\n    fun getG",
    ),
    Mistake(
        "DW601",
        "copyTable not logged",
        GENERATOR,
        're:("SELECT \\$columns FROM \\$\\{sourceTableName.fullyQualified\\(\\)\\}"\\))\\.andLog\\(\\)',
        "\\1",
        at=(
            (GENERATOR, 'return ("INSERT INTO ${targetTableName'),
            (GENERATOR, '"SELECT $columns FROM ${sourceTableName.fullyQualified()}")'),
        ),
    ),
    Mistake(
        "DW601",
        "a statement of the client not logged",
        CLIENT,
        DROP,
        'execute("DROP TABLE IF EXISTS ${tableName.fullyQualified()}")',
    ),
    Mistake(
        "DW601",
        "createNamespace not logged",
        GENERATOR,
        're:("CREATE SCHEMA IF NOT EXISTS \\$\\{namespace.quote\\(\\)\\}")\\.andLog\\(\\)',
        "\\1",
    ),
)

SWALLOWED = (
    Mistake(
        "DW602",
        "empty catch",
        CLIENT,
        DROP,
        "try {\n            " + DROP + "\n        } §catch (e: Exception) {\n        }",
    ),
    Mistake(
        "DW602",
        "catch that only prints",
        CLIENT,
        ALTER,
        "try {\n            "
        + ALTER
        + "\n        } §catch (e: Exception) {\n            println(e.message)\n        }",
    ),
    Mistake(
        "DW602",
        "checker cleans up and passes",
        "*main*Checker.kt",
        "onFailure(e::addSuppressed)\n                throw e\n",
        "onFailure(e::addSuppressed)\n",
        at=(("*main*Checker.kt", "catch (e: Throwable)"),),
    ),
    Mistake(
        "DW602",
        "Throwable dropped",
        BUFFER,
        INSERT,
        "try {\n            " + INSERT + "\n        } §catch (e: Throwable) {\n        }",
        bases=SOME,
    ),
    Mistake(
        "DW602",
        "failed write only logged",
        BUFFER,
        INSERT,
        "try {\n            "
        + INSERT
        + '\n        } §catch (e: Exception) {\n            log.warn(e) { "Could not write" }\n        }',
        bases=OTHERS,
    ),
    Mistake(
        "DW602",
        "failures of runCatching dropped",
        CLIENT,
        DROP,
        "§runCatching { " + DROP + " }",
        bases=("postgres-c", "mysql-b"),
    ),
    Mistake(
        "DW604",
        "every failure counts as missing",
        CLIENT,
        "if (isMissing) null else throw e",
        "null",
        at=((CLIENT, "} catch (e: SQLException) {\n                // Null"), (CLIENT, "                null\n")),
    ),
    Mistake(
        "DW604",
        "any exception counts as missing",
        CLIENT,
        "re:        val select = sqlGenerator.countTable\\(tableName\\)\n.*?\n    \\}\n",
        "        return try {\n            query(sqlGenerator.countTable(tableName)) { rows -> rows.getLong(1) }\n        } §catch (e: Exception) {\n            null\n        }\n    }\n",
    ),
    Mistake(
        "DW604",
        "any failure counts as no table",
        CLIENT,
        "re:(override suspend fun tableExists\\(table: TableName\\): Boolean =\n)        (query\\([^\n]+)",
        "\\1        try {\n            \\2\n        } §catch (e: Exception) {\n            false\n        }",
        bases=SOME,
    ),
)

CLASSES = (
    Mistake(
        "DW603",
        "RuntimeException out of the checker",
        CHECKER,
        'throw ConfigErrorException(\n                        "Wrote',
        'throw RuntimeException(\n                        "Wrote',
    ),
    Mistake(
        "DW603",
        "bad password as the system's mistake",
        CLIENT,
        DROP,
        "try {\n            "
        + DROP
        + '\n        } catch (e: SQLException) {\n            §if (e.sqlState == "28P01") throw SystemErrorException("Wrong password", e)\n            throw e\n        }',
        bases=("postgres-c", "postgres-a", "mysql-b"),
    ),
    Mistake(
        "DW603",
        "time-out as the user's mistake",
        CLIENT,
        DROP,
        "try {\n            "
        + DROP
        + '\n        } catch (e: java.net.SocketTimeoutException) {\n            §throw ConfigErrorException("The database did not answer", e)\n        }',
        bases=SOME,
    ),
    Mistake(
        "DW603",
        "raw exception for a missing key",
        GENERATOR,
        'throw ConfigErrorException(\n                "The stream of',
        'throw RuntimeException(\n                "The stream of',
    ),
)

BUFFERS = (
    Mistake(
        "DW605",
        "cleared before the write",
        BUFFER,
        "re:( +)(client\\.[^\n]+)\n(.*?)buffer\\.clear\\(\\)\n",
        "\\1§buffer.clear()\n\\1\\2\n",
    ),
    Mistake(
        "DW605",
        "cleared in spite of a failure",
        BUFFER,
        "re:        (client\\.[^\n]+)\n(.*?)buffer\\.clear\\(\\)\n",
        "        try {\n            \\1\n        } finally {\n            §buffer.clear()\n        }\n",
    ),
)

RESOURCES = (
    Mistake(
        "DW606",
        "statement and rows left open",
        CLIENT,
        "connection.createStatement().use { statement -> statement.executeQuery(sql).use(read) }",
        "read(connection.createStatement().executeQuery(sql))",
    ),
    Mistake(
        "DW606",
        "connection left open",
        CLIENT,
        "dataSource.connection.use(block)",
        "block(dataSource.connection)",
    ),
    Mistake(
        "DW606",
        "prepared statement left open",
        CLIENT,
        "re:connection\\.prepareStatement\\(sql\\)\\.use \\{ statement ->",
        "connection.prepareStatement(sql).let { statement ->",
    ),
    Mistake(
        "DW606",
        "statement of the test client left open",
        "*TestTableOperationsClient.kt",
        "connection.createStatement().use { it.execute(sql) }",
        "connection.createStatement().execute(sql)",
        bases=("postgres-c", "mysql-b", "snowflake-c"),
    ),
    Mistake("DW607", "runBlocking in dropTable", CLIENT, DROP, "§kotlinx.coroutines.runBlocking { " + DROP + " }"),
    Mistake(
        "DW607",
        "runBlocking in accept",
        AGGREGATE,
        "buffer.accumulate(record.fields)",
        "buffer.accumulate(record.fields)\n        §runBlocking { buffer.flush() }",
        imports=("kotlinx.coroutines.runBlocking",),
    ),
    Mistake(
        "DW607",
        "runBlocking in flush",
        AGGREGATE,
        "        buffer.flush()",
        "        §runBlocking { buffer.flush() }",
        imports=("kotlinx.coroutines.runBlocking",),
        bases=SOME,
    ),
    Mistake(
        "DW607",
        "runBlocking in the buffer",
        BUFFER,
        "        client.insertRecords",
        "        runBlocking { println(1) }\n        client.insertRecords",
        imports=("kotlinx.coroutines.runBlocking",),
        bases=OTHERS,
    ),
)

SECRETS = (
    Mistake(
        "DW608",
        "password in the log",
        BEANS,
        "        pool.username = configuration.username\n",
        '        log.info { "Logging in with §${configuration.password}" }\n        pool.username = configuration.username\n',
        bases=("postgres-c", "postgres-a", "mysql-b", "sqlserver-a"),
    ),
    Mistake(
        "DW608",
        "the whole configuration in the log",
        GENERATOR,
        "        val extractedAt = Meta",
        '        log.info { "Upserting with §$configuration" }\n        val extractedAt = Meta',
    ),
    Mistake(
        "DW608",
        "password in an exception's message",
        BEANS,
        "        pool.username = configuration.username\n",
        '        check(configuration.username.isNotEmpty()) { "No user for §${configuration.password}" }\n        pool.username = configuration.username\n',
        bases=("postgres-c", "mysql-b"),
    ),
    Mistake(
        "DW609",
        "password not marked",
        SPECIFICATION,
        're:, "airbyte_secret": true([^\n]*\n(?:[^\n]*\n)?    val password)',
        "\\1",
        at=(
            (SPECIFICATION, "val password"),
            (SPECIFICATION, '@get:JsonSchemaTitle("Password")'),
            (SPECIFICATION, '("password")'),
        ),
    ),
    Mistake(
        "DW609",
        "a token that nobody marks",
        SPECIFICATION,
        '    @get:JsonSchemaTitle("Deletion mode")',
        '    @get:JsonSchemaTitle("API key")\n    @get:JsonProperty("api_key")\n    §val apiKey: String = ""\n\n    @get:JsonSchemaTitle("Deletion mode")',
    ),
)

TESTS = (
    Mistake(
        "DW610",
        "a test without a body",
        "*TableOperationsTest.kt",
        "re:fun `copy tables`\\(\\) \\{.*?\\}",
        "fun `copy tables`() {\n    }",
    ),
    Mistake(
        "DW610",
        "a test that only prints",
        "*TableOperationsTest.kt",
        "    @Test\n    override fun `insert records`",
        "    @Test\n    §fun `something else`() {\n        println(client)\n    }\n\n    @Test\n    override fun `insert records`",
        bases=ALL[:4],
    ),
)

MISTAKES = (*LOGGING, *SWALLOWED, *CLASSES, *BUFFERS, *RESOURCES, *SECRETS, *TESTS)
