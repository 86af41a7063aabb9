"""SQL inside of Kotlin strings at an editor: underlined while it is typed, mended, coloured, shown."""

from pathlib import Path
from typing import Any

import pytest
from editor_profiles import Start, source
from lsp_editor import Editor, codes
from lsprotocol import types as lsp

from destination_writer.text.places import Position

pytestmark = pytest.mark.asyncio

STUB = 'TODO("Phase 9")'
UPSERT = """listOf(
            ("MERGE INTO ${targetTableName.fullyQualified()} AS t USING ${sourceTableName.fullyQualified()} AS s " +
                "ON (t.id = s.id) WHEN MATCHED THEN UPDATE SET name = s.name " +
                "WHEN NOT MATCHED THEN INSERT (id, name) VALUES (s.id, 'new')").andLog(),
        )"""


@pytest.fixture
def generator(connector: Path) -> Path:
    """The SQL generator with an upsert that was written by hand."""
    file = source(connector, "PostgresSqlGenerator.kt")
    text = file.read_text("utf-8")
    assert STUB in text
    file.write_text(text.replace(STUB, UPSERT, 1), "utf-8")
    return file


def grammar(found: list[lsp.Diagnostic]) -> list[lsp.Diagnostic]:
    return [item for item in found if item.code == "DW401"]


async def test_a_merge_without_then_is_underlined_while_it_is_typed_and_mended(editor: Editor, generator: Path) -> None:
    uri = editor.open(generator)
    await editor.diagnostics(uri, lambda d: "DW101" in codes(d), "the file's other stubs")
    for _ in range(len("THEN ")):  # the person deletes the word, a key at a time
        at = editor.place(uri, "WHEN MATCHED |")
        editor.edit(uri, at, Position(at.line, at.column + 1), "")
    (problem,) = grammar(await editor.diagnostics(uri, grammar, "the missing THEN"))
    assert editor.shown(uri, problem.range) == "UPDATE"
    assert problem.message.startswith("WHEN MATCHED needs THEN before UPDATE.")
    assert problem.severity is lsp.DiagnosticSeverity.Error

    offered = await editor.actions(uri, "MATCHED UP|DATE", diagnostics=[problem])
    (action,) = [a for a in offered if a.title == "Write THEN here"]
    assert action.is_preferred and [d.code for d in action.diagnostics or []] == ["DW401"]
    if action.edit is None:
        action = await editor.client.code_action_resolve_async(action)
    assert action.edit
    asked = [note.needs_confirmation for note in (action.edit.change_annotations or {}).values()]
    assert not any(asked), "a word in the text on the screen needs no preview"
    editor.apply(action.edit)
    assert UPSERT in editor.text(uri)
    await editor.diagnostics(uri, lambda d: not grammar(d), "a statement without a fault")


async def test_a_hover_shows_the_statement_with_sample_values(editor: Editor, generator: Path) -> None:
    uri = editor.open(generator)
    shown = await editor.hover(uri, "WHEN NOT MAT|CHED")
    assert "**SQL for PostgreSQL**" in shown
    assert 'MERGE INTO "airbyte"."users" AS t' in shown
    assert 'USING "airbyte"."users_tmp" AS s' in shown
    assert "grammar for PostgreSQL has no objection" in shown


async def test_sql_is_coloured_whole_in_part_and_as_a_difference(editor: Editor, generator: Path) -> None:
    uri = editor.open(generator)
    identifier = lsp.TextDocumentIdentifier(uri)
    first: Any = await editor.client.text_document_semantic_tokens_full_async(lsp.SemanticTokensParams(identifier))
    painted = words(editor, uri, first.data)
    assert ("MERGE", "keyword") in painted and ("'new'", "string") in painted and ("=", "operator") in painted
    assert not [word for word, _ in painted if "$" in word or "fullyQualified" in word]

    line = editor.place(uri, "WHEN NOT MATCHED").line
    part = lsp.Range(lsp.Position(line, 0), lsp.Position(line, 200))
    some: Any = await editor.client.text_document_semantic_tokens_range_async(
        lsp.SemanticTokensRangeParams(identifier, part)
    )
    assert words(editor, uri, some.data)[:2] == [("WHEN", "keyword"), ("NOT", "keyword")]

    editor.replace(uri, "'new'", "42")
    change: Any = await editor.client.text_document_semantic_tokens_full_delta_async(
        lsp.SemanticTokensDeltaParams(identifier, first.result_id)
    )
    data = list(first.data)
    for edit in change.edits:
        data[edit.start : edit.start + edit.delete_count] = edit.data
    assert ("42", "number") in words(editor, uri, data)
    assert len(change.edits) == 1 and len(change.edits[0].data) <= 10


async def test_colours_can_be_switched_off(start: Start, generator: Path, connector: Path) -> None:
    from editor_profiles import PUSHED

    editor = await start(PUSHED, connector, settings={"sql": {"highlight": False}})
    uri = editor.open(generator)
    await editor.diagnostics(uri, lambda d: "DW101" in codes(d), "the settings are read")
    params = lsp.SemanticTokensParams(lsp.TextDocumentIdentifier(uri))
    assert await editor.client.text_document_semantic_tokens_full_async(params) is None


def words(editor: Editor, uri: str, data: list[int]) -> list[tuple[str, str]]:
    """Each token's text and type."""
    result = editor.result
    assert result and isinstance(result.capabilities.semantic_tokens_provider, lsp.SemanticTokensOptions)
    legend = result.capabilities.semantic_tokens_provider.legend.token_types
    found: list[tuple[str, str]] = []
    line = character = 0
    for at in range(0, len(data), 5):
        lines, characters, length, kind, _ = data[at : at + 5]
        line, character = line + lines, characters + (0 if lines else character)
        place = lsp.Range(lsp.Position(line, character), lsp.Position(line, character + length))
        found.append((editor.shown(uri, place), legend[kind]))
    return found
