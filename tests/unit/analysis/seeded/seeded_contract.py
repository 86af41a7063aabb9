"""Mistakes against the types of the CDK."""

# ruff: noqa: E501 (what is put in stands here as it stands in the file)

from seeded_slips import SLIPS
from seeding import ALL, Mistake

CLIENT = "*main*AirbyteClient.kt"
GENERATOR = "*SqlGenerator.kt"
WRITER = "*main*Writer.kt"
BEANS = "*BeanFactory.kt"
AGGREGATE = "*Aggregate.kt"
TEST_CLIENT = "*TestTableOperationsClient.kt"
FACTORY = "*ConfigurationFactory.kt"
ERA_A = ("postgres-a", "sqlserver-a")
LATER = ("postgres-c", "mysql-b", "snowflake-c", "clickhouse-b")


def suspending(name: str) -> str:
    return f"override suspend fun {name}("


MISSING = (
    *(
        Mistake(
            "DW501",
            f"{name} removed from the client",
            CLIENT,
            rf"re:    override suspend fun {name}\(.*?\n    \}}\n\n",
            "",
            at=((CLIENT, "class {P}AirbyteClient"),),
            bases=bases,
        )
        for name, bases in (
            ("dropTable", ("postgres-c", "postgres-a", "snowflake-c")),
            ("overwriteTable", ("mysql-b", "sqlserver-a")),
            ("discoverSchema", ("clickhouse-b", "postgres-a")),
            ("createTable", ("postgres-c", "mysql-b")),
            ("applyChangeset", ("sqlserver-a", "snowflake-c")),
        )
    ),
    Mistake(
        "DW501",
        "flush removed from the aggregate",
        AGGREGATE,
        r"re:\n    override suspend fun flush\(\) \{.*?\n    \}\n",
        "",
        at=((AGGREGATE, "class {P}Aggregate("),),
    ),
    Mistake(
        "DW501",
        "createStreamLoader removed from the writer",
        WRITER,
        r"re:    override fun createStreamLoader\(.*\n    \}\n\}",
        "}",
        at=((WRITER, "class {P}Writer"),),
        bases=("postgres-c", "postgres-a", "clickhouse-b"),
    ),
)

IMPORTS = (
    Mistake(
        "DW502",
        "TableName of era A",
        CLIENT,
        "import io.airbyte.cdk.load.schema.model.TableName",
        "import io.airbyte.cdk.load.table.TableName",
        bases=LATER,
    ),
    Mistake(
        "DW502",
        "TableName of the later eras",
        CLIENT,
        "import io.airbyte.cdk.load.table.TableName",
        "import io.airbyte.cdk.load.schema.model.TableName",
        bases=ERA_A,
    ),
    Mistake(
        "DW502",
        "Meta from a package that is none",
        GENERATOR,
        "import io.airbyte.cdk.load.message.Meta",
        "import io.airbyte.cdk.message.Meta",
    ),
    Mistake(
        "DW502",
        "ConfigErrorException from the load package",
        GENERATOR,
        "import io.airbyte.cdk.ConfigErrorException",
        "import io.airbyte.cdk.load.ConfigErrorException",
        bases=("postgres-c", "postgres-a", "snowflake-c"),
    ),
    Mistake(
        "DW502",
        "ColumnNameMapping beside the schema",
        CLIENT,
        "import io.airbyte.cdk.load.table.ColumnNameMapping",
        "import io.airbyte.cdk.load.schema.ColumnNameMapping",
        bases=("mysql-b", "snowflake-c", "clickhouse-b"),
    ),
    Mistake(
        "DW502",
        "TableCatalog, which the later eras do not have",
        WRITER,
        "import io.airbyte.cdk.load.command.DestinationCatalog",
        "import io.airbyte.cdk.load.orchestration.db.legacy_typing_deduping.TableCatalog",
        bases=LATER,
    ),
    Mistake(
        "DW502",
        "checker of a package that is none",
        BEANS,
        "import io.airbyte.cdk.load.check.DestinationCheckerV2",
        "import io.airbyte.cdk.check.DestinationCheckerV2",
        bases=("postgres-a", "snowflake-c", "mysql-b"),
    ),
    Mistake(
        "DW504",
        "full name of era A",
        CLIENT,
        "    private val dataSource:",
        "    private val spare: io.airbyte.cdk.load.table.TableName?,\n    private val dataSource:",
        bases=LATER,
    ),
    Mistake(
        "DW504",
        "full name of the later eras",
        CLIENT,
        "    private val dataSource:",
        "    private val spare: io.airbyte.cdk.load.schema.model.TableName?,\n    private val dataSource:",
        bases=ERA_A,
    ),
    Mistake(
        "DW504",
        "star import of the later eras",
        CLIENT,
        "import io.airbyte.cdk.load.table.TableName",
        "import io.airbyte.cdk.load.schema.model.*",
        bases=ERA_A,
    ),
    *(
        Mistake(
            "DW513",
            f"import of {name} removed",
            file,
            rf"re:import io\.airbyte\.cdk\.[\w.]+\.{name}\n",
            "",
            at=((file, where),),
        )
        for name, file, where in (
            ("TableName", CLIENT, "tableName: TableName"),
            ("DestinationStream", WRITER, "Map<DestinationStream"),
            ("RecordDTO", AGGREGATE, "record: RecordDTO"),
        )
    ),
    Mistake(
        "DW509",
        "test fixture in the main sources",
        CLIENT,
        "import io.airbyte.cdk.load.component.TableOperationsClient",
        "import io.airbyte.cdk.load.component.TableOperationsClient\n§import io.airbyte.cdk.load.component.TableOperationsSuite",
        bases=("postgres-c", "mysql-b", "sqlserver-a"),
    ),
)

