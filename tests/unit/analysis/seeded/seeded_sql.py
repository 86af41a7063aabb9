"""Mistakes in the SQL that the connector sends."""

# ruff: noqa: E501 (what is put in stands here as it stands in the file)

from seeding import Mistake

GENERATOR = "*SqlGenerator.kt"
CLIENT = "*main*AirbyteClient.kt"
TEST_CLIENT = "*TestTableOperationsClient.kt"
POSTGRES = ("postgres-c", "postgres-a")
MERGING = ("postgres-c", "postgres-a", "snowflake-c", "sqlserver-a")
COUNT = 're:"SELECT (COUNT\\(\\*\\)|count\\(\\)|COUNT_BIG\\(\\*\\)) FROM '

GRAMMAR = (
    Mistake(
        "DW401",
        "MERGE without THEN",
        GENERATOR,
        "WHEN MATCHED AND $isNewer THEN UPDATE",
        "§WHEN MATCHED AND $isNewer UPDATE",
        bases=MERGING,
    ),
    Mistake(
        "DW401",
        "WHEN NOT MATCHED without THEN",
        GENERATOR,
        "THEN INSERT ($columns)",
        "§INSERT ($columns)",
        bases=MERGING,
    ),
    Mistake(
        "DW401",
        "MERGE deletes without THEN",
        GENERATOR,
        "IS NOT NULL THEN DELETE ",
        "IS NOT NULL DELETE ",
        bases=MERGING,
    ),
    Mistake("DW401", "FROM misspelled", GENERATOR, COUNT, '"SELECT \\1 FORM '),
    Mistake(
        "DW401", "TABLE misspelled", GENERATOR, "DROP TABLE IF EXISTS ${tableName", "DROP TABEL IF EXISTS ${tableName"
    ),
    Mistake(
        "DW401",
        "comma before FROM",
        GENERATOR,
        '"SELECT $columns FROM ${sourceTableName',
        '"SELECT $columns, FROM ${sourceTableName',
        bases=(*POSTGRES, "mysql-b", "sqlserver-a"),
    ),
    Mistake("DW401", "INTO doubled", GENERATOR, "INSERT INTO ${targetTableName", "INSERT INTO INTO ${targetTableName"),
    Mistake(
        "DW401",
        "parenthesis not closed",
        GENERATOR,
        '($columns) " +\n            "SELECT',
        '($columns " +\n            "SELECT',
    ),
    Mistake("DW401", "IF EXIST", GENERATOR, "DROP TABLE IF EXISTS ${tableName", "DROP TABLE IF EXIST ${tableName"),
    Mistake(
        "DW401", "IF NOT EXIST", GENERATOR, "re:CREATE (SCHEMA|DATABASE) IF NOT EXISTS ", "CREATE \\1 IF NOT EXIST "
    ),
    Mistake("DW401", "PARTITION without BY", GENERATOR, "PARTITION BY $keys", "PARTITION $keys"),
    Mistake("DW401", "ORDER without BY", GENERATOR, "ORDER BY $newestFirst", "ORDER $newestFirst"),
    Mistake(
        "DW401",
        "LIMIT without a number",
        GENERATOR,
        ' LIMIT 1"',
        ' LIMIT"',
        bases=("postgres-c", "mysql-b", "snowflake-c", "clickhouse-b"),
    ),
    Mistake("DW401", "WHERE doubled", GENERATOR, "WHERE n.nspname", "WHERE WHERE n.nspname", bases=POSTGRES),
    Mistake(
        "DW401",
        "VALUES without a list of rows",
        GENERATOR,
        " VALUES ($values)",
        " ($values)",
        bases=("postgres-c", "snowflake-c"),
    ),
    Mistake(
        "DW401",
        "MERGE without ON",
        GENERATOR,
        '"ON ($sameKey) " +\n',
        '"($sameKey) " +\n',
        bases=("postgres-c", "snowflake-c"),
    ),
)

