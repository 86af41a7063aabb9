"""Rules over SQL statements: what each finds, where, how its fix mends it, and where it keeps quiet."""
# ruff: noqa: E501 - texts stand as files have them

from dataclasses import dataclass

import pytest

from destination_writer.analysis.rule import ConnectorSubject
from destination_writer.analysis.rules import RULES
from destination_writer.connector.load import load_connector
from destination_writer.connector.model import Connector
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.remedies.api import mend
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, apply_change
from destination_writer.text.files import MemoryFiles, OverlayFiles
from destination_writer.text.findings import Finding, Severity
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

FILES = DiskFiles(bundled("knowledge"))
KNOWLEDGE = Knowledge(FILES)
TEMPLATES = Templates(DiskFiles(bundled("templates")))
PATH = "src/main/kotlin/acme/AcmeSqlGenerator.kt"
CODES = tuple(f"DW4{number:02}" for number in range(2, 16))
QUOTE = {
    "mysql": 'fun String.quote(): String = "`" + replace("`", "``") + "`"',
    "sqlserver": 'fun String.quote(): String = "[" + replace("]", "]]") + "]"',
}
PLAIN_QUOTE = 'fun String.quote(): String = "\\"" + replace("\\"", "\\"\\"") + "\\""'


def whole(database: str, members: str) -> str:
    quote = QUOTE.get(database, QUOTE["mysql"] if database in ("bigquery", "clickhouse", "databricks") else PLAIN_QUOTE)
    head = "package acme\n\nimport io.airbyte.cdk.load.schema.model.TableName\nimport io.airbyte.cdk.load.table.ColumnNameMapping\n"
    return f"{head}import io.airbyte.cdk.load.message.Meta\n\n{quote}\n\nclass AcmeSqlGenerator {{\n    {members}\n}}\n"


def connector_of(text: str, database: str, others: dict[str, str] | None = None) -> Connector:
    state = f"database: {database}\n"
    files = {PATH: text, "gradle.properties": "cdkVersion=1.0.13\n", ".destination-writer/state.yaml": state}
    return load_connector(MemoryFiles(files | (others or {})), name=f"destination-{database}")


def found(
    text: str, database: str, others: dict[str, str] | None = None, known: Knowledge = KNOWLEDGE
) -> list[Finding]:
    subject = ConnectorSubject(connector_of(text, database, others), known)
    every: list[Finding] = []
    for rule in RULES:
        if rule.code in CODES and rule.check_connector:
            every += rule.check_connector(subject)
        elif rule.code in CODES and rule.check_file:
            every += [finding for file in subject.files.values() for finding in rule.check_file(file)]
    return sorted(every, key=lambda finding: (finding.location, finding.code))


def marked_of(text: str, finding: Finding) -> str:
    start, end = finding.location.range.start, finding.location.range.end
    lines = text.split("\n")
    return lines[start.line][start.column : end.column] if start.line == end.line else lines[start.line][start.column :]


@dataclass(frozen=True)
class Bad:
    """`marked` is the text that the finding is on; `mended` what its preferred fix makes of `members`, "" for none."""

    code: str
    database: str
    members: str
    marked: str
    mended: str = ""
    others: bool = False
    """Whether findings of other codes come with it."""


def gives(sql: str, function: str = "one", given: str = "", result: str = "String") -> str:
    return f'fun {function}({given}): {result} = "{sql}"'