SIGNATURES = (
    Mistake(
        "DW503",
        "countTable gives an Int",
        CLIENT,
        "§(tableName: TableName): Long? {".replace("§", suspending("countTable")[:-1]),
        "override suspend fun countTable(tableName: TableName): Int? {",
    ),
    Mistake(
        "DW503",
        "getGenerationId may give null",
        CLIENT,
        "override suspend fun getGenerationId(tableName: TableName): Long",
        "override suspend fun getGenerationId(tableName: TableName): Long?",
    ),
    Mistake("DW503", "replace may be null", CLIENT, "        replace: Boolean,", "        replace: Boolean?,"),
    Mistake(
        "DW503",
        "parameter of dropTable renamed",
        CLIENT,
        suspending("dropTable") + "tableName:",
        suspending("dropTable") + "table:",
        bases=("postgres-c", "mysql-b", "sqlserver-a"),
    ),
    Mistake("DW503", "pojo renamed", FACTORY, "(pojo:", "(spec:"),
    Mistake(
        "DW503",
        "namespace renamed in the test client",
        TEST_CLIENT,
        "dropNamespace(namespace:",
        "dropNamespace(schema:",
        bases=("postgres-c", "snowflake-c", "mysql-b"),
    ),
    Mistake(
        "DW503",
        "mapping dropped from copyTable",
        CLIENT,
        "copyTable(\n        columnNameMapping: ColumnNameMapping,\n",
        "copyTable(\n",
        bases=("postgres-c", "postgres-a", "clickhouse-b"),
    ),
    Mistake(
        "DW503",
        "flush takes a reason",
        AGGREGATE,
        "flush()",
        "flush(reason: String)",
        bases=("postgres-c", "mysql-b", "sqlserver-a"),
    ),
    Mistake(
        "DW503",
        "accept takes fields",
        AGGREGATE,
        "accept(record: RecordDTO)",
        "accept(record: Map<String, Any>)",
        bases=("postgres-c", "postgres-a"),
    ),
)

MEMBERS = (
    *(
        Mistake("DW505", f"{name} misspelled", CLIENT, suspending(name), suspending(other), bases=bases)
        for name, other, bases in (
            ("dropTable", "dropTabel", ("postgres-c", "mysql-b", "sqlserver-a")),
            ("upsertTable", "upsert", ("postgres-a", "snowflake-c")),
            ("overwriteTable", "overrideTable", ("clickhouse-b", "postgres-c")),
            ("namespaceExists", "existsNamespace", ("mysql-b", "postgres-a")),
        )
    ),
    Mistake(
        "DW505",
        "table schema of a stream in era A",
        WRITER,
        "        val realTable =",
        "        val known = §stream.tableSchema\n        val realTable =",
        bases=ERA_A,
    ),
    Mistake("DW505", "minimum generation misspelled", WRITER, "stream.minimumGenerationId)", "stream.minGenerationId)"),
    Mistake(
        "DW505", "constant of Meta misspelled", GENERATOR, "Meta.COLUMN_NAME_AB_RAW_ID", "Meta.COLUMN_NAME_AB_RAWID"
    ),
    Mistake("DW505", "isNoop misspelled", CLIENT, "columnChangeset.isNoop()", "columnChangeset.isEmpty()"),
    Mistake(
        "DW505",
        "named argument that is none",
        CLIENT,
        "return TableSchema(columns - Meta.COLUMN_NAMES)",
        "return TableSchema(fields = columns - Meta.COLUMN_NAMES)",
    ),
    Mistake(
        "DW505",
        "publishing setting that is none",
        BEANS,
        "= AggregatePublishingConfig()",
        "= AggregatePublishingConfig(maxRecords = 1000L)",
        bases=("postgres-c", "mysql-b", "sqlserver-a"),
    ),
)

