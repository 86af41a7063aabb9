"""An upgrade on small connectors: what it changes, what it leaves, what it asks."""

import re
from collections.abc import Callable

import pytest

from destination_writer.connector.load import load_connector
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.upgrade.api import Upgrade, upgrade
from destination_writer.generate.upgrade.versions import newer_version
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import NoChange, apply_change, texts_after
from destination_writer.text.files import MemoryFiles, OverlayFiles

A, B, C = "0.1.76", "0.1.100", "1.0.13"
Carry = Callable[..., tuple[Upgrade, dict[str, str]]]
_MAIN = "src/main/kotlin"


def texts_of(cdk: str, database: str | None, files: dict[str, str]) -> dict[str, str]:
    texts = {name if "." in name else f"{_MAIN}/{name}.kt": text for name, text in files.items()}
    texts.setdefault("gradle.properties", f"cdkVersion={cdk}\n")
    if database:
        texts[".destination-writer/state.yaml"] = f"state:\n  database: {database}\n"
    return texts


@pytest.fixture
def carry(knowledge: Knowledge, templates: Templates) -> Carry:
    """The upgrade and the texts after it, by the short names that they were given by."""

    def carry(
        before: str, after: str, *, database: str | None = "postgres", **files: str
    ) -> tuple[Upgrade, dict[str, str]]:
        texts = texts_of(before, database, files)
        connector = load_connector(MemoryFiles(texts), name="destination-acme")
        made = upgrade(connector, knowledge, templates, after)
        assert isinstance(made, Upgrade), made
        new = texts_after(made.change, texts)
        again = upgrade(load_connector(MemoryFiles(new), name="destination-acme"), knowledge, templates, after)
        assert isinstance(again, NoChange) and not again.missing
        return made, {path.removeprefix(f"{_MAIN}/").removesuffix(".kt"): text for path, text in new.items()}

    return carry


def in_class(body: str, *imports: str) -> str:
    return "package acme\n\n" + "".join(f"import {path}\n" for path in imports) + f"\n{body}\n"


LOAD = "io.airbyte.cdk.load"
OLD_NAME, NEW_NAME = f"{LOAD}.table.TableName", f"{LOAD}.schema.model.TableName"


# -- versions ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("present", "to", "said", "is_bad"),
    [
        (C, C, "nothing left to do", False),
        ("1.0.13 ", "1.0.13", "nothing left to do", False),
        (C, B, "older than 1.0.13", True),
        (B, A, "upgrade goes upwards only", True),
        (A, "0.1.150", "known are 0.1.52 to 0.1.108", True),
        (A, "2.0.0", "known are 0.1.52 to 0.1.108", True),
        (A, "latest", "not a version of the form x.y.z", True),
        ("0.1.20", C, "older than the table operations", True),
        ("", C, "gradle.properties has no cdkVersion", True),
    ],
)
def test_where_no_upgrade_goes_the_reason_is_told(
    knowledge: Knowledge, templates: Templates, present: str, to: str, said: str, is_bad: bool
) -> None:
    connector = load_connector(MemoryFiles(texts_of(present, "postgres", {})), name="destination-acme")
    made = upgrade(connector, knowledge, templates, to)
    assert isinstance(made, NoChange)
    assert said in made.reason
    assert bool(made.missing) == is_bad


def test_the_version_it_was_written_against_can_be_named(knowledge: Knowledge, templates: Templates) -> None:
    code = in_class("class X { val t: TableName? = null }", OLD_NAME)
    connector = load_connector(MemoryFiles(texts_of(C, "postgres", {"X": code})), name="destination-acme")
    made = upgrade(connector, knowledge, templates, C, from_version=A)
    assert isinstance(made, Upgrade)
    assert [file.path for file in made.change.files] == [f"{_MAIN}/X.kt"]


@pytest.mark.parametrize(
    ("present", "newer"), [(A, C), ("1.0.12", C), (C, None), ("1.0.19", None), ("x", None), (None, None)]
)
def test_the_editor_offers_the_newest_that_is_known(present: str | None, newer: str | None) -> None:
    assert newer_version(present) == newer


# -- imports ----------------------------------------------------------------------------------------------------------