T = "t: TableName"
BAD = {
    "backticks in PostgreSQL": Bad("DW402", "postgres", gives("DROP TABLE `a`"), "`a`", gives('DROP TABLE \\"a\\"')),
    "double quotes in MySQL": Bad("DW402", "mysql", gives('DROP TABLE \\"a\\"'), '\\"a\\"', gives("DROP TABLE `a`")),
    "brackets in PostgreSQL": Bad("DW402", "postgres", gives("DROP TABLE [a]"), "[a]", gives('DROP TABLE \\"a\\"'), others=True),
    "a text for a name": Bad("DW402", "snowflake", gives("DROP TABLE 'a'"), "'a'", gives('DROP TABLE \\"a\\"')),
    "double quotes around a column in BigQuery": Bad(
        "DW402", "bigquery", gives('UPDATE a SET \\"b\\" = 1 WHERE TRUE'), '\\"b\\"', gives("UPDATE a SET `b` = 1 WHERE TRUE")
    ),
    "a name for a text": Bad(
        "DW402",
        "postgres",
        gives('SELECT 1 FROM information_schema.schemata WHERE schema_name = \\"a\\"'),
        '\\"a\\"',
        gives("SELECT 1 FROM information_schema.schemata WHERE schema_name = 'a'"),
    ),
    "a reserved table": Bad("DW403", "postgres", gives("DROP TABLE IF EXISTS order"), "order", gives('DROP TABLE IF EXISTS \\"order\\"')),
    "a reserved alias": Bad("DW403", "mysql", gives("SELECT a FROM (SELECT a FROM b) AS order WHERE a = 1"), "order", gives("SELECT a FROM (SELECT a FROM b) AS `order` WHERE a = 1")),
    "a reserved word is stored as the database folds it": Bad(
        "DW403", "oracle", gives("INSERT INTO a (id, level) VALUES (1, 2)"), "level", gives('INSERT INTO a (id, \\"LEVEL\\") VALUES (1, 2)')
    ),
    "a reserved column that is added": Bad(
        "DW403", "sqlserver", gives("UPDATE a SET user = 1 WHERE b = 2"), "user", gives("UPDATE a SET [user] = 1 WHERE b = 2")
    ),
    "equal to NULL": Bad("DW415", "postgres", gives("DELETE FROM a WHERE b = 1 AND c = NULL"), "= NULL", gives("DELETE FROM a WHERE b = 1 AND c IS NULL")),
    "not equal to NULL": Bad("DW415", "mysql", gives("DELETE FROM a WHERE (b) <> NULL"), "<> NULL", gives("DELETE FROM a WHERE (b) IS NOT NULL")),
    "a text without a length": Bad("DW404", "oracle", gives("CREATE TABLE a (b NUMBER(3), c VARCHAR2 NOT NULL)"), "VARCHAR2"),
    "a text without a length is added": Bad("DW404", "mysql", gives("ALTER TABLE a ADD COLUMN b varchar NULL"), "varchar"),
    "a new name with its schema": Bad("DW404", "postgres", gives("ALTER TABLE a RENAME TO b.c"), "b.c"),
    "a type in a cast": Bad("DW404", "postgres", gives("SELECT CAST(a AS STRING) FROM b"), "STRING", gives("SELECT CAST(a AS varchar) FROM b")),
    "a type of a new column": Bad(
        "DW404", "bigquery", gives("ALTER TABLE a ADD COLUMN b VARCHAR"), "VARCHAR", gives("ALTER TABLE a ADD COLUMN b STRING")
    ),
    "AS in Oracle": Bad("DW404", "oracle", gives("SELECT x.a FROM b AS x"), "AS", gives("SELECT x.a FROM b x")),
    "a semicolon in Oracle": Bad("DW404", "oracle", gives("DELETE FROM a WHERE b = 1;"), ";", gives("DELETE FROM a WHERE b = 1")),
    "COLUMN in SQL Server": Bad(
        "DW404", "sqlserver", gives("ALTER TABLE a ADD COLUMN b int"), "COLUMN", gives("ALTER TABLE a ADD b int")
    ),
    "a MERGE of SQL Server ends in a semicolon": Bad(
        "DW404",
        "sqlserver",
        gives("MERGE INTO a USING b ON a.c = b.c WHEN MATCHED THEN DELETE"),
        "DELETE",
        gives("MERGE INTO a USING b ON a.c = b.c WHEN MATCHED THEN DELETE;"),
    ),
    "NULLS LAST in MySQL": Bad(
        "DW404", "mysql", gives("SELECT a FROM b ORDER BY a DESC NULLS LAST"), "NULLS LAST", gives("SELECT a FROM b ORDER BY a DESC")
    ),
    "MERGE in MySQL": Bad("DW404", "mysql", gives("MERGE INTO a USING b ON a.c = b.c WHEN MATCHED THEN DELETE"), "MERGE"),
    "QUALIFY in PostgreSQL": Bad("DW404", "postgres", gives("SELECT a FROM b QUALIFY ROW_NUMBER() OVER (ORDER BY a) = 1"), "QUALIFY", others=True),
    "QUALIFY before what is not seen": Bad(
        "DW404", "mysql", 'fun one(condition: String): String = "SELECT a FROM b QUALIFY " + condition', "QUALIFY", others=True
    ),
    "what a parent lacks": Bad("DW404", "timescaledb", gives("SHOW TABLES"), "SHOW"),
    "in every text of a choice": Bad(
        "DW404",
        "postgres",
        'fun one(all: Boolean): String = "CREATE OR REPLACE TABLE a (b int" + (if (all) ", c int" else "") + ")"',
        "CREATE OR REPLACE",
    ),
    "a name between quotes": Bad(
        "DW405", "postgres", gives('DROP TABLE \\"${t.name}\\"', given=T), "${t.name}", gives("DROP TABLE ${t.name.quote()}", given=T)
    ),
    "a name without quotes": Bad("DW405", "mysql", gives("DROP TABLE ${t.name}", given=T), "${t.name}", gives("DROP TABLE ${t.name.quote()}", given=T)),
    "a table as text": Bad("DW405", "postgres", gives("SELECT COUNT(*) FROM $t", given=T), "$t"),
    "a text in a literal": Bad(
        "DW406",
        "postgres",
        gives("SELECT 1 FROM pg_tables WHERE tablename = '${t.name}'", given=T),
        "${t.name}",
        gives("SELECT 1 FROM pg_tables WHERE tablename = '${t.name.replace(\"'\", \"''\")}'", given=T),
    ),
    "a backslash in a literal": Bad(
        "DW406",
        "bigquery",
        gives("SELECT 1 FROM a WHERE b = '${t.name}'", given=T),
        "${t.name}",
        gives("SELECT 1 FROM a WHERE b = '${t.name.replace(\"\\\\\", \"\\\\\\\\\").replace(\"'\", \"\\\\'\")}'", given=T),
    ),
    "NULL first": Bad(
        "DW408",
        "snowflake",
        gives("SELECT a FROM b QUALIFY ROW_NUMBER() OVER (PARTITION BY a ORDER BY c DESC) = 1"),
        "DESC",
        gives("SELECT a FROM b QUALIFY ROW_NUMBER() OVER (PARTITION BY a ORDER BY c DESC NULLS LAST) = 1"),
    ),
    "a temporary table that others write into": Bad(
        "DW410", "postgres", gives("CREATE TEMP TABLE a (b int)", "createTable"), "TEMP"
    ),
    "a temporary table of SQL Server": Bad("DW410", "sqlserver", gives("CREATE TABLE #a (b int)", "createTable"), "#a", others=True),
    "two statements in one text": Bad("DW411", "snowflake", gives("DROP TABLE a; DROP TABLE b"), ";"),
    "SQLite runs the first": Bad("DW411", "sqlite", gives("DROP TABLE a; DROP TABLE b"), ";"),
    "a namespace that is there": Bad(
        "DW412", "mysql", gives("CREATE DATABASE a", "createNamespace"), "DATABASE", gives("CREATE DATABASE IF NOT EXISTS a", "createNamespace")
    ),
    "a table that is gone": Bad(
        "DW412", "postgres", gives("drop table a", "dropTable"), "table", gives("drop table if exists a", "dropTable")
    ),
    "a DELETE of everything": Bad("DW413", "postgres", gives("DELETE FROM a", "upsertTable"), "DELETE"),
    "a TRUNCATE in an upsert": Bad("DW413", "mysql", gives("TRUNCATE TABLE a", "upsertTable"), "TRUNCATE"),
    "no list of columns": Bad("DW414", "duckdb", gives("INSERT INTO a SELECT * FROM b", "copyTable"), "INSERT INTO"),
}  # fmt: skip


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_a_mistake_is_found_at_its_place(bad: Bad) -> None:
    text = whole(bad.database, bad.members)
    every = found(text, bad.database)
    assert bad.others or {finding.code for finding in every} == {bad.code}
    assert marked_of(text, next(finding for finding in every if finding.code == bad.code)) == bad.marked


