"""Connectors that were broken on purpose, with the words in which each failure shows and the lines that mend it."""
# ruff: noqa: E501 - texts stand as the tools print them

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from made_connectors import made

from destination_writer.connector.load import load_connector
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.remedies.api import Offered, offered
from destination_writer.knowledge.store import Knowledge
from destination_writer.results.diagnose import diagnose
from destination_writer.results.remedies import remedies_for
from destination_writer.text.files import MemoryFiles
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

KNOWLEDGE, TEMPLATES = Knowledge(DiskFiles(bundled("knowledge"))), Templates(DiskFiles(bundled("templates")))
PACKAGE = "io.airbyte.integrations.destination.postgres"
SQL = "org.postgresql.util.PSQLException: ERROR: "
NO_BEAN = "io.micronaut.context.exceptions.NoSuchBeanException: No bean of type [%s] exists. Make sure the bean is not disabled by bean requirements"
UTILS = f"e: file:///build/a/src/main/kotlin/{PACKAGE.replace('.', '/')}/client/PostgresColumnUtils.kt"
CLIENT = UTILS.replace("ColumnUtils", "AirbyteClient")
GENERATOR = UTILS.replace("ColumnUtils", "SqlGenerator")


@cache
def whole(database: str = "postgres", cdk: str = "1.0.13") -> Mapping[str, str]:
    return made(database, cdk)


def broken(name: str, old: str, new: str, database: str = "postgres", cdk: str = "1.0.13") -> dict[str, str]:
    """A whole connector with one text of one file changed; without `old` the file is gone."""
    texts = dict(whole(database, cdk))
    path = next(path for path in texts if path.endswith(f"/{name}"))
    if not old:
        del texts[path]
        return texts
    assert old in texts[path], (name, old)
    texts[path] = texts[path].replace(old, new)
    return texts


def offers(texts: Mapping[str, str], said: str, database: str = "postgres") -> list[Offered]:
    connector = load_connector(MemoryFiles(texts), name=f"destination-{database}")
    found: list[Offered] = []
    for d in diagnose(said, KNOWLEDGE.failure_rules, (connector.package,)):
        remedies = remedies_for(d.rule, d.category, d.message, d.file, d.line, d.test or "")
        found += offered(connector, KNOWLEDGE, TEMPLATES, remedies)
    return found


@dataclass(frozen=True)
class Case:
    """`old` in file `name` was broken to `new`; the failure `said` must lead to `remedy`, which takes the lines `gone` away
    and puts `come` in their place (stripped)."""

    remedy: str
    said: str
    name: str
    old: str
    new: str
    gone: list[str]
    come: list[str]
    database: str = "postgres"
    words: list[str] = field(default_factory=list[str])


