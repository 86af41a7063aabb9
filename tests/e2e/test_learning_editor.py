"""Remembering a fix and a method in the editor, and the report: previewed edits, words of the person, one page."""

from pathlib import Path

import pytest
from editor_profiles import PUSHED, Start, source
from test_learning_commands import SUITE, history, put

pytestmark = pytest.mark.asyncio

LEARNED = ".destination-writer/knowledge/failures/learned.yaml"
NAMESPACE = 'TODO("Phase 2")'
OWN = '"CREATE SCHEMA /* ours */ $namespace"'


async def test_a_confirmed_fix_is_remembered_with_the_persons_words(start: Start, connector: Path) -> None:
    put(connector, history("failed", "passed"))
    editor = await start(PUSHED, connector)
    suite = editor.open(source(connector, f"{SUITE}.kt"))
    titles = [action.title for action in await editor.actions(suite, "fun `|insert records`")]
    assert "Remember the fix of insert records" in titles
    others = [action.title for action in await editor.actions(suite, "fun `|count table rows`")]
    assert not [title for title in others if title.startswith("Remember the fix")]
    order = {"uri": connector.as_uri(), "asks": True}
    asked = await editor.command("destinationWriter.rememberFix", order)
    assert (asked["applied"], asked["needs"]) == (False, "fix")
    assert not editor.applied
    done = await editor.command("destinationWriter.rememberFix", {**order, "fix": "Split the shard first"})
    assert done["applied"]
    (edit,) = editor.applied
    assert editor.questions[-1].message.endswith("It creates learned.yaml.")
    assert edit.label and edit.label in editor.questions[-1].message
    assert "Split the shard first." in (connector / LEARNED).read_text("utf-8")
    again = await editor.command("destinationWriter.rememberFix", {**order, "fix": "Again"})
    assert not again["applied"]
    assert "remembered already" in again["reason"]


async def test_a_fix_whose_test_still_fails_is_not_remembered(start: Start, connector: Path) -> None:
    put(connector, history("passed", "failed"))
    editor = await start(PUSHED, connector)
    refused = await editor.command("destinationWriter.rememberFix", {"uri": connector.as_uri(), "test": SUITE})
    assert "still fails. This is a blocker." in refused["reason"]
    assert not (connector / LEARNED).exists()


async def test_a_method_on_the_screen_becomes_a_template(start: Start, connector: Path) -> None:
    editor = await start(PUSHED, connector)
    uri = editor.open(source(connector, "PostgresSqlGenerator.kt"))
    stub = editor.text(uri).split("fun createNamespace(")[1].split(NAMESPACE)[0]
    titles = [a.title for a in await editor.actions(uri, "fun |createNamespace")]
    assert "Remember createNamespace as a template" not in titles  # a stub teaches nothing
    editor.replace(uri, f"fun createNamespace({stub}{NAMESPACE}", f"fun createNamespace({stub}{OWN}")
    found = await editor.actions(uri, "fun |createNamespace")
    (action,) = [a for a in found if a.title == "Remember createNamespace as a template"]
    assert action.command
    assert action.command.arguments
    done = await editor.command(action.command.command, action.command.arguments[0])
    assert done["applied"], done["reason"]
    template = connector / ".destination-writer/templates/postgres/sql_generator/create_namespace.kt.j2"
    assert 'return "CREATE SCHEMA /* ours */ $[[ p.namespace ]]"' in template.read_text("utf-8")


async def test_the_report_is_one_page(start: Start, connector: Path) -> None:
    put(connector, history("failed", "failed", "passed"))
    editor = await start(PUSHED, connector)
    report = await editor.custom("destinationWriter/report", {"uri": connector.as_uri()})
    assert report.title == "Report: destination-postgres"
    assert f"{SUITE}.insert records" in report.html
    assert "<script" not in report.html