@pytest.mark.parametrize(
    "bad", [bad for bad in BAD.values() if bad.mended], ids=[n for n, b in BAD.items() if b.mended]
)
def test_the_preferred_fix_mends_it(bad: Bad) -> None:
    text = whole(bad.database, bad.members)
    connector = connector_of(text, bad.database)
    finding = next(finding for finding in found(text, bad.database) if finding.code == bad.code)
    (remedy,) = finding.remedies
    assert remedy.preferred
    change = mend(connector, KNOWLEDGE, TEMPLATES, remedy)
    assert isinstance(change, Change), change
    after = apply_change(change, {PATH: text})[PATH]
    assert after == whole(bad.database, bad.mended)
    assert [finding.code for finding in found(after, bad.database)] == []


GOOD = {
    "both marks of ClickHouse": ("clickhouse", gives('DROP TABLE \\"a\\".`b`')),
    "SQL Server takes double quotes": ("sqlserver", gives('DROP TABLE \\"a\\".[b]')),
    "a text between double quotes in MySQL": ("mysql", gives('SELECT a FROM b WHERE c = \\"d\\"')),
    "a column compared with a column": ("postgres", gives('SELECT 1 FROM pg_catalog.pg_class c JOIN a ON c.oid = a.\\"b\\"')),
    "an array": ("postgres", gives("SELECT (ARRAY[1, 2])[1]")),
    "a reserved word behind a point": ("mysql", gives("SELECT a.order FROM a")),
    "a word that is free there": ("mysql", gives("CREATE TABLE IF NOT EXISTS a (user int, type int, PRIMARY KEY (user))")),
    "a keyword of the statement": ("postgres", gives("INSERT INTO a (SELECT b FROM c)")),
    "ClickHouse reserves nothing": ("clickhouse", gives("INSERT INTO a (order) VALUES (1)")),
    "a column that is called like a word": ("postgres", gives("SELECT COUNT(a) AS order, b AS user FROM c")),
    "a column called qualify": ("postgres", gives("SELECT a.qualify, a.limit FROM a")),
    "a column called type": ("postgres", gives('ALTER TABLE a RENAME COLUMN type TO string')),
    "a name like a type": ("postgres", gives("SELECT string, datetime FROM a")),
    "double precision": ("postgres", gives("ALTER TABLE a ADD COLUMN b double precision")),
    "a parent lacks it, the database has it": ("cockroachdb", gives("UPSERT INTO a (b) VALUES (1)")),
    "MERGE since 15": ("postgres", gives("MERGE INTO a USING b ON a.c = b.c WHEN MATCHED THEN DELETE")),
    "a block of Oracle ends in a semicolon": (
        "oracle",
        gives("BEGIN EXECUTE IMMEDIATE 'DROP TABLE a'; EXCEPTION WHEN OTHERS THEN IF SQLCODE != -942 THEN RAISE; END IF; END;"),
    ),
    "one way of two": (
        "postgres",
        'fun one(again: Boolean): String = "CREATE " + (if (again) "OR REPLACE VIEW" else "TABLE") + " a AS SELECT 1 AS b"',
    ),
    "an unknown end may hold the FROM": ("oracle", 'fun one(rest: String): String = "SELECT a " + rest'),
    "words in a text": ("postgres", gives("INSERT INTO a (b) VALUES ('x QUALIFY y LIMIT 1, 2')")),
    "NULL is assigned": ("postgres", gives("UPDATE a SET b = 1, c = NULL WHERE d = 2")),
    "NULL is assigned in a MERGE": ("snowflake", gives("MERGE INTO a USING b ON a.c = b.c WHEN MATCHED AND a.d = 1 THEN UPDATE SET d = NULL")),
    "a text with a length": ("oracle", gives("CREATE TABLE a (b NUMBER(3), c VARCHAR2(256 BYTE) NOT NULL, d RAW(16))")),
    "a text that needs no length": ("postgres", gives("CREATE TABLE IF NOT EXISTS a (b int, c varchar NOT NULL)")),
    "a new name in its schema": ("postgres", gives("ALTER TABLE a.b RENAME TO c")),
    "a new name with its schema, where that is taken": ("snowflake", gives("ALTER TABLE a.b RENAME TO a.c")),
    "a constant": ("postgres", gives("SELECT ${Meta.COLUMN_NAME_AB_RAW_ID} FROM a")),
    "a name that came quoted": ("postgres", 'fun one(t: TableName): String { val name = t.name.quote(); return "DROP TABLE IF EXISTS $name" }'),
    "a name that may have come quoted": ("postgres", gives("DROP TABLE IF EXISTS $table", given="table: String")),
    "a number": ("postgres", gives("SELECT 1 FROM a WHERE b = '$n'", given="n: Int")),
    "NULL last by itself": ("mysql", gives("SELECT a FROM (SELECT a, ROW_NUMBER() OVER (PARTITION BY a ORDER BY c DESC) AS n FROM b) AS x WHERE n = 1")),
    "CockroachDB puts NULL last": ("cockroachdb", gives("SELECT ROW_NUMBER() OVER (ORDER BY c DESC) FROM b")),
    "a column that is never NULL": ("postgres", gives("SELECT ROW_NUMBER() OVER (ORDER BY _airbyte_extracted_at DESC) FROM b")),
    "an order that looks at NULL": ("postgres", gives("SELECT ROW_NUMBER() OVER (ORDER BY COALESCE(c, 0) DESC) FROM b")),
    "an order of the result": ("postgres", gives("SELECT a FROM b ORDER BY a DESC")),
    "PostgreSQL takes two statements": ("postgres", gives("DROP TABLE a; DROP TABLE b")),
    "a semicolon at the end": ("mysql", gives("DELETE FROM a WHERE b = 1;")),
    "a global temporary table": ("oracle", gives("CREATE GLOBAL TEMPORARY TABLE a (b int)", "createTable")),
    "a DELETE of keys": ("postgres", gives("DELETE FROM a WHERE b IN (SELECT b FROM c)", "upsertTable")),
    "a TRUNCATE elsewhere": ("postgres", gives("TRUNCATE TABLE a", "clean")),
    "values for an unknown shape": ("postgres", 'fun copyTable(rest: String): String = "INSERT INTO a " + rest'),
    "a document store": ("mongodb", gives("SELECT `a` FROM b LIMIT 1, 2")),
    "a database that nobody described": ("nosuchdb", gives("CREATE OR REPLACE TABLE `a` (b NUMBER)")),
}  # fmt: skip


