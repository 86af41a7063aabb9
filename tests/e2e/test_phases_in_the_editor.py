"""The phases in an editor: a phase's page, its tests enabled, what was written noted once, and taken back as one."""

import json
from pathlib import Path
from typing import Any

import pytest
from editor_profiles import PUSHED, Start, source
from lsp_editor import Editor
from lsprotocol import types as lsp

from destination_writer.checkpoints.changelog import CHANGES_PATH, ChangeRecord, read_changes

pytestmark = pytest.mark.asyncio

WAITING = """package io.airbyte.integrations.destination.postgres.component

import io.airbyte.cdk.load.component.TableOperationsSuite
import org.junit.jupiter.api.Disabled
import org.junit.jupiter.api.Test

class WaitingTest : TableOperationsSuite {
    @Test
    @Disabled("Phase 2")
    override fun `create and drop namespaces`() {
        super.`create and drop namespaces`()
    }
}
"""


def changes(connector: Path) -> tuple[ChangeRecord, ...]:
    file = connector / CHANGES_PATH
    return read_changes(file.read_text("utf-8")) if file.exists() else ()


async def noted(editor: Editor, connector: Path, count: int) -> tuple[ChangeRecord, ...]:
    """The log, once it has so many records: the server writes it in a thread, after the edit."""
    import asyncio

    for _ in range(600):
        if len(found := changes(connector)) >= count:
            return found
        await asyncio.sleep(0.05)
    raise AssertionError(f"{len(changes(connector))} of {count} changes were noted; {editor.client.messages}")


async def told(editor: Editor, command: str, argument: dict[str, Any]) -> Any:
    answer = await editor.command(f"destinationWriter.{command}", argument)
    return json.loads(json.dumps(answer, default=lambda value: value._asdict()))


async def test_what_is_written_is_noted_once_and_taken_back_as_one(
    editor: Editor, connector: Path, client_file: Path
) -> None:
    uri = editor.open(client_file)
    before = editor.text(uri)
    action = (await editor.actions(uri, 'TO|DO("Phase 4")'))[0]
    change = action if action.edit else await editor.client.code_action_resolve_async(action)
    assert change.edit
    editor.apply(change.edit)
    (record,) = await noted(editor, connector, 1)
    assert (record.maker, record.phase, record.stubs) == ("generate", 4, ("PostgresAirbyteClient.getGenerationId",))
    assert [file.path for file in record.files] == [client_file.relative_to(connector).as_posix()]

    top = editor.texts[uri].position(0)
    editor.edit(uri, top, top, "// mine\n")
    editor.pick = 0
    answer = await told(editor, "takeBackPhase", {"uri": uri, "phase": 4})
    assert answer["applied"], answer
    assert editor.text(uri) == "// mine\n" + before
    assert "Take back phase 4?" in editor.questions[-1].message
    assert [r.maker for r in await noted(editor, connector, 2)] == ["generate", "take-back"]
    again = await told(editor, "takeBackPhase", {"uri": uri, "phase": 4})
    assert "no change of phase 4 is noted" in again["reason"].lower()


async def test_edited_lines_are_kept_and_named(start: Start, connector: Path, client_file: Path) -> None:
    editor = await start(PUSHED, connector)
    uri = editor.open(client_file)
    answer = await told(editor, "implementPhase", {"uri": uri, "phase": 4})
    assert answer["applied"], answer
    (record,) = await noted(editor, connector, 1)
    own = next(file for file in record.files if file.path.endswith(client_file.name))
    lines = [line for hunk in own.hunks for line in hunk.after if not line.startswith("import")]
    written = next(line for line in lines if editor.text(uri).count(line) == 1)
    editor.replace(uri, written, written.replace("\n", " // mine\n"))
    answer = await told(editor, "takeBackPhase", {"uri": uri, "phase": 4})
    assert "these lines were edited since" in (answer["reason"] or " ".join(answer["kept"]))
    assert "// mine" in editor.text(uri)


async def test_a_phase_begins_with_its_page(start: Start, connector: Path) -> None:
    editor = await start(PUSHED, connector)
    answer = await told(editor, "startPhase", {"uri": connector.as_uri(), "phase": 3})
    text = answer["text"]
    assert "# 📋 Phase 3: Basic table operations" in text
    assert "**Checkpoint.** Tables come and go" in text
    assert "/PostgresSqlGenerator.kt#L" in text  # each member leads to its stub
    assert "| NumberType | `numeric` |" in text or "| NumberType |" in text
    assert "destination-writer checkpoint" in text
    assert "Phase 7" not in text  # only this phase in full
    state = (connector / ".destination-writer/state.yaml").read_text("utf-8")
    assert "event: started" in state

    bad = await told(editor, "startPhase", {"uri": connector.as_uri(), "phase": 12})
    assert "must be a number from 0 to 11" in bad["reason"]


async def test_the_tests_of_a_phase_are_enabled_by_an_action(start: Start, connector: Path) -> None:
    editor = await start(PUSHED, connector)
    folder = source(connector, "PostgresTableOperationsTest.kt").parent
    file = folder / "WaitingTest.kt"
    file.write_text(WAITING, "utf-8")
    uri = editor.open(file)
    offered = await editor.actions(uri, 'Disabled(|"Phase 2")', only=["refactor"])
    (action,) = [item for item in offered if item.title == "Enable the tests of phase 2"]
    assert action.kind == "refactor.rewrite"
    assert action.command and action.command.arguments
    await editor.command(action.command.command, action.command.arguments[0])
    assert "Disabled" not in editor.text(uri)
    (record,) = await noted(editor, connector, 1)
    assert (record.maker, record.phase) == ("tests", 2)


async def test_what_was_written_outside_of_the_connector_goes_too(start: Start, tmp_path: Path) -> None:
    from destination_writer.checkpoints.scaffolding import Asked, plan_scaffold, write_scaffold

    listing = "include ':airbyte-integrations:connectors:destination-one'\n"
    connectors = tmp_path / "airbyte-integrations/connectors"
    for path, text in {"settings.gradle": listing, "docs/integrations/destinations/one.md": "# One\n"}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    connectors.mkdir(parents=True)
    own = connectors / "destination-duckdb"
    write_scaffold(plan_scaffold(own, Asked("duckdb")))
    settings, page = tmp_path / "settings.gradle", tmp_path / "docs/integrations/destinations/duckdb.md"
    assert settings.read_text("utf-8") != listing and page.is_file()

    editor = await start(PUSHED, tmp_path)
    uri = editor.open(settings)
    editor.replace(uri, "include ':airbyte-integrations:connectors:destination-one'", "// mine\n" + listing.strip())
    editor.pick = 0
    answer = await told(editor, "takeBackPhase", {"uri": own.as_uri(), "phase": 0})
    assert (answer["applied"], answer["kept"]) == (True, []), answer
    assert editor.text(uri) == "// mine\n" + listing
    assert "duckdb.md" in editor.questions[-1].message
    changes_made = editor.applied[-1].edit.document_changes or []
    assert page.as_uri() in {one.uri for one in changes_made if isinstance(one, lsp.DeleteFile)}
