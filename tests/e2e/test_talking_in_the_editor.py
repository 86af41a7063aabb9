"""Conversations over the editor's protocol: a model on a loopback server or the knowledge, with the person's word."""

import asyncio
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from editor_profiles import TALKING, Start, source
from loopback_answers import calls, rate_limited, says, silent
from loopback_messages import LoopbackMessages
from lsp_editor import Editor
from lsprotocol import types as lsp

from destination_writer.checkpoints.changelog import CHANGES_PATH, Maker, read_changes

pytestmark = pytest.mark.asyncio

GENERATOR = "src/main/kotlin/io/airbyte/integrations/destination/postgres/client/PostgresSqlGenerator.kt"
KEY = "sk-ant-loopback-0123456789"
STUB = 'private fun hardDeletes(): Boolean = TODO("Phase 10")'
GOOD = "private fun hardDeletes(): Boolean = false"


def proposal(new: str = GOOD):
    edit = {"kind": "replace", "path": GENERATOR, "old": STUB, "new": new}
    given = {"title": "Keep deleted rows", "purpose": "The person keeps deletions.", "edits": [edit]}
    return calls("propose_change", given)


def environment(server: LoopbackMessages) -> dict[str, str]:
    return {"ANTHROPIC_BASE_URL": server.base_url, "DESTINATION_WRITER_KOTLIN": "none"}


ASKED = "asked"
"""The request's name on the wire."""


async def say(editor: Editor, text: str, **more: Any) -> Any:
    params = {"conversation": "one", "text": text, **more}
    return await editor.client.protocol.send_request_async("destinationWriter/say", params, ASKED)


def stop(editor: Editor) -> None:
    """The person stops the answer."""
    editor.client.protocol.notify("$/cancelRequest", lsp.CancelParams(id=ASKED))


def kinds(editor: Editor) -> list[str]:
    return [event.kind for event in editor.said if event.kind != "text"]


def shown(editor: Editor) -> str:
    return "".join(event.text for event in editor.said if event.kind == "text")


@pytest_asyncio.fixture
async def generator(connector: Path) -> Path:
    return source(connector, "PostgresSqlGenerator.kt")


async def keyed(start: Start, connector: Path, server: LoopbackMessages) -> Editor:
    """An editor that hands its secret to the server."""
    editor = await start(TALKING, connector, environment=environment(server))
    await editor.custom("destinationWriter/key", {"key": KEY})
    return editor


async def test_without_a_key_the_knowledge_answers(start: Start, connector: Path, generator: Path) -> None:
    editor = await start(TALKING, connector)
    uri = editor.open(generator)
    result = await say(editor, "How do I implement upsertTable?", uri=uri, line=0)
    assert (result.reason, result.by, result.tokens) == ("done", "knowledge", 0)
    assert "ON CONFLICT" in shown(editor)
    steps = [event.text for event in editor.said if event.kind == "suggestion"]
    assert any(step.startswith("destination-writer generate . --stub") for step in steps), steps


async def test_a_new_connector_begins_in_an_empty_folder(start: Start, tmp_path: Path) -> None:
    editor = await start(TALKING, tmp_path)
    result = await say(editor, "Help me implement a DuckDB destination connector.")
    assert (result.reason, result.by) == ("done", "knowledge")
    assert "Have you completed the preflight checklist for DuckDB?" in shown(editor)
    await say(editor, "Yes")
    steps = [event.text for event in editor.said if event.kind == "suggestion"]
    assert any("scaffold" in step or "preflight" in step for step in steps), steps


async def test_an_approved_proposal_is_written_in_the_editor(start: Start, connector: Path, generator: Path) -> None:
    """In the text on the screen, which has an unsaved line more than the file; noted so that it can be taken back."""
    with LoopbackMessages([proposal(), says("Done.")]) as server:
        editor = await keyed(start, connector, server)
        uri = editor.open(generator)
        editor.replace(uri, STUB, f"// not saved yet\n    {STUB}")
        editor.verdicts = [{"verdict": "yes"}]
        before = generator.read_text("utf-8")
        result = await say(editor, "Keep deleted rows, please.", uri=uri)
        assert (result.reason, result.words, result.by) == ("done", "", "model")
        assert result.tokens > 0
        assert KEY in server.requests[0].headers["authorization"]
    (asked,) = editor.approvals
    assert (asked.title, asked.conversation) == ("Keep deleted rows", "one")
    assert f"-    {STUB}" in asked.diff
    assert f"+    {GOOD}" in asked.diff
    assert kinds(editor)[0] == "toolStarted"
    assert kinds(editor).index("proposed") < kinds(editor).index("written")
    assert f"// not saved yet\n    {GOOD}" in editor.text(uri)
    assert generator.read_text("utf-8") == before
    assert shown(editor).endswith("Done.")
    (made,) = read_changes((connector / CHANGES_PATH).read_text("utf-8"))
    assert made.maker == Maker.AGENT


async def test_a_no_writes_nothing_and_its_reason_reaches_the_model(
    start: Start, connector: Path, generator: Path
) -> None:
    with LoopbackMessages([proposal(), says("Then not.")]) as server:
        editor = await keyed(start, connector, server)
        uri = editor.open(generator)
        editor.verdicts = [{"verdict": "no", "feedback": "ask the database first"}]
        await say(editor, "Keep deleted rows.", uri=uri)
        assert "ask the database first" in server.requests[1].last_text
    assert editor.applied == []
    assert GOOD not in editor.text(uri)