@pytest.mark.parametrize(("database", "members"), GOOD.values(), ids=GOOD)
def test_what_is_right_or_cannot_be_seen_gives_nothing(database: str, members: str) -> None:
    assert [(f.code, f.message) for f in found(whole(database, members), database)] == []


def test_a_setting_elsewhere_changes_what_a_mark_means() -> None:
    text = whole("mysql", gives('DROP TABLE IF EXISTS \\"a\\"'))
    beans = {
        "src/main/kotlin/acme/Beans.kt": 'package acme\n\nval url = "jdbc:mysql://h/d?sessionVariables=sql_mode=ANSI_QUOTES"\n'
    }
    assert [f.code for f in found(text, "mysql")] == ["DW402"]
    assert found(text, "mysql", beans) == []


def test_a_setting_elsewhere_lets_a_driver_take_several_statements() -> None:
    text = whole("mysql", gives("DROP TABLE a; DROP TABLE b"))
    beans = {"src/main/kotlin/acme/Beans.kt": 'package acme\n\nval url = "jdbc:mysql://h/d?allowMultiQueries=true"\n'}
    assert [f.code for f in found(text, "mysql")] == ["DW411"]
    assert found(text, "mysql", beans) == []


def test_names_that_are_cleaned_need_no_escape() -> None:
    text = whole("postgres", gives('DROP TABLE IF EXISTS \\"${t.name}\\"', given=T))
    mapper = 'package acme\n\nfun clean(name: String) = name.replace(Regex("[^A-Za-z0-9_]"), "_")\n'
    assert [f.code for f in found(text, "postgres")] == ["DW405"]
    assert found(text, "postgres", {"src/main/kotlin/acme/Names.kt": mapper}) == []


