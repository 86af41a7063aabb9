"""From a failing report to a mended connector: diagnostic, quick fix, edit, the question whether to run again."""

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from editor_profiles import EXAMPLE, PULLING, PUSHED, Profile, Start, source
from lsp_editor import Editor, codes
from lsprotocol import types as lsp

pytestmark = pytest.mark.asyncio

WRAPPER = Path(__file__).parents[1] / "clients" / "gradle" / "gradlew"
SUITE = "io.airbyte.integrations.destination.postgres.component.PostgresTableOperationsTest"
UPSERT, CONNECT = "upsert tables", "connect to database"
STUB = 'TODO("Phase 9")'
BROKEN = """listOf(
            "MERGE INTO t USING s ON (t.id = s.id) " +
                "WHEN MATCHED UPDATE SET a = s.a " +
                "WHEN NOT MATCHED THEN INSERT (a) VALUES (s.a)"
        )"""
GRAMMAR = {
    "type": "org.postgresql.util.PSQLException",
    "message": 'ERROR: syntax error at or near "UPDATE"',
    "frames": [
        "org.postgresql.core.v3.QueryExecutorImpl.receiveErrorResponse(QueryExecutorImpl.java:2725)",
        "io.airbyte.integrations.destination.postgres.client.PostgresAirbyteClient.upsertTable(PostgresAirbyteClient.kt:30)",
    ],
}


@pytest.fixture
def connector(tmp_path: Path) -> Path:
    """With a MERGE that lacks a THEN, in a build whose wrapper is a script."""
    root = tmp_path / "build"
    folder = root / "destination-postgres"
    shutil.copytree(EXAMPLE, folder)
    (root / "settings.gradle").write_text("include ':destination-postgres'\n", "utf-8")
    shutil.copy(WRAPPER, root / "gradlew")
    generator = source(folder, "PostgresSqlGenerator.kt")
    text = generator.read_text("utf-8")
    assert STUB in text
    generator.write_text(text.replace(STUB, BROKEN, 1), "utf-8")
    plan(folder, fails={UPSERT: GRAMMAR})
    return folder


def plan(connector: Path, **more: Any) -> None:
    tests = {SUITE: [CONNECT, UPSERT]}
    (connector.parent / "plan.json").write_text(json.dumps({"tests": tests, **more}), "utf-8")


async def failing(editor: Editor, connector: Path) -> tuple[str, lsp.Diagnostic]:
    """The suite is open, its test has run and failed, and the failure stands on it."""
    uri = editor.open(source(connector, "PostgresTableOperationsTest.kt"))
    await editor.command(
        "destinationWriter.runTest", {"uri": connector.as_uri(), "suite": SUITE, "test": UPSERT, "runner": "gradle"}
    )
    found = await editor.diagnostics(uri, lambda d: "DW201" in codes(d), "the failure")
    return uri, next(item for item in found if item.code == "DW201")


async def remedy(editor: Editor, uri: str, failure: lsp.Diagnostic) -> lsp.CodeAction:
    found = await editor.actions(uri, f"`{UPSERT}|`", diagnostics=[failure])
    (action,) = [a for a in found if "THEN" in a.title]
    return action


@pytest.mark.parametrize("profile", [PULLING, PUSHED], ids=lambda p: p.name)
async def test_a_failure_is_mended_and_run_again(start: Start, connector: Path, profile: Profile) -> None:
    editor = await start(profile, connector)
    uri, failure = await failing(editor, connector)
    assert "Confidence: high." in failure.message
    action = await remedy(editor, uri, failure)
    assert action.title == "Write THEN in the MERGE of PostgresSqlGenerator.kt"
    assert action.kind == "quickfix" and action.is_preferred and [d.code for d in action.diagnostics or []] == ["DW201"]

    resolved = action if action.edit else await editor.client.code_action_resolve_async(action)
    assert resolved.edit
    editor.apply(resolved.edit)
    mended = source(connector, "PostgresSqlGenerator.kt").read_text("utf-8")
    assert "WHEN MATCHED THEN UPDATE SET a = s.a" in mended
    assert editor.questions == [], "nothing is asked before the fix is accepted"

    plan(connector)
    assert action.command and action.command.command == "destinationWriter.afterFix"
    assert action.command.arguments
    await editor.command(action.command.command, action.command.arguments[0])
    await editor.until(lambda: len(editor.questions) > 2, "the question whether to remember the fix")
    first, second, third = [question.message for question in editor.questions]
    assert first == f"Run `{UPSERT}` again?"
    assert second == f"`{UPSERT}` passes now. Run the checkpoint of phase 9, with the regressions?"
    assert third.startswith(f"PostgresTableOperationsTest.{UPSERT} passes since this fix: Write THEN in the MERGE of ")
    learned = connector / ".destination-writer/knowledge/failures/learned.yaml"
    await editor.until(learned.is_file, "the rule that was learned")
    assert "Write THEN in the MERGE of PostgresSqlGenerator.kt." in learned.read_text("utf-8")
    await editor.command("destinationWriter.runTest", {"uri": connector.as_uri(), "suite": SUITE, "test": UPSERT})
    assert len(editor.questions) == 3, "nobody is asked twice"
    await editor.diagnostics(uri, lambda d: "DW201" not in codes(d), "the failure is gone")


