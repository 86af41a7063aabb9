"""The CDK contract: which names each version has, where they are, and what an implementation owes."""

import re

import pytest

from destination_writer.knowledge.cdkversions import CdkVersion, Era, UnknownCdkVersion, era_of
from destination_writer.knowledge.contracts import Contract, contract_paths, load_contract
from destination_writer.knowledge.contracts_kotlin import fixture_sources, main_sources, outline
from destination_writer.knowledge.contracts_model import Artifact, Kind
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.text.files import Files, MemoryFiles
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

A, B, C = "0.1.76", "0.1.100", "1.0.13"
FORBIDDEN = re.compile(
    r"\b(minor|probably|should work|likely|not critical|fix later|optional to fix|continue anyway)\b", re.IGNORECASE
)


@pytest.fixture(scope="module")
def files() -> Files:
    return DiskFiles(bundled("knowledge"))


@pytest.fixture(scope="module")
def contracts(files: Files) -> dict[str, Contract]:
    versions = [A, B, C, "0.1.52", "0.1.60", "0.1.77", "0.1.78", "0.1.83", "0.1.84", "0.1.85", "0.1.86", "0.1.87"]
    versions += ["0.1.88", "0.1.89", "0.1.90", "0.1.95", "0.1.105", "0.1.106", "0.2.0", "1.0.5", "1.0.6", "local"]
    return {version: load_contract(files, version) for version in versions}


@pytest.mark.parametrize(
    ("version", "era"),
    [
        ("0.1.52", Era.A),
        ("0.1.76", Era.A),
        ("0.1.83", Era.A),
        ("0.1.84", Era.B),
        ("0.1.108", Era.B),
        ("0.1.109", Era.B),
        ("0.2", Era.C),
        ("0.2.0", Era.C),
        ("1.0.13", Era.C),
        ("12.34.56", Era.C),
        ("local", Era.C),
        (" 0.1.76\n", Era.A),
    ],
)
def test_era_of_a_version(version: str, era: Era) -> None:
    assert era_of(version) is era


@pytest.mark.parametrize(
    ("version", "reason"),
    [
        ("0.1.51", "is older than the table operations"),
        ("0.0.1", "is older than the table operations"),
        ("", "is not a version of the form x.y.z"),
        ("1", "is not a version of the form x.y.z"),
        ("1.0.13-rc1", "is not a version of the form x.y.z"),
        ("1.0.13.1", "is not a version of the form x.y.z"),
        ("01.0.0", "is not a version of the form x.y.z"),
        ("latest", "is not a version of the form x.y.z"),
    ],
)
def test_a_version_without_contract_names_itself_the_supported_ones_and_the_remedy(version: str, reason: str) -> None:
    with pytest.raises(UnknownCdkVersion) as caught:
        era_of(version)
    message = str(caught.value)
    assert f"cdkVersion {version!r} {reason}" in message
    assert "0.1.52 to 0.1.83 (era A)" in message
    assert "gradle.properties" in message


def test_versions_compare_by_number_and_local_is_the_newest() -> None:
    texts = ["0.1.9", "0.1.52", "0.1.100", "0.2.0", "1.0.13", "local"]
    assert [str(version) for version in sorted(map(CdkVersion.parse, reversed(texts)))] == texts


def test_what_is_assumed_about_a_version_is_said() -> None:
    assert CdkVersion.parse("1.0.13").note is None
    assert "era C is used" in str(CdkVersion.parse("local").note)
    assert "era B is used" in str(CdkVersion.parse("0.1.110").note)


