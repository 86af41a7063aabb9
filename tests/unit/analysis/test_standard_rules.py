"""The standards of a connector: what each rule finds, where, and where it keeps quiet."""
# ruff: noqa: E501 - texts stand as files have them

import pytest
from standard_cases import connector_of, found, texts

BAD: dict[str, tuple[str, str, str, str]] = {
    "SQL that nobody logs": ("DW601", "generator", 'fun dropTable(t: TableName): String = «"DROP TABLE ${t.name}"»', "andLog() is missing"),
    "SQL executed as it stands": ("DW601", "client", 'fun f(s: Statement) {\n    s.execute(«"DROP TABLE a"»)\n}', "drop table"),
    "one of a list": (
        "DW601", "generator",
        'fun overwriteTable(a: String): List<String> = listOf("DROP TABLE $a".andLog(), «"ALTER TABLE b RENAME TO $a"»)', "alter table",
    ),
    "an empty catch": ("DW602", "client", "fun f() {\n    try {\n        insert()\n    } «catch (e: Exception)» {\n    }\n}", "caught and dropped"),
    "only logged": (
        "DW602", "client",
        'fun f() {\n    try {\n        insert()\n    } «catch (e: SQLException)» {\n        log.error(e) { "no" }\n    }\n}', "only logged",
    ),
    "logged, and on to the next record": (
        "DW602", "client",
        "fun f(rows: List<Row>) {\n    for (row in rows) {\n        try {\n            insert(row)\n        } «catch (e: SQLException)» {\n"
        "            log.warn { row }\n            continue\n        }\n    }\n}", "only logged",
    ),
    "a default for any failure": (
        "DW602", "client", "fun f(): Int =\n    try {\n        s.executeUpdate(sql)\n    } «catch (e: Exception)» {\n        0\n    }", "becomes 0",
    ),
    "a cancelled coroutine goes on": (
        "DW602", "client", "suspend fun f() {\n    try {\n        g()\n    } «catch (e: CancellationException)» {\n        log.info { e }\n    }\n}", "cancelled",
    ),
    "the function's own task": (
        "DW602", "client",
        "override suspend fun dropTable(t: TableName) {\n    try {\n        execute(sql.dropTable(t))\n    } «catch (e: Exception)» {\n    }\n}", "caught and dropped",
    ),
    "dropped after cleaning up": (
        "DW602", "checker",
        "override fun check() {\n    try {\n        client.insert()\n    } «catch (e: Throwable)» {\n"
        "        // the first error says what is wrong\n        runCatching { client.dropTable(t) }.onFailure(e::addSuppressed)\n    }\n}",
        "after cleaning up",
    ),
    "rolled back, and that was it": (
        "DW602", "client",
        'fun f() {\n    try {\n        insert()\n    } «catch (e: SQLException)» {\n        log.warn(e) { "no" }\n        connection.rollback()\n    }\n}',
        "after cleaning up",
    ),
    "a coroutine that nobody waits for": (
        "DW602", "buffer",
        "suspend fun flush() {\n    GlobalScope.«launch» { client.insertRecords(buffer) }\n    buffer.clear()\n}",
        "Nobody waits",
    ),
    "what is left over is the user's": (
        "DW603", "client",
        "private fun sorted(e: SQLException): RuntimeException =\n    when {\n        isUsers(e) -> ConfigErrorException(told(e), e)\n"
        "        isPassing(e) -> TransientErrorException(told(e), e)\n        else -> «ConfigErrorException»(told(e), e)\n    }",
        "no condition before",
    ),
    "a file that is read and left open": (
        "DW606", "checker",
        "override fun check() {\n    val known = «Files.newBufferedReader(path)».readText()\n    use(known)\n}", "stream",
    ),
    "nobody asks how it went": ("DW602", "client", "override suspend fun dropTable(t: TableName) {\n    «runCatching» { execute(sql.dropTable(t)) }\n}", "runCatching"),
    "a copy of a table": ("DW601", "generator", 'fun copyTable(a: String): String = «"INSERT INTO $a (x) SELECT x FROM b"»', "insert"),
    "asked, and not heeded": (
        "DW604", "client",
        'override suspend fun countTable(t: TableName): Long? =\n    try {\n        count(t)\n    } «catch (e: SQLException)» {\n'
        '        val isMissing =\n            e.sqlState in setOf("42P01") ||\n                e.errorCode == 1\n        null\n    }', "into no table",
    ),
    "lent to a block": ("DW606", "client", "private fun <T> f(block: (Connection) -> T): T = block(«dataSource.connection»)", "never closed"),
    "named in full": ("DW607", "client", "suspend fun f() {\n    kotlinx.coroutines.«runBlocking» { g() }\n}", "function f"),
    "a password for the makers": ("DW603", "client", 'fun f() {\n    throw «SystemErrorException»("Invalid password for the user")\n}', "Invalid password"),
    "a right as passing": (
        "DW603", "client",
        'fun f(e: SQLException) =\n    when (e.sqlState) {\n        "42501" -> «TransientErrorException»("no", e)\n        else -> e\n    }', "42501",
    ),
    "a class of states": (
        "DW603", "client",
        'fun f(state: String) = when {\n    state.take(2) == "28" ||\n        state in setOf("3D000") ->\n        «SystemErrorException»("m")\n    else -> null\n}', "28, 3D000",
    ),
    "a deadlock for the user": (
        "DW603", "client", 'fun f(e: SQLException) {\n    if (e.sqlState == "40P01") throw «ConfigErrorException»("m", e)\n}', "40P01",
    ),
    "by the constants": ("DW603", "client", 'fun f(c: Int) = when {\n    c in TRANSIENT_CODES -> «ConfigErrorException»("m")\n    else -> null\n}', "passing"),
    "a timeout": (
        "DW603", "client",
        'fun f() {\n    try {\n        g()\n    } catch (e: SQLTimeoutException) {\n        throw «SystemErrorException»("m", e)\n    }\n}', "SQLTimeoutException",
    ),
    "raw out of the checker": ("DW603", "checker", 'override fun check() {\n    throw «IllegalStateException»("found none")\n}', "check finds"),
    "raw out of the client": (
        "DW603", "client", "fun f() {\n    try {\n        g()\n    } catch (e: SQLException) {\n        throw «RuntimeException»(e)\n    }\n}", "neither who can mend it",
    ),
    "a bug for the user": ("DW603", "client", 'fun f() {\n    throw «ConfigErrorException»("This should never happen")\n}', "nothing that a user"),
    "any failure is a missing table": (
        "DW604", "client",
        "override suspend fun countTable(tableName: TableName): Long? =\n    try {\n        count(tableName)\n    } «catch (e: Exception)» {\n        null\n    }", "into no table",
    ),
    "logged, and missing": (
        "DW604", "client",
        'override suspend fun tableExists(table: TableName): Boolean {\n    try {\n        return ask(table)\n    } «catch (e: SQLException)» {\n'
        '        log.warn(e) { "no" }\n        return false\n    }\n}', "into no table",
    ),
    "the one that the loader asks": (
        "DW604", "client",
        'override suspend fun countTable(tableName: TableName): Long? {\n    try {\n        return ask(tableName)\n    } «catch (e: SQLException)» {\n'
        '        log.warn(e) { "no" }\n        return null\n    }\n}', "blocker",
    ),
    "in one line": ("DW604", "client", "override suspend fun countTable(t: TableName): Long? = «runCatching» { count(t) }.getOrNull()", "into no table"),
    "cleared in finally": (
        "DW605", "buffer", "suspend fun flush() {\n    try {\n        client.insert(buffer)\n    } finally {\n        «buffer.clear()»\n    }\n}", "in finally",
    ),
    "cleared in a catch": (
        "DW605", "buffer",
        "suspend fun flush() {\n    try {\n        client.insert(buffer)\n    } catch (e: SQLException) {\n        «buffer.clear()»\n        throw e\n    }\n}", "has failed",
    ),
    "cleared before": (
        "DW605", "buffer", "suspend fun flush() {\n    val rows = buffer.toList()\n    «buffer.clear()»\n    client.insertRecords(rows)\n}", "before its records",
    ),
    "a connection in a chain": ("DW606", "client", "fun f() {\n    «dataSource.connection».createStatement().use { it.execute(sql) }\n}", "never closed"),
    "a connection in a value": (
        "DW606", "client", "fun f(): Int {\n    val c = «dataSource.connection»\n    return c.createStatement().use { it.executeUpdate(sql) }\n}", "c, a connection,",
    ),
    "closed only when all goes well": (
        "DW606", "client",
        "fun f() {\n    val s = «connection.createStatement()»\n    s.execute(sql)\n    s.close()\n}", "when something fails",
    ),
    "a statement let go": ("DW606", "client", "fun f(c: Connection) {\n    «c.createStatement()».execute(sql)\n}", "statement"),
    "let in place of use": ("DW606", "client", "fun f(c: Connection) {\n    «c.prepareStatement(sql)».let { it.executeUpdate() }\n}", "statement"),
    "a file": ("DW606", "client", "fun f() {\n    val w = «FileWriter(path)»\n    w.write(text)\n}", "stream"),
    "blocked inside of a suspend function": (
        "DW607", "client", "suspend fun f() {\n    rows.forEach { «runBlocking» { insert(it) } }\n}", "the suspend function f",
    ),
    "blocked for each record": ("DW607", "aggregate", "override fun accept(record: RecordDTO) {\n    «runBlocking» { buffer.flush() }\n}", "AcmeAggregate.accept"),
    "a password in the log": ("DW608", "client", 'fun f() {\n    log.info { "to ${config.host} as «${config.password}»" }\n}', "password is written to the log"),
    "added": ("DW608", "client", 'fun f(apiKey: String) {\n    logger.warn("key " + «apiKey»)\n}', "apiKey"),
    "in the message of an error": ("DW608", "client", 'fun f() {\n    throw ConfigErrorException("no login with «$password»")\n}', "the message of an error"),
    "printed": ("DW608", "client", "fun f() {\n    println(«config.clientSecret»)\n}", "clientSecret"),
    "a password as any field": ("DW609", "specification", '@get:JsonProperty("password") val «password»: String = ""', "is not marked"),
    "a key with other marks": (
        "DW609", "specification",
        '@get:JsonProperty("api_key")\n@get:JsonSchemaInject(json = """{"order": 3}""")\nval «apiKey»: String? = null', "api_key",
    ),
    "marked as none": (
        "DW609", "specification",
        '@get:JsonProperty("token")\n@get:JsonSchemaInject(json = """{"airbyte_secret": false}""")\nval «token»: String = ""', "token",
    ),
    "the first error is lost": (
        "DW611", "client",
        'fun f() {\n    try {\n        g()\n    } catch (e: SQLException) {\n        throw «SystemErrorException»("no: ${e.message}")\n    }\n}', "does not carry e",
    ),
    "nothing in it": ("DW610", "test", "@Test\nfun «works»() {\n}", "is empty"),
    "a test of the suite made empty": ("DW610", "test", "@Test\noverride fun «`copy tables`»() {\n}", "is empty"),
    "the call of a test of the suite left out": ("DW610", "test", "@Test\noverride fun «`copy tables`»() {\n    // super.`copy tables`()\n}", "is empty"),
    "acts and looks at nothing": ("DW610", "test", "@Test\nfun «`writes rows`»() = runBlocking {\n    client.insertRecords(table, rows)\n    println(1)\n}", "asserts nothing"),
    "a constant": ("DW610", "test", "@Test\nfun «works»() {\n    client.createTable(t)\n    assertTrue(true)\n}", "with itself"),
    "by a helper of its own": ("DW610", "test", "@Test\nfun «works»() {\n    write()\n}\n\nprivate fun write() {\n    client.insert(t)\n}", "asserts nothing"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD.values(), ids=BAD)
def test_it_is_found_at_its_place(case: tuple[str, str, str, str]) -> None:
    code, where, member, said = case
    files = texts(where, member)
    path, marked = next(iter(files.items()))
    start, end = marked.index("«"), marked.index("»") - 1
    files[path] = marked.replace("«", "").replace("»", "")
    (finding,) = found(connector_of(files), code)
    place, lines = finding.location.range, files[path].split("\n")
    before = files[path][:start]
    assert (place.start.line, place.start.column) == (before.count("\n"), len(before.rpartition("\n")[2]))
    assert lines[place.start.line][place.start.column : place.end.column] == files[path][start:end]
    assert said in finding.message and finding.fix and finding.cause


GOOD: dict[str, tuple[str, str, str]] = {
    "logged": ("DW601", "generator", 'fun dropTable(a: String): String = "DROP TABLE $a".andLog()'),
    "logged at the end": ("DW601", "generator", 'fun f(a: String): List<String> {\n    val all = listOf("DROP TABLE $a", "DROP TABLE b")\n    return all.map { it.andLog() }\n}'),
    "logged where it runs": ("DW601", "client", 'fun f(s: Statement) {\n    log.info { "drop" }\n    s.execute("DROP TABLE a")\n}'),
    "all logged by the one who executes": (
        "DW601", "generator", 'fun dropTable(a: String): String = "DROP TABLE $a"\nfun execute(sql: String) {\n    log.info { sql }\n    statement.execute(sql)\n}',
    ),
    "a part of a statement": ("DW601", "generator", 'private fun condition(a: String): String = "SELECT max(x) FROM $a"'),
    "a login": ("DW601", "client", "fun f(s: Statement) {\n    s.execute(\"CREATE USER a IDENTIFIED BY 'x'\")\n}"),
    "an insert of records": ("DW601", "client", 'fun f(c: Connection) {\n    c.prepareStatement("INSERT INTO a (b) VALUES (?)").use { it.execute() }\n}'),
    "thrown on after cleaning up": (
        "DW602", "client",
        "fun f() {\n    try {\n        insert()\n    } catch (e: Throwable) {\n        runCatching { connection.rollback() }.onFailure(e::addSuppressed)\n        throw e\n    }\n}",
    ),
    "taken back, and done in another way": (
        "DW602", "client",
        "fun f() {\n    try {\n        merge()\n        return\n    } catch (e: SQLException) {\n        connection.rollback()\n    }\n    insert()\n}",
    ),
    "back to a savepoint": (
        "DW602", "client",
        "fun f() {\n    try {\n        merge()\n    } catch (e: SQLException) {\n        connection.rollback(before)\n    }\n}",
    ),
    "noted after cleaning up": (
        "DW602", "client",
        "fun f() {\n    var failed = false\n    try {\n        merge()\n    } catch (e: SQLException) {\n        connection.rollback()\n        failed = true\n    }\n    if (failed) throw Failure()\n}",
    ),
    "a coroutine that is waited for": (
        "DW602", "buffer", "suspend fun flush() {\n    val job = GlobalScope.launch { client.insertRecords(buffer) }\n    job.join()\n}",
    ),
    "a coroutine of the scope around it": (
        "DW602", "buffer", "suspend fun flush() = coroutineScope {\n    launch { client.insertRecords(buffer) }\n}",
    ),
    "what is left over is the system's": (
        "DW603", "client",
        "private fun sorted(e: SQLException): RuntimeException =\n    when {\n        isUsers(e) -> ConfigErrorException(told(e), e)\n"
        "        isPassing(e) -> TransientErrorException(told(e), e)\n        else -> SystemErrorException(told(e), e)\n    }",
    ),
    "a user's error in a choice of another kind": (
        "DW603", "client",
        "private fun sorted(e: SQLException): RuntimeException =\n    when {\n        isOurs(e) -> SystemErrorException(told(e), e)\n"
        "        else -> ConfigErrorException(told(e), e)\n    }",
    ),
    "lines that close what they read": (
        "DW606", "checker", "override fun check() {\n    val known = Files.newBufferedReader(path).readLines()\n    use(known)\n}",
    ),
    "thrown on": ("DW602", "client", "fun f() {\n    try {\n        insert()\n    } catch (e: Exception) {\n        log.warn(e) { 1 }\n        throw e\n    }\n}"),
    "thrown for all but one": ("DW602", "client", "fun f() {\n    try {\n        insert()\n    } catch (e: SQLException) {\n        if (e.errorCode != 48) throw e\n    }\n}"),
    "its result is asked for": ("DW602", "client", "fun f(): Result<Unit> {\n    val r = runCatching { insert() }\n    runCatching { insert() }.getOrThrow()\n    return r\n}"),
    "tidied up in passing": ("DW602", "client", "fun f() {\n    runCatching { connection.close() }\n    g()\n}"),
    "kept for later": ("DW602", "client", "fun f() {\n    try {\n        insert()\n    } catch (e: Exception) {\n        failure = e\n    }\n}"),
    "cleaning up": ("DW602", "client", "fun f() {\n    try {\n        connection.close()\n    } catch (e: SQLException) {\n        log.warn(e) { 1 }\n    }\n}"),
    "behind another failure": (
        "DW602", "client",
        "fun f() {\n    try {\n        insert()\n    } catch (e: Exception) {\n        try {\n            undo()\n        } catch (x: Exception) {\n            log.warn(x) { 1 }\n        }\n        throw e\n    }\n}",
    ),
    "one expected error": ("DW602", "client", "fun f(t: String) =\n    try {\n        t.toInt()\n    } catch (_: NumberFormatException) {\n        null\n    }"),
    "a value that cannot be read": ("DW602", "client", "fun f(t: String) =\n    try {\n        OffsetDateTime.parse(t)\n    } catch (e: Exception) {\n        null\n    }"),
    "tried again": (
        "DW602", "client",
        "fun f(): Int {\n    repeat(3) {\n        try {\n            return execute()\n        } catch (e: SQLException) {\n            log.warn(e) { 1 }\n        }\n    }\n    return last()\n}",
    ),
    "sorted as the database has them": (
        "DW603", "client",
        'fun f(state: String) = when {\n    state.take(2) == "28" || state == "42501" -> ConfigErrorException("m")\n    state == "08P01" -> SystemErrorException("m")\n'
        '    state.take(2) in setOf("08", "40") -> TransientErrorException("m")\n    else -> SystemErrorException("m")\n}',
    ),
    "an address that may be mistyped": ("DW603", "client", 'fun f(state: String) = if (state == "08001") ConfigErrorException("m") else null'),
    "not one of them": ("DW603", "client", 'fun f(state: String) = if (state != "28P01") SystemErrorException("m") else null'),
    "a limit, not a timeout": ("DW603", "client", 'fun f() {\n    throw ConfigErrorException("The timeout must be positive")\n}'),
    "a type": ("DW603", "client", "fun f(e: Throwable): Boolean = e is SystemErrorException"),
    "a check that times out": ("DW603", "checker", 'override fun check() {\n    throw ConfigErrorException("The connection timed out: check the host")\n}'),
    "an error of the code": ("DW603", "client", 'fun f() {\n    throw IllegalStateException("no such column")\n}'),
    "for the one error": (
        "DW604", "client",
        'override suspend fun countTable(t: TableName): Long? =\n    try {\n        count(t)\n    } catch (e: SQLException) {\n        if (e.sqlState == "42P01") null else throw e\n    }',
    ),
    "asked first": ("DW604", "client", "override suspend fun countTable(t: TableName): Long? = if (tableExists(t)) count(t) else null"),
    "cleared behind": ("DW605", "buffer", "suspend fun flush() {\n    client.insert(buffer)\n    buffer.clear()\n}"),
    "something else cleared": ("DW605", "buffer", "suspend fun flush() {\n    val seen = mutableSetOf<String>()\n    seen.clear()\n    client.insert(buffer)\n}"),
    "exchanged under a lock": (
        "DW605", "buffer", "suspend fun flush() {\n    val rows = mutex.withLock { buffer.toList().also { buffer.clear() } }\n    client.insert(rows)\n}",
    ),
    "used": ("DW606", "client", "fun f() = dataSource.connection.use { c -> c.createStatement().use { it.execute(sql) } }"),
    "used later": ("DW606", "client", "fun f() {\n    val c = dataSource.connection\n    c.use { g() }\n}"),
    "closed in finally": ("DW606", "client", "fun f() {\n    val c = dataSource.connection\n    try {\n        g()\n    } finally {\n        c.close()\n    }\n}"),
    "given on": ("DW606", "client", "fun f(): Connection {\n    val c = dataSource.connection\n    c.autoCommit = false\n    return c\n}"),
    "handed to somebody": ("DW606", "client", "fun f() {\n    val c = dataSource.connection\n    owner.take(c)\n}"),
    "rows of a used statement": ("DW606", "client", "fun f(c: Connection) = c.createStatement().use { s ->\n    val rows = s.executeQuery(sql)\n    rows.next()\n}"),
    "a checker": ("DW607", "checker", "override fun check() {\n    runBlocking { client.ping() }\n}"),
    "a callback that cannot suspend": ("DW607", "client", "suspend fun f() {\n    template.execute { runBlocking { g() } }\n}"),
    "another runBlocking": ("DW607", "client", "suspend fun f() {\n    other.runBlocking { g() }\n}"),
    "whether there is one": ("DW608", "client", 'fun f() {\n    log.info { "password set: ${config.password != null}, ${password.length} long" }\n}'),
    "names like it": ("DW608", "client", 'fun f() {\n    log.info { "$tokenCount $nextPageToken ${primaryKey} $passwordLength" }\n}'),
    "not told": ("DW608", "client", "fun f() {\n    pool.password = config.password\n}"),
    "marked": ("DW609", "specification", '@get:JsonProperty("password")\n@get:JsonSchemaInject(json = """{"order": 5, "airbyte_secret": true}""")\nval password: String = ""'),
    "no secret": ("DW609", "specification", '@get:JsonProperty("token_url") val tokenUrl: String = ""\n@get:JsonProperty("key") val key: String = ""'),
    "written elsewhere": ("DW609", "specification", '@get:JsonProperty("password")\n@get:JsonSchemaInject(json = SECRET)\nval password: String = ""'),
    "carried": ("DW611", "client", 'fun f() {\n    try {\n        g()\n    } catch (e: SQLException) {\n        throw SystemErrorException("no", e)\n    }\n}'),
    "logged with its trace": (
        "DW611", "client", 'fun f() {\n    try {\n        g()\n    } catch (e: SQLException) {\n        log.error(e) { "no" }\n        throw SystemErrorException("no")\n    }\n}',
    ),
    "left out on purpose": ("DW611", "client", 'fun f() {\n    try {\n        g()\n    } catch (_: SQLException) {\n        throw SystemErrorException("no")\n    }\n}'),
    "given by initCause": (
        "DW611", "client", 'fun f() {\n    try {\n        g()\n    } catch (e: SQLException) {\n        throw SystemErrorException("no").also { it.initCause(e) }\n    }\n}',
    ),
    "asserts": ("DW610", "test", "@Test\nfun f() {\n    assertEquals(1, client.count(t))\n}"),
    "must not throw": ("DW610", "test", "@Test\nfun f() {\n    checker.check()\n}"),
    "a test of the suite": ("DW610", "test", '@Test\nfun f() = `simple table name`("a")'),
    "a test of the suite that is not for it": ("DW610", "test", "@Test\noverride fun `copy tables`() {\n    // There is no copy.\n}"),
    "switched off": ("DW610", "test", "@Test\n@Disabled\nfun f() {\n}"),
    "what another file asserts": ("DW610", "test", "@Test\nfun f() {\n    sameRows(client.read(t))\n}"),
    "no test": ("DW610", "test", "fun f() {\n    client.insert(t)\n}"),
}  # fmt: skip


@pytest.mark.parametrize("case", GOOD.values(), ids=GOOD)
def test_what_is_right_or_may_be_is_left_alone(case: tuple[str, str, str]) -> None:
    code, where, member = case
    assert [(f.message, f.evidence) for f in found(connector_of(texts(where, member)), code)] == []


def test_a_data_class_that_holds_a_secret_is_not_written_whole() -> None:
    files = texts(
        "client", 'fun f(config: AcmeConfiguration) {\n    log.info { config }\n    log.info { "$config" }\n}'
    )
    path = "src/main/kotlin/io/airbyte/integrations/destination/acme/spec/AcmeConfiguration.kt"
    declared = "package io.airbyte.integrations.destination.acme.spec\n\ndata class AcmeConfiguration(val host: String, val password: String)"
    said = found(connector_of({**files, path: declared}), "DW608")
    assert len(said) == 2 and all("AcmeConfiguration holds password" in one.message for one in said)
    own = declared + ' {\n    override fun toString() = "to $host"\n}\n'
    assert found(connector_of({**files, path: own}), "DW608") == []
    assert found(connector_of({**files, path: declared.replace("password", "user")}), "DW608") == []
