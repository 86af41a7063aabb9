"""From the words of a failure to a Change that mends this connector, over connectors that were broken on purpose."""
# ruff: noqa: E501 - texts stand as the tools print them

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

import pytest

from destination_writer.connector.load import load_connector
from destination_writer.generate.api import new_connector
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.remedies.api import MAKERS, Offered, mend, offered
from destination_writer.knowledge.store import Knowledge
from destination_writer.kotlin.parse import parse_file
from destination_writer.results.diagnose import diagnose
from destination_writer.results.remedies import SYMPTOMS, remedies_for
from destination_writer.text.changes import Change, FileCreation, NoChange, apply_change
from destination_writer.text.files import MemoryFiles
from destination_writer.text.findings import Remedy
from destination_writer.text.hunks import hunks
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
    made = new_connector(KNOWLEDGE, TEMPLATES, dialect=database, cdk=cdk)
    assert isinstance(made, Change)
    return apply_change(made, {})


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


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_broken_connector_is_mended(case: Case) -> None:
    texts = broken(case.name, case.old, case.new, case.database)
    if case.remedy == "add-branch" and "DateType" in case.old:  # the import and the branch are both missing
        texts = {p: t.replace('            DateType -> "date"\n', "") for p, t in texts.items()}
    (offer,) = offers(texts, case.said, case.database)
    assert offer.remedy.name == case.remedy
    changed = hunks(offer.change, texts)
    assert {hunk.path.rpartition("/")[2] for hunk in changed} == {case.name}
    assert [line.strip() for hunk in changed for line in hunk.before] == case.gone
    assert [line.strip() for hunk in changed for line in hunk.after] == case.come
    assert offer.change.needs_confirmation and offer.change.purpose.endswith(".")
    said = f"{offer.change.title} {offer.change.purpose}"
    assert all(
        word in said for word in (*case.words, *([case.name] if case.name.endswith(".kt") else [])) if word != case.name
    )


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_is_left_is_what_was_there_before(case: Case) -> None:
    """Signatures stay, the mended text parses, and what failed has no remedy any more."""
    texts = broken(case.name, case.old, case.new, case.database)
    if case.remedy == "add-branch" and "DateType" in case.old:
        texts = {p: t.replace('            DateType -> "date"\n', "") for p, t in texts.items()}
    (offer,) = offers(texts, case.said, case.database)
    after = {**texts, **apply_change(offer.change, texts)}
    assert all(o.remedy.name != case.remedy for o in offers(after, case.said, case.database))
    for path, text in after.items():
        if path.endswith(".kt"):
            functions = [f.name for c in parse_file(text).all_classes() for f in c.functions]
            assert functions == [
                f.name for c in parse_file(whole(case.database)[path]).all_classes() for f in c.functions
            ]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_sound_connector_is_offered_nothing(case: Case) -> None:
    """The same failure has another cause then."""
    assert offers(whole(case.database), case.said, case.database) == []


def test_a_missing_settings_file_is_made() -> None:
    said = "io.micronaut.context.exceptions.DependencyInjectionException: Failed to inject value for parameter [dataChannelMedium] of class: io.airbyte.cdk.load.X"
    texts = broken("application-connector.yml", "", "")
    (offer,) = offers(texts, said)
    (made,) = offer.change.files
    assert isinstance(made, FileCreation) and made.path == "src/main/resources/application-connector.yml"
    assert made.text == whole()[made.path]


def test_a_bean_that_nothing_gives_is_written_into_the_factory() -> None:
    gone = "    @Singleton\n    fun aggregatePublishingConfig(): AggregatePublishingConfig = AggregatePublishingConfig()\n\n"
    texts = broken("PostgresBeanFactory.kt", gone, "")
    (offer,) = offers(texts, NO_BEAN % "io.airbyte.cdk.load.dataflow.config.model.AggregatePublishingConfig")
    assert offer.remedy.name == "provide-bean"
    (text,) = apply_change(offer.change, texts).values()
    assert (
        "@Singleton\n    fun aggregatePublishingConfig(): AggregatePublishingConfig = AggregatePublishingConfig()"
        in text
    )