@pytest.mark.parametrize(
    ("name", "packages"),
    [
        ("TableName", ("load.table", "load.schema.model", "load.schema.model")),
        ("TableNames", ("load.orchestration.db", "load.schema.model", "load.schema.model")),
        ("ColumnNameMapping", ("load.table",) * 3),
        ("CDC_DELETED_AT_COLUMN", ("load.table",) * 3),
        ("CDC_CURSOR_COLUMN", (None, "load.table", "load.table")),
        ("BaseDirectLoadInitialStatusGatherer", ("load.orchestration.db", "load.table", "load.table")),
        ("DatabaseInitialStatusGatherer", ("load.orchestration.db", "load.table", "load.table")),
        (
            "DirectLoadInitialStatus",
            ("load.orchestration.db.direct_load_table", "load.table.directload", "load.table.directload"),
        ),
        (
            "DirectLoadTableDedupTruncateStreamLoader",
            ("load.orchestration.db.direct_load_table", "load.table.directload", "load.table.directload"),
        ),
        ("TempTableNameGenerator", ("load.orchestration.db", "load.table", "load.table")),
        ("FinalTableNameGenerator", ("load.orchestration.db", None, None)),
        ("ColumnNameGenerator", ("load.orchestration.db", None, None)),
        ("TableCatalog", ("load.orchestration.db.legacy_typing_deduping", None, None)),
        ("TableSchemaMapper", (None, "load.schema", "load.schema")),
        ("StreamTableSchema", (None, "load.schema.model", "load.schema.model")),
        ("TableOperationsClient", ("load.component",) * 3),
        ("ColumnType", ("load.component",) * 3),
        ("AggregatePublishingConfig", ("load.dataflow.config", "load.dataflow.config", "load.dataflow.config.model")),
        ("Aggregate", ("load.dataflow.aggregate",) * 3),
        ("StoreKey", ("load.dataflow.aggregate",) * 3),
        ("RecordDTO", ("load.dataflow.transform",) * 3),
        ("ColumnNameMapper", ("load.dataflow.transform", None, None)),
        ("PartitionKey", ("load.dataflow.state",) * 3),
        ("DestinationLifecycle", ("load.dataflow",) * 3),
        ("StreamStateStore", ("load.write",) * 3),
        ("DestinationStream", ("load.command",) * 3),
        ("Append", ("load.command",) * 3),
        ("DestinationCheckerV2", ("load.check",) * 3),
        ("SpecTest", ("load.spec",) * 3),
        ("IntegerValue", ("load.data",) * 3),
        ("Meta", ("load.message",) * 3),
        ("DataChannelMedium", ("load.config",) * 3),
        ("Jsons", ("load.util",) * 3),
        ("ConfigurationSpecification", ("command",) * 3),
        ("OutputConsumer", ("output",) * 3),
    ],
)
def test_where_a_type_is_in_each_era(
    contracts: dict[str, Contract], name: str, packages: tuple[str | None, ...]
) -> None:
    for version, package in zip((A, B, C), packages, strict=True):
        contract = contracts[version]
        if package is None:
            assert contract.type(name) is None
            with pytest.raises(KeyError, match=f"{name} is not part of the CDK's load API in {version}"):
                contract.fqn(name)
        else:
            assert contract.fqn(name) == f"io.airbyte.cdk.{package}.{name}"


@pytest.mark.parametrize(
    "name", ["ConfigErrorException", "TransientErrorException", "SystemErrorException", "Operation"]
)
def test_errors_and_operation_are_in_the_base_package(contracts: dict[str, Contract], name: str) -> None:
    for contract in contracts.values():
        assert contract.fqn(name) == f"io.airbyte.cdk.{name}"
        found = contract.type(name)
        assert found is not None and found.artifact is Artifact.BASE


def test_singleton_is_jakartas(contracts: dict[str, Contract]) -> None:
    assert {contract.fqn("Singleton") for contract in contracts.values()} == {"jakarta.inject.Singleton"}


@pytest.mark.parametrize(
    ("name", "member", "absent", "present"),
    [
        ("TableSchemaMapper", "toFinalSchema", "0.1.85", "0.1.86"),
        ("TableOperationsSuite", "schemaFactory", "0.1.85", "0.1.86"),
        ("TableOperationsSuite", "testClient", "0.1.52", "0.1.60"),
        ("StreamLoader", "close", "0.2.0", "0.1.105"),
        ("DataCoercionSuite", "handle string values", "0.1.89", "0.1.90"),
    ],
)
def test_members_come_and_go_with_versions(
    contracts: dict[str, Contract], name: str, member: str, absent: str, present: str
) -> None:
    before, after = contracts[absent].type(name), contracts[present].type(name)
    assert before is not None and before.member(member) == ()
    assert after is not None and len(after.member(member)) == 1