QUOTING = (
    Mistake(
        "DW402",
        "backticks",
        GENERATOR,
        COUNT + "\\$\\{tableName.fullyQualified\\(\\)\\}",
        '"SELECT \\1 FROM `${tableName.namespace}`.`${tableName.name}`',
        bases=("postgres-c", "postgres-a", "snowflake-c", "sqlserver-a"),
    ),
    Mistake(
        "DW402",
        "brackets",
        GENERATOR,
        "DROP TABLE IF EXISTS ${tableName.fullyQualified()}",
        "DROP TABLE IF EXISTS [${tableName.namespace}].[${tableName.name}]",
        bases=("postgres-c", "mysql-b", "snowflake-c", "clickhouse-b"),
    ),
    Mistake(
        "DW402",
        "double quotes",
        GENERATOR,
        COUNT + "\\$\\{tableName.fullyQualified\\(\\)\\}",
        '"SELECT \\1 FROM \\\\"${tableName.namespace}\\\\".\\\\"${tableName.name}\\\\"',
        bases=("mysql-b",),
    ),
    Mistake(
        "DW402",
        "the helper quotes with backticks",
        GENERATOR,
        'fun String.quote(): String = "\\"" + replace("\\"", "\\"\\"") + "\\""',
        'fun String.quote(): String = "`" + replace("`", "``") + "`"',
        bases=("postgres-c", "postgres-a", "snowflake-c"),
    ),
    Mistake(
        "DW402",
        "the helper quotes with double quotes",
        GENERATOR,
        'fun String.quote(): String = "`" + replace("`", "``") + "`"',
        'fun String.quote(): String = "\\"" + replace("\\"", "\\"\\"") + "\\""',
        bases=("mysql-b",),
    ),
    Mistake(
        "DW403",
        "table called order",
        GENERATOR,
        ") AS numbered WHERE",
        ") AS order WHERE",
        bases=("postgres-c", "postgres-a", "mysql-b", "sqlserver-a"),
    ),
    Mistake(
        "DW403", "table called table", GENERATOR, ') AS s " +', ') AS table " +', bases=("postgres-c", "snowflake-c")
    ),
    Mistake(
        "DW403",
        "a column called user",
        CLIENT,
        "execute(sqlGenerator.dropTable(tableName))",
        'execute("CREATE TABLE IF NOT EXISTS t (id bigint, user text)")',
        bases=POSTGRES,
    ),
    Mistake(
        "DW403",
        "a column called order",
        CLIENT,
        "execute(sqlGenerator.dropTable(tableName))",
        'execute("CREATE TABLE IF NOT EXISTS t (id bigint, order int)")',
        bases=("mysql-b", "snowflake-c", "postgres-c"),
    ),
)