@pytest.mark.parametrize(
    ("argument", "codes"),
    [("namespace", ["DW405"]), ("t.namespace", ["DW405"]), ("quote(namespace)", []), ("wanted", [])],
)
def test_what_a_parameter_holds_is_told_by_its_callers(argument: str, codes: list[str]) -> None:
    text = whole("postgres", gives("CREATE SCHEMA IF NOT EXISTS $namespace", "createNamespace", "namespace: String"))
    client = (
        "package acme\n\nclass AcmeClient(val sql: AcmeSqlGenerator) : TableOperationsClient {\n"
        f"    override suspend fun createNamespace(namespace: String) {{ run(sql.createNamespace({argument})) }}\n}}\n"
    )
    assert [f.code for f in found(text, "postgres", {"src/main/kotlin/acme/AcmeClient.kt": client})] == codes


def test_a_parameter_in_a_literal_is_told_by_its_callers() -> None:
    text = whole(
        "postgres",
        gives("SELECT 1 FROM pg_namespace WHERE nspname = '$namespace'", "namespaceExists", "namespace: String"),
    )
    client = (
        "package acme\n\nclass AcmeClient(val sql: AcmeSqlGenerator) : TableOperationsClient {\n"
        "    override suspend fun namespaceExists(namespace: String) = run(sql.namespaceExists(namespace))\n}\n"
    )
    assert [f.code for f in found(text, "postgres", {"src/main/kotlin/acme/AcmeClient.kt": client})] == ["DW406"]
    assert found(text, "postgres") == []


