"""Mistakes against the CDK's contract: a second list, labelled before any rule was run on it."""

# ruff: noqa: E501 (what is put in stands here as it stands in the file)

from seeding import Mistake

BEANS = "*BeanFactory.kt"
CLIENT = "*main*AirbyteClient.kt"
GENERATOR = "*SqlGenerator.kt"
WRITER = "*main*Writer.kt"
CHECKER = "*main*Checker.kt"
AGGREGATE = "*main*Aggregate.kt"
FACTORY = "*AggregateFactory.kt"
UTILS = "*ColumnUtils.kt"

MISTAKES = (
    Mistake("DW504", "TableName of an earlier version", GENERATOR, "import io.airbyte.cdk.load.schema.model.TableName", "import io.airbyte.cdk.load.table.TableName", bases=("oracle-c",)),
    Mistake("DW504", "TableName of a later version", GENERATOR, "import io.airbyte.cdk.load.table.TableName", "import io.airbyte.cdk.load.schema.model.TableName", bases=("duckdb-a",)),
    Mistake("DW504", "loader's package of an earlier version", WRITER, "import io.airbyte.cdk.load.table.directload.DirectLoadInitialStatus", "import io.airbyte.cdk.load.orchestration.db.direct_load_table.DirectLoadInitialStatus", bases=("mysql-b",)),
    Mistake("DW506", "countTable without suspend", CLIENT, "override suspend fun countTable", "override fun countTable", bases=("cockroachdb-b",)),
    Mistake("DW506", "computeSchema with suspend", CLIENT, "override fun computeSchema", "override suspend fun computeSchema", bases=("redshift-a",)),
    Mistake("DW506", "accept with suspend", AGGREGATE, "override fun accept", "override suspend fun accept", bases=("sqlite-c",)),
    Mistake("DW506", "flush without suspend", AGGREGATE, "override suspend fun flush", "override fun flush", bases=("mongodb-b",)),
    Mistake("DW506", "setup without suspend", WRITER, "override suspend fun setup", "override fun setup", bases=("sqlserver-b",)),
    Mistake("DW506", "createStreamLoader with suspend", WRITER, "override fun createStreamLoader", "override suspend fun createStreamLoader", bases=("bigquery-b",)),
    Mistake("DW505", "upsertTable under another name", CLIENT, "override suspend fun upsertTable", "override suspend fun mergeTable", at=((CLIENT, "override suspend fun mergeTable"), (CLIENT, "class {P}AirbyteClient")), bases=("databricks-c",)),
    Mistake("DW510", "dropTable without override", CLIENT, "override suspend fun dropTable", "suspend fun dropTable", bases=("mariadb-a",)),
    Mistake("DW503", "countTable gives an Int", CLIENT, "override suspend fun countTable(tableName: TableName): Long?", "override suspend fun countTable(tableName: TableName): Int?", bases=("timescaledb-c",)),
    Mistake("DW503", "copyTable in another order", CLIENT, "        columnNameMapping: ColumnNameMapping,\n        sourceTableName: TableName,\n        targetTableName: TableName,\n    ) {\n        execute(\n            sqlGenerator.copyTable", "        sourceTableName: TableName,\n        targetTableName: TableName,\n        columnNameMapping: ColumnNameMapping,\n    ) {\n        execute(\n            sqlGenerator.copyTable", at=((CLIENT, "override suspend fun copyTable"),), bases=("snowflake-a",)),
    Mistake("DW503", "createTable without replace", CLIENT, "        columnNameMapping: ColumnNameMapping,\n        replace: Boolean,\n", "        columnNameMapping: ColumnNameMapping,\n", at=((CLIENT, "override suspend fun createTable"),), bases=("sqlite-c",)),
    Mistake("DW503", "create takes a String", FACTORY, "override fun create(key: StoreKey)", "override fun create(key: String)", bases=("clickhouse-c",)),
    Mistake("DW511", "gatherInitialStatus with a catalog", WRITER, "statusGatherer.gatherInitialStatus()", "statusGatherer.gatherInitialStatus(catalog)", bases=("postgres-c",)),
    Mistake("DW511", "gatherInitialStatus without a catalog", WRITER, "statusGatherer.gatherInitialStatus(names)", "statusGatherer.gatherInitialStatus()", bases=("mariadb-a",)),
    Mistake("DW511", "ninth argument of a loader forgotten", WRITER, "                            streamStateStore,\n                            tempTableNameGenerator,\n", "                            streamStateStore,\n", at=((WRITER, "                        DirectLoadTableDedupTruncateStreamLoader("),), bases=("redshift-a",)),
    Mistake("DW511", "ColumnType without nullable", "*TableSchemaMapper.kt", ", nullable = true)", ")", bases=("timescaledb-c",)),
    Mistake("DW505", "ImportType as a constant", CHECKER, "                importType = Append,\n                schema", "                importType = ImportType.APPEND,\n                schema", bases=("sqlserver-b",)),
    Mistake("DW511", "stream with a descriptor", CHECKER, "                unmappedNamespace = tableName.namespace,\n", "                descriptor = tableName.namespace,\n", at=((CHECKER, "descriptor = "), (CHECKER, "            DestinationStream(\n")), bases=("oracle-c",)),
    Mistake("DW5xx", "value class of an old version", CLIENT, "            is TimestampWithoutTimezoneValue -> text", "            is TimestampValue -> text", bases=("postgres-c",)),
    Mistake("DW508", "type without schema forgotten", UTILS, "            ArrayTypeWithoutSchema,\n", "", at=((UTILS, "        when (type) {"),), bases=("cockroachdb-b",)),
    Mistake("DW508", "time of day forgotten", UTILS, "re:            TimeTypeWithoutTimezone -> [^\n]*\n", "", at=((UTILS, "when (type) {"),), bases=("clickhouse-c",)),
    Mistake("DW508", "unknown value forgotten", CLIENT, "            is UnknownValue -> value.value.toString()\n", "", at=((CLIENT, "        when (value) {"),), bases=("postgres-c",)),
    Mistake("DW5xx", "supplier of the guide that does not exist", BEANS, "import io.airbyte.cdk.command.ConfigurationSpecificationSupplier", "import io.airbyte.cdk.command.MigratingConfigurationSpecificationSupplier", bases=("bigquery-b",)),
    Mistake("DW5xx", "StoreKey from the state package", FACTORY, "import io.airbyte.cdk.load.dataflow.aggregate.StoreKey", "import io.airbyte.cdk.load.state.StoreKey", bases=("databricks-c",)),
    Mistake("DW5xx", "StreamStateStore from the state package", WRITER, "import io.airbyte.cdk.load.write.StreamStateStore", "import io.airbyte.cdk.load.state.StreamStateStore", bases=("snowflake-a",)),
    Mistake("DW505", "meta column that does not exist", GENERATOR, "        val generationId = Meta.COLUMN_NAME_AB_GENERATION_ID.quote()", "        val generationId = Meta.COLUMN_NAME_AB_GENERATION.quote()", bases=("sqlite-c",)),
    Mistake("DW505", "member of the changeset that does not exist", GENERATOR, "        val dropped = changeset.columnsToDrop.keys", "        val dropped = changeset.columnsToRemove.keys", bases=("duckdb-a",)),
    Mistake("DW505", "schema of the stream in an early version", GENERATOR, "            stream.schema.asColumns().map { (name, field) ->", "            stream.tableSchema.asColumns().map { (name, field) ->", bases=("redshift-a",)),
    Mistake("DW512", "suspend call outside of a coroutine", CHECKER, "        runBlocking {\n            client.createNamespace", "        run {\n            client.createNamespace", at=((CHECKER, "client.createNamespace"),), bases=("mysql-b",)),
    Mistake("DW513", "import of an exception lost", CLIENT, "import io.airbyte.cdk.ConfigErrorException\n", "", at=((CLIENT, " ConfigErrorException("), (CLIENT, "")), bases=("oracle-c",)),
    Mistake("DW5xx", "client that no longer says it evolves schemas", CLIENT, ") : TableOperationsClient, TableSchemaEvolutionClient {", ") : TableOperationsClient {", at=((CLIENT, "override suspend fun discoverSchema"), (CLIENT, "class {P}AirbyteClient")), bases=("sqlserver-b",)),
    Mistake("DW5xx", "checker of the older form", CHECKER, ") : DestinationCheckerV2 {", ") : DestinationChecker<{P}Configuration> {", at=((CHECKER, "class {P}Checker"), (CHECKER, "override fun check()")), imports=("io.airbyte.cdk.load.check.DestinationChecker",), bases=("timescaledb-c",)),
    Mistake("DW5xx", "factory overrides make alone", "*ConfigurationFactory.kt", "override fun makeWithoutExceptionHandling(pojo: {P}Specification)", "override fun make(spec: {P}Specification)", at=(("*ConfigurationFactory.kt", "class {P}ConfigurationFactory"), ("*ConfigurationFactory.kt", "override fun make")), bases=("bigquery-b",)),
    Mistake("DW5xx", "verdict that does not exist", "*ValueCoercer.kt", "ValidationResult.Valid\n", "ValidationResult.Ok\n", bases=("postgres-c",)),
    Mistake("DW505", "test that the suite does not have", "*TableOperationsTest.kt", "    override fun `create and drop tables`() {\n        super.`create and drop tables`()", "    override fun `create and drop table`() {\n        super.`create and drop tables`()", bases=("mongodb-b",)),
    Mistake("DW503", "sync modes as a set", "*SpecificationExtension.kt", "override val supportedSyncModes: List<DestinationSyncMode>", "override val supportedSyncModes: Set<DestinationSyncMode>", bases=("layout-snowflake",)),
    Mistake("DW505", "name generator's method of the guide", "*NameGenerators.kt", "override fun getTableName(streamDescriptor", "override fun getFinalTableName(streamDescriptor", at=(("*NameGenerators.kt", "getFinalTableName"), ("*NameGenerators.kt", "class {P}FinalTableNameGenerator")), bases=("mariadb-a",)),
)