@pytest.mark.parametrize(
    ("name", "absent", "present"),
    [
        ("CDC_CURSOR_COLUMN", "0.1.87", "0.1.88"),
        ("TestTableOperationsClient", "0.1.52", "0.1.60"),
        ("TableSchemaEvolutionSuite", "0.1.77", "0.1.78"),
        ("ConnectorWiringSuite", "0.1.78", "0.1.83"),
        ("DataCoercionSuite", "0.1.88", "0.1.89"),
        ("SchemaMapperSuite", "0.1.90", "0.1.95"),
        ("TableSchemaMapper", "0.1.83", "0.1.84"),
        ("FinalTableNameGenerator", "0.1.84", "0.1.83"),
        ("DEFAULT_AIRBYTE_INTERNAL_NAMESPACE", "0.1.105", "0.1.106"),
    ],
)
def test_types_come_and_go_with_versions(contracts: dict[str, Contract], name: str, absent: str, present: str) -> None:
    assert contracts[absent].type(name) is None
    assert contracts[present].type(name) is not None


@pytest.mark.parametrize(
    ("version", "name", "required"),
    [
        (A, "TableOperationsClient", ["createTable", "dropTable", "overwriteTable", "copyTable", "upsertTable"]),
        (C, "TableOperationsClient", ["createTable", "dropTable", "overwriteTable", "copyTable", "upsertTable"]),
        (B, "TableSchemaEvolutionClient", ["discoverSchema", "computeSchema", "applyChangeset"]),
        (B, "TestTableOperationsClient", []),
        (C, "Aggregate", ["accept", "flush"]),
        (C, "AggregateFactory", ["create"]),
        (C, "DestinationWriter", ["createStreamLoader"]),
        (C, "StreamLoader", ["stream"]),
        (C, "DirectLoadTableAppendStreamLoader", []),
        (A, "BaseDirectLoadInitialStatusGatherer", []),
        (C, "BaseDirectLoadInitialStatusGatherer", []),
        (A, "FinalTableNameGenerator", ["getTableName"]),
        (A, "ColumnNameMapper", []),
        (B, "TableSchemaMapper", ["toFinalTableName", "toTempTableName", "toColumnName", "toColumnType"]),
        (C, "DestinationCheckerV2", ["check"]),
        (C, "ValueCoercer", ["map", "validate"]),
        (C, "Operation", ["execute"]),
        (C, "DestinationConfigurationFactory", ["makeWithoutExceptionHandling"]),
        (C, "DestinationSpecificationExtension", ["supportedSyncModes", "supportsIncremental"]),
        (A, "TableOperationsSuite", ["client", "testClient"]),
        (C, "TableOperationsSuite", ["client", "testClient", "schemaFactory"]),
        (C, "TableSchemaEvolutionSuite", ["client", "opsClient", "testClient", "schemaFactory"]),
        (C, "Nothing", []),
    ],
)
def test_what_an_implementation_must_supply(
    contracts: dict[str, Contract], version: str, name: str, required: list[str]
) -> None:
    assert [member.name for member in contracts[version].required_members(name)] == required


@pytest.mark.parametrize(
    ("version", "name", "member", "override"),
    [
        (C, "Aggregate", "accept", "override fun accept(record: RecordDTO)"),
        (C, "Aggregate", "flush", "override suspend fun flush()"),
        (C, "TableOperationsClient", "countTable", "override suspend fun countTable(tableName: TableName): Long?"),
        (C, "TableOperationsClient", "tableExists", "override suspend fun tableExists(table: TableName): Boolean"),
        (
            A,
            "DatabaseInitialStatusGatherer",
            "gatherInitialStatus",
            "override suspend fun gatherInitialStatus(streams: TableCatalog): Map<DestinationStream, InitialStatus>",
        ),
        (
            C,
            "DestinationWriter",
            "teardown",
            "override suspend fun teardown(destinationFailure: DestinationFailure?)",
        ),
        (C, "TableOperationsSuite", "connect to database", "override fun `connect to database`()"),
        (C, "TableOperationsSuite", "client", "override val client: TableOperationsClient"),
    ],
)
def test_the_header_that_overrides_a_member(
    contracts: dict[str, Contract], version: str, name: str, member: str, override: str
) -> None:
    found = contracts[version].type(name)
    assert found is not None
    assert found.member(member)[0].override == override