def test_a_component_that_is_missing_is_written_whole() -> None:
    texts = broken("PostgresTableSchemaMapper.kt", "", "")
    (offer,) = offers(texts, NO_BEAN % "io.airbyte.cdk.load.schema.TableSchemaMapper")
    assert offer.remedy.name == "provide-bean"
    (path, text) = next(iter(apply_change(offer.change, texts).items()))
    assert path.endswith("/PostgresTableSchemaMapper.kt") and ": TableSchemaMapper" in text and "TODO(" not in text


def test_a_bean_of_the_cdk_is_left_to_the_cdk() -> None:
    assert offers(whole(), NO_BEAN % "io.airbyte.cdk.output.OutputConsumer") == []


def test_a_server_without_merge_gets_a_way_that_it_has() -> None:
    """PostgreSQL has MERGE since 15; the way must not need what came with 15 as well."""
    said = SQL + 'syntax error at or near "MERGE"\n  Position: 1'
    (offer,) = offers(whole(), said)
    assert offer.remedy.name == "write-without-merge"
    after = apply_change(offer.change, whole())
    (text,) = after.values()
    assert "MERGE INTO" not in text and "ON CONFLICT" not in text and "DELETE FROM" in text
    assert "15" in offer.change.purpose and "version of the server" in offer.alternative
    assert all(len(line) <= 100 for line in text.split("\n") if "import" not in line)


def test_missing_members_are_written_with_their_bodies() -> None:
    texts = broken("PostgresAirbyteClient.kt", "override suspend fun dropTable(", "suspend fun dropTabel(")
    said = f"{CLIENT}:117:1 Class 'PostgresAirbyteClient' is not abstract and does not implement abstract member 'dropTable'."
    (offer,) = offers(texts, said)
    assert offer.remedy.name == "implement-members"
    after = apply_change(offer.change, texts)
    (text,) = after.values()
    assert "override suspend fun dropTable(tableName: TableName)" in text and "TODO(" not in text
    assert "sqlGenerator.dropTable(" in text.partition("override suspend fun dropTable")[2]


@pytest.mark.parametrize(
    "said",
    [
        SQL + 'relation "users" already exists',
        SQL + 'schema "acme" already exists',
        "java.net.ConnectException: Connection refused",
        SQL + 'password authentication failed for user "postgres"',
        "org.opentest4j.AssertionFailedError: expected: <1> but was: <0>",
    ],
)
def test_what_a_change_would_only_hide_is_not_offered(said: str) -> None:
    """IF NOT EXISTS would keep the old columns of a table that nobody has dropped."""
    texts = broken("PostgresSqlGenerator.kt", "CREATE TABLE IF NOT EXISTS", "CREATE TABLE")
    assert offers(texts, said) == []


def test_two_candidates_for_a_bean_are_left_to_the_person() -> None:
    texts = broken("PostgresChecker.kt", "@Singleton\nclass", "class")
    path = next(p for p in texts if p.endswith("/PostgresChecker.kt"))
    said = NO_BEAN % "io.airbyte.cdk.load.check.DestinationCheckerV2"
    assert [o.remedy.name for o in offers(texts, said)] == ["declare-bean"]
    copy = texts[path].replace("PostgresChecker", "OtherChecker")
    assert offers({**texts, path.replace("PostgresChecker", "OtherChecker"): copy}, said) == []


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_line_ends_are_kept(newline: str) -> None:
    texts = broken("PostgresColumnUtils.kt", "@Singleton\nclass", "class")
    texts = {p: t.replace("\n", newline) if p.endswith(".kt") else t for p, t in texts.items()}
    (offer,) = offers(texts, NO_BEAN % f"{PACKAGE}.client.PostgresColumnUtils")
    (text,) = apply_change(offer.change, texts).values()
    assert f"@Singleton{newline}class PostgresColumnUtils" in text
    assert "\n" not in text.replace(newline, "")


ODD: Mapping[str, Callable[[], Remedy]] = {
    "unknown remedy": lambda: Remedy("no-such", ""),
    "no arguments": lambda: Remedy("mend-import", ""),
    "a file of nobody": lambda: Remedy("add-branch", "", {"file": "/x/Other.kt", "line": "3", "said": "'DateType'"}),
    "a line that is no number": lambda: Remedy("mend-import", "", {"file": "PostgresColumnUtils.kt", "line": "x"}),
    "a class of nobody": lambda: Remedy("implement-members", "", {"class": "Nobody"}),
}