def test_a_database_that_a_workspace_describes_is_judged_by_its_own_page() -> None:
    page = (
        "extends: postgres\nslug: acmedb\nname: AcmeDB\nclass_prefix: Acme\nsql: { lacks: { limit: Write FIRST. } }\n"
    )
    knowledge = Knowledge(OverlayFiles(MemoryFiles({"dialects/acmedb.yaml": page}), FILES))
    text = whole("acmedb", gives("SELECT a::STRING FROM b LIMIT 1"))
    every = found(text, "acmedb", known=knowledge)
    assert [(f.message, f.fix) for f in every] == [
        ("AcmeDB has no type STRING", "Write varchar."),
        ("AcmeDB has no LIMIT", "Write FIRST."),
    ]


@pytest.mark.parametrize(
    ("database", "written", "mended"),
    [
        ("postgres", "LONGTEXT", "text"),
        ("mysql", "TIMESTAMP_TZ", "datetime(6)"),
        ("oracle", "NVARCHAR(200)", "NVARCHAR2(200)"),
        ("bigquery", "VARBINARY(16)", None),
        ("postgres", "double precision", ""),
        ("clickhouse", "String", ""),
        ("sqlite", "LONGTEXT", ""),
    ],
)
def test_types_that_the_connector_maps_to_are_judged(database: str, written: str, mended: str | None) -> None:
    text = f'package acme\n\nclass AcmeColumnUtils {{\n    fun toDialectType(type: AirbyteType): String = when (type) {{ else -> "{written}" }}\n}}\n'
    every = found(text, database)
    assert [f.code for f in every] == ([] if mended == "" else ["DW404"])
    for finding in every:
        assert len(finding.remedies) == (mended is not None)
        for remedy in finding.remedies:
            change = mend(connector_of(text, database), KNOWLEDGE, TEMPLATES, remedy)
            assert isinstance(change, Change) and mended is not None
            assert apply_change(change, {PATH: text})[PATH] == text.replace(written, mended)


LOOP = "connection.createStatement().use { s -> statements.forEach { s.execute(it) } }"
LISTS = 'fun upsertTable(): List<String> = listOf("DELETE FROM a WHERE b = 1", "INSERT INTO a (b) VALUES (1)")'


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        (f"dataSource.connection.use {{ connection -> {LOOP} }}", ["DW409"]),
        (f"dataSource.connection.use {{ connection -> connection.autoCommit = true; {LOOP} }}", ["DW409"]),
        (
            f"dataSource.connection.use {{ connection -> connection.autoCommit = false; {LOOP}; connection.commit() }}",
            [],
        ),
        (f"dataSource.connection.use {{ connection -> begin(connection); {LOOP} }}", []),
        (f"jdbc.transaction {{ connection -> {LOOP} }}", []),
    ],
)
def test_statements_that_belong_together_want_a_transaction(body: str, codes: list[str]) -> None:
    client = (
        "package acme\n\nclass AcmeClient(val dataSource: javax.sql.DataSource) {\n"
        f"    fun run(statements: List<String>) {{ {body} }}\n"
        "    private fun begin(c: java.sql.Connection) { c.setAutoCommit(false) }\n}\n"
    )
    every = found(whole("postgres", LISTS), "postgres", {"src/main/kotlin/acme/AcmeClient.kt": client})
    assert [f.code for f in every] == codes
    assert all(len(f.related) == 1 for f in every)


OFF = "dataSource.connection.use { c -> c.autoCommit = false; try { block(c)%s } catch (e: Exception) { c.rollback(); throw e }%s }"


@pytest.mark.parametrize(
    ("body", "is_told"),
    [
        (OFF % ("", ""), True),
        (OFF % ("; c.commit()", ""), False),
        (OFF % ("", " finally { c.autoCommit = true }"), False),
        (OFF % ("; finish(c)", ""), False),
        ("dataSource.connection.use { c -> c.autoCommit = false; block(c) }", False),
    ],
)
def test_a_transaction_has_to_be_committed(body: str, is_told: bool) -> None:
    client = (
        "package acme\n\nclass AcmeClient(val dataSource: javax.sql.DataSource) {\n"
        f"    fun run(block: (java.sql.Connection) -> Unit) {{ {body} }}\n"
        + ("    private fun finish(c: java.sql.Connection) { c.commit() }\n" if "finish" in body else "")
        + "}\n"
    )
    every = found("package acme\n", "postgres", {"src/main/kotlin/acme/AcmeClient.kt": client})
    assert [(f.code, f.severity) for f in every] == ([("DW409", Severity.ERROR)] if is_told else [])


