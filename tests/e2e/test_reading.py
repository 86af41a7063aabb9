"""What a person sees who opens a connector and types: diagnostics, hover, lenses, symbols, definition, completion."""

from pathlib import Path

import pytest
from editor_profiles import PUSHED, Profile, Start
from lsp_editor import Editor, codes
from lsprotocol import types as lsp

from destination_writer.text.places import Position

pytestmark = pytest.mark.asyncio

OWED = "It owes: "


async def test_stubs_are_reported_in_full_and_follow_the_text(editor: Editor, client_file: Path) -> None:
    uri = editor.open(client_file)
    count = editor.text(uri).count("TODO(")
    found = await editor.diagnostics(uri, lambda d: len(d) == count and OWED in d[0].message, "every stub in full")
    assert set(codes(found)) == {"DW101"}
    assert [editor.shown(uri, item.range)[:11] for item in found] == ['TODO("Phase'] * count
    assert {item.severity for item in found} == {lsp.DiagnosticSeverity.Information}

    editor.replace(uri, 'TODO("Phase 3")', 'error("written")')
    await editor.diagnostics(uri, lambda d: len(d) == count - 1, "one stub less")
    editor.replace(uri, 'error("written")', 'TODO("Phase 3")')
    await editor.diagnostics(uri, lambda d: len(d) == count, "the stub again")


async def test_a_client_that_pulls_is_never_pushed_to(editor: Editor, client_file: Path) -> None:
    uri = editor.open(client_file)
    await editor.diagnostics(uri, lambda d: d and OWED in d[0].message, "the stubs")
    if editor.pulls:
        assert editor.published == []
    else:
        assert editor.result and editor.result.capabilities.diagnostic_provider is None
        last = editor.last(uri)
        assert last and last.version == 1


async def test_an_unchanged_report_says_so(start: Start, connector: Path, client_file: Path) -> None:
    from editor_profiles import PULLING

    editor = await start(PULLING, connector)
    uri = editor.open(client_file)
    await editor.diagnostics(uri, lambda d: d and OWED in d[0].message, "the stubs")
    identifier = lsp.TextDocumentIdentifier(uri)
    first = await editor.client.text_document_diagnostic_async(lsp.DocumentDiagnosticParams(identifier))
    assert isinstance(first, lsp.RelatedFullDocumentDiagnosticReport)
    again = lsp.DocumentDiagnosticParams(identifier, previous_result_id=first.result_id)
    second = await editor.client.text_document_diagnostic_async(again)
    assert isinstance(second, lsp.RelatedUnchangedDocumentDiagnosticReport)
    assert second.result_id == first.result_id
    editor.edit(uri, Position(0, 0), Position(0, 0), "\n")
    third = await editor.client.text_document_diagnostic_async(again)
    assert isinstance(third, lsp.RelatedFullDocumentDiagnosticReport)
    assert third.items[0].range.start.line == first.items[0].range.start.line + 1


async def test_places_are_in_the_negotiated_units(editor: Editor, client_file: Path) -> None:
    text = client_file.read_text("utf-8").replace('        TODO("Phase 2")', '        /* 😀é */ TODO("Phase 2")', 1)
    uri = editor.open(client_file, text)
    found = await editor.diagnostics(uri, lambda d: len(d) > 1, "the stubs")
    assert editor.shown(uri, found[0].range) == 'TODO("Phase 2")'
    assert "Namespace operations" in await editor.hover(uri, '/* 😀é */ TO|DO("Phase 2")')


async def test_a_text_with_other_line_breaks_stays_the_same_on_both_sides(editor: Editor, client_file: Path) -> None:
    text = "// \u2028 \x0c \x85 \x0b\r\n" + client_file.read_text("utf-8")
    uri = editor.open(client_file, text)
    count = text.count("TODO(")
    await editor.diagnostics(uri, lambda d: len(d) == count, "the stubs")
    editor.edit(uri, Position(0, 5), Position(0, 5), "x")
    editor.replace(uri, 'TODO("Phase 2")', 'TODO("Phase 7")')
    found = await editor.diagnostics(uri, lambda d: any("Phase 7" in i.message for i in d), "the edited stub")
    assert editor.shown(uri, found[0].range) == 'TODO("Phase 7")'