def test_only_code_is_changed_never_a_string_or_a_comment(carry: Carry) -> None:
    code = in_class(
        "class X(val t: TableName) {\n    // io.airbyte.cdk.load.table.TableName was here\n"
        '    val s = "io.airbyte.cdk.load.table.TableName ${io.airbyte.cdk.load.table.TableName("a", "b")}"\n'
        "    val full: io.airbyte.cdk.load.table.TableName? = null\n}",
        OLD_NAME,
    )
    _, new = carry(A, B, X=code)
    expected = in_class(
        "class X(val t: TableName) {\n    // io.airbyte.cdk.load.table.TableName was here\n"
        '    val s = "io.airbyte.cdk.load.table.TableName ${io.airbyte.cdk.load.schema.model.TableName("a", "b")}"\n'
        "    val full: io.airbyte.cdk.load.schema.model.TableName? = null\n}",
        NEW_NAME,
    )
    assert new["X"] == expected


def test_an_alias_keeps_its_name(carry: Carry) -> None:
    _, new = carry(A, B, X=in_class("class X(val t: Table)", f"{OLD_NAME} as Table"))
    assert new["X"] == in_class("class X(val t: Table)", f"{NEW_NAME} as Table")


def test_a_star_import_gives_way_to_the_names_that_are_used(carry: Carry) -> None:
    code = in_class(
        "class X(val t: TempTableNameGenerator, val s: DirectLoadInitialStatus?)",
        f"{LOAD}.orchestration.db.*",
        f"{LOAD}.orchestration.db.direct_load_table.*",
    )
    _, new = carry(A, C, X=code)
    expected = in_class(
        "class X(val t: TempTableNameGenerator, val s: DirectLoadInitialStatus?)",
        f"{LOAD}.table.TempTableNameGenerator",
        f"{LOAD}.table.directload.DirectLoadInitialStatus",
    )
    assert new["X"] == expected


def test_a_star_import_of_a_package_that_stays_is_kept(carry: Carry) -> None:
    code = in_class("class X(val t: TableName, val m: ColumnNameMapping)", f"{LOAD}.table.*")
    _, new = carry(A, B, X=code)
    assert new["X"] == in_class("class X(val t: TableName, val m: ColumnNameMapping)", NEW_NAME, f"{LOAD}.table.*")


def test_line_ends_and_the_rest_of_the_file_stay(carry: Carry) -> None:
    code = in_class("class X(val t: TableName)", OLD_NAME, "java.util.UUID").replace("\n", "\r\n")
    made, new = carry(A, B, X=code)
    assert new["X"] == code.replace(OLD_NAME, NEW_NAME)
    assert [(m.path, m.version) for m in made.moved if m.path.endswith("X.kt")] == [(f"{_MAIN}/X.kt", "0.1.84")]


def test_a_type_of_the_connectors_own_is_not_taken_for_the_cdks(carry: Carry) -> None:
    code = "package acme\n\nclass TableCatalog(val names: List<String>)\n\nclass X(private val names: TableCatalog)\n"
    made, new = carry(A, B, X=code)
    assert new["X"] == code
    assert made.decisions == ()


# -- names and schemas ------------------------------------------------------------------------------------------------

GENERATORS = in_class(
    """@Singleton
class AcmeNames(private val prefix: String) : FinalTableNameGenerator, Marker {
    override fun getTableName(streamDescriptor: DestinationStream.Descriptor) =
        TableName(streamDescriptor.namespace ?: prefix, streamDescriptor.name)
}

interface Marker

@Singleton
class AcmeColumns : ColumnNameGenerator {
    override fun getColumnName(column: String): ColumnNameGenerator.ColumnName =
        ColumnNameGenerator.ColumnName(column.uppercase(), column)
}

@Singleton
class AcmeTemp : TempTableNameGenerator {
    override fun generate(originalName: TableName): TableName = originalName.copy(name = "tmp_" + originalName.name)
}""",
    f"{LOAD}.command.DestinationStream",
    f"{LOAD}.orchestration.db.ColumnNameGenerator",
    f"{LOAD}.orchestration.db.FinalTableNameGenerator",
    f"{LOAD}.orchestration.db.TempTableNameGenerator",
    OLD_NAME,
    "jakarta.inject.Singleton",
)


