"""Mistakes in SQL inside Kotlin: a second list, labelled before any rule was run on it."""

# ruff: noqa: E501 (what is put in stands here as it stands in the file)

from seeding import Mistake

CLIENT = "*main*AirbyteClient.kt"
TEST_CLIENT = "*TestTableOperationsClient.kt"
G = "*SqlGenerator.kt"
COPIED = '        val columns =\n            (Meta.COLUMN_NAMES + columnNameMapping.values).joinToString(", ") { it.quote() }\n'
RUN = "        inTransaction { connection ->\n            connection.createStatement().use { statement ->\n                statements.forEach { statement.execute(it) }\n            }\n        }\n"
EACH_ALONE = "        statements.forEach { sql ->\n            withConnection { connection -> connection.createStatement().use { it.execute(sql) } }\n        }\n"

GRAMMAR = (
    Mistake("DW401", "UPDATE without SET", G, "WHEN MATCHED AND $isNewer THEN UPDATE SET $assignments", "WHEN MATCHED AND $isNewer THEN UPDATE $assignments", bases=("snowflake-a",)),
    Mistake("DW401", "INSERT INTO in a MERGE", G, "THEN INSERT ($columns)", "THEN INSERT INTO ($columns)", bases=("oracle-c",)),
    Mistake("DW401", "MERGE without ON", G, '"USING ($newest) AS airbyte_source ON ($sameKey) "', '"USING ($newest) AS airbyte_source ($sameKey) "', bases=("bigquery-b",)),
    Mistake("DW401", "WHEN MATCHED without THEN", G, '"WHEN MATCHED AND $isNewer THEN UPDATE', '"WHEN MATCHED AND $isNewer UPDATE', bases=("sqlserver-b",)),
    Mistake("DW401", "MERGE without its semicolon", G, '"VALUES ($values);"', '"VALUES ($values)"', bases=("sqlserver-b",), at=((G, '"VALUES ($values)"'), (G, '("MERGE INTO'))),
    Mistake("DW401", "NOT IF EXISTS", G, "CREATE SCHEMA IF NOT EXISTS", "CREATE SCHEMA NOT IF EXISTS", bases=("duckdb-a",)),
    Mistake("DW401", "IF EXIST", G, '"DROP TABLE IF EXISTS ${tableName.fullyQualified()}".andLog()\n\n', '"DROP TABLE IF EXIST ${tableName.fullyQualified()}".andLog()\n\n', bases=("mysql-b",)),
    Mistake("DW401", "EXCHANGE TABLES with WITH", G, '"AND ${targetTableName.fullyQualified()}")', '"WITH ${targetTableName.fullyQualified()}")', bases=("clickhouse-c",)),
    Mistake("DW401", "ORDER without BY in a CREATE TABLE", G, '"ORDER BY (`_airbyte_extracted_at`)")', '"ORDER (`_airbyte_extracted_at`)")', bases=("clickhouse-c",)),
    Mistake("DW401", "parenthesis left open", G, "\"('delta.columnMapping.mode' = 'name') AS \" +", "\"('delta.columnMapping.mode' = 'name' AS \" +", bases=("databricks-c",)),
    Mistake("DW401", "letters of USING exchanged in a raw string", G, "                |USING $staged AS s\n", "                |USIGN $staged AS s\n", bases=("redshift-a",)),
    Mistake("DW401", "join without ON", G, '"ON $sameKey WHERE t.$rawId IS NULL', '"$sameKey WHERE t.$rawId IS NULL', bases=("sqlite-c",)),
    Mistake("DW401", "RENAME TABLE with AS", G, '("RENAME TABLE ${targetTableName.fullyQualified()} TO', '("RENAME TABLE ${targetTableName.fullyQualified()} AS', bases=("mariadb-a",)),
    Mistake("DW401", "NOT EXIST", G, '"WHERE NOT EXISTS (SELECT 1 FROM', '"WHERE NOT EXIST (SELECT 1 FROM', bases=("timescaledb-c",)),
    Mistake("DW401", "ALTER COLUMN TO", G, '"ALTER COLUMN $column TYPE ${to.type}', '"ALTER COLUMN $column TO ${to.type}', bases=("postgres-c",)),
    Mistake("DW401", "PARTITION without BY", G, "(PARTITION BY $keys", "(PARTITION $keys", bases=("cockroachdb-b",)),
    Mistake("DW401", "ORDER without BY before an unknown piece", G, "PARTITION BY $keys ORDER BY $newestFirst", "PARTITION BY $keys ORDER $newestFirst", bases=("duckdb-a",)),
    Mistake("DW401", "no space between two literals", G, 'INFORMATION_SCHEMA.SCHEMATA " +', 'INFORMATION_SCHEMA.SCHEMATA" +', bases=("snowflake-a",), at=((G, 'INFORMATION_SCHEMA.SCHEMATA" +'), (G, '"WHERE SCHEMA_NAME'))),
    Mistake("DW401", "FETCH FIRST without ONLY", G, 'FETCH FIRST 1 ROWS " +\n            "ONLY")', 'FETCH FIRST 1 ROWS")', bases=("oracle-c",)),
    Mistake("DW401", "comma behind the last column", G, '($names) VALUES "', '($names,) VALUES "', bases=("mysql-b",)),
    Mistake("DW401", "alias of a derived table with AS", G, ") numbered WHERE", ") AS numbered WHERE", bases=("oracle-c",)),
    Mistake("DW401", "VALUE in place of VALUES", G, "THEN INSERT ($columns) VALUES ($values)", "THEN INSERT ($columns) VALUE ($values)", bases=("databricks-c",)),
    Mistake("DW401", "RENAME COLUMN without TO", G, 'alter + "RENAME COLUMN $moved TO $column"', 'alter + "RENAME COLUMN $moved $column"', bases=("sqlite-c",)),
    Mistake("DW401", "WHERE twice", G, "WHERE TABLE_SCHEMA = ${tableName.namespace.literal()} \" +\n            \"AND TABLE_NAME = ${tableName.name.literal()} AND TABLE_TYPE", "WHERE TABLE_SCHEMA = ${tableName.namespace.literal()} \" +\n            \"WHERE TABLE_NAME = ${tableName.name.literal()} AND TABLE_TYPE", at=((G, '"WHERE TABLE_NAME'),), bases=("mariadb-a",)),
)
LACKING = (
    Mistake("DW4xx", "LIMIT on SQL Server", G, '"SELECT TOP (1) $generationId FROM ${tableName.fullyQualified()}"', '"SELECT $generationId FROM ${tableName.fullyQualified()} LIMIT 1"', bases=("sqlserver-b",)),
    Mistake("DW4xx", "LIMIT on Oracle", G, 'FETCH FIRST 1 ROWS " +\n            "ONLY")', 'LIMIT 1")', bases=("oracle-c",)),
    Mistake("DW404", "CREATE TABLE IF NOT EXISTS on Oracle 19", G, '"CREATE TABLE $table ($columns)"', '"CREATE TABLE IF NOT EXISTS $table ($columns)"', bases=("oracle-c",)),
    Mistake("DW404", "CREATE OR REPLACE TABLE on PostgreSQL", G, '"CREATE TABLE IF NOT EXISTS ${tableName', '"CREATE OR REPLACE TABLE ${tableName', bases=("layout-postgres",)),
    Mistake("DW404", "CREATE OR REPLACE TABLE on MySQL", G, '("CREATE TABLE IF NOT EXISTS ${tableName', '("CREATE OR REPLACE TABLE ${tableName', bases=("mysql-b",)),
    Mistake("DW4xx", "ALTER COLUMN TYPE on SQLite", G, 'alter + "RENAME COLUMN $moved TO $column"', 'alter + "ALTER COLUMN $column TYPE ${to.type}"', bases=("sqlite-c",)),
    Mistake("DW4xx", "jsonb on Redshift", G, '()} super NOT NULL"', '()} jsonb NOT NULL"', bases=("redshift-a",)),
    Mistake("DW4xx", "ON CONFLICT on Snowflake", G, '"SELECT $columns FROM ${sourceTableName.fullyQualified()}")', '"SELECT $columns FROM ${sourceTableName.fullyQualified()} ON CONFLICT DO NOTHING")', bases=("snowflake-a",)),
    Mistake("DW4xx", "VARCHAR on BigQuery", G, '()} STRING NOT NULL"', '()} VARCHAR NOT NULL"', bases=("bigquery-b",)),
    Mistake("DW4xx", "QUALIFY on PostgreSQL", G, ") AS numbered WHERE $rowNumber = 1", ") AS numbered QUALIFY $rowNumber = 1", bases=("postgres-c",)),
    Mistake("DW4xx", "derived table without an alias on MySQL", G, ") AS numbered WHERE", ") WHERE", bases=("mysql-b",)),
    Mistake("DW4xx", "NULLS LAST on MySQL", G, 'listOfNotNull(cursor?.let { "${ordered(it.quote())} DESC" }', 'listOfNotNull(cursor?.let { "${ordered(it.quote())} DESC NULLS LAST" }', bases=("mariadb-a",)),
    Mistake("DW4xx", "NULLS LAST on SQL Server", G, 'listOfNotNull(cursor?.let { "${ordered(it.quote())} DESC" }', 'listOfNotNull(cursor?.let { "${ordered(it.quote())} DESC NULLS LAST" }', bases=("sqlserver-b",)),
    Mistake("DW4xx", "MERGE deletes by an UPDATE clause of PostgreSQL on Oracle", G, '"WHEN MATCHED THEN UPDATE SET $assignments WHERE', '"WHEN MATCHED AND $isNewer THEN UPDATE SET $assignments WHERE', bases=("oracle-c",)),
)
QUOTING = (
    Mistake("DW408", "order without NULLS LAST", G, '?.let { "${ordered(it.quote())} DESC NULLS LAST" }', '?.let { "${ordered(it.quote())} DESC" }', bases=("oracle-c", "snowflake-a", "redshift-a")),
    Mistake("DW402", "backticks on PostgreSQL", G, 're:"\\\\"" \\+ replace\\("\\\\"", "\\\\"\\\\""\\) \\+ "\\\\""', '"`" + replace("`", "``") + "`"', bases=("cockroachdb-b",)),
    Mistake("DW402", "double quotes on MySQL", G, '"`" + replace("`", "``") + "`"', '"\\"" + replace("\\"", "\\"\\"") + "\\""', bases=("mariadb-a",)),
    Mistake("DW402", "double quotes around a column on BigQuery", G, '"PARTITION BY DATE(`_airbyte_extracted_at`) CLUSTER BY " +\n                    "`_airbyte_extracted_at`").andLog()\n            } else {\n                null\n            },\n            if', '"PARTITION BY DATE(\\"_airbyte_extracted_at\\") CLUSTER BY " +\n                    "`_airbyte_extracted_at`").andLog()\n            } else {\n                null\n            },\n            if', bases=("bigquery-b",)),
    Mistake("DW402", "backticks on SQL Server", G, '"SELECT 1 FROM sys.schemas WHERE name', '"SELECT 1 FROM sys.schemas WHERE `name`', bases=("sqlserver-b",)),
    Mistake("DW402", "brackets on Oracle", G, '"AND table_name = ', '"AND [table_name] = ', bases=("oracle-c",)),
    Mistake("DW402", "text between double quotes", G, "TABLE_TYPE = 'BASE TABLE'\"", "TABLE_TYPE = \\\"BASE TABLE\\\"\"", bases=("snowflake-a",)),
    Mistake("DW403", "alias user", G, ") AS numbered WHERE", ") AS user WHERE", bases=("postgres-c", "sqlserver-b")),
    Mistake("DW403", "alias rank", G, ") AS numbered WHERE", ") AS rank WHERE", bases=("mysql-b",)),
    Mistake("DW403", "column alias order", G, '"SELECT COUNT(*) FROM', '"SELECT COUNT(*) AS order FROM', bases=("snowflake-a", "sqlite-c")),
    Mistake("DW405", "table name in parts without quotes", G, '"DROP TABLE IF EXISTS ${tableName.fullyQualified()}".andLog()\n\n', '"DROP TABLE IF EXISTS ${tableName.namespace}.${tableName.name}".andLog()\n\n', bases=("duckdb-a",)),
    Mistake("DW405", "namespace without quotes", G, '"CREATE SCHEMA IF NOT EXISTS ${namespace.quote()}"', '"CREATE SCHEMA IF NOT EXISTS $namespace"', bases=("snowflake-a",)),
    Mistake("DW406", "table name between plain quotes", G, 'TABLE_NAME = ${tableName.name.literal()} AND TABLE_TYPE', "TABLE_NAME = '${tableName.name}' AND TABLE_TYPE", bases=("mysql-b",)),
    Mistake("DW405", "name between backticks by hand", G, '"SELECT COUNT(*) FROM ${tableName.fullyQualified()}"', '"SELECT COUNT(*) FROM `${tableName.namespace}`.`${tableName.name}`"', bases=("bigquery-b",)),
    Mistake("DW406", "namespace between plain quotes", G, "WHERE name = ${namespace.literal()}", "WHERE name = '$namespace'", bases=("clickhouse-c",)),
    Mistake("DW406", "new name of sp_rename between plain quotes", G, "${targetTableName.name.literal()}, ", "N'${targetTableName.name}', ", bases=("sqlserver-b",)),
    Mistake("DW405", "columns of the copy without quotes", G, '(Meta.COLUMN_NAMES + columnNameMapping.values).joinToString(", ") { it.quote() }', '(Meta.COLUMN_NAMES + columnNameMapping.values).joinToString(", ")', bases=("redshift-a",), at=((G, '(Meta.COLUMN_NAMES + columnNameMapping.values).joinToString(", ")\n'), (G, '("INSERT INTO ${targetTableName.fullyQualified()} ($columns)'), (G, '"SELECT $columns FROM ${sourceTableName.fullyQualified()}")'))),
    Mistake("DW405", "new column without quotes", G, '"ADD (${name.quote()} ${column.type})"', '"ADD ($name ${column.type})"', bases=("oracle-c",)),
    Mistake("DW405", "quote() that escapes nothing", G, 're:"\\\\"" \\+ replace\\("\\\\"", "\\\\"\\\\""\\) \\+ "\\\\""', '"\\\\"$this\\\\""', bases=("timescaledb-c",)),
    Mistake("DW406", "literal() that escapes nothing", G, '"\'" + replace("\'", "\'\'") + "\'"', "\"'$this'\"", bases=("duckdb-a",)),
    Mistake("DW405", "namespace of the test client without quotes", TEST_CLIENT, "${namespace.quote()} CASCADE", "$namespace CASCADE", bases=("timescaledb-c",)),
)
WHOLE = (
    Mistake("DW407", "copy without meta columns", G, COPIED, '        val columns = columnNameMapping.values.joinToString(", ") { it.quote() }\n', bases=("clickhouse-c",), at=((G, "val columns = columnNameMapping.values"), (G, '("INSERT INTO ${targetTableName.fullyQualified()} ($columns) " +\n            "SELECT'))),
    Mistake("DW407", "upsert without meta columns", G, "val columnNames = (Meta.COLUMN_NAMES + columnNameMapping.values).map", "val columnNames = columnNameMapping.values.map", bases=("databricks-c",), at=((G, "val columnNames = "), (G, '("MERGE INTO'), (G, "VALUES ($values)"))),
    Mistake("DW4xx", "table without the generation's column", G, "re:                \"\\$\\{Meta.COLUMN_NAME_AB_GENERATION_ID[^\n]*\n", "", bases=("sqlite-c",), at=((G, "val metaColumns"), (G, "            listOf(\n                \"${Meta"), (G, '"CREATE TABLE IF NOT EXISTS ${tableName'))),
    Mistake("DW409", "each statement on a connection of its own", CLIENT, RUN, EACH_ALONE, bases=("cockroachdb-b", "timescaledb-c"), at=((CLIENT, ""), (G, ""))),
    Mistake("DW409", "autoCommit stays on", CLIENT, "            connection.autoCommit = false\n", "", bases=("sqlserver-b",), at=((CLIENT, ""), (G, ""))),
    Mistake("DW4xx", "BEGIN and COMMIT on whatever connection comes", CLIENT, RUN, '        executeOne("BEGIN")\n        statements.forEach { executeOne(it) }\n        executeOne("COMMIT")\n    }\n\n    private fun executeOne(sql: String) {\n        withConnection { connection -> connection.createStatement().use { it.execute(sql) } }\n', bases=("postgres-c",), at=((CLIENT, ""), (G, ""))),
    Mistake("DW410", "temporary table over several connections", CLIENT, RUN, EACH_ALONE, bases=("redshift-a",), at=((G, "CREATE TEMPORARY TABLE"), (CLIENT, "statements.forEach"), (CLIENT, "withConnection { connection -> connection.createStatement().use { it.execute(sql)"))),
    Mistake("DW411", "two statements in one text", G, '"${sourceTableName.fullyQualified()} COPY GRANTS")', '"${sourceTableName.fullyQualified()} COPY GRANTS; DROP TABLE ${sourceTableName.fullyQualified()}")', bases=("snowflake-a",), at=((G, '"${sourceTableName.fullyQualified()} COPY GRANTS; DROP'), (G, '("CREATE OR REPLACE TABLE ${targetTableName'))),
    Mistake("DW4xx", "semicolon behind a query on Oracle", G, '"SELECT COUNT(*) FROM ${tableName.fullyQualified()}"', '"SELECT COUNT(*) FROM ${tableName.fullyQualified()};"', bases=("oracle-c",)),
    Mistake("DW411", "two DROP statements in one text", G, '"DROP TABLE IF EXISTS ${old.fullyQualified()}".andLog()', '"DROP TABLE IF EXISTS ${old.fullyQualified()}; DROP TABLE IF EXISTS x".andLog()', bases=("mariadb-a",)),
    Mistake("DW412", "CREATE SCHEMA without IF NOT EXISTS", G, "CREATE SCHEMA IF NOT EXISTS", "CREATE SCHEMA", bases=("databricks-c",)),
    Mistake("DW412", "DROP TABLE without IF EXISTS", G, '("DROP TABLE IF EXISTS ${tableName', '("DROP TABLE ${tableName', bases=("clickhouse-c",)),
    Mistake("DW413", "DELETE without WHERE", G, '"WHERE $sameKey AND $isNewer").andLog()', '"").andLog()', bases=("timescaledb-c",), at=((G, '("DELETE FROM ${targetTableName'), (G, '"").andLog()'))),
    Mistake("DW413", "DELETE of everything", G, '"DELETE FROM $target WHERE ($row) IN ($outdated) $settings"', '"DELETE FROM $target WHERE true $settings"', bases=("clickhouse-c",)),
    Mistake("DW414", "copy by asterisk", G, '("INSERT INTO ${targetTableName.fullyQualified()} ($columns) " +\n            "SELECT $columns FROM', '("INSERT INTO ${targetTableName.fullyQualified()} " +\n            "SELECT * FROM', bases=("snowflake-a",)),
    Mistake("DW414", "INSERT of rows without names", G, '"INSERT INTO ${tableName.fullyQualified()} ($names) VALUES "', '"INSERT INTO ${tableName.fullyQualified()} VALUES "', bases=("oracle-c",)),
)
MISTAKES = GRAMMAR + LACKING + QUOTING + WHOLE
