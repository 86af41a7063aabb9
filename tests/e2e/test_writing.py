"""What a person has written for them: code actions, commands, and what is said when nothing can be written."""

from dataclasses import replace
from pathlib import Path

import pytest
from editor_profiles import PUSHED, Profile, Start, source
from lsp_editor import Editor
from lsprotocol import types as lsp

from destination_writer.text.places import Position

pytestmark = pytest.mark.asyncio


async def resolved(editor: Editor, action: lsp.CodeAction) -> lsp.CodeAction:
    return action if action.edit else await editor.client.code_action_resolve_async(action)


async def test_a_stub_is_written_and_then_there_is_nothing_left(editor: Editor, client_file: Path) -> None:
    uri = editor.open(client_file)
    shown = await editor.diagnostics(uri, lambda d: d and "It owes" in d[0].message, "the stubs")
    actions = await editor.actions(uri, 'TO|DO("Phase 4")', diagnostics=shown)
    (first, *others) = actions
    assert (first.title, first.kind, first.is_preferred) == ("Implement getGenerationId", "quickfix", True)
    assert [item.range for item in first.diagnostics or []] == [shown[6].range]
    assert [action.kind for action in others] == ["refactor.rewrite", "source.generatePhase"]

    change = await resolved(editor, first)
    assert change.edit
    editor.apply(change.edit)
    text = editor.text(uri)
    assert 'TODO("Phase 4")' not in text
    assert "import java.sql.SQLException" in text
    assert text.count("TODO(") == len(shown) - 1
    await editor.diagnostics(uri, lambda d: len(d) == len(shown) - 1, "one stub less")
    assert await editor.actions(uri, "override suspend fun getGeneration|Id(") == []


async def test_an_action_is_offered_on_the_head_of_the_function(editor: Editor, client_file: Path) -> None:
    uri = editor.open(client_file)
    for marked in ("override suspend fun create|Namespace(", 'TODO("Phase 2")|', "fun createNamespace(name|space: "):
        assert (await editor.actions(uri, marked))[0].title == "Implement createNamespace", marked
    assert await editor.actions(uri, "package io|.airbyte") == []


@pytest.mark.parametrize(
    ("only", "kinds"),
    [
        (["quickfix"], {"quickfix"}),
        (["refactor"], {"refactor.rewrite"}),
        (["source"], {"source.generatePhase"}),
        (["source.generatePhase"], {"source.generatePhase"}),
        (["source.organizeImports"], set()),
        (["refactor.re"], set()),
    ],
)
async def test_kinds_are_a_hierarchy(
    start: Start, connector: Path, client_file: Path, only: list[str], kinds: set[str]
) -> None:
    editor = await start(PUSHED, connector)
    uri = editor.open(client_file)
    assert {str(action.kind) for action in await editor.actions(uri, 'TO|DO("Phase 3")', only)} == kinds


async def test_source_actions_need_no_stub_at_the_cursor(editor: Editor, client_file: Path) -> None:
    uri = editor.open(client_file)
    titles = [action.title for action in await editor.actions(uri, "package io|.airbyte", ["source"])]
    assert titles[0] == "Implement phase 2: Namespace operations (5 stubs in 3 files)"
    assert len(titles) == len({title.split()[2] for title in titles}) == 7


async def test_a_strategy_can_be_chosen(editor: Editor, client_file: Path) -> None:
    uri = editor.open(source_of(client_file, "PostgresSqlGenerator.kt"))
    actions = [a for a in await editor.actions(uri, "fun upsert|Table(") if a.kind == "quickfix"]
    assert len(actions) > 1
    assert [action.is_preferred for action in actions] == [True] + [None] * (len(actions) - 1)
    ways = [
        "MERGE. One statement",
        "INSERT … ON CONFLICT DO UPDATE",
        "Delete what is",
        "One statement with",
    ]
    for action, way in zip(actions, ways, strict=True):
        assert action.title.startswith(f"Implement upsertTable: {way}"), "the title says the way and its trade-off"
    edits = [(await resolved(editor, action)).edit for action in actions]
    assert len({str(edit) for edit in edits}) == len(edits)