def test_name_generators_stay_and_a_mapper_calls_them(carry: Carry) -> None:
    _, new = carry(A, B, AcmeNames=GENERATORS)
    names = new["AcmeNames"]
    assert "class AcmeNames(private val prefix: String) : Marker {" in names
    assert "    fun getTableName(streamDescriptor: DestinationStream.Descriptor): TableName =\n" in names
    assert "class AcmeColumns {\n    data class ColumnName(val displayName: String, val canonicalName: String)" in names
    assert "fun getColumnName(column: String): ColumnName =\n        ColumnName(column.uppercase(), column)" in names
    assert "@Primary\n@Singleton\nclass AcmeTemp : TempTableNameGenerator" in names
    assert "override fun generate(" in names
    assert "orchestration" not in names
    mapper = next(text for name, text in new.items() if name.endswith("TableSchemaMapper"))
    assert re.sub(r"\s+", " ", mapper.partition("class ")[2]).startswith(
        "PostgresTableSchemaMapper( private val tableNames: AcmeNames, private val columnNames: AcmeColumns, "
        "private val tempTableNames: AcmeTemp, ) : TableSchemaMapper { "
        "override fun toFinalTableName(desc: DestinationStream.Descriptor): TableName = tableNames.getTableName(desc)"
    )
    assert "columnNames.getColumnName(name).displayName" in mapper
    assert "tempTableNames.generate(tableName)" in mapper
    assert "a).canonicalName == columnNames.getColumnName(b).canonicalName" in mapper


MAPPER = """@Singleton
class AcmeMapper(private val names: TableCatalog) : ColumnNameMapper {
    override fun getMappedColumnName(stream: DestinationStream, columnName: String): String? {
        // as the catalog says
        return names.getMappedColumnName(stream, columnName)
    }
}"""
MAPPER_IMPORTS = (
    f"{LOAD}.command.DestinationStream",
    f"{LOAD}.dataflow.transform.ColumnNameMapper",
    f"{LOAD}.orchestration.db.legacy_typing_deduping.TableCatalog",
    "jakarta.inject.Singleton",
)


@pytest.mark.parametrize(
    "code",
    [
        MAPPER,
        re.sub(r" \{\n +//.*\n +return (.*)\n    \}", r" =\n        \1", MAPPER),
        re.sub(r"return .*", 'TODO("Phase 5")', MAPPER),
    ],
)
def test_a_column_name_mapper_that_only_asks_the_catalog_goes_with_its_file(carry: Carry, code: str) -> None:
    made, _ = carry(A, C, AcmeMapper=in_class(code, *MAPPER_IMPORTS))
    assert made.change.deleted == (f"{_MAIN}/AcmeMapper.kt",)
    assert made.decisions == ()
    assert [str(m) for m in made.moved if "AcmeMapper" in m.path] == [
        f"{_MAIN}/AcmeMapper.kt: removed: nothing calls AcmeMapper any more, since ColumnNameMapper is gone; "
        "TableSchemaMapper.toColumnName does its work (CDK 0.1.84)"
    ]


@pytest.mark.parametrize(
    ("code", "other"),
    [
        (MAPPER.replace("return names", "log(columnName)\n        return names"), ""),
        (MAPPER.replace("columnName)\n    }", "columnName.lowercase())\n    }"), ""),
        (MAPPER + "\n\nfun helper() = 1", ""),
        (MAPPER.replace("Mapper {\n", "Mapper {\n    init { register(this) }\n\n"), ""),
        (MAPPER.replace(": ColumnNameMapper {", ": ColumnNameMapper, Marker {"), ""),
        (MAPPER, in_class("class Uses(private val mapper: AcmeMapper)")),
        (MAPPER, 'package other\n\nimport acme.AcmeMapper\n\nval text = "none"\n'),
    ],
)
def test_one_that_does_more_or_is_named_elsewhere_stays_and_is_asked_about(carry: Carry, code: str, other: str) -> None:
    files = {"AcmeMapper": in_class(code, *MAPPER_IMPORTS)} | ({"Other": other} if other else {})
    made, new = carry(A, C, **files)
    assert made.change.deleted == ()
    assert "class AcmeMapper(" in new["AcmeMapper"]
    assert ["nothing calls this class" in d.text for d in made.decisions if "AcmeMapper" in d.path] == [True]


