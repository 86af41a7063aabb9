"""The layouts of three finished connectors: which files they have, what they are called, what extends what.

The bodies are empty: only names, folders and supertypes tell what a class is. None has a stub, a state file or a mark of
this tool.
"""

from collections.abc import Iterable
from dataclasses import dataclass

OPERATIONS = (
    "createNamespace namespaceExists createTable dropTable tableExists countTable getGenerationId overwriteTable copyTable "
    "upsertTable discoverSchema computeSchema applyChangeset"
).split()


@dataclass(frozen=True)
class Layout:
    """`files` are lines of `path class : supertypes | members`, paths below the package; `tests` likewise. `lacks` is what
    the connector does not have, as the tracker names it."""

    name: str
    database: str
    version: str
    files: str
    tests: str
    writer_file: str
    lacks: frozenset[str] = frozenset()

    @property
    def package(self) -> str:
        return f"io.airbyte.integrations.destination.{self.database}"

    @property
    def main(self) -> str:
        return f"src/main/kotlin/{self.package.replace('.', '/')}"

    @property
    def writer(self) -> str:
        return f"{self.main}/{self.writer_file}"


def layout(which: Layout) -> dict[str, str]:
    """The texts of a layout, by path."""
    tests = which.main.replace("src/main/", "src/test-integration/")
    texts: dict[str, str] = {
        "gradle.properties": f"cdkVersion={which.version}\n",
        "build.gradle.kts": 'plugins { id("airbyte-bulk-connector") }\n',
        "metadata.yaml": f"data:\n  dockerRepository: airbyte/destination-{which.database}\n",
    }
    for folder, lines in ((which.main, which.files), (tests, which.tests)):
        for line in filter(None, (line.strip() for line in lines.splitlines())):
            path, _, rest = line.partition(" ")
            file = f"{folder}/{path}.kt"
            head = f"package {which.package}{'.' + path.rpartition('/')[0].replace('/', '.') if '/' in path else ''}\n"
            texts[file] = texts.get(file, head) + _declared(rest)
    return texts


def _declared(rest: str) -> str:
    declared, _, members = rest.partition(" | ")
    if declared == "main":
        return "\nfun main(args: Array<String>) {\n    AirbyteDestinationRunner.run(*args)\n}\n"
    marked, _, declared = declared.rpartition("@ ")
    names: Iterable[str] = OPERATIONS if members == "OPERATIONS" else members.split()
    body = "".join(
        f"    // {name[1:]}\n    val uses{name[1:]} = {name[1:]}::class\n"
        if name.startswith("+")
        else f"    fun {name}() = Unit\n"
        for name in names
    )
    annotation = f"@{marked.strip()}\n" if marked else ""
    kind = "" if declared.startswith(("enum ", "sealed ", "data ")) else "class "
    return f"\n{annotation}{kind}{declared} {{\n{body}}}\n"


_LOADERS = (
    "setup createStreamLoader +DirectLoadTableAppendStreamLoader +DirectLoadTableAppendTruncateStreamLoader "
    "+DirectLoadTableDedupStreamLoader +DirectLoadTableDedupTruncateStreamLoader"
)

