"""Mistakes against the CDK's contract, typed into the real server: what is found, where, its fix, what that leaves."""

from pathlib import Path

import pytest
from editor_profiles import PULLING, PUSHED, Start, source
from lsp_editor import Editor, codes
from lsprotocol import types as lsp

pytestmark = pytest.mark.asyncio


async def told(editor: Editor, uri: str, code: str) -> list[lsp.Diagnostic]:
    """The findings of a rule, once there are any."""
    found = await editor.diagnostics(uri, lambda d: code in codes(d), code)
    return [item for item in found if item.code == code]


async def fix(editor: Editor, uri: str, marked: str, title: str, found: list[lsp.Diagnostic]) -> None:
    """Take the quick fix of that title, and wait until the finding is gone."""
    actions = {action.title: action for action in await editor.actions(uri, marked, ["quickfix"], found)}
    await take(editor, actions[title])
    await editor.diagnostics(
        uri, lambda d: not any(code.startswith("DW5") for code in codes(d)), "nothing of the contract"
    )


async def take(editor: Editor, action: lsp.CodeAction) -> None:
    done = action if action.edit is not None else await editor.client.code_action_resolve_async(action)
    assert done.edit is not None
    editor.apply(done.edit)


async def test_all_missing_members_are_written_at_an_empty_line(start: Start, connector: Path) -> None:
    """With the bodies that templates have; nothing goes beyond 100 columns."""
    editor = await start(PULLING, connector)
    file = source(connector, "PostgresAirbyteClient.kt")
    head = file.read_text("utf-8").partition(") : TableOperationsClient")[0]
    uri = editor.open(file, f"{head}) : TableOperationsClient, TableSchemaEvolutionClient {{\n    \n}}\n")
    (finding,) = await told(editor, uri, "DW501")
    assert editor.shown(uri, finding.range) == "PostgresAirbyteClient"
    (action,) = [
        a for a in await editor.actions(uri, "{\n    |\n}", ["refactor.rewrite"]) if a.title.startswith("Write ")
    ]
    await take(editor, action)
    await editor.diagnostics(uri, lambda d: "DW501" not in codes(d), "no missing member")
    text = editor.text(uri)
    for name in ("createTable", "dropTable", "overwriteTable", "copyTable", "upsertTable", "discoverSchema"):
        assert text.count(f"override suspend fun {name}(") == 1
    assert "execute(sqlGenerator.dropTable(tableName))" in text
    start_of_class = text.index("class PostgresAirbyteClient")
    assert max(len(line) for line in text[start_of_class:].splitlines()) <= 100


async def test_suspend_the_nearest_member_and_the_import_are_mended(start: Start, connector: Path) -> None:
    editor = await start(PUSHED, connector)
    uri = editor.open(source(connector, "PostgresAggregate.kt"))
    right = editor.text(uri)
    editor.replace(uri, "override suspend fun flush", "override fun flush")
    (finding,) = await told(editor, uri, "DW506")
    assert editor.shown(uri, finding.range) == "flush"
    await fix(editor, uri, "fun fl|ush", "Make flush a suspend function in PostgresAggregate.kt", [finding])

    editor.replace(uri, "fun accept(", "fun add(")
    (finding,) = await told(editor, uri, "DW505")
    assert editor.shown(uri, finding.range) == "add" and "accept of that form" in finding.message
    await fix(editor, uri, "fun ad|d", "Write accept for add in PostgresAggregate.kt", [finding])

    editor.replace(uri, "load.dataflow.transform.RecordDTO", "dataflow.transform.RecordDTO")
    (finding,) = await told(editor, uri, "DW502")
    assert editor.shown(uri, finding.range) == "import io.airbyte.cdk.dataflow.transform.RecordDTO"
    full = "io.airbyte.cdk.load.dataflow.transform.RecordDTO"
    await fix(editor, uri, "import io.airbyte.cdk.dataflow.trans|form", f"Import {full}", [finding])

    editor.replace(uri, "record: RecordDTO", "record: RecordDto")
    (finding,) = await told(editor, uri, "DW513")
    assert editor.shown(uri, finding.range) == "RecordDto" and f"it has {full}" in finding.message
    await fix(editor, uri, "record: Record|Dto", "Write RecordDTO", [finding])
    assert editor.text(uri) == right


EXTENSION = """package io.airbyte.integrations.destination.postgres.client

import io.airbyte.cdk.load.spec.DestinationSpecificationExtension
import io.airbyte.protocol.models.v0.DestinationSyncMode
import jakarta.inject.Singleton

@Singleton
class PostgresSpecificationExtension : DestinationSpecificationExtension {
    override val supportedSyncModes: Set<DestinationSyncMode> = everyMode()
    override val supportsIncremental = true
}
"""


