"""The end of a preflight in the editor: what follows from answers, what waits, what a finished one makes."""

from pathlib import Path
from typing import Any

import pytest
from editor_profiles import PUSHED, Start
from lsp_editor import Editor, codes
from lsprotocol import types as lsp

from destination_writer.connector.preflight import PREFLIGHT_PATH, read_preflight

pytestmark = pytest.mark.asyncio

FINISH = "destinationWriter.finishPreflight"
DIALECT = ".destination-writer/knowledge/dialects/acmedb.yaml"


async def begin(start: Start, folder: Path) -> tuple[Editor, str, Path]:
    """AcmeDB's checklist, prefilled as SQLite's: where it lies, and the connector's folder."""
    editor = await start(PUSHED, folder)
    made = await editor.command("destinationWriter.preflight", {"database": "AcmeDB", "like": "sqlite"})
    own = folder / "destination-acmedb"
    assert made["uri"] == (own / PREFLIGHT_PATH).as_uri(), made
    return editor, editor.open(own / PREFLIGHT_PATH), own


async def lenses(editor: Editor, uri: str) -> list[lsp.Command]:
    params = lsp.CodeLensParams(lsp.TextDocumentIdentifier(uri))
    found = await editor.client.text_document_code_lens_async(params) or []
    return [lens.command for lens in found if lens.command]


async def answer(editor: Editor, uri: str, question: str, title: str, **context: Any) -> None:
    offered = await editor.actions(uri, question, **context)
    action = next((a for a in offered if a.title.startswith(title)), None)
    assert action is not None, [a.title for a in offered]
    edit = action.edit or (await editor.client.code_action_resolve_async(action)).edit
    assert edit is not None
    editor.apply(edit)


def shown(editor: Editor, uri: str, question: str) -> tuple[object, bool]:
    entry = read_preflight(editor.text(uri)).preflight.entry(question)
    assert entry is not None
    return entry.answer.value, entry.answer.confirmed


async def test_what_nobody_confirmed_follows_an_answer(start: Start, tmp_path: Path) -> None:
    editor, uri, _ = await begin(start, tmp_path)
    assert shown(editor, uri, "upsert.window_functions") == (True, False)
    strategy = shown(editor, uri, "upsert.strategy")
    await answer(editor, uri, "upsert.window_fun|ctions:", "Answer false")
    await answer(editor, uri, "upsert.on_con|flict:", "Answer false")
    assert shown(editor, uri, "upsert.window_functions") == (False, True)
    assert shown(editor, uri, "upsert.strategy") != strategy
    found = await editor.diagnostics(uri, lambda d: "DW714" in codes(d), "what is wrong with the checklist")
    assert "DW711" not in codes(found)


async def test_what_was_typed_over_a_known_answer_is_kept(start: Start, tmp_path: Path) -> None:
    """Only the value was changed: `source` and `confirmed` still speak of what stood there before."""
    editor, uri, _ = await begin(start, tmp_path)
    editor.replace(uri, "upsert.window_functions:\n    answer: true", "upsert.window_functions:\n    answer: false")
    await answer(editor, uri, "upsert.on_con|flict:", "Answer false")
    assert shown(editor, uri, "upsert.window_functions") == (False, True)
    assert shown(editor, uri, "upsert.strategy") == ("unique-constraint", False)
    entry = read_preflight(editor.text(uri)).preflight.entry("upsert.window_functions")
    assert entry is not None and entry.answer.source == "user"


async def test_a_typed_contradiction_is_mended_by_a_quick_fix(start: Start, tmp_path: Path) -> None:
    editor, uri, _ = await begin(start, tmp_path)
    await answer(editor, uri, "upsert.window_fun|ctions:", "Answer false")
    editor.replace(uri, "answer: unique-constraint", "answer: delete-insert")
    found = await editor.diagnostics(uri, lambda d: "DW711" in codes(d), "the contradiction")
    clash = [item for item in found if item.code == "DW711"]
    await answer(editor, uri, "upsert.stra|tegy:", "Let the unconfirmed answer give way", diagnostics=clash)
    await editor.diagnostics(uri, lambda d: "DW711" not in codes(d), "that nothing contradicts")
    assert shown(editor, uri, "upsert.strategy") == ("unique-constraint", False)


async def test_a_checklist_is_finished_and_its_connector_created(start: Start, tmp_path: Path) -> None:
    editor, uri, own = await begin(start, tmp_path)
    for question in ("upsert.window_fun|ctions:", "upsert.on_con|flict:"):
        await answer(editor, uri, question, "Answer false")
    titles = [lens.title for lens in await lenses(editor, uri)]
    assert titles[0].endswith("to confirm") and titles[1].startswith("Confirm all ")
    assert titles[2] == "Finish the preflight" and titles[3].startswith("1. Connection and client: confirm ")

    editor.pick = 1
    kept = await editor.command(FINISH, {"uri": uri})
    assert not kept["applied"] and "wait to be confirmed" in kept["reason"]
    assert "nobody has confirmed them yet" in editor.questions[-1].message
    assert not (own / DIALECT).exists()

    editor.pick = 0
    done = await editor.command(FINISH, {"uri": uri, "show": False})
    assert done["applied"], done["reason"]
    assert (done["database"], done["folder"]) == ("acmedb", own.as_uri())
    assert "# AcmeDB: research summary" in done["text"] and "not confirmed" not in done["text"]
    assert "extends: sqlite" in (own / DIALECT).read_text("utf-8")
    after = read_preflight(editor.text(uri)).preflight
    assert after.finished and not after.unconfirmed
    assert '"preflight"' in (own / ".destination-writer/history/changes.jsonl").read_text("utf-8")

    known = await editor.custom("destinationWriter/databases", None)
    (checklist,) = known.checklists if hasattr(known, "checklists") else known["checklists"]
    assert (checklist.database, checklist.finished, checklist.known) == ("acmedb", True, True)
    order = {"database": "acmedb", "name": "destination-acmedb", "folder": own.as_uri()}
    made = await editor.command("destinationWriter.scaffold", order)
    assert made["applied"], made["reason"]
    assert list(own.rglob("AcmedbSqlGenerator.kt"))
    after_it = await editor.custom("destinationWriter/databases", None)
    assert list(after_it.checklists if hasattr(after_it, "checklists") else after_it["checklists"]) == []


async def test_what_keeps_it_from_being_finished_is_told(start: Start, tmp_path: Path) -> None:
    editor = await start(PUSHED, tmp_path)
    none = await editor.command(FINISH, {})
    assert not none["applied"] and "no preflight checklist here yet" in none["reason"]
    made = await editor.command("destinationWriter.preflight", {"database": "AcmeDB"})
    uri = editor.open(Path(Editor.path(made["uri"])))
    done = await editor.command(FINISH, {"uri": uri})
    assert not done["applied"]
    assert "is not complete: " in done["reason"] and "questions are open" in done["reason"]
    assert "Finish the preflight" not in [lens.title for lens in await lenses(editor, uri)]