def test_parameters_of_a_member_in_order(contracts: dict[str, Contract]) -> None:
    client = contracts[C].type("TableOperationsClient")
    assert client is not None
    [upsert] = client.member("upsertTable")
    assert [(item.name, item.type) for item in upsert.parameters] == [
        ("stream", "DestinationStream"),
        ("columnNameMapping", "ColumnNameMapping"),
        ("sourceTableName", "TableName"),
        ("targetTableName", "TableName"),
    ]
    assert (upsert.suspend, upsert.abstract, upsert.return_type) == (True, True, "Unit")


def test_loaders_take_the_evolution_client_before_the_operations_client(contracts: dict[str, Contract]) -> None:
    common = ["stream", "initialStatus", "realTableName", "tempTableName", "columnNameMapping"]
    common += ["schemaEvolutionClient", "tableOperationsClient", "streamStateStore"]
    for version in (A, B, C):
        for mode in ("Append", "Dedup", "AppendTruncate", "DedupTruncate"):
            loader = contracts[version].type(f"DirectLoadTable{mode}StreamLoader")
            assert loader is not None and loader.constructor is not None
            expected = [*common, "tempTableNameGenerator"] if mode == "DedupTruncate" else common
            assert [parameter.name for parameter in loader.constructor] == expected


def test_a_stream_has_a_table_schema_from_era_b_on(contracts: dict[str, Contract]) -> None:
    counts = {}
    for version in (A, B, C):
        stream = contracts[version].type("DestinationStream")
        assert stream is not None and stream.constructor is not None
        counts[version] = (len(stream.constructor), stream.constructor[-1].name)
    assert counts == {A: (12, "namespaceMapper"), B: (13, "tableSchema"), C: (13, "tableSchema")}


def test_nested_types_are_found_by_either_name(contracts: dict[str, Contract]) -> None:
    contract = contracts[C]
    assert contract.fqn("DestinationStream.Descriptor") == "io.airbyte.cdk.load.command.DestinationStream.Descriptor"
    assert contract.type("Descriptor") is contract.type("DestinationStream.Descriptor")


def test_all_sixteen_types_and_thirteen_values(contracts: dict[str, Contract]) -> None:
    for version in (A, B, C):
        types = contracts[version].types
        assert sum("AirbyteType" in item.supertypes for item in types) == 16
        assert sum("AirbyteValue" in item.supertypes for item in types) == 13


@pytest.mark.parametrize(
    ("version", "suite", "tests"),
    [
        (
            C,
            "TableOperationsSuite",
            [
                "connect to database",
                "create and drop namespaces",
                "create and drop tables",
                "insert records",
                "count table rows",
                "get generation id",
                "overwrite tables",
                "copy tables",
                "upsert tables",
            ],
        ),
        (
            C,
            "ConnectorWiringSuite",
            [
                "all beans are injectable",
                "writer setup completes",
                "can create append stream loader",
                "stream loader start creates table",
                "can write one record",
            ],
        ),
        (C, "SpecTest", ["testSpecOss", "testSpecCloud"]),
        (C, "WriteInitializationTest", ["writer can be instantiated with real catalog"]),
        ("0.1.89", "DataCoercionSuite", ["handle integer values", "handle number values"]),
    ],
)
def test_tests_of_a_suite_in_order(contracts: dict[str, Contract], version: str, suite: str, tests: list[str]) -> None:
    found = contracts[version].type(suite)
    assert found is not None
    assert [test.name for test in found.tests] == tests


def test_the_integration_suite_has_the_checkpoints_and_not_the_guides_names(contracts: dict[str, Contract]) -> None:
    suite = contracts[C].type("BasicFunctionalityIntegrationTest")
    assert suite is not None
    names = {test.name for test in suite.tests}
    assert {"testAppend", "testTruncateRefresh", "testAppendSchemaEvolution", "testDedup"} <= names
    assert names.isdisjoint({"testTruncate", "testDedupe", "resumeAfterCancelledTruncate"})


def test_every_type_and_public_member_is_explained_and_its_source_named(contracts: dict[str, Contract]) -> None:
    for version in (A, B, C):
        for item in contracts[version].types:
            assert item.source, item.name
            if item.hidden:
                continue
            assert item.what, item.name
            for member in item.members:
                inherited = "override" in member.parsed.modifiers
                assert member.what or inherited or member.internal, f"{item.name}.{member.name}"


def test_no_text_softens_a_failure(files: Files) -> None:
    for path in contract_paths(files):
        assert FORBIDDEN.findall(files.read(path)) == [], path