async def test_where_several_ways_fit_the_person_is_asked_once(
    editor: Editor, profile: Profile, connector: Path, client_file: Path
) -> None:
    uri = editor.open(source_of(client_file, "PostgresSqlGenerator.kt"))
    (phase,) = [a for a in await editor.actions(uri, "fun upsert|Table(", ["source"]) if "phase 9" in a.title]
    assert phase.command and phase.command.arguments and phase.edit is None
    editor.pick = None
    refused = await editor.command(phase.command.command, phase.command.arguments[0])
    assert refused == {"applied": False, "reason": "No way was chosen: nothing was written."}

    editor.pick, editor.picks = 0, [2]
    done = await editor.command(phase.command.command, phase.command.arguments[0])
    assert done["applied"] is True, done["reason"]
    if profile is PUSHED:  # it shows lists
        asked, labels = editor.choices[1].question, [item.label for item in editor.choices[1].items]
        assert all("PostgreSQL" in item.description and item.detail for item in editor.choices[1].items)
        assert not [q for q in editor.questions if "How shall" in q.message]
    else:
        asked, labels = editor.questions[1].message, [item.title for item in editor.questions[1].actions or []]
    assert "How shall rows be merged into a table? (upsertTable)" in asked
    assert [label.split()[0] for label in labels] == ["MERGE", "INSERT", "Delete", "One"]
    assert "DELETE FROM" in editor.text(uri) and "MERGE INTO" not in editor.text(uri)
    state = connector / ".destination-writer" / "state.yaml"
    if profile is PUSHED:
        assert "upsert: delete-insert" in state.read_text("utf-8")
    else:
        assert not state.exists(), "this editor makes no files"


async def test_the_settings_choose_the_strategy(start: Start, connector: Path, client_file: Path) -> None:
    plain = await start(PUSHED, connector)
    file = source_of(client_file, "PostgresSqlGenerator.kt")
    default, other = [a for a in await plain.actions(plain.open(file), "fun upsert|Table(") if a.kind == "quickfix"][:2]
    assert isinstance(other.data, dict)
    wanted = {"generation": {"strategies": {"upsertTable": other.data["strategy"]}}}
    editor = await start(PUSHED, connector, settings=wanted)
    uri = editor.open(file)
    await editor.until(lambda: editor.registered, "the client's registration, before which settings are not read")
    await editor.custom("destinationWriter/features", {})
    first = (await editor.actions(uri, "fun upsert|Table("))[0]
    assert (first.title, first.is_preferred) == (other.title, True)
    assert first.title != default.title


async def test_a_change_of_many_files_is_asked_about_first(start: Start, connector: Path, client_file: Path) -> None:
    """An editor's preview begins with every box empty: the question spares a click for each file."""
    editor = await start(PUSHED, connector)
    uri = editor.open(client_file)
    (action,) = await editor.actions(uri, 'TO|DO("Phase 2")', ["source"])
    assert action.edit is None and action.command and action.command.arguments
    editor.pick = None
    refused = await editor.command(action.command.command, action.command.arguments[0])
    assert refused == {"applied": False, "reason": "Nothing was written."} and editor.applied == []
    (question,) = editor.questions
    assert question.message.startswith("Implement phase 2 for PostgreSQL? It changes ")
    assert [a.title for a in question.actions or []] == ["Write 3 Files", "Look at Each First"]

    for pick, confirms in ((1, True), (0, False)):
        editor.pick, editor.refusal = pick, "only looked at"
        await editor.command(action.command.command, action.command.arguments[0])
        edit = editor.applied[-1].edit
        assert edit.document_changes and len(edit.document_changes) == 3
        (annotation,) = (edit.change_annotations or {}).values()
        assert annotation.label == "Implement phase 2 for PostgreSQL"
        assert annotation.needs_confirmation is confirms


async def test_who_wants_every_edit_confirmed_gets_the_preview(
    start: Start, connector: Path, client_file: Path
) -> None:
    editor = await start(PUSHED, connector, settings={"generation": {"confirm": "always"}})
    uri = editor.open(client_file)
    (action,) = await editor.actions(uri, 'TO|DO("Phase 2")', ["source"])
    edit = (await resolved(editor, action)).edit
    assert edit and all(a.needs_confirmation for a in (edit.change_annotations or {}).values())