def test_where_nothing_can_be_rolled_back_no_transaction_is_asked_for() -> None:
    client = f"package acme\n\nclass AcmeClient {{\n    fun run(statements: List<String>) {{ {LOOP} }}\n}}\n"
    assert found(whole("clickhouse", LISTS), "clickhouse", {"src/main/kotlin/acme/AcmeClient.kt": client}) == []


COPY = (
    "fun copyTable(columnNameMapping: ColumnNameMapping, sourceTableName: TableName, targetTableName: TableName): String {{\n"
    '        val columns = {} .joinToString(", ") {{ it.quote() }}\n'
    '        return "INSERT INTO ${{targetTableName.name.quote()}} ($columns) SELECT $columns FROM ${{sourceTableName.name.quote()}}"\n    }}\n    {}'
)


@pytest.mark.parametrize(
    ("columns", "helper", "codes"),
    [
        ("columnNameMapping.values", "", ["DW407"]),
        ("(Meta.COLUMN_NAMES + columnNameMapping.values)", "", []),
        ("carried(columnNameMapping)", "fun carried(m: ColumnNameMapping) = Meta.COLUMN_NAMES + m.values", []),
        ("carried(columnNameMapping)", "fun carried(m: ColumnNameMapping) = m.values", ["DW407"]),
        ("utils.getColumns(columnNameMapping)", "", []),
    ],
)
def test_meta_columns_are_looked_for_in_all_that_a_function_reaches(
    columns: str, helper: str, codes: list[str]
) -> None:
    assert [f.code for f in found(whole("postgres", COPY.format(columns, helper)), "postgres")] == codes


QUOTES = {
    "the other marks": ('"`" + replace("`", "``") + "`"', "DW402", PLAIN_QUOTE.partition(" = ")[2]),
    "the other marks, in a template": ('"`${replace("`", "``")}`"', "DW402", '"\\"${replace("\\"", "\\"\\"")}\\""'),
    "no escape": ('"\\"$this\\""', "DW405", ""),
}


@pytest.mark.parametrize(("body", "code", "mended"), QUOTES.values(), ids=QUOTES)
def test_the_function_that_quotes_names_is_judged(body: str, code: str, mended: str) -> None:
    text = f"package acme\n\nfun String.quote(): String = {body}\n\nclass AcmeSqlGenerator\n"
    (finding,) = found(text, "postgres")
    assert finding.code == code
    if mended:
        change = mend(connector_of(text, "postgres"), KNOWLEDGE, TEMPLATES, finding.remedies[0])
        assert isinstance(change, Change)
        assert apply_change(change, {PATH: text})[PATH] == text.replace(body, mended)


FORGOTTEN = {
    "a lambda that does nothing": ('mapping.values.joinToString(", ") { it }', 'mapping.values.joinToString(", ") { it.quote() }'),
    "a list without a lambda": ('mapping.values.joinToString(", ")', 'mapping.values.joinToString(", ") { it.quote() }'),
    "a template over names": (
        'changes.columnsToDrop.keys.map { "DROP COLUMN $it" }', 'changes.columnsToDrop.keys.map { "DROP COLUMN ${it.quote()}" }'
    ),
    "an entry taken apart": (
        'changes.columnsToAdd.map { (name, c) -> "ADD COLUMN $name ${c.type}" }',
        'changes.columnsToAdd.map { (name, c) -> "ADD COLUMN ${name.quote()} ${c.type}" }',
    ),
}  # fmt: skip


@pytest.mark.parametrize(("written", "mended"), FORGOTTEN.values(), ids=FORGOTTEN)
def test_a_list_of_names_that_nobody_quoted_is_told(written: str, mended: str) -> None:
    members = "fun carried(mapping: ColumnNameMapping, changes: ColumnChangeset) = {}"
    text = whole("postgres", members.replace("{}", written))
    (finding,) = found(text, "postgres")
    assert finding.code == "DW405"
    change = mend(connector_of(text, "postgres"), KNOWLEDGE, TEMPLATES, finding.remedies[0])
    assert isinstance(change, Change)
    after = apply_change(change, {PATH: text})[PATH]
    assert after == whole("postgres", members.replace("{}", mended)) and found(after, "postgres") == []