async def test_a_property_takes_the_type_of_the_cdk(start: Start, connector: Path) -> None:
    editor = await start(PULLING, connector)
    file = source(connector, "PostgresAirbyteClient.kt").with_name("PostgresSpecificationExtension.kt")
    file.write_text(EXTENSION, "utf-8")
    uri = editor.open(file)
    (finding,) = await told(editor, uri, "DW503")
    assert editor.shown(uri, finding.range) == "Set<DestinationSyncMode>"
    await fix(editor, uri, "Modes: Se|t<", "Write List<DestinationSyncMode>", [finding])
    assert "supportedSyncModes: List<DestinationSyncMode> = everyMode()" in editor.text(uri)


MAPPING = """String =
        when (type) {
            BooleanType -> "boolean"
            IntegerType -> "bigint"
            NumberType -> "numeric"
            StringType -> "text"
            is ArrayType, ArrayTypeWithoutSchema -> "jsonb"
            is ObjectType, ObjectTypeWithEmptySchema, ObjectTypeWithoutSchema -> "jsonb"
            TimeTypeWithTimezone, TimeTypeWithoutTimezone -> "time"
            is UnionType, is UnknownType -> "jsonb"
        }"""


async def test_the_types_that_a_mapping_forgets_are_given_their_columns(start: Start, connector: Path) -> None:
    editor = await start(PULLING, connector)
    file = source(connector, "PostgresColumnUtils.kt")
    text = file.read_text("utf-8").replace("data.AirbyteType\n", "data.*\n")
    uri = editor.open(file, text.replace('String = TODO("Phase 3")', MAPPING))
    (finding,) = await told(editor, uri, "DW508")
    assert editor.shown(uri, finding.range) == "when"
    forgotten = "DateType, TimestampTypeWithTimezone, TimestampTypeWithoutTimezone"
    assert f"no branch for {forgotten}." in finding.message
    title = f"Give {forgotten} a column type in PostgresColumnUtils.kt"
    await fix(editor, uri, "wh|en (type)", title, [finding])
    assert '            DateType -> "date"\n' in editor.text(uri)


async def test_a_checker_that_does_not_wait_for_the_client(start: Start, connector: Path) -> None:
    """What the client's members are stands in another file; changed there, the finding goes here."""
    editor = await start(PUSHED, connector)
    uri = editor.open(source(connector, "PostgresChecker.kt"))
    editor.replace(uri, 'TODO("Phase 5")', "client.dropTable(name())")
    (finding,) = await told(editor, uri, "DW512")
    assert editor.shown(uri, finding.range) == "dropTable"
    assert "PostgresAirbyteClient.dropTable is a suspend function, and check is none" in finding.message
    await fix(editor, uri, "client.drop|Table", "Put the body of check into runBlocking", [finding])
    assert "override fun check(): Unit = runBlocking {\n        client.dropTable(name())" in editor.text(uri)
    editor.replace(uri, ": Unit = runBlocking", "")
    await told(editor, uri, "DW512")
    client = editor.open(source(connector, "PostgresAirbyteClient.kt"))
    editor.replace(client, "override suspend fun dropTable", "suspend fun drop() {}\n\n    fun dropTable")
    await editor.diagnostics(uri, lambda d: "DW512" not in codes(d), "no suspend function any more")


CLIENT = """package io.airbyte.cdk.load.component

import io.airbyte.cdk.load.schema.model.TableName

interface TableOperationsClient {
    suspend fun dropTable(tableName: TableName, cascade: Boolean)

    suspend fun purgeTable(tableName: TableName)
}
"""


async def test_the_cdks_own_sources_win(start: Start, connector: Path, tmp_path: Path) -> None:
    bulk = tmp_path / "airbyte-cdk" / "bulk" / "core" / "load"
    place = bulk / "src/main/kotlin/io/airbyte/cdk/load/component/TableOperationsClient.kt"
    place.parent.mkdir(parents=True)
    place.write_text(CLIENT, "utf-8")
    (bulk / "version.properties").write_text("version=1.0.13\n", "utf-8")
    editor = await start(PULLING, connector)
    uri = editor.open(source(connector, "PostgresAirbyteClient.kt"))
    (other,) = await told(editor, uri, "DW507")
    assert other.severity is lsp.DiagnosticSeverity.Information
    assert editor.shown(uri, other.range) == "import io.airbyte.cdk.load.component.TableOperationsClient"
    assert "airbyte-cdk/bulk declares TableOperationsClient otherwise" in other.message
    (missing,) = await told(editor, uri, "DW501")
    assert "does not implement purgeTable" in missing.message
    changed = await told(editor, uri, "DW503")
    assert "takes (tableName: TableName, cascade: Boolean)" in changed[0].message
    actions = {a.title: a for a in await editor.actions(uri, "fun drop|Table", ["quickfix"], changed)}
    await take(editor, actions["Take the signature of TableOperationsClient.dropTable in PostgresAirbyteClient.kt"])
    assert "override suspend fun dropTable(tableName: TableName, cascade: Boolean) {" in editor.text(uri)