CLICKHOUSE = Layout(
    "destination-clickhouse",
    "clickhouse",
    "0.1.100",
    f"""
    ClickhouseDestination main
    cdk/WriteOperationV2 WriteOperationV2 : Operation | execute
    check/ClickhouseChecker ClickhouseChecker : DestinationChecker<ClickhouseConfiguration> | check cleanup
    client/ClickhouseAirbyteClient ClickhouseAirbyteClient : TableOperationsClient, TableSchemaEvolutionClient | OPERATIONS
    client/ClickhouseSqlGenerator ClickhouseSqlGenerator | createNamespace createTable dropTable countTable copyTable
    client/ClickhouseSqlTypes ClickhouseSqlTypes | stringType
    config/ClickhouseBeanFactory Factory @ ClickhouseBeanFactory | dataSource clickhouseConfiguration
    config/ClickhouseDirectLoadDatabaseInitialStatusGatherer ClickhouseDirectLoadDatabaseInitialStatusGatherer : BaseDirectLoadInitialStatusGatherer()
    schema/ClickhouseTableSchemaMapper ClickhouseTableSchemaMapper : TableSchemaMapper | toFinalTableName toColumnName toColumnType
    dataflow/ClickhouseAggregate ClickhouseAggregate : Aggregate | accept flush
    dataflow/ClickhouseAggregate ClickhouseAggregateFactory : AggregateFactory | create
    spec/ClickhouseConfiguration data class ClickhouseConfiguration(val deletion: CdcDeletionMode) : DestinationConfiguration()
    spec/ClickhouseConfiguration ClickhouseConfigurationFactory : DestinationConfigurationFactory<A, B> | makeWithoutExceptionHandling
    spec/ClickhouseSpecification sealed class ClickhouseSpecification : ConfigurationSpecification() | +CdcDeletionMode
    spec/ClickhouseSpecification ClickhouseSpecificationOss : ClickhouseSpecification()
    spec/ClickhouseSpecification ClickhouseSpecificationExtension : DestinationSpecificationExtension | groups
    write/ClickHouseWriter ClickHouseWriter : DestinationWriter | {_LOADERS}
    write/load/BinaryRowInsertBuffer BinaryRowInsertBuffer | accumulate flush
    write/transform/ClickhouseCoercer ClickhouseCoercer : ValueCoercer | map validate
    """,
    """
    check/ClickhouseCheckTest ClickhouseCheckTest : CheckIntegrationTest<A>()
    component/ClickhouseTestTableOperationsClient ClickhouseTestTableOperationsClient : TestTableOperationsClient | ping dropNamespace insertRecords readTable
    component/ClickhouseTableOperationsTest ClickhouseTableOperationsTest : TableOperationsSuite
    component/ClickhouseTableSchemaEvolutionTest ClickhouseTableSchemaEvolutionTest : TableSchemaEvolutionSuite
    component/ClickhouseDataCoercionTest ClickhouseDataCoercionTest : DataCoercionSuite
    component/config/ClickhouseTestConfigFactory Factory @ ClickhouseTestConfigFactory | config
    spec/ClickhouseSpecTest ClickhouseSpecTest : SpecTest()
    write/load/ClickhouseAcceptanceTest ClickhouseAcceptanceTest : BasicFunctionalityIntegrationTest()
    """,
    "write/ClickHouseWriter.kt",
)

SNOWFLAKE = Layout(
    "destination-snowflake",
    "snowflake",
    "1.0.13",
    f"""
    SnowflakeDestination main
    SnowflakeBeanFactory Factory @ SnowflakeBeanFactory | emptyDataSource dataSource checkOperation aggregatePublishingConfig
    auth/SnowflakeTokenProvider SnowflakeTokenProvider | token
    cdk/WriteOperationV2 WriteOperationV2 : Operation | execute
    check/SnowflakeChecker SnowflakeChecker : DestinationCheckerV2 | check cleanup
    client/SnowflakeAirbyteClient SnowflakeAirbyteClient : TableOperationsClient, TableSchemaEvolutionClient | OPERATIONS
    dataflow/SnowflakeAggregate SnowflakeAggregate : Aggregate | accept flush
    dataflow/SnowflakeAggregateFactory SnowflakeAggregateFactory : AggregateFactory | create
    db/SnowflakeInitialStatusGatherer SnowflakeInitialStatusGatherer : BaseDirectLoadInitialStatusGatherer()
    schema/SnowflakeTableSchemaMapper SnowflakeTableSchemaMapper : TableSchemaMapper | toFinalTableName toColumnName
    schema/SnowflakeColumnManager SnowflakeColumnManager | columns
    spec/SnowflakeConfiguration data class SnowflakeConfiguration(val mode: CdcDeletionMode) : DestinationConfiguration()
    spec/SnowflakeConfiguration SnowflakeConfigurationFactory : DestinationConfigurationFactory<A, B> | makeWithoutExceptionHandling
    spec/SnowflakeSpecification SnowflakeSpecification : ConfigurationSpecification() | +CdcDeletionMode
    spec/SnowflakeSpecification SnowflakeSpecificationExtension : DestinationSpecificationExtension | groups
    spec/CdcDeletionMode enum class CdcDeletionMode
    sql/SnowflakeColumnUtils SnowflakeColumnUtils | columns
    sql/SnowflakeDirectLoadSqlGenerator SnowflakeDirectLoadSqlGenerator | createNamespace createTable upsertTable
    write/SnowflakeWriter SnowflakeWriter : DestinationWriter | {_LOADERS}
    write/load/SnowflakeInsertBuffer SnowflakeInsertBuffer | accumulate flush
    write/load/SnowflakeRecordFormatter SnowflakeRecordFormatter | format
    write/transform/SnowflakeValueCoercer SnowflakeValueCoercer : ValueCoercer | map validate
    """,
    """
    check/SnowflakeCheckTest SnowflakeCheckTest : CheckIntegrationTest<A>()
    component/SnowflakeTestTableOperationsClient SnowflakeTestTableOperationsClient : TestTableOperationsClient | ping dropNamespace insertRecords readTable
    component/SnowflakeTestConfigFactory Factory @ SnowflakeTestConfigFactory | config
    component/SnowflakeTableOperationsTest SnowflakeTableOperationsTest : TableOperationsSuite
    component/SnowflakeTableSchemaEvolutionTest SnowflakeTableSchemaEvolutionTest : TableSchemaEvolutionSuite
    component/SnowflakeDataCoercionTest SnowflakeDataCoercionTest : DataCoercionSuite
    component/SnowflakeConnectorWiringTest SnowflakeConnectorWiringTest : ConnectorWiringSuite
    spec/SnowflakeSpecTest SnowflakeSpecTest : SpecTest()
    write/SnowflakeAcceptanceTest SnowflakeAcceptanceTest : BasicFunctionalityIntegrationTest()
    write/SnowflakeWriteInitializationTest SnowflakeWriteInitializationTest : WriteInitializationTest<A>()
    """,
    "write/SnowflakeWriter.kt",
)