def test_for_an_unknown_database_what_no_template_writes_is_asked(carry: Carry) -> None:
    made, new = carry(A, B, database="acmedb", AcmeNames=GENERATORS)
    mapper = next(text for name, text in new.items() if name.endswith("TableSchemaMapper"))
    assert 'override fun toColumnType(fieldType: FieldType): ColumnType = TODO("Phase 5")' in mapper
    assert [d.text for d in made.decisions if d.path.endswith("TableSchemaMapper.kt")] == [
        "write toColumnType; no template knows this database's way"
    ]
    assert any("database is not known here" in note for note in made.change.notes)


WRITER = in_class(
    """class AcmeWriter(private val catalog: TableCatalog, private val gatherer: Gatherer) : DestinationWriter {
    override suspend fun setup() {
        catalog.values.forEach { println("${it.tableNames.finalTableName}") }
        gatherer.gatherInitialStatus(catalog)
    }

    override fun createStreamLoader(stream: DestinationStream): StreamLoader = load(catalog[stream]!!.columnNameMapping)

    private fun load(mapping: ColumnNameMapping): StreamLoader = error("$mapping of $catalog")
}""",
    f"{LOAD}.command.DestinationStream",
    f"{LOAD}.orchestration.db.legacy_typing_deduping.TableCatalog",
    f"{LOAD}.table.ColumnNameMapping",
    f"{LOAD}.write.DestinationWriter",
    f"{LOAD}.write.StreamLoader",
)


def test_bodies_that_walk_the_catalog_of_tables_go_on(carry: Carry) -> None:
    _, new = carry(A, B, AcmeWriter=WRITER)
    text = new["AcmeWriter"]
    assert "class AcmeWriter(private val destinationCatalog: DestinationCatalog, private val gatherer" in text
    assert "    private val catalog = destinationCatalog.streams.associateWith { it.tableSchema }\n" in text
    assert "gatherer.gatherInitialStatus()\n" in text
    assert "load(stream.tableSchema.columnNameMapping)" in text
    assert "private val StreamTableSchema.columnNameMapping: ColumnNameMapping\n" in text
    assert "TableCatalog" not in text


GATHERER = in_class(
    """class AcmeGatherer(
    client: TableOperationsClient,
    temp: TempTableNameGenerator, // names them
) : BaseDirectLoadInitialStatusGatherer(client, temp)""",
    f"{LOAD}.component.TableOperationsClient",
    f"{LOAD}.orchestration.db.BaseDirectLoadInitialStatusGatherer",
    f"{LOAD}.orchestration.db.TempTableNameGenerator",
)


def test_what_a_base_class_asks_for_is_taken_by_the_constructor(carry: Carry) -> None:
    _, new = carry(A, B, AcmeGatherer=GATHERER)
    text = re.sub(r"\s+", " ", new["AcmeGatherer"].partition("class ")[2])
    assert text.startswith("AcmeGatherer( client: TableOperationsClient, ")
    assert "catalog: DestinationCatalog" in text
    assert ": BaseDirectLoadInitialStatusGatherer(client, catalog)" in text
    assert "TempTableNameGenerator" not in new["AcmeGatherer"]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("TableNames(null, table)", "TableNames(rawTableName = null, finalTableName = table)"),
        ("TableNames(rawTableName = null, finalTableName = table)",) * 2,
        ("TableNames(finalTableName = of(1, 2), rawTableName = null)",) * 2,
    ],
)
def test_arguments_by_position_get_their_names_where_the_order_changed(carry: Carry, call: str, expected: str) -> None:
    code = in_class(f"val names = {call}", f"{LOAD}.orchestration.db.TableNames")
    _, new = carry(A, B, X=code)
    assert new["X"] == in_class(f"val names = {expected}", f"{LOAD}.schema.model.TableNames")


def test_a_value_that_only_a_person_has_is_a_stub_and_a_decision(carry: Carry) -> None:
    call = 'DestinationStream(null, "n", Append, type, 0, 0, 0, namespaceMapper = NamespaceMapper())'
    body = f"override fun check() {{\n        use({call})\n    }}"
    code = in_class(
        f"class AcmeChecker : DestinationCheckerV2 {{\n    {body}\n}}",
        f"{LOAD}.check.DestinationCheckerV2",
        f"{LOAD}.command.DestinationStream",
    )
    made, new = carry(A, B, AcmeChecker=code)
    assert 'NamespaceMapper(), tableSchema = TODO("Phase 5"))' in new["AcmeChecker"]
    (decision,) = made.decisions
    lines = new["AcmeChecker"].split("\n")
    assert lines[decision.line - 1].strip().startswith("// Decide (CDK 0.1.84): give the stream its tableSchema")
    assert decision.path == f"{_MAIN}/AcmeChecker.kt"
    assert str(decision) in made.change.notes