async def test_an_answer_is_stopped_and_the_conversation_goes_on(start: Start, connector: Path) -> None:
    with LoopbackMessages([silent(says("A long answer that stops in the middle"), 5), says("Here I am.")]) as server:
        editor = await keyed(start, connector, server)
        asked = asyncio.create_task(say(editor, "Tell me everything."))
        await asyncio.to_thread(server.wait_for_requests, 1)
        busy = await editor.custom("destinationWriter/say", {"conversation": "one", "text": "And this?"})
        assert (busy.reason, busy.problem) == ("failed", "busy")
        stop(editor)
        with pytest.raises(Exception, match=r"(?i)cancel"):
            await asked
        await asyncio.to_thread(server.wait_until_closed)
        assert (await say(editor, "Are you there?")).reason == "done"
        assert shown(editor).endswith("Here I am.")


async def test_a_question_that_stays_open_is_over_with_the_answer(
    start: Start, connector: Path, generator: Path
) -> None:
    with LoopbackMessages([proposal(), says("Unasked.")]) as server:
        editor = await keyed(start, connector, server)
        editor.verdicts = [None]
        asked = asyncio.create_task(say(editor, "Keep deleted rows.", uri=generator.as_uri()))
        await editor.until(lambda: editor.approvals, "the question")
        stop(editor)
        with pytest.raises(Exception, match=r"(?i)cancel"):
            await asked
        await editor.until(lambda: editor.withdrawn, "the end of the question")
        assert editor.applied == []
        assert (await say(editor, "And now?")).reason == "done"


async def test_a_wait_of_the_api_is_told(start: Start, connector: Path) -> None:
    with LoopbackMessages([rate_limited(0.01), says("After the wait.")]) as server:
        editor = await keyed(start, connector, server)
        assert (await say(editor, "Hello?")).reason == "done"
    notices = [event.text for event in editor.said if event.kind == "notice"]
    assert any("Trying again in" in text for text in notices)


@pytest.mark.parametrize(("has_key", "title"), [(True, "Generate with Claude"), (False, "How to write this stub")])
async def test_a_stub_begins_a_conversation(
    start: Start, connector: Path, generator: Path, has_key: bool, title: str
) -> None:
    with LoopbackMessages([says("I propose nothing yet.")]) as server:
        editor = await start(TALKING, connector, environment=environment(server))
        if has_key:
            await editor.custom("destinationWriter/key", {"key": KEY})
        uri = editor.open(generator)
        stubs = [d for d in await editor.diagnostics(uri, lambda d: d, "the stubs") if d.code == "DW101"]
        at = editor.at(uri, 'hardDeletes(): Boolean = TO|DO("Phase 10")')
        here = [item for item in stubs if item.range.start.line == at.line]
        actions = await editor.actions(uri, 'hardDeletes(): Boolean = TO|DO("Phase 10")', ["quickfix"], here)
        (action,) = [action for action in actions if action.title == title]
        assert action.command is not None and action.command.command == "destinationWriter.talk"
        about = (action.command.arguments or [None])[0]
        given: Mapping[str, Any] = about if isinstance(about, Mapping) else vars(about)
        assert (given["uri"], given["line"], given["task"]) == (uri, at.line, "implement")
        result = await say(editor, title, uri=uri, line=at.line, task="implement")
        assert result.reason == "done"
        if has_key:
            sent = server.requests[0].last_text
            assert "PostgresSqlGenerator.hardDeletes" in sent
            assert "propose_change" in sent
        else:
            assert "hardDeletes" in shown(editor)


@pytest.mark.parametrize("has_key", [True, False], ids=["model", "knowledge"])
async def test_a_failure_begins_a_conversation(start: Start, connector: Path, has_key: bool) -> None:
    """Its results arrive while the editor is open; what is sent, or answered, holds what the database said."""
    with LoopbackMessages([says("I look into it.")]) as server:
        editor = await start(TALKING, connector, environment=environment(server))
        if has_key:
            await editor.custom("destinationWriter/key", {"key": KEY})
        else:
            await say(editor, "What is phase 2?")
        suite = source(connector, "PostgresTableOperationsTest.kt")
        uri = editor.open(suite)
        report = connector / "build" / "test-results" / "integrationTestNonDocker" / "TEST-namespaces.xml"
        report.parent.mkdir(parents=True)
        shutil.copy(Path(__file__).parents[1] / "clients" / "results" / report.name, report)
        found = await editor.diagnostics(uri, lambda d: any(str(item.code) == "DW201" for item in d), "the failure")
        (failure,) = [item for item in found if item.code == "DW201"]
        line = failure.range.start.line
        title = "Explain and fix DW201 with Claude" if has_key else "Explain DW201"
        name = "fun `create and drop| namespaces`"
        assert title in [action.title for action in await editor.actions(uri, name, ["quickfix"], [failure])]
        await say(editor, title, uri=uri, line=line, task="explain", code="DW201")
        told = server.requests[0].last_text if has_key else shown(editor)
        assert 'syntax error at or near "-"' in told
        assert "blocker" in told


async def test_a_tool_for_the_editors_own_model(start: Start, connector: Path) -> None:
    editor = await start(TALKING, connector)

    async def use(tool: str, **given: object) -> Any:
        params = {"conversation": "tools", "tool": tool, "input": json.dumps(given)}
        return await editor.custom("destinationWriter/useTool", params)

    status = await use("status")
    assert not status.isError
    assert "Phase 1" in status.text
    wrong = await use("read_file", path="../outside.txt")
    assert wrong.isError
    unknown = await use("no_such_tool")
    assert unknown.isError and "no_such_tool" in unknown.text
    edit = {"kind": "replace", "path": GENERATOR, "old": STUB, "new": GOOD}
    refused = await use("propose_change", title="Keep deleted rows", purpose="Deletions stay.", edits=[edit])
    (asked,) = editor.approvals
    assert asked.conversation == "tools"
    assert editor.applied == []
    assert "no" in refused.text.lower()