LACKING = (
    Mistake(
        "DW404",
        "CREATE OR REPLACE TABLE",
        GENERATOR,
        '"CREATE TABLE IF NOT EXISTS ${tableName',
        '"CREATE OR REPLACE TABLE ${tableName',
        bases=("postgres-c", "postgres-a", "mysql-b"),
    ),
    Mistake(
        "DW404",
        "QUALIFY",
        GENERATOR,
        "AS numbered WHERE $rowNumber = 1",
        "AS numbered QUALIFY $rowNumber = 1",
        bases=("postgres-c", "postgres-a", "mysql-b", "sqlserver-a"),
    ),
    Mistake(
        "DW404",
        "LIMIT",
        GENERATOR,
        '"SELECT TOP (1) $generationId FROM ${tableName.fullyQualified()}"',
        '"SELECT $generationId FROM ${tableName.fullyQualified()} LIMIT 1"',
        bases=("sqlserver-a",),
    ),
    Mistake(
        "DW404",
        "TOP",
        GENERATOR,
        '"SELECT $generationId FROM ${tableName.fullyQualified()} LIMIT 1"',
        '"SELECT TOP 1 $generationId FROM ${tableName.fullyQualified()}"',
        bases=("postgres-c", "mysql-b", "postgres-a"),
    ),
    Mistake(
        "DW404",
        "MERGE",
        CLIENT,
        "execute(sqlGenerator.dropTable(tableName))",
        'execute("MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN UPDATE SET a = s.a")',
        bases=("mysql-b", "clickhouse-b"),
    ),
    Mistake(
        "DW404",
        "ON CONFLICT",
        CLIENT,
        "execute(sqlGenerator.dropTable(tableName))",
        'execute("INSERT INTO t (id) VALUES (1) ON CONFLICT (id) DO NOTHING")',
        bases=("mysql-b", "snowflake-c", "clickhouse-b", "sqlserver-a"),
    ),
    Mistake(
        "DW404",
        "ON DUPLICATE KEY",
        CLIENT,
        "execute(sqlGenerator.dropTable(tableName))",
        'execute("INSERT INTO t (id) VALUES (1) ON DUPLICATE KEY UPDATE id = 2")',
        bases=("postgres-c", "postgres-a", "snowflake-c", "sqlserver-a"),
    ),
    Mistake(
        "DW404",
        "type VARIANT",
        GENERATOR,
        "COLUMN_NAME_AB_META.quote()} jsonb",
        "COLUMN_NAME_AB_META.quote()} VARIANT",
        bases=POSTGRES,
    ),
    Mistake(
        "DW404",
        "type jsonb",
        GENERATOR,
        "re:COLUMN_NAME_AB_META.quote\\(\\)\\} (json|VARIANT) ",
        "COLUMN_NAME_AB_META.quote()} jsonb ",
        bases=("mysql-b", "snowflake-c"),
    ),
    Mistake(
        "DW404", "type datetime", GENERATOR, "timestamp with time zone NOT NULL", "datetime NOT NULL", bases=POSTGRES
    ),
    Mistake(
        "DW404",
        "RENAME TABLE",
        CLIENT,
        "execute(sqlGenerator.dropTable(tableName))",
        'execute("RENAME TABLE a TO b")',
        bases=("postgres-c", "postgres-a", "snowflake-c", "sqlserver-a"),
    ),
    Mistake(
        "DW404",
        "IF NOT EXISTS of a table",
        CLIENT,
        "execute(sqlGenerator.dropTable(tableName))",
        'execute("CREATE TABLE IF NOT EXISTS t (id bigint)")',
        bases=("sqlserver-a",),
    ),
)

ESCAPING = (
    *(
        Mistake("DW405", f"name without quotes in {what}", GENERATOR, find, put)
        for what, find, put in (
            (
                "dropTable",
                "DROP TABLE IF EXISTS ${tableName.fullyQualified()}",
                "DROP TABLE IF EXISTS ${tableName.namespace}.${tableName.name}",
            ),
            (
                "copyTable",
                "INSERT INTO ${targetTableName.fullyQualified()} ($columns)",
                "INSERT INTO ${targetTableName.namespace}.${targetTableName.name} ($columns)",
            ),
        )
    ),
    Mistake(
        "DW405",
        "namespace without quotes",
        GENERATOR,
        "re:CREATE (SCHEMA|DATABASE) IF NOT EXISTS \\$\\{namespace.quote\\(\\)\\}",
        "CREATE \\1 IF NOT EXISTS $namespace",
        bases=("postgres-c", "mysql-b", "snowflake-c", "clickhouse-b"),
    ),
    Mistake(
        "DW405",
        "the helper escapes nothing",
        GENERATOR,
        're:fun String.quote\\(\\): String = ("[^+]+") \\+ replace\\([^\n]+?\\) \\+ ("[^\n]+")',
        "fun String.quote(): String = \\1 + this + \\2",
    ),
    Mistake(
        "DW406", "schema in a literal of its own", GENERATOR, "re:= \\$\\{namespace.literal\\(\\)\\}", "= '$namespace'"
    ),
    Mistake(
        "DW406",
        "table in a literal of its own",
        GENERATOR,
        "re:= \\$\\{tableName.name.literal\\(\\)\\}",
        "= '${tableName.name}'",
    ),
)

