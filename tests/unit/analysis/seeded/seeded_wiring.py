"""Mistakes in what Micronaut puts together."""

# ruff: noqa: E501 (what is put in stands here as it stands in the file)

from seeding import Mistake

BEANS = "*BeanFactory.kt"
CLIENT = "*main*AirbyteClient.kt"
GENERATOR = "*SqlGenerator.kt"
WRITER = "*main*Writer.kt"
NO_SINGLETON = ("@Singleton\nclass", "class")
EARLIER = ("postgres-a", "mysql-b", "clickhouse-b", "sqlserver-a")
"""Bases of CDK versions whose own operations are known to be in the way."""

NO_BEAN = (
    Mistake("DW301", "client is no bean", CLIENT, *NO_SINGLETON, at=((WRITER, "val client: {P}AirbyteClient"),)),
    Mistake("DW301", "SQL generator is no bean", GENERATOR, *NO_SINGLETON, at=((CLIENT, "val sqlGenerator:"),)),
    Mistake(
        "DW301",
        "configuration factory is no bean",
        "*ConfigurationFactory.kt",
        *NO_SINGLETON,
        at=((BEANS, "factory: "),),
    ),
    Mistake(
        "DW301",
        "status gatherer is no bean",
        "*InitialStatusGatherer.kt",
        *NO_SINGLETON,
        at=((WRITER, "val statusGatherer"),),
    ),
    Mistake(
        "DW301",
        "checker is no bean",
        "*main*Checker.kt",
        *NO_SINGLETON,
        at=((BEANS, "checker: DestinationCheckerV2"),),
    ),
    Mistake(
        "DW301",
        "column utilities are no bean",
        "*ColumnUtils.kt",
        *NO_SINGLETON,
        at=(("*main*SchemaMapper.kt", "val columnUtils"),),
        bases=("postgres-c", "mysql-b", "snowflake-c", "clickhouse-b"),
    ),
    Mistake(
        "DW301",
        "data source without @Singleton",
        BEANS,
        "@Singleton\n    @Requires(property = Operation.PROPERTY, notEquals",
        "@Requires(property = Operation.PROPERTY, notEquals",
        at=((CLIENT, "val dataSource"),),
    ),
    Mistake("DW301", "bean factory without @Factory", BEANS, "@Factory\n", "", at=((CLIENT, "val dataSource"),)),
    Mistake(
        "DW301",
        "aggregate factory asks for a buffer, which is no bean",
        "*AggregateFactory.kt",
        "    private val client:",
        "    §private val spare: {P}InsertBuffer,\n    private val client:",
    ),
)

SEVERAL = (
    Mistake(
        "DW302",
        "two data sources in one context",
        BEANS,
        "    /** The CDK's own check operation",
        '    @Singleton\n    @jakarta.inject.Named("reader")\n    fun readerSource(): DataSource = HikariDataSource()\n\n'
        '    @Singleton\n    @jakarta.inject.Named("other")\n    fun otherSource(): DataSource = HikariDataSource()\n\n'
        "    /** The CDK's own check operation",
        at=((CLIENT, "val dataSource"),),
    ),
    Mistake(
        "DW302",
        "two checkers",
        "*main*Checker.kt",
        "@Singleton\nclass",
        "@Singleton\nclass SecondChecker : DestinationCheckerV2 {\n    override fun check() {\n        println(1)\n    }\n}\n\n"
        "@Singleton\nclass",
        at=((BEANS, "checker: DestinationCheckerV2"),),
    ),
    Mistake(
        "DW302",
        "two status gatherers",
        "*InitialStatusGatherer.kt",
        "re:(@Singleton\nclass )(\\w+)(.*)",
        "\\1\\2\\3\n\n\\1Second\\2\\3",
        at=((WRITER, "val statusGatherer"),),
    ),
    Mistake(
        "DW304",
        "SQL generator by class and by factory",
        BEANS,
        "    /** The CDK's own check operation",
        '    @Singleton\n    §fun sqlGenerator(): {P}SqlGenerator = error("none")\n\n    /** The CDK\'s own check operation',
        imports=(".client.{P}SqlGenerator",),
    ),
    Mistake(
        "DW304",
        "client by class and by factory",
        BEANS,
        "    /** The CDK's own check operation",
        "    @Singleton\n    §fun client(source: DataSource, generator: {P}SqlGenerator): {P}AirbyteClient =\n"
        "        {P}AirbyteClient(source, generator)\n\n    /** The CDK's own check operation",
        imports=(".client.{P}AirbyteClient", ".client.{P}SqlGenerator"),
    ),
    Mistake(
        "DW304",
        "configuration by two methods",
        BEANS,
        "    /** The CDK's own check operation",
        "    @Singleton\n    §fun secondConfiguration(factory: {P}ConfigurationFactory): {P}Configuration =\n"
        "        factory.make({P}Specification())\n\n    /** The CDK's own check operation",
    ),
    Mistake(
        "DW304",
        "publishing settings by two methods",
        BEANS,
        "    @Singleton\n    fun aggregatePublishingConfig",
        "    @Singleton\n    fun publishing(): AggregatePublishingConfig = AggregatePublishingConfig()\n\n"
        "    @Singleton\n    §fun aggregatePublishingConfig",
        at=((BEANS, "fun aggregatePublishingConfig"), (BEANS, "fun publishing")),
    ),
)