async def test_hover_explains_stub_type_member_and_annotation(editor: Editor, client_file: Path) -> None:
    uri = editor.open(client_file)
    stub = await editor.hover(uri, 'TO|DO("Phase 2")')
    assert "### Phase 2 · Namespace operations" in stub
    assert "**This stub owes:**" in stub
    assert "--tests '*PostgresTableOperationsTest.create and drop namespaces'" in stub

    interface = await editor.hover(uri, ") : Table|OperationsClient")
    for expected in ("interface TableOperationsClient", "**Called by:**", "**Rules**", "era C", "How we know"):
        assert expected in interface

    member = await editor.hover(uri, "override suspend fun create|Table(")
    assert "**TableOperationsClient.createTable**" in member
    assert "phase 3 (Basic table operations)" in member

    annotation = await editor.hover(uri, "@Single|ton")
    assert "`jakarta.inject.Singleton`" in annotation


async def test_hover_on_a_type_mapping_tells_the_range_and_what_happens_outside(
    editor: Editor, client_file: Path
) -> None:
    text = client_file.read_text("utf-8") + (
        '\nprivate fun AirbyteType.sql(): String =\n    when (this) {\n        IntegerType -> "bigint"\n'
        '        is ArrayType,\n        TimeTypeWithTimezone -> "timetz"\n    }\n'
    )
    uri = editor.open(client_file, text)
    on_type, on_column = await editor.hover(uri, "Integer|Type -> "), await editor.hover(uri, '-> "big|int"')
    for shown in (on_type, on_column):
        assert "**IntegerType on PostgreSQL:** `bigint`" in shown
        assert "-9,223,372,036,854,775,808 to 9,223,372,036,854,775,807" in shown
        assert "writes NULL and records DESTINATION_FIELD_SIZE_LIMITATION" in shown
        assert "executed: PostgreSQL 15.18 and 18.6" in shown
    assert "How we know" in on_type
    assert "every character but U+0000" in await editor.hover(uri, "is Array|Type,")
    assert "offsets up to 15:59:59 either way" in await editor.hover(uri, '"time|tz"')
    assert "on PostgreSQL" not in await editor.hover(uri, "private fun Airbyte|Type.sql")


async def test_hover_is_silent_on_what_is_not_the_cdk(editor: Editor, client_file: Path) -> None:
    text = client_file.read_text("utf-8") + "\n// TableName\nprivate class Aggregate\nprivate val a = Aggregate()\n"
    uri = editor.open(client_file, text)
    assert await editor.hover(uri, "// Table|Name") == ""
    assert await editor.hover(uri, "val a = Aggre|gate()") == ""
    assert await editor.hover(uri, "private |class") == ""


async def test_lenses_say_what_is_to_be_done(editor: Editor, client_file: Path) -> None:
    uri = editor.open(client_file)
    params = lsp.CodeLensParams(lsp.TextDocumentIdentifier(uri))
    lenses = await editor.client.text_document_code_lens_async(params)
    titles = [(editor.shown(uri, lens.range), lens.command.title) for lens in lenses or [] if lens.command]
    assert titles[0] == ("PostgresAirbyteClient", "0 of 13 done · implement the rest")
    assert ('TODO("Phase 9")', "Phase 9 · implement") in titles

    editor.replace(uri, 'TODO("Phase 9")', 'error("later")')
    lenses = await editor.client.text_document_code_lens_async(params)
    assert lenses and lenses[0].command and lenses[0].command.title == "1 of 13 done · implement the rest"


async def test_symbols_of_document_and_workspace(editor: Editor, client_file: Path) -> None:
    uri = editor.open(client_file)
    identifier = lsp.TextDocumentIdentifier(uri)
    tree = await editor.client.text_document_document_symbol_async(lsp.DocumentSymbolParams(identifier))
    (owner,) = tree or []
    assert isinstance(owner, lsp.DocumentSymbol) and owner.name == "PostgresAirbyteClient"
    create = next(child for child in owner.children or [] if child.name == "createTable")
    assert [child.name for child in create.children or []] == ["Phase 3 · createTable"]
    assert editor.shown(uri, create.selection_range) == "createTable"

    found = await editor.client.workspace_symbol_async(lsp.WorkspaceSymbolParams("phase 9"))
    names = {symbol.name for symbol in found or []}
    assert "Phase 9 · upsertTable" in names
    assert all("9" in name for name in names)