MEANING = (
    Mistake(
        "DW407",
        "copy without meta columns",
        GENERATOR,
        "            (Meta.COLUMN_NAMES + columnNameMapping.values).joinToString",
        "            columnNameMapping.values.joinToString",
        at=(
            (GENERATOR, "            columnNameMapping.values.joinToString"),
            (GENERATOR, '("INSERT INTO ${targetTableName'),
            (GENERATOR, "fun copyTable("),
        ),
    ),
    Mistake(
        "DW407",
        "upsert without meta columns",
        GENERATOR,
        "val columnNames = (Meta.COLUMN_NAMES + columnNameMapping.values).map",
        "val columnNames = columnNameMapping.values.map",
        at=(
            (GENERATOR, "val columnNames = columnNameMapping"),
            (GENERATOR, "fun upsertTable("),
            (GENERATOR, '("MERGE INTO'),
        ),
        bases=MERGING,
    ),
    Mistake(
        "DW407",
        "table without the generation",
        GENERATOR,
        're:\n +"\\$\\{Meta.COLUMN_NAME_AB_GENERATION_ID.quote\\(\\)\\} [^\n]+',
        "",
        at=(
            (GENERATOR, "val metaColumns"),
            (GENERATOR, '"CREATE TABLE IF NOT EXISTS ${'),
            (GENERATOR, "fun createTable("),
        ),
        bases=("postgres-c", "postgres-a", "mysql-b", "snowflake-c"),
    ),
    Mistake(
        "DW408",
        "NULLS LAST dropped",
        GENERATOR,
        "DESC NULLS LAST",
        "DESC",
        bases=("postgres-c", "postgres-a", "snowflake-c"),
    ),
    Mistake(
        "DW409",
        "statements without a transaction",
        CLIENT,
        "re:inTransaction( \\{ connection ->\n            connection.createStatement\\(\\).use \\{ statement ->\n                statements.forEach)",
        "§withConnection\\1",
        at=(
            (CLIENT, "statements.forEach"),
            (CLIENT, "private fun execute(statements"),
            (
                CLIENT,
                "withConnection { connection ->\n            connection.createStatement().use { statement ->\n                statements",
            ),
        ),
    ),
    Mistake(
        "DW410",
        "temporary table for a load",
        GENERATOR,
        '"CREATE TABLE IF NOT EXISTS ${tableName',
        '"CREATE TEMPORARY TABLE IF NOT EXISTS ${tableName',
        bases=("postgres-c", "postgres-a", "mysql-b", "snowflake-c"),
    ),
    Mistake(
        "DW411",
        "two statements in one text",
        GENERATOR,
        COUNT,
        '"SELECT 1; SELECT \\1 FROM ',
        bases=("mysql-b", "snowflake-c", "clickhouse-b"),
    ),
    Mistake(
        "DW412",
        "schema that may be there",
        GENERATOR,
        "re:CREATE (SCHEMA|DATABASE) IF NOT EXISTS ",
        "CREATE \\1 ",
        bases=("mysql-b",),
    ),
    Mistake(
        "DW412",
        "table that may be gone",
        GENERATOR,
        "re:fun dropTable(.{0,60})DROP TABLE IF EXISTS",
        "fun dropTable\\1§DROP TABLE",
    ),
    Mistake(
        "DW413",
        "upsert empties the target first",
        GENERATOR,
        '            ("MERGE INTO',
        '            §"DELETE FROM ${targetTableName.fullyQualified()}".andLog(),\n            ("MERGE INTO',
        bases=MERGING,
    ),
    Mistake(
        "DW413",
        "upsert truncates the target first",
        GENERATOR,
        '            ("MERGE INTO',
        '            §"TRUNCATE TABLE ${targetTableName.fullyQualified()}".andLog(),\n            ("MERGE INTO',
        bases=MERGING,
    ),
    Mistake(
        "DW414",
        "copy without a list of columns",
        GENERATOR,
        'INSERT INTO ${targetTableName.fullyQualified()} ($columns) " +\n            "SELECT $columns FROM',
        'INSERT INTO ${targetTableName.fullyQualified()} " +\n            "SELECT $columns FROM',
    ),
)

MISTAKES = (*GRAMMAR, *QUOTING, *LACKING, *ESCAPING, *MEANING)
