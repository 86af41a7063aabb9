"""Rules while a person types: the file's own at once, what a comment or a setting hides, the actions on a finding."""

from pathlib import Path

import pytest
from editor_profiles import PULLING, PUSHED, Start
from lsp_editor import Editor, codes
from lsprotocol import types as lsp

pytestmark = pytest.mark.asyncio

BEFORE = "import io.airbyte.cdk.load.schema.model.TableName\n"
RIGHT, WRONG = "load.dataflow.aggregate.StoreKey", "load.state.StoreKey"
"""A type that the file does not use, from where the CDK has it and from where no version has it."""


async def reviewed(editor: Editor, file: Path) -> str:
    uri = editor.open(file)
    await editor.diagnostics(uri, lambda d: d and all("owes" in item.message for item in d), "the stubs in full")
    return uri


def rules(found: list[lsp.Diagnostic]) -> list[str]:
    """What there is besides stubs."""
    return [code for code in codes(found) if code != "DW101"]


def add_import(editor: Editor, uri: str, path: str) -> None:
    editor.replace(uri, BEFORE, f"{BEFORE}import io.airbyte.cdk.{path}\n")


async def test_the_files_own_rules_do_not_wait_for_the_pause(start: Start, connector: Path, client_file: Path) -> None:
    """With a pause of ten seconds, what the connector's rules say (DW791) is not there when the file's own are."""
    editor = await start(PULLING, connector, settings={"diagnostics": {"delay": 10_000}})
    uri = await reviewed(editor, client_file)
    await editor.until(lambda: editor.statuses, "the connector's first review")
    add_import(editor, uri, f"{WRONG}\n// destination-writer: ignore-file DW104")
    found = await editor.diagnostics(uri, lambda d: "DW502" in codes(d), "the wrong import")
    assert rules(found) == ["DW502"]
    (item,) = [item for item in found if item.code == "DW502"]
    assert editor.shown(uri, item.range) == f"import io.airbyte.cdk.{WRONG}"
    editor.replace(uri, WRONG, RIGHT)
    await editor.diagnostics(uri, lambda d: rules(d) == [], "nothing again")


async def test_a_finding_has_a_fix_a_suppression_and_a_page(start: Start, connector: Path, client_file: Path) -> None:
    editor = await start(PUSHED, connector)
    uri = await reviewed(editor, client_file)
    add_import(editor, uri, WRONG)
    found = await editor.diagnostics(uri, lambda d: "DW502" in codes(d), "the wrong import")
    wrong = [item for item in found if item.code == "DW502"]
    actions = {action.title: action for action in await editor.actions(uri, f"{WRONG}|", ["quickfix"], wrong)}
    assert actions[f"Import io.airbyte.cdk.{RIGHT}"].is_preferred
    suppress = actions["Suppress DW502 here"]
    assert not suppress.is_preferred and [item.code for item in suppress.diagnostics or []] == ["DW502"]
    resolved = await editor.client.code_action_resolve_async(suppress)
    assert resolved.edit is not None
    editor.apply(resolved.edit)
    assert f"// destination-writer: ignore DW502\nimport io.airbyte.cdk.{WRONG}" in editor.text(uri)
    await editor.diagnostics(uri, lambda d: rules(d) == [], "nothing but stubs")
    editor.replace(uri, WRONG, RIGHT)
    found = await editor.diagnostics(uri, lambda d: rules(d) == ["DW791"], "the comment that nothing needs")
    unused = [item for item in found if item.code == "DW791"]
    actions = {action.title: action for action in await editor.actions(uri, "DW502|", ["quickfix"], unused)}
    resolved = await editor.client.code_action_resolve_async(actions["Remove the suppression of DW502"])
    assert resolved.edit is not None
    editor.apply(resolved.edit)
    await editor.diagnostics(uri, lambda d: rules(d) == [], "nothing but stubs")


async def test_a_comment_hides_an_open_stub_from_the_screen(start: Start, connector: Path, client_file: Path) -> None:
    editor = await start(PUSHED, connector)
    uri = await reviewed(editor, client_file)
    count = editor.text(uri).count("TODO(")
    editor.replace(uri, "import", "// destination-writer: ignore-file DW101 all of it\nimport")
    await editor.diagnostics(uri, lambda d: d == [], "nothing")
    editor.replace(uri, "DW101", "DW104")
    await editor.diagnostics(uri, lambda d: codes(d).count("DW101") == count, "the stubs again")


async def test_a_setting_makes_rules_louder_or_turns_them_off(start: Start, connector: Path, client_file: Path) -> None:
    levels = {"DW5": "hint", "open-stub": "off", "DW2": "off", "DW999": "off", "DW103": "loud"}
    editor = await start(PULLING, connector, settings={"diagnostics": {"rules": levels}})
    uri = editor.open(client_file)
    add_import(editor, uri, WRONG)
    found = await editor.diagnostics(uri, lambda d: codes(d) == ["DW502"], "the wrong import alone")
    assert found[0].severity is lsp.DiagnosticSeverity.Hint
    told = " ".join(message.message for message in editor.client.messages)
    assert "there is no rule DW999" in told
    assert "what tests and builds say is always told" in told
    assert "must be one of off, error, warning, info, hint, not 'loud'" in told


async def test_another_file_has_its_suppression_and_a_rule_its_page(start: Start, connector: Path) -> None:
    editor = await start(PULLING, connector)
    uri = editor.open(connector / "gradle.properties")
    editor.replace(uri, "cdkVersion=1.0.13", "cdkVersion=latest")
    found = await editor.diagnostics(uri, lambda d: codes(d) == ["DW701"], "the version that there is not")
    actions = {action.title: action for action in await editor.actions(uri, "latest|", ["quickfix"], found)}
    resolved = await editor.client.code_action_resolve_async(actions["Suppress DW701 here"])
    assert resolved.edit is not None
    editor.apply(resolved.edit)
    assert editor.text(uri).startswith("# destination-writer: ignore DW701\ncdkVersion=latest")
    await editor.diagnostics(uri, lambda d: d == [], "nothing")
    assert (await editor.command("destinationWriter.showRule", {"code": "DW999"}))["applied"] is False
    assert (await editor.command("destinationWriter.showRule", {"code": "DW701"}))["applied"] is True
    assert [shown.uri.rpartition("/")[2] for shown in editor.client.shown_documents] == ["DW701.md"]