@pytest.mark.parametrize("remedy", ODD.values(), ids=ODD)
def test_odd_orders_get_a_reason(remedy: Callable[[], Remedy]) -> None:
    connector = load_connector(MemoryFiles(whole()), name="destination-postgres")
    made = mend(connector, KNOWLEDGE, TEMPLATES, remedy())
    assert isinstance(made, NoChange) and made.reason


@pytest.mark.parametrize("name", MAKERS)
def test_an_unknown_database_or_version_gets_a_reason(name: str) -> None:
    connector = load_connector(MemoryFiles({"src/main/kotlin/A.kt": "class AcmeSqlGenerator\n"}), name="x")
    arguments = {"file": "A.kt", "line": "1", "class": "AcmeSqlGenerator", "bean": "A", "said": "syntax '`' DateType"}
    assert isinstance(mend(connector, KNOWLEDGE, TEMPLATES, Remedy(name, "", arguments)), NoChange)


def test_every_symptom_has_a_maker() -> None:
    assert {symptom.remedy for symptom in SYMPTOMS} == set(MAKERS)


HAND_WRITTEN = '''package a.acme

class AcmeSqlGenerator {
    fun createTable(tableName: TableName): String =
        """
        CREATE TABLE "${tableName.namespace}"."${tableName.name}" (
            "_airbyte_raw_id" varchar NOT NULL,
            "_airbyte_extracted_at" timestamptz NOT NULL,
            "_airbyte_meta" jsonb NOT NULL
        )
        """.trimIndent()

    fun copyTable(mapping: ColumnNameMapping, from: TableName, to: TableName): String {
        val columns = mapping.values.joinToString(", ") { "`$it`" }
        return """insert into ${to.namespace}.${to.name} ($columns) select $columns from x"""
    }

    fun upsertTable(): String = """
        merge into t using s on t.id = s.id
        when matched and s.deleted is not null
            delete
        when matched then
            update set a = s.a
        when not matched by target
            insert (a) values (s.a)
    """
}
'''


def by_hand() -> dict[str, str]:
    return {
        "src/main/kotlin/a/acme/AcmeSqlGenerator.kt": HAND_WRITTEN,
        "gradle.properties": "cdkVersion=1.0.13\n",
        ".destination-writer/state.yaml": 'state:\n  database: "postgres"\n',
    }


@pytest.mark.parametrize(
    ("remedy", "said", "gone", "come"),
    [
        (
            "complete-merge",
            SQL + 'syntax error at or near "delete"',
            ["delete", "insert (a) values (s.a)"],
            ["then delete", "then insert (a) values (s.a)"],
        ),
        (
            "mend-quotes",
            SQL + 'syntax error at or near "`"',
            ['val columns = mapping.values.joinToString(", ") { "`$it`" }'],
            [r'val columns = mapping.values.joinToString(", ") { "\"$it\"" }'],
        ),
        (
            "mend-quotes",
            SQL + 'syntax error at or near "-"',
            ['return """insert into ${to.namespace}.${to.name} ($columns) select $columns from x"""'],
            ['return """insert into "${to.namespace}"."${to.name}" ($columns) select $columns from x"""'],
        ),
    ],
)
def test_code_in_another_hand_is_understood(remedy: str, said: str, gone: list[str], come: list[str]) -> None:
    texts = by_hand()
    (offer,) = [o for o in offers(texts, said, "acme") if o.remedy.name == remedy]
    changed = hunks(offer.change, texts)
    assert [line.strip() for hunk in changed for line in hunk.before] == gone
    assert [line.strip() for hunk in changed for line in hunk.after] == come


def test_a_line_that_cannot_be_written_like_another_is_left_to_the_person() -> None:
    """The last column has no comma behind it: what is written after it would not be SQL."""
    said = SQL + 'column "_airbyte_generation_id" of relation "users" does not exist'
    found = [o for o in offers(by_hand(), said, "acme") if o.remedy.name == "carry-meta-columns"]
    for offer in found:
        (text,) = apply_change(offer.change, by_hand()).values()
        created = text.partition("CREATE TABLE")[2].partition('""".trimIndent')[0]
        assert created.count(",\n") == 3 and '"_airbyte_generation_id" bigint' in created
