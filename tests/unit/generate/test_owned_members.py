"""Every member that a phase from 1 to 10 owns is written when it is a stub, or the reason says why it cannot be."""

from functools import cache
from pathlib import Path

import pytest

from destination_writer.connector.load import SourceCache, load_connector
from destination_writer.connector.model import Connector
from destination_writer.connector.roles import SUITE_ROLES, Role
from destination_writer.generate.api import complete_component, implement_phase, implement_stub_named
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.members import with_function
from destination_writer.knowledge.store import Knowledge
from destination_writer.kotlin.declarations import Class
from destination_writer.text.changes import Change, NoChange, apply_change
from destination_writer.text.files import MemoryFiles
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

PROJECT = Path(__file__).resolve().parents[3]
FOLDERS = {
    "A": PROJECT / "tests" / "fixtures" / "connectors" / "era_a",
    "B": PROJECT / "tests" / "fixtures" / "connectors" / "era_b",
    "C": PROJECT / "examples" / "destination-postgres",
}
KNOWLEDGE, TEMPLATES = Knowledge(DiskFiles(bundled("knowledge"))), Templates(DiskFiles(bundled("templates")))
CACHE = SourceCache()

DECLARED = {
    (Role.BEAN_FACTORY, "dataSource"): "fun dataSource(configuration: {configuration}): DataSource",
    (Role.BEAN_FACTORY, "emptyDataSource"): "fun emptyDataSource(): DataSource",
    (Role.BEAN_FACTORY, "checkOperation"): "fun checkOperation(c: {checker}, o: OutputConsumer): CheckOperationV2",
    (Role.BEAN_FACTORY, "aggregatePublishingConfig"): "fun aggregatePublishingConfig(): AggregatePublishingConfig",
    (Role.BEAN_FACTORY, "tempTableNameGenerator"): "fun tempTableNameGenerator(): TempTableNameGenerator",
    (Role.COLUMN_UTILS, "parseType"): "fun parseType(type: String): String",
    (Role.SQL_GENERATOR, "discoverSchema"): "fun discoverSchema(table: TableName): String",
    (Role.SQL_GENERATOR, "getTableSchema"): "fun getTableSchema(table: TableName): String",
    (Role.SQL_GENERATOR, "applyChangeset"): "fun applyChangeset(table: TableName, c: ColumnChangeset): List<String>",
    (Role.SQL_GENERATOR, "hardDeletes"): "fun hardDeletes(): Boolean",
    (Role.CLIENT, "computeChangeset"): "override fun computeChangeset(actualColumns: TableColumns, "
    "expectedColumns: TableColumns): ColumnChangeset",
    (Role.CLIENT, "ensureSchemaMatches"): "override suspend fun ensureSchemaMatches(stream: DestinationStream, "
    "tableName: TableName, columnNameMapping: ColumnNameMapping)",
    (Role.NAME_GENERATOR, "generate"): "fun generate(originalName: TableName): TableName",
    (Role.SCHEMA_MAPPER, "toFinalSchema"): "override fun toFinalSchema(tableSchema: StreamTableSchema): "
    "StreamTableSchema",
    (Role.SCHEMA_MAPPER, "colsConflict"): "override fun colsConflict(a: String, b: String): Boolean",
    (Role.VALUE_COERCER, "representAs"): "override fun representAs(airbyteType: AirbyteType): Class<out AirbyteValue>?",
    (Role.INSERT_BUFFER, "accumulate"): "fun accumulate(record: Map<String, AirbyteValue>)",
    (Role.WRITER, "teardown"): "override suspend fun teardown(destinationFailure: DestinationFailure?)",
    (Role.CHECKER, "cleanup"): "override fun cleanup()",
    (Role.SPECIFICATION, "cdcDeletionMode"): "val cdcDeletionMode: CdcDeletionMode?",
    (Role.CONFIGURATION, "cdcDeletionMode"): "val cdcDeletionMode: CdcDeletionMode",
}
"""How a member is declared that neither the connector has nor the index of templates or the CDK declares."""