# -- era C and within eras --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "body", "kept"),
    [
        ("failure: StreamProcessingFailed?", "println(hadNonzeroRecords)", "fun close(hadNonzeroRecords: Boolean) {"),
        ("failure: StreamProcessingFailed?", "println(failure)", "failure: StreamProcessingFailed?"),
    ],
)
def test_close_of_a_loader_overrides_nothing_any_more(carry: Carry, header: str, body: str, kept: str) -> None:
    code = in_class(
        f"class Loader(override val stream: DestinationStream) : StreamLoader {{\n"
        f"    override suspend fun close(hadNonzeroRecords: Boolean, {header}) {{\n        {body}\n    }}\n}}",
        f"{LOAD}.command.DestinationStream",
        f"{LOAD}.state.StreamProcessingFailed",
        f"{LOAD}.write.StreamLoader",
    )
    made, new = carry(B, C, Loader=code)
    assert "    suspend fun close(" in new["Loader"]
    assert kept in new["Loader"]
    assert any("teardown(completedSuccessfully)" in d.text for d in made.decisions)
    assert ("StreamProcessingFailed" in new["Loader"]) == ("Failed" in kept)
    assert any("StreamProcessingFailed is gone" in d.text for d in made.decisions) == ("Failed" in kept)


SUITE = "class AcmeTest{} : TableOperationsSuite {{{}}}"
_CTOR = "(override val client: TableOperationsClient, override val testClient: TestTableOperationsClient)"


def test_a_suite_takes_its_schema_factory_as_it_takes_the_others(carry: Carry) -> None:
    suite = f"{LOAD}.component.TableOperationsSuite"
    by_constructor = in_class(SUITE.format(_CTOR, ""), suite)
    by_field = in_class(
        SUITE.format("", "\n    @Inject override lateinit var client: TableOperationsClient\n"),
        suite,
        "jakarta.inject.Inject",
    )
    path = "src/test-integration/kotlin/{}.kt"
    _, new = carry("0.1.84", B, **{path.format("AcmeTest"): by_constructor})
    assert "override val schemaFactory: TableSchemaFactory) :" in new[path.format("AcmeTest").removesuffix(".kt")]
    _, new = carry("0.1.84", B, **{path.format("AcmeTest"): by_field})
    assert "@Inject override lateinit var schemaFactory: TableSchemaFactory" in str(new)
    made, _ = carry("0.1.84", "0.1.85", **{path.format("AcmeTest"): by_constructor})
    assert [file.path for file in made.change.files] == ["gradle.properties"]


# -- bodies -----------------------------------------------------------------------------------------------------------


def test_a_body_by_hand_is_kept_and_asked_about(carry: Carry) -> None:
    code = in_class(
        """class AcmeSqlGenerator {
    fun createTable(stream: DestinationStream, tableName: TableName, mapping: ColumnNameMapping): String =
        "CREATE TABLE t " + stream.schema.asColumns().map { (n, f) -> mapping[n] + f }

    fun dropTable(tableName: TableName): String = "DROP TABLE t"

    fun countTable(tableName: TableName): String = "SELECT count(*) FROM t" // DROP TABLE
}""",
        f"{LOAD}.command.DestinationStream",
        OLD_NAME,
        f"{LOAD}.table.ColumnNameMapping",
    )
    made, new = carry(A, C, AcmeSqlGenerator=code)
    asked = [(d.version, d.text.split(" ", 2)[:2]) for d in made.decisions]
    assert asked == [("0.1.84", ["take", "the"]), ("1.0.6", ["accept", "a"])]
    kept = "\n".join(line for line in new["AcmeSqlGenerator"].split("\n") if not re.match(r"\s*//", line))
    assert kept == code.replace(f"import {OLD_NAME}\n", "").replace(
        f"import {LOAD}.table.C", f"import {NEW_NAME}\nimport {LOAD}.table.C"
    )


def test_what_is_right_already_is_not_asked_about(carry: Carry) -> None:
    code = in_class('class AcmeSqlGenerator {\n    fun dropTable(t: String) = "DROP TABLE IF EXISTS t"\n}')
    assert carry(A, C, AcmeSqlGenerator=code)[0].decisions == ()