async def test_definition_goes_to_the_sources_of_the_cdk(editor: Editor, connector: Path, client_file: Path) -> None:
    package = connector / "airbyte-cdk/bulk/core/load/src/main/kotlin/io/airbyte/cdk/load/component"
    package.mkdir(parents=True)
    source = package / "TableOperationsClient.kt"
    source.write_text(
        "package io.airbyte.cdk.load.component\n\n/** 😀 */ interface TableOperationsClient {\n"
        "    suspend fun createTable(stream: DestinationStream)\n}\n",
        "utf-8",
    )
    uri = editor.open(client_file)
    target = await definition(editor, uri, ") : Table|OperationsClient")
    assert (Editor.path(target.uri), target.range.start.line) == (source, 2)
    assert target.range.start.character == (22 if editor.pulls else 20)
    assert await definition(editor, uri, "override suspend fun create|Table(") == lsp.Location(
        source.as_uri(), lsp.Range(lsp.Position(3, 16), lsp.Position(3, 27))
    )


async def test_definition_without_the_sources_goes_to_our_page(
    start: Start, profile: Profile, connector: Path, client_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    editor = await start(profile, connector)
    uri = editor.open(client_file)
    target = await definition(editor, uri, "override suspend fun create|Table(")
    if editor.pulls:
        page = Editor.path(target.uri)
        assert page.is_relative_to(tmp_path / "cache")
        text = page.read_text("utf-8")
    else:
        assert target.uri == "destination-writer:/cdk/1.0.13/TableOperationsClient.md"
        text = (await editor.custom("destinationWriter/page", {"uri": target.uri})).text
    assert text.startswith("# TableOperationsClient\n")
    assert text.split("\n")[target.range.start.line] == "### createTable"


async def definition(editor: Editor, uri: str, marked: str) -> lsp.Location:
    params = lsp.DefinitionParams(lsp.TextDocumentIdentifier(uri), editor.at(uri, marked))
    found = await editor.client.text_document_definition_async(params)
    if isinstance(found, lsp.Location):
        return found
    assert isinstance(found, list) and len(found) == 1
    (link,) = found
    assert isinstance(link, lsp.LocationLink)
    return lsp.Location(link.target_uri, link.target_selection_range)


async def test_completion_offers_the_members_that_are_missing(editor: Editor, connector: Path) -> None:
    file = connector / "src/main/kotlin/io/airbyte/integrations/destination/postgres/write/load/Extra.kt"
    package = "io.airbyte.integrations.destination.postgres.write.load"
    head = f"package {package}\n\nimport io.airbyte.cdk.load.dataflow.aggregate.Aggregate\n"
    text = f"{head}\nclass Extra : Aggregate {{\n    override fun acc\n}}\n"
    uri = editor.open(file, text)
    at = editor.at(uri, "override fun acc|")
    params = lsp.CompletionParams(lsp.TextDocumentIdentifier(uri), at)
    found = await editor.client.text_document_completion_async(params)
    assert isinstance(found, list)
    assert [item.label for item in found] == ["accept", "flush"]
    accept, flush = found
    assert accept.filter_text == "override fun accept"
    assert isinstance(flush.text_edit, lsp.TextEdit)
    assert flush.text_edit.new_text == 'override suspend fun flush() {\n        TODO("Phase 5")\n    }'
    assert editor.shown(uri, flush.text_edit.range) == "override fun acc"
    (extra,) = accept.additional_text_edits or []
    assert "import io.airbyte.cdk.load.dataflow.transform.RecordDTO" in extra.new_text

    inside = lsp.CompletionParams(lsp.TextDocumentIdentifier(uri), editor.at(uri, "import io.|airbyte"))
    assert not await editor.client.text_document_completion_async(inside)


async def test_forty_characters_at_once_are_published_seldom(start: Start, connector: Path, client_file: Path) -> None:
    editor = await start(PUSHED, connector)
    uri = editor.open(client_file)
    await editor.diagnostics(uri, lambda d: d and OWED in d[0].message, "the stubs")
    before = len([params for params in editor.published if params.uri == uri])
    at = editor.place(uri, 'TODO("Phase 2|")')
    for number in range(40):
        column = at.column + number
        editor.edit(uri, Position(at.line, column), Position(at.line, column), " ")
    last = editor.versions[uri]
    await editor.until(lambda: (seen := editor.last(uri)) and seen.version == last, "the last version")
    published = [params for params in editor.published if params.uri == uri][before:]
    assert len(published) <= 10
    shown = published[-1].diagnostics[0]
    assert editor.shown(uri, shown.range) == f'TODO("Phase 2{" " * 40}")'