POSTGRES = Layout(
    "destination-postgres",
    "postgres",
    "0.1.76",
    f"""
    PostgresDestination main
    cdk/WriteOperationV2 WriteOperationV2 : Operation | execute
    check/PostgresOssChecker PostgresOssChecker : DestinationCheckerV2 | check cleanup
    check/PostgresCloudChecker PostgresCloudChecker : DestinationCheckerV2 | check cleanup
    client/PostgresAirbyteClient PostgresAirbyteClient : TableOperationsClient, TableSchemaEvolutionClient | OPERATIONS
    config/PostgresBeanFactory Factory @ PostgresBeanFactory | dataSource
    config/PostgresDirectLoadDatabaseInitialStatusGatherer PostgresDirectLoadDatabaseInitialStatusGatherer : BaseDirectLoadInitialStatusGatherer()
    dataflow/PostgresAggregate PostgresAggregate : Aggregate | accept flush
    dataflow/PostgresAggregateFactory PostgresAggregateFactory : AggregateFactory | create
    db/PostgresFinalTableNameGenerator PostgresFinalTableNameGenerator : FinalTableNameGenerator | getTableName
    db/PostgresColumnNameGenerator PostgresColumnNameGenerator : ColumnNameGenerator | getColumnName
    spec/PostgresConfiguration data class PostgresConfiguration(val mode: CdcDeletionMode) : DestinationConfiguration()
    spec/PostgresConfiguration PostgresConfigurationFactory : DestinationConfigurationFactory<A, B> | makeWithoutExceptionHandling
    spec/PostgresSpecification PostgresSpecification : ConfigurationSpecification() | +CdcDeletionMode
    spec/PostgresSpecification PostgresSpecificationExtension : DestinationSpecificationExtension | groups
    sql/PostgresColumnUtils PostgresColumnUtils | columns
    sql/PostgresDirectLoadSqlGenerator PostgresDirectLoadSqlGenerator | createNamespace createTable upsertTable
    write/PostgresWriter PostgresWriter : DestinationWriter | {_LOADERS}
    write/load/PostgresInsertBuffer PostgresInsertBuffer | accumulate flush
    write/transform/PostgresColumnNameMapper PostgresColumnNameMapper : ColumnNameMapper | getMappedColumnName
    write/transform/PostgresValueCoercer PostgresValueCoercer : ValueCoercer | map validate
    """,
    """
    check/PostgresCheckTest PostgresCheckTest : CheckIntegrationTest<A>()
    component/PostgresTestTableOperationsClient PostgresTestTableOperationsClient : TestTableOperationsClient | ping dropNamespace insertRecords readTable
    component/PostgresComponentTestConfigFactory Factory @ PostgresComponentTestConfigFactory | config
    component/PostgresTableOperationsTest PostgresTableOperationsTest : TableOperationsSuite
    component/PostgresTableSchemaEvolutionTest PostgresTableSchemaEvolutionTest : TableSchemaEvolutionSuite
    spec/PostgresSpecTest PostgresSpecTest : SpecTest()
    write/PostgresAcceptanceTest PostgresAcceptanceTest : BasicFunctionalityIntegrationTest()
    """,
    "write/PostgresWriter.kt",
)
