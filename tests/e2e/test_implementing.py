"""A class that lacks a member of its CDK type: a bare cursor inside of it is enough for the change that writes it."""

from pathlib import Path

import pytest
from editor_profiles import source
from lsp_editor import Editor
from lsprotocol import types as lsp

pytestmark = pytest.mark.asyncio


def without_flush(connector: Path) -> Path:
    file = source(connector, "PostgresAggregate.kt")
    text = file.read_text("utf-8")
    start = text.index("    override suspend fun flush(")
    end = text.rindex("}")
    file.write_text(text[:start].rstrip() + "\n" + text[end:], "utf-8")
    return file


async def offered(editor: Editor, uri: str, marked: str) -> list[lsp.CodeAction]:
    found = await editor.actions(uri, marked, only=["refactor.rewrite"])
    return [action for action in found if "Write flush" in action.title]


async def test_a_missing_member_is_offered_to_a_bare_cursor(editor: Editor, connector: Path) -> None:
    uri = editor.open(without_flush(connector))
    (action,) = await offered(editor, uri, "override fun acc|ept(")
    assert action.kind == "refactor.rewrite" and action.title == "Write flush in PostgresAggregate.kt"
    done = await editor.client.code_action_resolve_async(action) if action.edit is None else action
    assert done.edit is not None
    assert "override suspend fun flush()" in repr(done.edit)

    assert await offered(editor, uri, "pack|age") == []
    fixes = await editor.actions(uri, "class Postgres|Aggregate", only=["quickfix"])
    assert "Write flush in PostgresAggregate.kt" in [fix.title for fix in fixes]
    assert await offered(editor, uri, "class Postgres|Aggregate") == []


async def test_a_whole_class_has_no_such_offer(editor: Editor, connector: Path) -> None:
    uri = editor.open(source(connector, "PostgresAggregate.kt"))
    assert await offered(editor, uri, "override fun acc|ept(") == []
