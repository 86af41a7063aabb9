"""A connector of era A goes to era C: in the terminal, and by the editor's action on its version."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from by_hand import with_hand_edits
from editor_profiles import PULLING, PUSHED, Start
from lsp_editor import Editor
from lsprotocol import types as lsp

from destination_writer.generate.api import new_connector
from destination_writer.generate.catalogue import Templates
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, apply_change
from destination_writer.text.document import Document
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

PACKAGE = "io/airbyte/integrations/destination/sqlite"
WRITER = f"src/main/kotlin/{PACKAGE}/write/SqliteWriter.kt"
MAPPER = f"src/main/kotlin/{PACKAGE}/schema/SqliteTableSchemaMapper.kt"


@cache
def era_a() -> dict[str, str]:
    knowledge, templates = Knowledge(DiskFiles(bundled("knowledge"))), Templates(DiskFiles(bundled("templates")))
    made = new_connector(knowledge, templates, dialect="sqlite", cdk="0.1.76")
    assert isinstance(made, Change)
    return with_hand_edits(apply_change(made, {}))


@pytest.fixture
def old(tmp_path: Path) -> Path:
    folder = tmp_path / "destination-sqlite"
    for path, text in era_a().items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return folder


def run(*arguments: str | Path) -> tuple[int, str, str]:
    command = [sys.executable, "-m", "destination_writer", "upgrade", *map(str, arguments)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, stdin=subprocess.DEVNULL)
    assert "Traceback" not in ended.stdout + ended.stderr
    return ended.returncode, ended.stdout, ended.stderr


def texts(folder: Path) -> dict[str, str]:
    files = DiskFiles(folder)
    return {path: files.read(path) for path in files.list() if not path.startswith(".destination-writer/history")}


# -- in the terminal --------------------------------------------------------------------------------------------------


def test_without_a_word_nothing_is_written_and_everything_is_told(old: Path) -> None:
    code, out, err = run(old, "--to", "1.0.13")
    assert code == 2
    assert "give --yes to change these" in err
    assert texts(old) == era_a()
    assert "0.1.84   Database types in the core, one schema mapper" in out
    assert f"+ {MAPPER}" in out
    assert "SqliteWriter takes the DestinationCatalog, since TableCatalog is gone" in out
    assert "Left for you to decide (3); a comment marks each place:" in out


def test_the_diff_can_be_applied_and_is_what_is_written(old: Path) -> None:
    code, diff, _ = run(old, "--diff")
    assert code == 1
    assert texts(old) == era_a()
    subprocess.run(["git", "init", "-q", str(old)], check=True, timeout=30)
    patched = subprocess.run(["git", "apply", "-"], cwd=old, input=diff.encode(), capture_output=True, check=False)
    assert patched.returncode == 0, patched.stderr
    by_diff = {path: text for path, text in texts(old).items() if not path.startswith(".git/")}
    for path, text in era_a().items():
        (old / path).write_text(text, "utf-8")
    for path in by_diff.keys() - era_a().keys():
        (old / path).unlink()
    assert run(old, "--yes")[0] == 1
    assert {path: text for path, text in texts(old).items() if not path.startswith(".git/")} == by_diff


def test_the_second_upgrade_is_empty_and_the_check_tells_what_is_left(old: Path) -> None:
    code, out, _ = run(old, "--to", "1.0.13", "--yes", "--json")
    told: Any = json.loads(out)
    assert (code, told["written"], told["from"], told["to"]) == (1, True, "0.1.76", "1.0.13")
    assert MAPPER in told["files"]
    written = texts(old)
    for decision in told["decisions"]:
        line = written[decision["file"]].split("\n")[decision["line"] - 1]
        assert line.strip().startswith(f"// Decide (CDK {decision['version']}):")
    check = [sys.executable, "-m", "destination_writer", "check", str(old), "--format", "json"]
    found = subprocess.run(check, capture_output=True, text=True, check=False, timeout=60).stdout
    assert found.count('"DW705"') >= len(told["decisions"]) == 3
    code, out, _ = run(old, "--to", "1.0.13")
    assert (code, out) == (0, "The connector is written against CDK 1.0.13: there is nothing left to do.\n")
    assert texts(old) == written


@pytest.mark.parametrize(
    ("to", "said"), [("0.1.60", "upwards only"), ("0.1.200", "known are 0.1.52 to 0.1.108"), ("new", "form x.y.z")]
)
def test_what_cannot_be_is_refused_with_the_reason(old: Path, to: str, said: str) -> None:
    code, _, err = run(old, "--to", to, "--yes")
    assert code == 2
    assert said in err
    assert texts(old) == era_a()


# -- in the editor ----------------------------------------------------------------------------------------------------


def open_properties(editor: Editor, folder: Path) -> str:
    """As an editor opens it: a file that is no Kotlin."""
    path = folder / "gradle.properties"
    uri, text = path.as_uri(), path.read_text("utf-8")
    editor.texts[uri], editor.versions[uri] = Document(text), 1
    item = lsp.TextDocumentItem(uri=uri, language_id="java-properties", version=1, text=text)
    editor.client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
    return uri


@pytest.mark.asyncio
async def test_the_version_offers_the_newer_one(start: Start, old: Path) -> None:
    (old / "gradle.properties").write_text("# pinned\ncdkVersion=0.1.76\n", "utf-8")
    editor = await start(PUSHED, old)
    uri = open_properties(editor, old)
    assert await editor.actions(uri, "# pin|ned") == []
    assert await editor.actions(uri, "cdk|Version", ["quickfix"]) == []
    (action,) = await editor.actions(uri, "cdkVersion=0|.1.76")
    assert (action.title, action.kind) == ("Upgrade to CDK 1.0.13", "refactor.rewrite")
    assert action.command and action.command.command == "destinationWriter.upgrade" and action.command.arguments
    done = await editor.command(action.command.command, action.command.arguments[0])
    assert done["applied"], done["reason"]
    assert editor.questions[0].message.startswith("Upgrade from CDK 0.1.76 to 1.0.13? It ")
    assert editor.text(uri) == "# pinned\ncdkVersion=1.0.13\n"
    assert (old / MAPPER).is_file()
    assert await editor.actions(uri, "cdk|Version") == []


@pytest.mark.asyncio
async def test_an_editor_that_makes_no_files_is_told_of_the_command(start: Start, old: Path) -> None:
    editor = await start(PULLING, old)
    (action,) = await editor.actions(open_properties(editor, old), "cdkVersion=0|.1.76")
    assert (await editor.client.code_action_resolve_async(action)).edit is None
    said = await editor.until(lambda: [m.message for m in editor.client.messages], "the reason")
    assert "use `destination-writer upgrade --yes`" in said[-1]


@pytest.mark.asyncio
async def test_the_command_has_the_editor_apply_it_and_its_decisions_show(start: Start, old: Path) -> None:
    editor = await start(PUSHED, old)
    uri = editor.open(old / WRITER)
    answer: Any = await editor.command("destinationWriter.upgrade", {"uri": uri, "to": "1.0.13"})
    plain = answer if isinstance(answer, dict) else vars(answer)
    assert (plain["applied"], plain["decisions"]) == (True, 3)
    assert "destinationCatalog" not in editor.text(uri)
    assert "private val catalog: DestinationCatalog" in editor.text(uri)
    shown = await editor.diagnostics(uri, lambda d: any(item.code == "DW705" for item in d), "the decision")
    (decision,) = [item for item in shown if item.code == "DW705"]
    assert "DestinationFailure" in decision.message
    assert editor.shown(uri, decision.range).startswith("// Decide (CDK 0.2.0):")
    again: Any = await editor.command("destinationWriter.upgrade", {"uri": uri, "to": "1.0.13"})
    again = again if isinstance(again, dict) else vars(again)
    assert again["applied"] is False
    assert "nothing left to do" in again["reason"]


@pytest.mark.asyncio
async def test_old_code_under_a_newer_pin_is_mended_on_the_line_of_its_import(start: Start, old: Path) -> None:
    (old / "gradle.properties").write_text("cdkVersion=1.0.13\n", "utf-8")
    editor = await start(PUSHED, old)
    uri = editor.open(old / WRITER)
    shown = await editor.diagnostics(uri, lambda d: any(item.code == "DW502" for item in d), "the wrong import")
    place = "import io.airbyte.cdk.load.table.Table|Name"
    offered = await editor.actions(uri, place, ["quickfix"], diagnostics=shown)
    alone, whole = [item for item in offered if not item.title.startswith(("Suppress ", "Why "))]
    assert (alone.title, alone.is_preferred) == ("Import io.airbyte.cdk.load.schema.model.TableName", True)
    assert [item.code for item in alone.diagnostics or []] == ["DW502"]
    assert alone.command is None  # no test failed, so none is offered to be run again
    assert whole.title == "Carry the code over to CDK 1.0.13"
    edit = (await editor.client.code_action_resolve_async(whole)).edit
    assert edit
    editor.apply(edit)
    assert "private val catalog: DestinationCatalog" in editor.text(uri)
    await editor.diagnostics(uri, lambda d: all(item.code != "DW502" for item in d), "that every import is right")


@pytest.mark.asyncio
async def test_an_order_that_makes_no_sense_is_answered_with_the_reason(start: Start, old: Path) -> None:
    editor = await start(PUSHED, old)
    uri = editor.open(old / WRITER)
    for to, said in ((5, "must be a CDK version"), ("0.1.60", "upwards only")):
        answer: Any = await editor.command("destinationWriter.upgrade", {"uri": uri, "to": to})
        plain = answer if isinstance(answer, dict) else vars(answer)
        assert plain["applied"] is False
        assert said in plain["reason"]
    assert editor.applied == []