SUITE_BEANS = {"client": "TableOperationsClient", "testClient": "TestTableOperationsClient"}
SUPERTYPES = {
    Role.SCHEMA_EVOLUTION_SUITE: "TableSchemaEvolutionSuite",
    Role.DATA_COERCION_SUITE: "DataCoercionSuite",
    Role.SCHEMA_MAPPER_SUITE: "SchemaMapperSuite",
    Role.WIRING_SUITE: "ConnectorWiringSuite",
    Role.INTEGRATION_SUITE: "BasicFunctionalityIntegrationTest()",
    Role.CHECK_TEST: "CheckIntegrationTest()",
    Role.WRITE_INITIALIZATION_TEST: "WriteInitializationTest()",
    Role.TABLE_OPERATIONS_SUITE: "TableOperationsSuite",
}


def loaded(texts: dict[str, str]) -> Connector:
    return load_connector(MemoryFiles(texts), name="destination-postgres", cache=CACHE)


def applied(texts: dict[str, str], result: Change | NoChange) -> dict[str, str]:
    return {**texts, **apply_change(result, texts)} if isinstance(result, Change) else texts


@cache
def finished(era: str) -> tuple[tuple[str, str], ...]:
    """A connector without stubs, with every component that templates make."""
    files = DiskFiles(FOLDERS[era])
    texts = {path: files.read(path) for path in files.list() if path.endswith((".kt", ".yaml", ".properties"))}
    for phase in range(1, 11):
        texts = applied(texts, implement_phase(loaded(texts), KNOWLEDGE, TEMPLATES, phase))
    for role in dict.fromkeys(file.role for file in TEMPLATES.index.files if file.role):
        texts = applied(texts, complete_component(loaded(texts), KNOWLEDGE, TEMPLATES, role))
    if not loaded(texts).components(Role.BEAN_FACTORY):
        texts["src/main/kotlin/AcmeBeanFactory.kt"] = (
            "package p\n\nimport io.micronaut.context.annotation.Factory\n\n@Factory\nclass AcmeBeanFactory\n"
        )
    assert not loaded(texts).stubs
    return tuple(texts.items())


def owned() -> list[tuple[int, str, Role, str]]:
    found: list[tuple[int, str, Role, str]] = []
    for phase in KNOWLEDGE.phases:
        for own in phase.owns:
            if 1 <= phase.number <= 10:
                eras = own.eras or ("A", "B", "C")
                found += [(phase.number, str(era), Role(own.role), own.function) for era in eras]
    return found


NAMED = [(phase, era, role, function) for phase, era, role, function in owned() if function != "*"]
OTHERS = [(phase, era, role) for phase, era, role, function in owned() if function == "*"]


def with_stub(texts: dict[str, str], role: Role, function: str, phase: int) -> tuple[dict[str, str], str]:
    """The connector with that member as a stub, and the name of the class."""
    connector = loaded(texts)
    component = next(
        (c for c in connector.components(role) if c.declaration.function(function)),
        next(iter(connector.components(role)), None),
    )
    assert component is not None, f"the connector has no {role.value}"
    owner, text = component.declaration, texts[component.path]
    known = owner.function(function)
    if known is not None and known.body is not None:
        declared = "" if known.return_type else f": {returned(role, function)}"
        text = f'{text[: known.body.span.start]}{declared} {{ TODO("Phase {phase}") }}{text[known.body.span.end :]}'
        return {**texts, component.path: text}, owner.name
    held = next((p for p in (*owner.constructor, *owner.properties) if p.name == function), None)
    if held is not None:
        text = text[: held.span.start] + text[held.span.end :].removeprefix(",")
        owner = next(c for c in loaded({**texts, component.path: text}).components(role)).declaration
    member = f'{declaration(connector, role, function)} = TODO("Phase {phase}")'
    return {**texts, component.path: with_function(text, owner, member)}, owner.name