SPEAKS_OF_ERA = """val most = [[ grouped(65535) ]]
[% if era == "A" %]
check(most, old = true)
[% else %]
check(most)
[% endif %]
"""


@pytest.mark.parametrize(
    ("spelled", "anew"), [("65_535", True), ("65535", True), ("65_535 /* all of them */", True), ("6_553", False)]
)
def test_a_templates_body_is_written_anew_however_its_numbers_are_spelled(
    knowledge: Knowledge, templates: Templates, spelled: str, anew: bool
) -> None:
    laid = Templates(OverlayFiles(MemoryFiles({"any/checker/check.kt.j2": SPEAKS_OF_ERA}), templates.files))
    code = in_class(
        f"""class AcmeChecker : DestinationChecker<AcmeConfiguration> {{
    override fun check(config: AcmeConfiguration) {{
        val most = {spelled}
        check(most, old = true)
    }}
}}""",
        f"{LOAD}.check.DestinationChecker",
    )
    texts = texts_of(A, "postgres", {"AcmeChecker": code})
    made = upgrade(load_connector(MemoryFiles(texts), name="destination-acme"), knowledge, laid, C)
    assert isinstance(made, Upgrade), made
    after = {**texts, **apply_change(made.change, texts)}[f"{_MAIN}/AcmeChecker.kt"]
    assert ("check(most)" in after, "old = true" in after) == (anew, not anew)


# -- build files ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "line", "after", "expected"),
    [
        ("build.gradle.kts", '    toolkits = listOf("load-db")\n', B, ""),
        ("build.gradle", "    toolkits = ['load-db']\n", C, ""),
        ("build.gradle.kts", '    toolkits = listOf("load-db", "load-s3")\n', B, '    toolkits = listOf("load-s3")\n'),
        ("build.gradle.kts", '    toolkits = listOf("load-s3", "load-db")\n', B, '    toolkits = listOf("load-s3")\n'),
        ("build.gradle.kts", '    // toolkits = listOf("load-db")\n', B, '    // toolkits = listOf("load-db")\n'),
        ("build.gradle.kts", '    toolkits = listOf("load-db")\n', "0.1.83", '    toolkits = listOf("load-db")\n'),
    ],
)
def test_the_toolkit_goes_where_its_types_went_into_the_core(
    carry: Carry, name: str, line: str, after: str, expected: str
) -> None:
    build = 'airbyteBulkConnector {{\n    core = "load"\n{}}}\n'
    _, new = carry(A, after, **{name: build.format(line)})
    assert new[name] == build.format(expected)


def test_an_option_that_a_version_may_not_know_is_marked(carry: Carry) -> None:
    build = "airbyteBulkConnector {\n    useLegacyTaskLoader = true\n}\n"
    made, new = carry(B, C, **{"build.gradle.kts": build})
    assert [d.path for d in made.decisions] == ["build.gradle.kts"]
    assert new["build.gradle.kts"].count("// Decide (CDK 0.2.0):") == 1


def test_the_version_is_exchanged_and_the_other_properties_stay(carry: Carry) -> None:
    properties = "# pinned\nJunitMethodExecutionTimeout=10m\r\ncdkVersion = 0.1.76  \nx=0.1.76\n"
    _, new = carry(A, C, **{"gradle.properties": properties})
    assert new["gradle.properties"] == properties.replace("= 0.1.76", "= 1.0.13")


def test_the_state_file_follows_when_it_names_the_version(knowledge: Knowledge, templates: Templates) -> None:
    texts = texts_of(A, "postgres", {})
    texts[".destination-writer/state.yaml"] = "state:\n  database: postgres # ours\n  cdk_version: 0.1.76\n"
    made = upgrade(load_connector(MemoryFiles(texts)), knowledge, templates, C)
    assert isinstance(made, Upgrade)
    new = apply_change(made.change, texts)
    assert new[".destination-writer/state.yaml"] == "state:\n  database: postgres # ours\n  cdk_version: 1.0.13\n"


def test_imports_stay_that_annotations_use(carry: Carry) -> None:
    _, new = carry(A, B, AcmeNames=GENERATORS)
    imports = set(re.findall(r"^import (\S+)$", new["AcmeNames"], re.MULTILINE))
    assert {"jakarta.inject.Singleton", "io.micronaut.context.annotation.Primary"} <= imports