def test_unverified_declarations_are_rendered_only_when_needed(contracts: dict[str, Contract]) -> None:
    texts = main_sources(contracts[C]) | fixture_sources(contracts[C])
    assert "asOldStyleTempTable" not in texts["io/airbyte/cdk/load/schema/model/TableName.kt"]
    assert not any(path.endswith("/AggregateSuite.kt") for path in texts)
    assert any(path.endswith("/OutputConsumer.kt") for path in texts)


def test_main_and_fixtures_are_kept_apart(contracts: dict[str, Contract]) -> None:
    main, fixtures = main_sources(contracts[C]), fixture_sources(contracts[C])
    assert main.keys().isdisjoint(fixtures)
    assert "io/airbyte/cdk/load/component/TableOperationsClient.kt" in main
    assert "io/airbyte/cdk/load/component/TestTableOperationsClient.kt" in fixtures


def test_a_rendered_file_imports_what_it_mentions(contracts: dict[str, Contract]) -> None:
    text = main_sources(contracts[B])["io/airbyte/cdk/load/dataflow/aggregate/StoreKey.kt"]
    assert text == (
        "package io.airbyte.cdk.load.dataflow.aggregate\n\n"
        "import io.airbyte.cdk.load.command.DestinationStream\n\n"
        "typealias StoreKey = DestinationStream.Descriptor\n"
    )


def test_the_outline_shows_no_bodies_and_no_stand_ins(contracts: dict[str, Contract]) -> None:
    store = contracts[C].type("StreamStateStore")
    assert store is not None
    text = outline(store)
    assert "states" not in text
    assert (
        "    /** Stores a stream's state. */\n    fun put(stream: DestinationStream.Descriptor, state: S) { … }\n"
        in text
    )


def test_annotations_are_known_but_not_declared(contracts: dict[str, Contract]) -> None:
    contract = contracts[C]
    names = {item.name for item in contract.types if item.kind is Kind.ANNOTATION}
    assert {"Singleton", "Factory", "Primary", "Secondary", "Requires", "MicronautTest", "Value", "Property"} <= names
    assert not any(path.startswith(("jakarta", "io/micronaut")) for path in main_sources(contract))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title: t\ntypes:\n- name: X\n  kind: struct\n  what: w\n", "cdk/x.yaml:4: types.0.kind: "),
        ("title: t\ntypes:\n- name: X\n  kind: class\n  since: soon\n", "cdk/x.yaml:5: types.0.since: "),
        (
            "title: t\ntypes:\n- name: X\n  kind: class\n  members:\n  - signature: fn x()\n",
            "cdk/x.yaml:6: types.0.members.0.signature: neither fun, val nor var",
        ),
        (
            "title: t\ntypes:\n- name: X\n  kind: class\n  verified: false\n",
            "cdk/x.yaml:3: types.0: unverified: say what is not confirmed",
        ),
        ("title: t\npackges: x\n", "cdk/x.yaml:2: packges: Extra inputs are not permitted"),
    ],
)
def test_a_broken_file_is_named_with_line_and_key(text: str, message: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        load_contract(MemoryFiles({"cdk/x.yaml": text}), C)
    assert str(caught.value).startswith(message)


def test_two_declarations_of_one_name_are_refused() -> None:
    entry = "{name: X, kind: class, package: p, what: w}"
    with pytest.raises(KnowledgeError, match=r"cdk/b.yaml: X: is declared twice for CDK 1.0.13"):
        load_contract(
            MemoryFiles({"cdk/a.yaml": f"title: t\ntypes: [{entry}]\n", "cdk/b.yaml": f"title: t\ntypes: [{entry}]\n"}),
            C,
        )


def test_one_name_may_have_two_forms_in_different_versions() -> None:
    text = "title: t\npackage: p\ntypes:\n- {name: X, kind: class, until: B}\n- {name: X, kind: object, since: C}\n"
    files = MemoryFiles({"cdk/a.yaml": text})
    kinds = {version: load_contract(files, version).type("X") for version in (A, B, C)}
    assert [item.kind if item else None for item in kinds.values()] == [Kind.CLASS, Kind.CLASS, Kind.OBJECT]


def test_contracts_of_one_version_are_equal(files: Files) -> None:
    assert load_contract(files, C) == load_contract(files, C)
    assert load_contract(files, C) != load_contract(files, B)
