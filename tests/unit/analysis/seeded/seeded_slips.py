"""Mistakes against the types of the CDK that are made in passing: slips in names, results and places."""

from seeding import Mistake

CLIENT = "*main*AirbyteClient.kt"
GENERATOR = "*SqlGenerator.kt"
WRITER = "*main*Writer.kt"
AGGREGATE = "*Aggregate.kt"
FACTORY = "*AggregateFactory.kt"
COLUMNS = "*ColumnUtils.kt"
CHECKER = "*main*Checker.kt"
TEST_CLIENT = "*TestTableOperationsClient.kt"
FEW = ("postgres-a", "mysql-b", "snowflake-c")
FEW_MORE = ("postgres-c", "clickhouse-b", "sqlserver-a")

NAMES = (
    Mistake("DW502", "StoreKey in the plural", FACTORY, "aggregate.StoreKey", "aggregate.StoreKeys", bases=FEW),
    Mistake("DW502", "Meta in small letters", GENERATOR, "load.message.Meta", "load.message.meta", bases=FEW_MORE),
    Mistake(
        "DW502",
        "a timestamp of no kind",
        COLUMNS,
        "import io.airbyte.cdk.load.data.TimestampTypeWithTimezone",
        "import io.airbyte.cdk.load.data.TimestampType",
        bases=FEW,
    ),
    Mistake(
        "DW502",
        "ChangeSet of two words",
        CLIENT,
        "import io.airbyte.cdk.load.component.ColumnChangeset",
        "import io.airbyte.cdk.load.component.ColumnChangeSet",
        bases=FEW_MORE,
    ),
    Mistake(
        "DW502",
        "package in the plural",
        AGGREGATE,
        "import io.airbyte.cdk.load.dataflow.transform",
        "import io.airbyte.cdk.load.dataflow.transforms",
        bases=FEW,
    ),
    Mistake(
        "DW513",
        "import of an exception removed",
        CLIENT,
        r"re:import io\.airbyte\.cdk\.ConfigErrorException\n",
        "",
        at=((CLIENT, "ConfigErrorException("),),
        bases=FEW_MORE,
    ),
    Mistake("DW505", "columns that are removed", GENERATOR, ".columnsToDrop", ".columnsToRemove", bases=FEW_MORE),
    Mistake("DW505", "schema for namespace", CLIENT, "tableName.namespace", "tableName.schema", bases=FEW_MORE),
    Mistake("DW505", "one field of a record", AGGREGATE, "record.fields", "record.field", bases=FEW),
)
FORMS = (
    Mistake(
        "DW503",
        "accept says whether",
        AGGREGATE,
        "accept(record: RecordDTO)",
        "accept(record: RecordDTO): Boolean",
        bases=FEW,
    ),
    Mistake(
        "DW503",
        "the columns for the schema",
        CLIENT,
        "discoverSchema(tableName: TableName): TableSchema",
        "discoverSchema(tableName: TableName): TableColumns",
        bases=FEW_MORE,
    ),
    Mistake("DW503", "maybe no aggregate", FACTORY, "): Aggregate", "): Aggregate?", bases=FEW),
    Mistake(
        "DW503",
        "the target before the source",
        CLIENT,
        "overwriteTable(sourceTableName: TableName, targetTableName: TableName)",
        "overwriteTable(targetTableName: TableName, sourceTableName: TableName)",
        bases=FEW_MORE,
    ),
    Mistake("DW506", "check suspends", CHECKER, "override fun check(", "override suspend fun check(", bases=FEW),
    Mistake(
        "DW506",
        "reading does not suspend",
        TEST_CLIENT,
        "override suspend fun readTable(",
        "override fun readTable(",
        bases=FEW_MORE,
    ),
    Mistake(
        "DW511", "schema of no columns", CLIENT, "TableSchema(columns - Meta.COLUMN_NAMES)", "TableSchema()", bases=FEW
    ),
    Mistake(
        "DW512",
        "a ping where SQL is run",
        TEST_CLIENT,
        "    private fun runSql(sql: String) {\n",
        "    private fun runSql(sql: String) {\n        §ping()\n",
        bases=FEW_MORE,
    ),
    Mistake(
        "DW512",
        "a flush with each record",
        AGGREGATE,
        "        buffer.accumulate(record.fields)",
        "        flush()",
        bases=FEW,
    ),
)

UNEXPLAINED = (
    Mistake(
        "DW513",
        "letters of a type's name swapped",
        CLIENT,
        "dropTable(tableName: TableName)",
        "dropTable(tableName: TabelName)",
        bases=FEW_MORE,
    ),
    Mistake(
        "DW513",
        "a catalog that only the first era has",
        WRITER,
        "class {P}Writer(\n",
        "class {P}Writer(\n    §private val tables: TableCatalog,\n",
        bases=("mysql-b", "snowflake-c", "clickhouse-b"),
    ),
    Mistake(
        "DW503",
        "sync modes as a sequence",
        "*SpecificationExtension.kt",
        "supportedSyncModes: List<",
        "supportedSyncModes: Sequence<",
        bases=FEW,
    ),
    Mistake(
        "DW503",
        "incremental sync maybe",
        "*SpecificationExtension.kt",
        "supportsIncremental: Boolean",
        "supportsIncremental: Boolean?",
        bases=FEW_MORE,
    ),
    Mistake(
        "DW505",
        "meta column by half of its name",
        GENERATOR,
        "Meta.COLUMN_NAME_AB_EXTRACTED_AT",
        "Meta.COLUMN_NAME_AB_EXTRACTED",
        bases=("postgres-c", "snowflake-c"),
    ),
)

GIVEN = (
    Mistake(
        "DW511",
        "a table by its name alone",
        CHECKER,
        "re:client\\.dropTable\\(\\w+\\)",
        'client.dropTable("airbyte_check")',
        bases=FEW,
    ),
    Mistake(
        "DW511",
        "an import type in parentheses",
        CHECKER,
        "importType = Append,",
        "importType = Append(),",
        bases=FEW_MORE,
    ),
    Mistake(
        "DW511",
        "an interface in parentheses",
        WRITER,
        ") : DestinationWriter {",
        ") : DestinationWriter() {",
        bases=FEW,
    ),
    Mistake(
        "DW503",
        "a default of its own",
        CLIENT,
        "createNamespace(namespace: String)",
        'createNamespace(namespace: String = "public")',
        bases=FEW_MORE,
    ),
)

SLIPS = (*NAMES, *FORMS, *UNEXPLAINED, *GIVEN)