@pytest.mark.parametrize(
    "members",
    [
        'fun one(mapping: ColumnNameMapping) { val names = mapping.values.map { it.quote() }\n names.joinToString(", ") { "s.$it" } }',
        'fun one(mapping: ColumnNameMapping) = mapping.values.map { "column $it of the stream" }',
        'fun one(names: List<String>) = names.joinToString(", ")',
    ],
)
def test_lists_that_are_quoted_or_no_sql_are_not_told(members: str) -> None:
    assert found(whole("postgres", members), "postgres") == []


@pytest.mark.parametrize(
    ("cdk", "name", "codes"),
    [
        ("0.1.76", "$namespace", ["DW405"]),
        ("0.1.76", "${namespace.quote()}", []),
        ("1.0.13", "$namespace", []),
    ],
)
def test_namespaces_of_the_first_suites_have_hyphens(cdk: str, name: str, codes: list[str]) -> None:
    client = (
        "package acme\n\nclass AcmeTestTableOperationsClient : TestTableOperationsClient {\n"
        f'    override suspend fun dropNamespace(namespace: String) {{ execute("DROP SCHEMA IF EXISTS {name} CASCADE") }}\n'
        '    override suspend fun ping() { execute("SELECT 1") }\n}\n'
    )
    others = {
        "src/test-integration/kotlin/acme/AcmeTestTableOperationsClient.kt": client,
        "gradle.properties": f"cdkVersion={cdk}\n",
    }
    assert [f.code for f in found(whole("postgres", ""), "postgres", others)] == codes


@pytest.mark.parametrize(("database", "codes"), [("snowflake", ["DW405"]), ("postgres", [])])
def test_a_meta_column_is_quoted_where_names_are_folded_to_capitals(database: str, codes: list[str]) -> None:
    members = (
        gives("SELECT ${Meta.COLUMN_NAME_AB_META} FROM a")
        + "\n    "
        + gives("SELECT ${Meta.COLUMN_NAME_AB_META.quote()} FROM a", "two")
    )
    assert [f.code for f in found(whole(database, members), database)] == codes


TABLES = {
    "the other marks": ("mysql", '"\\"${namespace}\\".\\"${name}\\""', ["DW402", "DW402", "DW405", "DW405"]),
    "no escape": ("mysql", '"`$namespace`.`$name`"', ["DW405", "DW405"]),
    "each part quoted": ("mysql", '"${namespace.quote()}.${name.quote()}"', []),
    "not for SQL": ("mysql", '"$namespace.$name"', []),
}


@pytest.mark.parametrize(("database", "body", "codes"), TABLES.values(), ids=TABLES)
def test_the_function_that_makes_a_tables_name_is_judged(database: str, body: str, codes: list[str]) -> None:
    text = whole(database, "").replace("class Acme", f"fun TableName.fullyQualified(): String = {body}\n\nclass Acme")
    every = found(text, database)
    assert sorted(f.code for f in every) == codes
    connector = connector_of(text, database)
    for finding in every:
        if finding.code == "DW405":
            change = mend(connector, KNOWLEDGE, TEMPLATES, finding.remedies[0])
            assert isinstance(change, Change)
            assert ".quote()}" in apply_change(change, {PATH: text})[PATH]


def test_a_temporary_table_is_not_there_for_the_next_connection() -> None:
    members = 'fun newest(): String = "CREATE TEMPORARY TABLE newest AS SELECT 1 AS b"\n    fun write(): String = "INSERT INTO a (b) SELECT b FROM newest"'
    head = "package acme\n\nclass AcmeClient(val dataSource: javax.sql.DataSource, val sql: AcmeSqlGenerator) : TableOperationsClient {\n"
    run = "    fun run(s: String) { dataSource.connection.use { it.createStatement().use { x -> x.execute(s) } } }\n"
    anew = "    override suspend fun upsertTable() { run(sql.newest()); run(sql.write()) }\n}\n"
    once = "    override suspend fun upsertTable() { dataSource.connection.use { c -> c.createStatement().execute(sql.newest()); c.createStatement().execute(sql.write()) } }\n}\n"
    path = "src/main/kotlin/acme/AcmeClient.kt"
    assert [f.code for f in found(whole("postgres", members), "postgres", {path: head + run + anew})] == ["DW410"]
    assert found(whole("postgres", members), "postgres", {path: head + run + once}) == []
