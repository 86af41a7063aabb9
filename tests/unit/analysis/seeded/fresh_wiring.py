"""Mistakes in what Micronaut puts together: a second list, labelled before any rule was run on it."""

# ruff: noqa: E501 (what is put in stands here as it stands in the file)

from seeding import Mistake

BEANS = "*BeanFactory.kt"
CLIENT = "*main*AirbyteClient.kt"
GENERATOR = "*SqlGenerator.kt"
WRITER = "*main*Writer.kt"
CHECKER = "*main*Checker.kt"
WRITE = "*WriteOperationV2.kt"
SETTINGS = "*main*application-connector.yml"
TEST_BEANS = "*TestConfigFactory.kt"
TEST_CLIENT = "*TestTableOperationsClient.kt"
CHECK_OPERATION = "    @Primary\n    @Singleton\n    @Requires(property = Operation.PROPERTY, value = \"check\")\n"
ANYWHERE = ((BEANS, ""), (CHECKER, ""))

MISTAKES = (
    Mistake("DW3xx", "factory without @Factory", BEANS, "@Factory\nclass", "class", at=((BEANS, "class {P}BeanFactory"), (CLIENT, "val dataSource: DataSource")), bases=("duckdb-a",)),
    Mistake("DW3xx", "data source method without a scope", BEANS, '    @Singleton\n    @Requires(property = Operation.PROPERTY, notEquals = "spec")\n', "", at=((BEANS, "fun dataSource"), (CLIENT, "val dataSource: DataSource")), bases=("cockroachdb-b",)),
    Mistake("DW306", "Singleton of Guice", WRITER, "import jakarta.inject.Singleton", "import com.google.inject.Singleton", bases=("databricks-c",)),
    Mistake("DW306", "Singleton of javax in the aggregate factory", "*AggregateFactory.kt", "import jakarta.inject.Singleton", "import javax.inject.Singleton", bases=("mariadb-a",)),
    Mistake("DW306", "Singleton of Micronaut in the bean factory", BEANS, "import jakarta.inject.Singleton", "import io.micronaut.context.annotation.Singleton", bases=("oracle-c",)),
    Mistake("DW306", "Singleton of EJB", GENERATOR, "import jakarta.inject.Singleton", "import javax.ejb.Singleton", bases=("sqlite-c",)),
    Mistake("DW301", "helper class that is no bean", WRITER, "    private val catalog: DestinationCatalog,\n", "    private val catalog: DestinationCatalog,\n§    private val lockService: TableLockService,\n", new_files={"src/main/kotlin/io/airbyte/integrations/destination/postgres/write/TableLockService.kt": "package io.airbyte.integrations.destination.postgres.write\n\nclass TableLockService {\n    fun lock(name: String) = name.length\n}\n"}, bases=("postgres-c",)),
    Mistake("DW301", "field of a class that is no bean, by @Inject", WRITER, "    private lateinit var initialStatuses", "    @Inject\n§    lateinit var retries: RetryBudget\n    private lateinit var initialStatuses", imports=("jakarta.inject.Inject",), new_files={"src/main/kotlin/io/airbyte/integrations/destination/mysql/write/RetryBudget.kt": "package io.airbyte.integrations.destination.mysql.write\n\nclass RetryBudget(val left: Int)\n"}, bases=("mysql-b",)),
    Mistake("DW301", "interface whose implementation is no bean", CLIENT, "    private val dataSource: DataSource,\n", "    private val dataSource: DataSource,\n§    private val naming: NamingStrategy,\n", imports=(".schema.NamingStrategy",), new_files={"src/main/kotlin/io/airbyte/integrations/destination/duckdb/schema/NamingStrategy.kt": "package io.airbyte.integrations.destination.duckdb.schema\n\ninterface NamingStrategy {\n    fun named(name: String): String\n}\n\nclass PlainNamingStrategy : NamingStrategy {\n    override fun named(name: String) = name\n}\n"}, bases=("duckdb-a",)),
    Mistake("DW301", "schema name as a plain String", CHECKER, "    private val client: OracleAirbyteClient,\n", "    private val client: OracleAirbyteClient,\n§    private val defaultSchema: String,\n", bases=("oracle-c",)),
    Mistake("DW305", "@Value of a key that nothing sets", BEANS, "fun dataSource(configuration: {P}Configuration): DataSource {", 'fun dataSource(\n        configuration: {P}Configuration,\n§        @Value("\\${airbyte.destination.pool-size}") poolSize: Int,\n    ): DataSource {', imports=("io.micronaut.context.annotation.Value",), bases=("redshift-a",)),
    Mistake("DW305", "@Property of a key that nothing sets", WRITER, "    private val tempTableNameGenerator: TempTableNameGenerator,\n", '    private val tempTableNameGenerator: TempTableNameGenerator,\n§    @Property(name = "airbyte.destination.staging-schema") private val stagingSchema: String,\n', imports=("io.micronaut.context.annotation.Property",), bases=("timescaledb-c",)),
    Mistake("DW305", "setting of the CDK left out", SETTINGS, "        medium: STDIO\n", "", at=((SETTINGS, ""),), bases=("postgres-c",)),
    Mistake("DW305", "setting of the CDK misspelt", SETTINGS, "      data-channel:", "      data-chanel:", at=((SETTINGS, ""),), bases=("clickhouse-c",)),
    Mistake("DW305", "setting one level too high", SETTINGS, "      mappers:\n        namespace-mapping", "      namespace-mapping", at=((SETTINGS, ""),), bases=("bigquery-b",)),
    Mistake("DW305", "operation of the component tests misspelt", "*application-component.yml", "    operation: write", "    operations: write", at=(("*application-component.yml", ""),), bases=("sqlserver-b",)),
    Mistake("DW303", "generator asks for its client", GENERATOR, "class {P}SqlGenerator(", "class {P}SqlGenerator(\n    private val client: {P}AirbyteClient,\n   ", at=((GENERATOR, "private val client: {P}AirbyteClient"), (CLIENT, "private val sqlGenerator:")), bases=("sqlite-c",)),
    Mistake("DW303", "column utilities ask for the schema mapper", "*ColumnUtils.kt", "class {P}ColumnUtils {", "class {P}ColumnUtils(private val mapper: {P}TableSchemaMapper) {", at=(("*ColumnUtils.kt", "mapper: {P}TableSchemaMapper"), ("*TableSchemaMapper.kt", "val columnUtils: {P}ColumnUtils")), imports=(".schema.{P}TableSchemaMapper",), bases=("oracle-c",)),
    Mistake("DW303", "factory method asks for what needs its bean", BEANS, "fun dataSource(configuration: {P}Configuration): DataSource {", "fun dataSource(configuration: {P}Configuration, client: {P}AirbyteClient): DataSource {", at=((BEANS, "fun dataSource"), (CLIENT, "val dataSource: DataSource")), imports=(".client.{P}AirbyteClient",), bases=("mariadb-a",)),
    Mistake("DW302", "second checker", CHECKER, "re:\\Z", "\n@Singleton\nclass QuickChecker : DestinationCheckerV2 {\n    override fun check() {}\n}\n", at=((BEANS, "checker: DestinationCheckerV2"), (CHECKER, "")), bases=("databricks-c",)),
    Mistake("DW302", "second data source", BEANS, "    @Singleton\n    fun aggregatePublishingConfig", '    @Singleton\n    fun readOnlySource(configuration: {P}Configuration): DataSource = HikariDataSource().apply { jdbcUrl = "jdbc:x" }\n\n    @Singleton\n    fun aggregatePublishingConfig', at=((BEANS, "fun readOnlySource"), (BEANS, "fun dataSource"), (CLIENT, "val dataSource: DataSource")), bases=("snowflake-a",)),
    Mistake("DW302", "second aggregate factory", "*AggregateFactory.kt", "re:\\Z", "\n@Singleton\nclass BufferedAggregateFactory(private val inner: {P}AggregateFactory) : AggregateFactory {\n    override fun create(key: StoreKey): Aggregate = inner.create(key)\n}\n", at=(("*AggregateFactory.kt", ""), ("*WiringTest.kt", "aggregateFactory")), bases=("sqlserver-b",)),
    Mistake("DW304", "client is a bean and made by the factory", BEANS, "    @Singleton\n    fun aggregatePublishingConfig", "    @Singleton\n    fun client(source: DataSource, generator: {P}SqlGenerator) = {P}AirbyteClient(source, generator)\n\n    @Singleton\n    fun aggregatePublishingConfig", at=((BEANS, "fun client("), (CLIENT, "class {P}AirbyteClient")), imports=(".client.{P}AirbyteClient", ".client.{P}SqlGenerator"), bases=("oracle-c",)),
    Mistake("DW301", "qualifier that no bean has", CLIENT, "    private val dataSource: DataSource,\n", '    @Named("target") private val dataSource: DataSource,\n', imports=("jakarta.inject.Named",), bases=("cockroachdb-b",)),
    Mistake("DW3xx", "write operation without @Primary", WRITE, "@Primary\n@Singleton", "@Singleton", at=((WRITE, ""),), bases=("redshift-a",)),
    Mistake("DW309", "write operation for check", WRITE, 'value = "write"', 'value = "check"', at=((WRITE, ""),), bases=("duckdb-a",)),
    Mistake("DW309", "write operation with a misspelt value", WRITE, 'value = "write"', 'value = "writes"', at=((WRITE, ""),), bases=("timescaledb-c",)),
    Mistake("DW3xx", "write operation without @Singleton", WRITE, "@Primary\n@Singleton\n", "@Primary\n", at=((WRITE, ""),), bases=("mongodb-b",)),
    Mistake("DW309", "check operation without its condition", BEANS, '    @Requires(property = Operation.PROPERTY, value = "check")\n    fun checkOperation', "    fun checkOperation", at=((BEANS, "fun checkOperation"),), bases=("bigquery-b",)),
    Mistake("DW3xx", "checker without its operation", BEANS, 're:    @Primary\n    @Singleton\n    @Requires\\(property = Operation.PROPERTY, value = "check"\\)\n    fun checkOperation.*?outputConsumer\\)\n', "", at=ANYWHERE, bases=("mysql-b",)),
    Mistake("DW307", "data source for component tests only", BEANS, '    @Requires(property = Operation.PROPERTY, notEquals = "spec")\n', '    @Requires(env = ["component"])\n', at=((BEANS, "fun dataSource"), (CLIENT, "val dataSource: DataSource")), bases=("postgres-c",)),
    Mistake("DW307", "test beans for another environment", TEST_BEANS, 'env = ["component"]', 'env = ["test-component"]', at=((TEST_BEANS, ""),), bases=("snowflake-a",)),
    Mistake("DW3xx", "test client is no bean", TEST_CLIENT, "@Singleton\n@Requires", "@Requires", at=(("*TableOperationsTest.kt", "val testClient"), (TEST_CLIENT, "")), bases=("clickhouse-c",)),
    Mistake("DW3xx", "no catalog for the component tests", TEST_BEANS, "    @Primary\n    @Singleton\n    fun catalog", "    fun catalog", at=((TEST_BEANS, ""),), bases=("databricks-c",)),
    Mistake("DW301", "status gatherer of another type argument", WRITER, "DatabaseInitialStatusGatherer<DirectLoadInitialStatus>", "DatabaseInitialStatusGatherer<String>", bases=("mariadb-a",)),
    Mistake("DW3xx", "aggregate factory is a @Factory", "*AggregateFactory.kt", "@Singleton\nclass", "@Factory\nclass", at=(("*AggregateFactory.kt", ""),), imports=("io.micronaut.context.annotation.Factory",), bases=("sqlite-c",)),
    Mistake("DW301", "insert buffer is a bean", "*InsertBuffer.kt", "class {P}InsertBuffer(\n    private val tableName", "@Singleton\nclass {P}InsertBuffer(\n§    private val tableName", imports=("jakarta.inject.Singleton",), bases=("duckdb-a",)),
    Mistake("DW3xx", "name generator of tables is no bean", "*NameGenerators.kt", "@Singleton\nclass {P}FinalTableNameGenerator", "class {P}FinalTableNameGenerator", at=(("*NameGenerators.kt", "class {P}FinalTableNameGenerator"),), bases=("snowflake-a",)),
    Mistake("DW3xx", "schema mapper is no bean", "*TableSchemaMapper.kt", "@Singleton\nclass", "class", at=(("*TableSchemaMapper.kt", ""),), bases=("timescaledb-c",)),
    Mistake("DW301", "pool by its class where the factory gives the interface", CLIENT, "    private val dataSource: DataSource,\n", "    private val dataSource: HikariDataSource,\n", imports=("com.zaxxer.hikari.HikariDataSource",), bases=("sqlserver-b",)),
    Mistake("DW3xx", "client of the database only while writing", BEANS, 'notEquals = "spec")\n    fun mongoClient', 'value = "write")\n    fun mongoClient', at=((BEANS, "fun mongoClient"), (CLIENT, "val mongoClient")), bases=("mongodb-b",)),
    Mistake("DW301", "configuration is never made", BEANS, "    @Singleton\n    fun configuration(", "    fun configuration(", at=((BEANS, "fun dataSource(configuration"), (BEANS, "fun configuration(")), bases=("layout-postgres",)),
    Mistake("DW301", "token provider is no bean", "*BeanFactory.kt", "fun dataSource(configuration: {P}Configuration)", "fun dataSource(configuration: {P}Configuration, tokens: TokenCache)", new_files={"src/main/kotlin/io/airbyte/integrations/destination/snowflake/db/TokenCache.kt": "package io.airbyte.integrations.destination.snowflake.db\n\nclass TokenCache\n"}, bases=("layout-snowflake",)),
    Mistake("DW303", "gatherer asks for the writer that asks for it", "*main*Gatherer.kt", "    tableOperationsClient: TableOperationsClient,\n", "    tableOperationsClient: TableOperationsClient,\n    writer: {P}Writer,\n", at=(("*main*Gatherer.kt", "writer: {P}Writer"), (WRITER, "val statusGatherer")), imports=(".write.{P}Writer",), bases=("cockroachdb-b",)),
)