async def test_the_fix_is_offered_on_the_way_of_the_failure_too(start: Start, connector: Path) -> None:
    editor = await start(PUSHED, connector)
    client = editor.open(source(connector, "PostgresAirbyteClient.kt"))
    await failing(editor, connector)
    frame = editor.text(client).split("\n")[29]
    found = await editor.actions(client, frame.strip() + "|")
    assert "Write THEN in the MERGE of PostgresSqlGenerator.kt" in [a.title for a in found]


async def test_nothing_runs_without_the_persons_word(start: Start, connector: Path) -> None:
    editor = await start(PUSHED, connector)
    uri, failure = await failing(editor, connector)
    reports = {p: p.stat().st_mtime_ns for p in connector.rglob("TEST-*.xml")}
    action = await remedy(editor, uri, failure)
    assert action.command and action.command.arguments
    for pick in (1, None):
        editor.pick = pick
        assert await editor.command(action.command.command, action.command.arguments[0]) is None
    assert len(editor.questions) == 2
    assert {p: p.stat().st_mtime_ns for p in connector.rglob("TEST-*.xml")} == reports


async def test_what_is_not_saved_is_not_run(start: Start, connector: Path) -> None:
    editor = await start(PUSHED, connector)
    generator = editor.open(source(connector, "PostgresSqlGenerator.kt"))
    uri, failure = await failing(editor, connector)
    action = await remedy(editor, uri, failure)
    resolved = action if action.edit else await editor.client.code_action_resolve_async(action)
    assert resolved.edit and action.command and action.command.arguments
    editor.apply(resolved.edit)
    assert "MATCHED THEN UPDATE" in editor.text(generator)
    assert await editor.command(action.command.command, action.command.arguments[0]) is None
    first, reminder = [question.message for question in editor.questions]
    assert "Save PostgresSqlGenerator.kt first" in first
    assert reminder.startswith("PostgresSqlGenerator.kt is not saved, and a run reads the disk. Save")
    assert any("Nothing was run" in m.message for m in editor.client.messages)

    editor.questions.clear()
    editor.path(generator).write_text(editor.text(generator), "utf-8")
    plan(connector)
    assert await editor.command(action.command.command, action.command.arguments[0])
    assert editor.questions[0].message == f"Run `{UPSERT}` again?"


@pytest.mark.parametrize(("setting", "asked", "ran"), [("always", 0, True), ("never", 0, False)])
async def test_the_setting_decides_for_the_workspace(
    start: Start, connector: Path, setting: str, asked: int, ran: bool
) -> None:
    editor = await start(PUSHED, connector, settings={"runs": {"afterFix": setting}})
    uri, failure = await failing(editor, connector)
    action = await remedy(editor, uri, failure)
    assert (action.command is not None) is ran
    answer = await editor.command(
        "destinationWriter.afterFix", {"uri": connector.as_uri(), "suite": SUITE, "test": UPSERT}
    )
    assert (answer is not None) is ran
    assert len(editor.questions) == asked


async def test_lenses_run_tests_and_checkpoints(start: Start, connector: Path) -> None:
    editor = await start(PUSHED, connector)
    uri, _ = await failing(editor, connector)
    await asyncio.sleep(0)
    params = lsp.CodeLensParams(lsp.TextDocumentIdentifier(uri))
    lenses = await editor.client.text_document_code_lens_async(params) or []
    titles = {(lens.range.start.line, lens.command.title) for lens in lenses if lens.command}
    lines = editor.text(uri).split("\n")
    shown = {(lines[line].strip(), title) for line, title in titles}
    assert (f"override fun `{UPSERT}`() {{", "✗ failed · run again") in shown
    assert (f"override fun `{CONNECT}`() {{", "▶ run") in shown
    assert any("class PostgresTableOperationsTest" in line and t == "▶ checkpoint of phase 1" for line, t in shown)
    (again,) = [lens.command for lens in lenses if lens.command and lens.command.title.startswith("✗")]
    assert again.command == "destinationWriter.runTest" and again.arguments
    plan(connector)
    await editor.command(again.command, again.arguments[0])
    await editor.diagnostics(uri, lambda d: "DW201" not in codes(d), "the failure is gone")