SUSPENDING = (
    *(
        Mistake("DW506", f"{name} does not suspend", CLIENT, suspending(name), f"override fun {name}(", bases=bases)
        for name, bases in (
            ("dropTable", ALL),
            ("createTable", ("postgres-c", "sqlserver-a")),
            ("countTable", ("mysql-b", "snowflake-c")),
            ("applyChangeset", ("postgres-a", "clickhouse-b")),
        )
    ),
    Mistake(
        "DW506",
        "flush does not suspend",
        AGGREGATE,
        suspending("flush"),
        "override fun flush(",
        bases=("postgres-c", "mysql-b", "postgres-a"),
    ),
    Mistake(
        "DW506",
        "accept suspends",
        AGGREGATE,
        "override fun accept(",
        suspending("accept"),
        bases=("postgres-c", "clickhouse-b", "sqlserver-a"),
    ),
    Mistake(
        "DW506",
        "createStreamLoader suspends",
        WRITER,
        "override fun createStreamLoader(",
        suspending("createStreamLoader"),
        bases=("snowflake-c", "postgres-a"),
    ),
    Mistake(
        "DW506",
        "computeSchema suspends",
        CLIENT,
        "override fun computeSchema(",
        suspending("computeSchema"),
        bases=("postgres-c", "mysql-b"),
    ),
    Mistake("DW510", "dropTable without override", CLIENT, suspending("dropTable"), "suspend fun dropTable("),
    Mistake(
        "DW510",
        "accept without override",
        AGGREGATE,
        "override fun accept(",
        "fun accept(",
        bases=("postgres-c", "mysql-b", "sqlserver-a"),
    ),
    Mistake(
        "DW510",
        "makeWithoutExceptionHandling without override",
        FACTORY,
        "override fun make",
        "fun make",
        bases=("postgres-a", "snowflake-c"),
    ),
    Mistake(
        "DW512",
        "the checker suspends nowhere",
        "*main*Checker.kt",
        "runBlocking {",
        "run {",
        at=(("*main*Checker.kt", "client.createNamespace("),),
    ),
    Mistake(
        "DW512",
        "a table is dropped while a loader is made",
        WRITER,
        "        val realTable =",
        "        §client.dropTable(io.airbyte.integrations.TABLE)\n        val realTable =",
        bases=("postgres-c", "mysql-b"),
    ),
)

TYPES = (
    Mistake(
        "DW508",
        "Booleans forgotten",
        "*ColumnUtils.kt",
        "re:            BooleanType -> [^\n]+\n",
        "",
        at=(("*ColumnUtils.kt", "when (type)"),),
    ),
    Mistake(
        "DW508",
        "dates forgotten",
        "*ColumnUtils.kt",
        "re:            DateType -> [^\n]+\n",
        "",
        at=(("*ColumnUtils.kt", "when (type)"),),
    ),
    Mistake(
        "DW508",
        "unions forgotten",
        "*ColumnUtils.kt",
        "            is UnionType,\n",
        "",
        at=(("*ColumnUtils.kt", "when (type)"),),
    ),
    Mistake(
        "DW508",
        "unknown values forgotten when a table is read",
        TEST_CLIENT,
        "re:            is UnknownValue -> [^\n]+\n",
        "",
        at=((TEST_CLIENT, "when (value)"),),
        bases=("postgres-c", "postgres-a"),
    ),
    Mistake(
        "DW511",
        "check operation without its consumer",
        BEANS,
        "CheckOperationV2(checker, outputConsumer)",
        "CheckOperationV2(checker)",
        bases=("postgres-c", "postgres-a", "mysql-b"),
    ),
    Mistake(
        "DW511",
        "initial status of one table",
        WRITER,
        "DirectLoadInitialStatus(null, null)",
        "DirectLoadInitialStatus(null)",
        bases=("postgres-c", "sqlserver-a", "snowflake-c"),
    ),
    Mistake(
        "DW511",
        "loader without its state store",
        WRITER,
        "re:(DirectLoadTableAppendStreamLoader\\(\n(?:\\s+\\w+,\n){7})\\s+streamStateStore,\n",
        "\\1",
        at=((WRITER, "                        DirectLoadTableAppendStreamLoader("),),
        bases=("postgres-c", "postgres-a", "clickhouse-b"),
    ),
    Mistake(
        "DW511",
        "table name of one part",
        "*main*Checker.kt",
        "                configuration.schema,\n",
        "",
        at=(("*main*Checker.kt", "            TableName("),),
        bases=("postgres-c", "postgres-a"),
    ),
)

MISTAKES = (*MISSING, *IMPORTS, *SIGNATURES, *MEMBERS, *SUSPENDING, *TYPES, *SLIPS)