def returned(role: Role, function: str) -> str:
    entry = TEMPLATES.member(role, function)
    assert entry is not None
    return "List<String>" if entry.returns == "sql" else entry.returns


def declaration(connector: Connector, role: Role, function: str) -> str:
    if role in SUITE_ROLES:
        return f"override val {function}: {SUITE_BEANS.get(function, 'TableSchemaFactory')}"
    entry = TEMPLATES.member(role, function)
    text = DECLARED.get((role, function)) or (entry.signature if entry else "")
    assert text, f"no declaration for {role.value}.{function}"
    names = {
        "configuration": connector.components(Role.CONFIGURATION)[0].declaration.name,
        "checker": connector.components(Role.CHECKER)[0].declaration.name,
    }
    return text.format(**names)


@pytest.mark.parametrize(("phase", "era", "role", "function"), NAMED)
def test_an_owned_member_is_written(phase: int, era: str, role: Role, function: str) -> None:
    texts, class_name = with_stub(dict(finished(era)), role, function, phase)
    assert loaded(texts).stubs, "the member is a stub"
    result = implement_stub_named(loaded(texts), KNOWLEDGE, TEMPLATES, f"{class_name}.{function}")
    if (era, function) == ("A", "hardDeletes"):  # the generator of this connector holds no configuration
        assert isinstance(result, NoChange)
        assert "the generator holds no configuration" in result.reason
        return
    assert isinstance(result, Change), result
    done = loaded(applied(texts, result))
    assert not done.stubs
    again = implement_phase(done, KNOWLEDGE, TEMPLATES, phase)
    assert isinstance(again, NoChange)


def suite_with(role: Role, test: str, phase: int) -> str:
    return (
        "package io.airbyte.integrations.destination.acme\n\n"
        f"class AcmeSuite : {SUPERTYPES[role]} {{\n"
        f'    override fun `{test}`() {{\n        TODO("Phase {phase}")\n    }}\n}}\n'
    )


@pytest.mark.parametrize(("phase", "era", "role"), OTHERS)
def test_any_other_member_of_a_role_is_written_or_refused_by_name(phase: int, era: str, role: Role) -> None:
    texts = dict(finished(era))
    if role in SUITE_ROLES:
        path = "src/test-integration/kotlin/AcmeSuite.kt"
        texts[path] = suite_with(role, "conjure", phase)
        class_name = "AcmeSuite"
    else:
        component: Class = loaded(texts).components(role)[0].declaration
        path = loaded(texts).components(role)[0].path
        texts[path] = with_function(texts[path], component, f'fun conjure(): Int = TODO("Phase {phase}")')
        class_name = component.name
    result = implement_stub_named(loaded(texts), KNOWLEDGE, TEMPLATES, f"{class_name}.conjure")
    assert isinstance(result, NoChange)
    assert "conjure" in result.reason
    assert result.missing


PLAIN_TESTS = [
    (Role.TABLE_OPERATIONS_SUITE, "create and drop tables", "super.`create and drop tables`()"),
    (Role.INTEGRATION_SUITE, "testAppend", "super.testAppend()"),
    (Role.WIRING_SUITE, "can write one record", "super.`can write one record`()"),
    (Role.CHECK_TEST, "testSuccessConfigs", "super.testSuccessConfigs()"),
]


@pytest.mark.parametrize(("role", "test", "call"), PLAIN_TESTS)
def test_a_test_of_a_suite_runs_the_suites_own(role: Role, test: str, call: str) -> None:
    path = "src/test-integration/kotlin/AcmeSuite.kt"
    texts = {**dict(finished("C")), path: suite_with(role, test, 5)}
    result = implement_stub_named(loaded(texts), KNOWLEDGE, TEMPLATES, f"AcmeSuite.{test}")
    assert f"        {call}\n" in applied(texts, result)[path]
