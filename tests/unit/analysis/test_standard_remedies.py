"""What the remedies of the rules about standards leave: the lines that go and come, and no finding any more."""
# ruff: noqa: E501 - texts stand as files have them

import pytest
from standard_cases import connector_of, found, mended, texts

from destination_writer.kotlin.parse import parse_file

CASES: dict[str, tuple[str, str, str, str]] = {
    "a statement is logged": ("DW601", "generator", 'fun f(a: String): String = "DROP TABLE $a"', 'fun f(a: String): String = "DROP TABLE $a".andLog()'),
    "a sum is logged": ("DW601", "generator", 'fun f(a: String): String = "DROP TABLE " + a', 'fun f(a: String): String = ("DROP TABLE " + a).andLog()'),
    "one of a list is logged": (
        "DW601", "generator",
        'fun f(a: String): List<String> = listOf("DROP TABLE b".andLog(), "DROP TABLE $a")', 'fun f(a: String): List<String> = listOf("DROP TABLE b".andLog(), "DROP TABLE $a".andLog())',
    ),
    "dropped": (
        "DW602", "client",
        "fun f() {\n    try {\n        insert()\n    } catch (_: Exception) {\n    }\n}",
        "fun f() {\n    try {\n        insert()\n    } catch (e: Exception) {\n        throw e\n    }\n}",
    ),
    "in one line": ("DW602", "client", "fun f() {\n    try { insert() } catch (e: Exception) {}\n}", "fun f() {\n    try { insert() } catch (e: Exception) { throw e }\n}"),
    "logged": (
        "DW602", "client",
        'fun f() {\n    try {\n        insert()\n    } catch (e: SQLException) {\n        log.warn(e) { "no" }\n        return\n    }\n}',
        'fun f() {\n    try {\n        insert()\n    } catch (e: SQLException) {\n        log.warn(e) { "no" }\n        throw e\n    }\n}',
    ),
    "a default": (
        "DW602", "client",
        "fun f(): Int =\n    try {\n        s.executeUpdate(sql)\n    } catch (e: Exception) {\n        0\n    }",
        "fun f(): Int =\n    try {\n        s.executeUpdate(sql)\n    } catch (e: Exception) {\n        throw e\n    }",
    ),
    "let through": (
        "DW602", "client", "override suspend fun dropTable(t: T) {\n    runCatching { execute(t) }\n}", "override suspend fun dropTable(t: T) {\n    execute(t)\n}",
    ),
    "another class": (
        "DW603", "client",
        'fun f(e: SQLException) =\n    when (e.sqlState) {\n        "28P01" -> SystemErrorException(e.message, e)\n        else -> e\n    }',
        'fun f(e: SQLException) =\n    when (e.sqlState) {\n        "28P01" -> ConfigErrorException(e.message.orEmpty(), e)\n        else -> e\n    }',
    ),
    "a class in place of none": (
        "DW603", "client",
        "fun f() {\n    try {\n        g()\n    } catch (e: SQLException) {\n        throw RuntimeException(e)\n    }\n}",
        "fun f() {\n    try {\n        g()\n    } catch (e: SQLException) {\n        throw SystemErrorException(e.message, e)\n    }\n}",
    ),
    "one error for a missing table": (
        "DW604", "client",
        "override suspend fun countTable(t: TableName): Long? =\n    try {\n        s.executeQuery(t).use { count(it) }\n    } catch (e: Exception) {\n        null\n    }",
        "override suspend fun countTable(t: TableName): Long? =\n    try {\n        s.executeQuery(t).use { count(it) }\n    } catch (e: SQLException) {\n"
        '        val isMissing = e.sqlState in setOf("3F000", "42P01")\n        if (isMissing) null else throw e\n    }',
    ),
    "returned": (
        "DW604", "client",
        "override suspend fun tableExists(t: TableName): Boolean {\n    try {\n        return s.executeQuery(t).use { it.next() }\n    } catch (e: SQLException) { return false }\n}",
        "override suspend fun tableExists(t: TableName): Boolean {\n    try {\n        return s.executeQuery(t).use { it.next() }\n"
        '    } catch (e: SQLException) { return if (e.sqlState in setOf("3F000", "42P01")) false else throw e }\n}',
    ),
    "what was asked is heeded": (
        "DW604", "client",
        'override suspend fun countTable(t: TableName): Long? =\n    try {\n        s.executeQuery(t).use { count(it) }\n    } catch (e: SQLException) {\n        val isMissing = e.sqlState == "42P01"\n        null\n    }',
        'override suspend fun countTable(t: TableName): Long? =\n    try {\n        s.executeQuery(t).use { count(it) }\n    } catch (e: SQLException) {\n        val isMissing = e.sqlState == "42P01"\n        if (isMissing) null else throw e\n    }',
    ),
    "out of a finally that did nothing else": (
        "DW605", "buffer",
        "suspend fun flush() {\n    try {\n        client.insert(buffer)\n    } finally {\n        buffer.clear()\n    }\n}",
        "suspend fun flush() {\n    client.insert(buffer)\n    buffer.clear()\n}",
    ),
    "out of a finally that does more": (
        "DW605", "buffer",
        "suspend fun flush() {\n    try {\n        client.insert(buffer)\n    } finally {\n        buffer.clear()\n        done()\n    }\n}",
        "suspend fun flush() {\n    try {\n        client.insert(buffer)\n        buffer.clear()\n    } finally {\n        done()\n    }\n}",
    ),
    "out of a finally behind a catch": (
        "DW605", "buffer",
        "suspend fun flush() {\n    try {\n        client.insert(buffer)\n    } catch (e: X) {\n        throw y(e)\n    } finally {\n        buffer.clear()\n    }\n}",
        "suspend fun flush() {\n    try {\n        client.insert(buffer)\n        buffer.clear()\n    } catch (e: X) {\n        throw y(e)\n    }\n}",
    ),
    "behind the write": (
        "DW605", "buffer",
        "suspend fun flush() {\n    val rows = buffer.toList()\n    buffer.clear()\n    client.insertRecords(\n        rows,\n    )\n    done()\n}",
        "suspend fun flush() {\n    val rows = buffer.toList()\n    client.insertRecords(\n        rows,\n    )\n    buffer.clear()\n    done()\n}",
    ),
    "a value in use": (
        "DW606", "client",
        "fun f(): Int {\n    val c = dataSource.connection\n    val n = count(c.metaData)\n\n    return n + 1\n}",
        "fun f(): Int {\n    return dataSource.connection.use { c ->\n        val n = count(c.metaData)\n\n        n + 1\n    }\n}",
    ),
    "closed by use alone": (
        "DW606", "client",
        "fun f() {\n    val s = connection.createStatement()\n    s.execute(sql)\n    s.close()\n}",
        "fun f() {\n    connection.createStatement().use { s ->\n        s.execute(sql)\n    }\n}",
    ),
    "lent by use": (
        "DW606", "client", "private fun <T> f(block: (Connection) -> T): T = block(dataSource.connection)", "private fun <T> f(block: (Connection) -> T): T = dataSource.connection.use(block)",
    ),
    "a chain in use": (
        "DW606", "client", "fun f(c: Connection) {\n    c.createStatement().execute(sql)\n}", "fun f(c: Connection) {\n    c.createStatement().use { it.execute(sql) }\n}",
    ),
    "let becomes use": (
        "DW606", "client", "fun f(c: Connection) {\n    c.prepareStatement(sql).let { it.execute() }\n}", "fun f(c: Connection) {\n    c.prepareStatement(sql).use { it.execute() }\n}",
    ),
    "called as it is": ("DW607", "client", "suspend fun f() {\n    val n = runBlocking { count() }\n}", "suspend fun f() {\n    val n = count()\n}"),
    "named in full": ("DW607", "client", "suspend fun f() {\n    kotlinx.coroutines.runBlocking { g() }\n}", "suspend fun f() {\n    g()\n}"),
    "with a scope": (
        "DW607", "client", "suspend fun f() {\n    runBlocking {\n        launch { g() }\n    }\n}", "suspend fun f() {\n    coroutineScope {\n        launch { g() }\n    }\n}",
    ),
    "with a dispatcher": (
        "DW607", "client", "suspend fun f() {\n    runBlocking(Dispatchers.IO) { g() }\n}", "suspend fun f() {\n    withContext(Dispatchers.IO) { g() }\n}",
    ),
    "hidden": ("DW608", "client", 'fun f() {\n    log.info { "as ${config.password}" }\n}', 'fun f() {\n    log.info { "as ***" }\n}'),
    "added and hidden": ("DW608", "client", 'fun f() {\n    log.info("as " + password)\n}', 'fun f() {\n    log.info("as " + "***")\n}'),
    "carried": (
        "DW611", "client",
        'fun f() {\n    try {\n        g()\n    } catch (e: SQLException) {\n        throw ConfigErrorException("no")\n    }\n}',
        'fun f() {\n    try {\n        g()\n    } catch (e: SQLException) {\n        throw ConfigErrorException("no", e)\n    }\n}',
    ),
    "marked anew": (
        "DW609", "specification",
        '@get:JsonProperty("password") val password: String = ""', '@get:JsonSchemaInject(json = """{"airbyte_secret": true}""")\n@get:JsonProperty("password") val password: String = ""',
    ),
    "marked besides": (
        "DW609", "specification",
        '@get:JsonProperty("api_key")\n@get:JsonSchemaInject(json = """{"order": 3}""")\nval apiKey: String = ""',
        '@get:JsonProperty("api_key")\n@get:JsonSchemaInject(json = """{"order": 3, "airbyte_secret": true}""")\nval apiKey: String = ""',
    ),
    "marked in a plain string": (
        "DW609", "specification",
        '@get:JsonProperty("token")\n@get:JsonSchemaInject(json = "{\\"order\\": 3}")\nval token: String = ""',
        '@get:JsonProperty("token")\n@get:JsonSchemaInject(json = "{\\"order\\": 3, \\"airbyte_secret\\": true}")\nval token: String = ""',
    ),
    "marked after all": (
        "DW609", "specification",
        '@get:JsonProperty("token")\n@get:JsonSchemaInject(json = """{"airbyte_secret": false}""")\nval token: String = ""',
        '@get:JsonProperty("token")\n@get:JsonSchemaInject(json = """{"airbyte_secret": true}""")\nval token: String = ""',
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_first_remedy_mends_it(case: tuple[str, str, str, str]) -> None:
    code, where, before, after = case
    files = texts(where, before)
    path = next(iter(files))
    left = mended(files, code)
    wanted = next(iter(texts(where, after).values()))
    imports = [line for line in left[path].split("\n") if line.startswith("import ") and line not in files[path]]
    assert [line for line in left[path].split("\n") if line not in imports] == wanted.split("\n")
    assert found(connector_of(left), code) == []


IMPORTED: dict[str, tuple[str, str, str, str]] = {
    "the function that logs": ("DW601", "buffer", 'fun f(s: Statement) {\n    s.execute("DROP TABLE a")\n}', "io.airbyte.integrations.destination.acme.client.andLog"),
    "a scope": ("DW607", "client", "suspend fun f() {\n    runBlocking {\n        launch { g() }\n    }\n}", "kotlinx.coroutines.coroutineScope"),
    "the right class": ("DW603", "client", 'fun f() {\n    throw java.lang.Exception("no")\n}\nfun g() {\n    throw RuntimeException("no")\n}', "io.airbyte.cdk.SystemErrorException"),
}  # fmt: skip


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("case", IMPORTED.values(), ids=IMPORTED)
def test_what_it_needs_is_imported_in_its_place(case: tuple[str, str, str, str], newline: str) -> None:
    code, where, member, name = case
    imports = "import io.airbyte.cdk.load.A\nimport kotlinx.coroutines.launch\nimport kotlinx.coroutines.runBlocking\n"
    files = {path: text.replace("\n", newline) for path, text in texts(where, member, imports).items()}
    path = next(iter(files))
    left = mended(files, code)[path]
    listed = [one.path for one in parse_file(left).imports]
    assert name in listed and listed == sorted(listed)
    assert left.count("\n") == left.count(newline) and ("\r" in left) == (newline == "\r\n")