async def test_a_phase_is_written_by_a_command(editor: Editor, connector: Path, client_file: Path) -> None:
    uri = editor.open(client_file)
    result = await editor.command("destinationWriter.implementPhase", {"uri": connector.as_uri(), "phase": 2})
    assert result == {"applied": True, "reason": None}
    assert editor.applied[0].label == "Implement phase 2 for PostgreSQL"
    assert 'TODO("Phase 2")' not in editor.text(uri)
    assert 'TODO("Phase 2")' not in source(connector, "PostgresSqlGenerator.kt").read_text("utf-8")

    again = await editor.command("destinationWriter.implementPhase", {"uri": uri, "phase": 2})
    assert again["applied"] is False
    assert "nothing left to do" in again["reason"]
    await editor.until(lambda: [m for m in editor.client.messages if m.message == again["reason"]], "the reason")


async def test_lenses_carry_what_their_command_needs(editor: Editor, client_file: Path) -> None:
    uri = editor.open(client_file)
    lenses = await editor.client.text_document_code_lens_async(lsp.CodeLensParams(lsp.TextDocumentIdentifier(uri)))
    (lens,) = [x for x in lenses or [] if x.command and editor.shown(uri, x.range) == 'TODO("Phase 7")']
    assert lens.command and lens.command.arguments
    result = await editor.command(lens.command.command, lens.command.arguments[0])
    assert result["applied"] is True
    assert 'TODO("Phase 7")' not in editor.text(uri)


async def test_the_stub_at_the_cursor_is_written_by_a_command(editor: Editor, client_file: Path) -> None:
    uri = editor.open(client_file)
    place = editor.at(uri, "override suspend fun getGeneration|Id(")
    at = {"line": place.line, "character": place.character}
    result = await editor.command("destinationWriter.implementStub", {"uri": uri, "position": at})
    assert result == {"applied": True, "reason": None}
    assert 'TODO("Phase 4")' not in editor.text(uri)


async def test_a_cursor_on_no_stub_is_told_so(editor: Editor, client_file: Path) -> None:
    uri = editor.open(client_file)
    at = {"line": 0, "character": 0}
    result = await editor.command("destinationWriter.implementStub", {"uri": uri, "position": at})
    assert result["applied"] is False
    assert "Line 1 of " in result["reason"] and "no TODO stub" in result["reason"]


async def test_a_refused_edit_is_reported(editor: Editor, client_file: Path) -> None:
    uri = editor.open(client_file)
    editor.refusal = "the file is read-only"
    result = await editor.command(
        "destinationWriter.implementComponent", {"uri": uri, "class": "PostgresAirbyteClient"}
    )
    assert result["applied"] is False
    assert "the file is read-only" in result["reason"]


async def test_an_action_follows_edits_made_since_it_was_offered(
    start: Start, connector: Path, client_file: Path
) -> None:
    editor = await start(PUSHED, connector)
    uri = editor.open(client_file)
    (action,) = await editor.actions(uri, 'TO|DO("Phase 4")', ["quickfix"])
    if action.edit is None:
        editor.edit(uri, Position(0, 0), Position(0, 0), "// one line more\n")
    change = await resolved(editor, action)
    assert change.edit
    editor.apply(change.edit)
    assert 'TODO("Phase 4")' not in editor.text(uri)


UNKNOWN = """package io.airbyte.integrations.destination.postgres

class Postgres {
    fun juggle() = TODO("Phase 3")
}
"""


@pytest.mark.parametrize("shows_disabled", [True, False])
async def test_a_stub_that_no_template_knows_says_so(start: Start, connector: Path, shows_disabled: bool) -> None:
    profile = PUSHED if shows_disabled else replace(PUSHED, recorded="neovim@0.9.1")
    editor = await start(profile, connector)
    file = connector / "src/main/kotlin/io/airbyte/integrations/destination/postgres/Postgres.kt"
    uri = editor.open(file, UNKNOWN)
    (action,) = await editor.actions(uri, "TO|DO", ["quickfix"])
    if action.disabled:
        reason = action.disabled.reason
    else:
        assert action.title == "Implement juggle: not possible, see why"
        action = await editor.client.code_action_resolve_async(action)
        reason = (await editor.until(lambda: editor.client.messages, "the reason"))[0].message
    assert bool(action.disabled) is shows_disabled
    assert "Missing: a supertype of the CDK" in reason
    assert action.edit is None


def source_of(beside: Path, name: str) -> Path:
    return beside.with_name(name)