CASES = {
    "class without @Singleton": Case(
        "declare-bean",
        NO_BEAN % "io.airbyte.cdk.load.component.TableOperationsClient",
        "PostgresAirbyteClient.kt",
        "@Singleton\nclass",
        "class",
        [],
        ["@Singleton"],
        words=["PostgresAirbyteClient", "TableOperationsClient"],
    ),
    "own class without @Singleton and import": Case(
        "declare-bean",
        NO_BEAN % f"{PACKAGE}.client.PostgresColumnUtils",
        "PostgresColumnUtils.kt",
        "import jakarta.inject.Singleton\n\n@Singleton\nclass",
        "\nclass",
        [],
        ["import jakarta.inject.Singleton", "@Singleton"],
    ),
    "factory class without @Factory": Case(
        "declare-bean",
        NO_BEAN % "io.airbyte.cdk.load.dataflow.config.model.AggregatePublishingConfig",
        "PostgresBeanFactory.kt",
        "@Factory\nclass",
        "class",
        [],
        ["@Factory"],
        words=["PostgresBeanFactory", "aggregatePublishingConfig"],
    ),
    "factory method without @Singleton": Case(
        "declare-bean",
        NO_BEAN % "io.airbyte.cdk.load.dataflow.config.model.AggregatePublishingConfig",
        "PostgresBeanFactory.kt",
        "@Singleton\n    fun aggregate",
        "fun aggregate",
        [],
        ["@Singleton"],
    ),
    "no application-connector.yml key": Case(
        "add-setting",
        "io.micronaut.context.exceptions.DependencyInjectionException: Failed to inject value for parameter [dataChannelFormat] of class: io.airbyte.cdk.load.X",
        "application-connector.yml",
        "        format: JSONL\n",
        "",
        [],
        ["format: JSONL"],
        words=["airbyte.destination.core.data-channel.format"],
    ),
    "no section in application-connector.yml": Case(
        "add-setting",
        "io.micronaut.context.exceptions.DependencyInjectionException: Error resolving property value [${airbyte.destination.core.file-transfer.enabled}]. Property doesn't exist",
        "application-connector.yml",
        "      file-transfer:\n        enabled: false\n",
        "",
        [],
        ["file-transfer:", "enabled: false"],
    ),
    "javax": Case(
        "mend-import",
        f"{UTILS}:25:14 Unresolved reference 'inject'.",
        "PostgresColumnUtils.kt",
        "import jakarta.inject",
        "import javax.inject",
        ["import javax.inject.Singleton"],
        ["import jakarta.inject.Singleton"],
    ),
    "Micronaut has no Singleton": Case(
        "mend-import",
        f"{UTILS}:25:40 Unresolved reference 'Singleton'.",
        "PostgresColumnUtils.kt",
        "import jakarta.inject",
        "import io.micronaut.context.annotation",
        ["import io.micronaut.context.annotation.Singleton"],
        ["import jakarta.inject.Singleton"],
    ),
    "no import at all": Case(
        "mend-import",
        f"{UTILS}:27:2 Unresolved reference 'Singleton'.",
        "PostgresColumnUtils.kt",
        "import jakarta.inject.Singleton\n",
        "",
        [],
        ["import jakarta.inject.Singleton"],
    ),
    "the package of another era": Case(
        "mend-import",
        f"{GENERATOR}:12:40 Unresolved reference 'TableName'.",
        "PostgresSqlGenerator.kt",
        "io.airbyte.cdk.load.schema.model.TableName",
        "io.airbyte.cdk.load.table.TableName",
        ["import io.airbyte.cdk.load.table.TableName"],
        ["import io.airbyte.cdk.load.schema.model.TableName"],
        words=["1.0.13"],
    ),
    "a branch for each type, K2": Case(
        "add-branch",
        f"{UTILS}:30:9 'when' expression must be exhaustive. Add the 'TimeTypeWithTimezone' branch or an 'else' branch.",
        "PostgresColumnUtils.kt",
        '            TimeTypeWithTimezone -> "time with time zone"\n',
        "",
        [],
        ['TimeTypeWithTimezone -> "time with time zone"'],
    ),
    "a branch for each type, K1": Case(
        "add-branch",
        f"{UTILS.replace('file://', '')}: (30, 9): 'when' expression must be exhaustive, add necessary 'DateType' branch or 'else' branch instead",
        "PostgresColumnUtils.kt",
        "import io.airbyte.cdk.load.data.DateType\n",
        "",
        [],
        ["import io.airbyte.cdk.load.data.DateType", 'DateType -> "date"'],
    ),
    "a type that the database lacks": Case(
        "mend-type",
        SQL + 'type "datetime2" does not exist',
        "PostgresColumnUtils.kt",
        '"timestamp without time zone"',
        '"datetime2"',
        ['TimestampTypeWithoutTimezone -> "datetime2"'],
        ['TimestampTypeWithoutTimezone -> "timestamp without time zone"'],
    ),
    "backticks in PostgreSQL's quote": Case(
        "mend-quotes",
        SQL + 'syntax error at or near "`"\n  Position: 14',
        "PostgresSqlGenerator.kt",
        r'"\"" + replace("\"", "\"\"") + "\""',
        '"`" + replace("`", "``") + "`"',
        ['fun String.quote(): String = "`" + replace("`", "``") + "`"'],
        [r'fun String.quote(): String = "\"" + replace("\"", "\"\"") + "\""'],
        words=["PostgreSQL", "double quotes"],
    ),
    "backticks around a value": Case(
        "mend-quotes",
        SQL + 'syntax error at or near "`"\n  Position: 14',
        "PostgresSqlGenerator.kt",
        '"SELECT COUNT(*) FROM ${tableName.fullyQualified()}"',
        '"SELECT COUNT(*) FROM `${tableName.namespace}`.`${tableName.name}`"',
        ['"SELECT COUNT(*) FROM `${tableName.namespace}`.`${tableName.name}`".andLog()'],
        [r'"SELECT COUNT(*) FROM \"${tableName.namespace}\".\"${tableName.name}\"".andLog()'],
    ),
    "double quotes in MySQL's quote": Case(
        "mend-quotes",
        "java.sql.SQLSyntaxErrorException: You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use near '\"users\"' at line 1",
        "MysqlSqlGenerator.kt",
        '"`" + replace("`", "``") + "`"',
        r'"\"" + replace("\"", "\"\"") + "\""',
        [r'fun String.quote(): String = "\"" + replace("\"", "\"\"") + "\""'],
        ['fun String.quote(): String = "`" + replace("`", "``") + "`"'],
        database="mysql",
        words=["MySQL", "backticks"],
    ),
    "a table without quotes": Case(
        "mend-quotes",
        SQL + 'relation "acme.users" does not exist',
        "PostgresSqlGenerator.kt",
        '"${namespace.quote()}.${name.quote()}"',
        '"$namespace.$name"',
        ['fun TableName.fullyQualified(): String = "$namespace.$name"'],
        ['fun TableName.fullyQualified(): String = "${namespace.quote()}.${name.quote()}"'],
    ),
    "a table without quotes in one statement": Case(
        "mend-quotes",
        SQL + 'relation "acme.users" does not exist',
        "PostgresSqlGenerator.kt",
        '"SELECT COUNT(*) FROM ${tableName.fullyQualified()}"',
        '"SELECT COUNT(*) FROM ${tableName.namespace}.${tableName.name}"',
        ['"SELECT COUNT(*) FROM ${tableName.namespace}.${tableName.name}".andLog()'],
        ['"SELECT COUNT(*) FROM ${tableName.namespace.quote()}.${tableName.name.quote()}".andLog()'],
    ),
    "columns without quotes": Case(
        "mend-quotes",
        SQL + 'column "userid" does not exist\n  Hint: Perhaps you meant to reference the column "x.userId".',
        "PostgresSqlGenerator.kt",
        'columnNameMapping.values).joinToString(", ") { it.quote() }',
        'columnNameMapping.values).joinToString(", ")',
        ['(Meta.COLUMN_NAMES + columnNameMapping.values).joinToString(", ")'],
        ['(Meta.COLUMN_NAMES + columnNameMapping.values).joinToString(", ") { it.quote() }'],
    ),
    "a meta column that is not created, the last": Case(
        "carry-meta-columns",
        SQL + 'column "_airbyte_generation_id" of relation "users" does not exist',
        "PostgresSqlGenerator.kt",
        '                "${Meta.COLUMN_NAME_AB_GENERATION_ID.quote()} bigint",\n',
        "",
        [],
        ['"${Meta.COLUMN_NAME_AB_GENERATION_ID.quote()} bigint",'],
        words=["createTable"],
    ),
    "a meta column that is not created, seen where columns are read": Case(
        "carry-meta-columns",
        "java.util.NoSuchElementException: Key _airbyte_generation_id is missing in the map.",
        "PostgresSqlGenerator.kt",
        '                "${Meta.COLUMN_NAME_AB_GENERATION_ID.quote()} bigint",\n',
        "",
        [],
        ['"${Meta.COLUMN_NAME_AB_GENERATION_ID.quote()} bigint",'],
        words=["createTable"],
    ),
    "a meta column that is not created, the first": Case(
        "carry-meta-columns",
        SQL + 'column "_airbyte_raw_id" of relation "users" does not exist',
        "PostgresSqlGenerator.kt",
        '                "${Meta.COLUMN_NAME_AB_RAW_ID.quote()} character varying NOT NULL",\n',
        "",
        [],
        ['"${Meta.COLUMN_NAME_AB_RAW_ID.quote()} character varying NOT NULL",'],
    ),
    "meta columns that are not copied": Case(
        "carry-meta-columns",
        SQL + 'null value in column "_airbyte_raw_id" of relation "users" violates not-null constraint',
        "PostgresSqlGenerator.kt",
        "            (Meta.COLUMN_NAMES + columnNameMapping.values).joinToString",
        "            columnNameMapping.values.joinToString",
        ['columnNameMapping.values.joinToString(", ") { it.quote() }'],
        ['(Meta.COLUMN_NAMES + columnNameMapping.values).joinToString(", ") { it.quote() }'],
        words=["copyTable"],
    ),
    "meta columns that are not upserted": Case(
        "carry-meta-columns",
        SQL + 'null value in column "_airbyte_meta" of relation "users" violates not-null constraint',
        "PostgresSqlGenerator.kt",
        "val columnNames = (Meta.COLUMN_NAMES + columnNameMapping.values).map",
        "val columnNames = columnNameMapping.values.map",
        ["val columnNames = columnNameMapping.values.map { it.quote() }"],
        ["val columnNames = (Meta.COLUMN_NAMES + columnNameMapping.values).map { it.quote() }"],
        words=["upsertTable"],
    ),
    "WHEN MATCHED without THEN": Case(
        "complete-merge",
        SQL + 'syntax error at or near "UPDATE"\n  Position: 310',
        "PostgresSqlGenerator.kt",
        "$isNewer THEN UPDATE SET",
        "$isNewer UPDATE SET",
        ['"WHEN MATCHED AND $isNewer UPDATE SET $assignments " +'],
        ['"WHEN MATCHED AND $isNewer THEN UPDATE SET $assignments " +'],
    ),
    "WHEN NOT MATCHED without THEN": Case(
        "complete-merge",
        SQL + 'syntax error at or near "INSERT"\n  Position: 310',
        "PostgresSqlGenerator.kt",
        "$andKept THEN INSERT",
        "$andKept INSERT",
        ['"WHEN NOT MATCHED$andKept INSERT ($columns) VALUES ($values)").andLog(),'],
        ['"WHEN NOT MATCHED$andKept THEN INSERT ($columns) VALUES ($values)").andLog(),'],
    ),
    "tests without @Test": Case(
        "mark-tests",
        "FAILURE: Build failed with an exception.\n\n* What went wrong:\nExecution failed for task ':integrationTest'.\n> No tests found for given includes: [a.b.PostgresTableOperationsTest.copy tables](--tests filter)\n",
        "PostgresTableOperationsTest.kt",
        "    @Test\n    override fun `copy",
        "    override fun `copy",
        [],
        ["@Test"],
        words=["copy tables"],
    ),
    "a suite without @MicronautTest": Case(
        "start-context",
        f"org.junit.jupiter.api.extension.ParameterResolutionException: No ParameterResolver registered for parameter [io.airbyte.cdk.load.component.TableOperationsClient arg0] in constructor [public {PACKAGE}.component.PostgresTableOperationsTest(io.airbyte.cdk.load.component.TableOperationsClient)].",
        "PostgresTableOperationsTest.kt",
        '@MicronautTest(environments = ["component"])\n',
        "",
        [],
        ['@MicronautTest(environments = ["component"])'],
    ),
}