CIRCLES = (
    Mistake(
        "DW303",
        "generator asks for the client",
        GENERATOR,
        "private val configuration:",
        "private val client: {P}AirbyteClient, private val configuration:",
        at=((GENERATOR, "val client:"), (CLIENT, "val sqlGenerator:")),
    ),
    Mistake(
        "DW303",
        "configuration factory asks for the configuration",
        "*ConfigurationFactory.kt",
        "Factory :\n",
        "Factory(private val known: {P}Configuration) :\n",
        at=(("*ConfigurationFactory.kt", "val known"), (BEANS, "factory: ")),
    ),
    Mistake(
        "DW303",
        "data source asks for the client",
        BEANS,
        "fun dataSource(",
        "fun dataSource(client: {P}AirbyteClient, ",
        at=((BEANS, "fun dataSource("), (CLIENT, "val dataSource")),
        imports=(".client.{P}AirbyteClient",),
    ),
)

SETTINGS = (
    Mistake(
        "DW305",
        "@Value of a key that no file gives",
        CLIENT,
        "    private val dataSource:",
        '    @io.micronaut.context.annotation.Value("\\${airbyte.connector.batch-rows}") private val rows: Int,\n'
        "    private val dataSource:",
    ),
    Mistake(
        "DW305",
        "@Value of a key of its own that no file gives",
        CLIENT,
        "    private val dataSource:",
        '    @io.micronaut.context.annotation.Value("\\${rows.per-batch}") private val rows: Int,\n'
        "    private val dataSource:",
        bases=("postgres-c", "mysql-b"),
    ),
    Mistake(
        "DW305",
        "@Property of a key that no file gives",
        WRITER,
        "    private val client:",
        '    @io.micronaut.context.annotation.Property(name = "acme.parts") private val parts: Int,\n    private val client:',
    ),
    Mistake(
        "DW305",
        "mapper key removed",
        "*application-connector.yml",
        '      mappers:\n        namespace-mapping-config-path: ""\n',
        "",
        at=(("*application-connector.yml", ""),),
    ),
    Mistake(
        "DW305",
        "key of the channel misspelled",
        "*application-connector.yml",
        "medium: STDIO",
        "mediun: STDIO",
        at=(("*application-connector.yml", ""),),
    ),
)

IMPORTS = tuple(
    Mistake(
        "DW306",
        f"Singleton of {package} in {file}",
        file,
        "import jakarta.inject.Singleton",
        f"import {package}.Singleton",
    )
    for file, package in (
        (CLIENT, "javax.inject"),
        (GENERATOR, "io.micronaut.context.annotation"),
        (WRITER, "com.google.inject"),
        (BEANS, "javax.inject"),
    )
)

CONTEXTS = (
    Mistake(
        "DW307",
        "only the tests supply a configuration",
        BEANS,
        "re:    @Singleton\n    fun configuration\\(.*?supplier.get\\(\\)\\)\n",
        "",
        at=((GENERATOR, "val configuration"),),
    ),
    Mistake(
        "DW307",
        "data source only in the tests' environment",
        BEANS,
        '@Requires(property = Operation.PROPERTY, notEquals = "spec")',
        '@Requires(env = ["component"])',
        at=((CLIENT, "val dataSource"), (BEANS, "fun dataSource")),
    ),
    Mistake(
        "DW307",
        "client only in the tests' environment",
        CLIENT,
        "@Singleton\nclass",
        '@Singleton\n@io.micronaut.context.annotation.Requires(env = ["component"])\nclass',
        at=((WRITER, "val client: {P}AirbyteClient"), (CLIENT, "class {P}AirbyteClient")),
    ),
)

DEMANDED = (
    Mistake("DW308", "specification extension is no bean", "*SpecificationExtension.kt", "@Singleton\nclass", "§class"),
    Mistake("DW308", "writer is no bean", WRITER, "@Singleton\nclass", "§class"),
    Mistake("DW308", "aggregate factory is no bean", "*AggregateFactory.kt", "@Singleton\nclass", "§class"),
    Mistake("DW308", "schema mapper is no bean", "*main*SchemaMapper.kt", "@Singleton\nclass", "§class"),
    Mistake(
        "DW308",
        "final table names are no bean",
        "*NameGenerators.kt",
        "re:@Singleton\n(class \\w+FinalTableNameGenerator)",
        "§\\1",
    ),
    Mistake(
        "DW309",
        "check misspelled in a condition",
        BEANS,
        '@Requires(property = Operation.PROPERTY, value = "check")',
        '@Requires(property = Operation.PROPERTY, value = "chek")',
    ),
    Mistake(
        "DW309",
        "spec misspelled in a condition",
        BEANS,
        'notEquals = "spec"',
        'notEquals = "specs"',
    ),
    Mistake("DW309", "write misspelled in a condition", "*WriteOperationV2.kt", 'value = "write"', 'value = "wirte"'),
    Mistake(
        "DW310",
        "write operation without @Primary",
        "*WriteOperationV2.kt",
        "@Primary\n",
        "",
        at=(("*WriteOperationV2.kt", "class WriteOperationV2"),),
        bases=EARLIER,
    ),
    Mistake(
        "DW310",
        "write operation without its condition",
        "*WriteOperationV2.kt",
        '@Requires(property = Operation.PROPERTY, value = "write")\n',
        "",
        at=(("*WriteOperationV2.kt", "class WriteOperationV2"),),
    ),
    Mistake(
        "DW310",
        "check operation without @Primary",
        BEANS,
        '    @Primary\n    @Singleton\n    @Requires(property = Operation.PROPERTY, value = "check")',
        '    @Singleton\n    @Requires(property = Operation.PROPERTY, value = "check")',
        at=((BEANS, "fun checkOperation"),),
        bases=EARLIER,
    ),
)

MISTAKES = (*NO_BEAN, *SEVERAL, *CIRCLES, *SETTINGS, *IMPORTS, *CONTEXTS, *DEMANDED)
