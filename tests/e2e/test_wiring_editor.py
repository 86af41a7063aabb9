"""Wiring in an editor: findings while it is typed, lenses, both directions of definition, the graph."""

from pathlib import Path

import pytest
from editor_profiles import PUSHED, Start
from lsp_editor import Editor, codes
from lsprotocol import types as lsp

pytestmark = pytest.mark.asyncio

PACKAGE = "src/main/kotlin/io/airbyte/integrations/destination/postgres"
GENERATOR = f"{PACKAGE}/client/PostgresSqlGenerator.kt"
GATHERER = f"{PACKAGE}/config/PostgresDirectLoadDatabaseInitialStatusGatherer.kt"
FACTORY = f"{PACKAGE}/config/PostgresBeanFactory.kt"


async def lenses(editor: Editor, uri: str) -> list[str]:
    params = lsp.CodeLensParams(lsp.TextDocumentIdentifier(uri))
    found = await editor.client.text_document_code_lens_async(params)
    return [lens.command.title for lens in found or () if lens.command]


async def ends(editor: Editor, uri: str, marked: str) -> list[str]:
    """File name and the text of the line that each end of a definition stands in."""
    params = lsp.DefinitionParams(lsp.TextDocumentIdentifier(uri), editor.at(uri, marked))
    answer = await editor.client.text_document_definition_async(params)
    found = [answer] if isinstance(answer, lsp.Location) else list(answer or ())
    targets = [(e.target_uri, e.target_range) if isinstance(e, lsp.LocationLink) else (e.uri, e.range) for e in found]
    return [_line(uri, range_) for uri, range_ in targets if uri.startswith("file:") and uri.endswith(".kt")]


def _line(uri: str, range_: lsp.Range) -> str:
    text = Editor.path(uri).read_text("utf-8").splitlines()[range_.start.line].strip()
    return f"{uri.rpartition('/')[2]}: {text}"


async def test_a_missing_bean_is_underlined_and_mended(start: Start, connector: Path) -> None:
    editor = await start(PUSHED, connector)
    client = editor.open(connector / PACKAGE / "client/PostgresAirbyteClient.kt")
    generator = editor.open(connector / GENERATOR)
    await editor.diagnostics(client, lambda d: "DW101" in codes(d) and "DW301" not in codes(d), "its stubs alone")
    editor.replace(generator, "@Singleton\n", "")
    found = await editor.diagnostics(client, lambda d: "DW301" in codes(d), "the missing bean")
    (missing,) = (item for item in found if item.code == "DW301")
    assert editor.shown(client, missing.range).endswith("sqlGenerator: PostgresSqlGenerator")
    editor.replace(generator, "class PostgresSqlGenerator", "@Singleton\nclass PostgresSqlGenerator")
    await editor.diagnostics(client, lambda d: "DW301" not in codes(d), "no missing bean")


async def test_lenses_tell_of_both_ends(start: Start, connector: Path) -> None:
    editor = await start(PUSHED, connector)
    gatherer = editor.open(connector / GATHERER)
    assert "provided by PostgresAirbyteClient" in await lenses(editor, gatherer)
    generator = editor.open(connector / GENERATOR)
    assert "injected into 1 place" in await lenses(editor, generator)


async def test_definition_goes_from_each_end_to_the_other(start: Start, connector: Path) -> None:
    editor = await start(PUSHED, connector)
    gatherer = editor.open(connector / GATHERER)
    (bean,) = await ends(editor, gatherer, "tableOperations|Client: TableOperationsClient")
    assert bean.startswith("PostgresAirbyteClient.kt: class PostgresAirbyteClient")
    factory = editor.open(connector / FACTORY)
    assert await ends(editor, factory, "fun data|Source") == [
        "PostgresAirbyteClient.kt: private val dataSource: DataSource,",
        "PostgresTestTableOperationsClient.kt: class PostgresTestTableOperationsClient("
        "private val dataSource: DataSource) : TestTableOperationsClient {",
    ]


async def test_the_graph_is_told_as_values_and_as_a_page(start: Start, connector: Path) -> None:
    editor = await start(PUSHED, connector)
    told = await editor.custom("destinationWriter/wiring", {"uri": connector.as_uri()})
    nodes = {node.id.rpartition(".")[2]: node for node in told.nodes}
    assert nodes["PostgresWriter"].kind == "class"
    assert nodes["PostgresBeanFactory#dataSource"].type == "DataSource"
    edges = {(edge.source.rpartition(".")[2], edge.name): edge.target.rpartition(".")[2] for edge in told.edges}
    assert edges["PostgresSqlGenerator", "configuration"] == "PostgresBeanFactory#configuration"
    assert "command:destinationWriter.openPlace?" in told.html
    assert "<script" not in told.html
