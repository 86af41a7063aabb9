"""A connector created from the editor: the list of databases, the edit that can be previewed, what is refused."""

from pathlib import Path
from typing import Any

import pytest
from editor_profiles import PULLING, PUSHED, Profile, Start
from lsp_editor import Editor
from lsprotocol import types as lsp

pytestmark = pytest.mark.asyncio

COMMAND = "destinationWriter.scaffold"


async def create(editor: Editor, **order: Any) -> Any:
    return await editor.command(COMMAND, order)


def field(answer: Any, name: str) -> Any:
    """A field of an answer, which the client's library makes an object or a mapping."""
    return answer[name] if isinstance(answer, dict) else getattr(answer, name)


async def test_a_connector_is_created_by_one_edit(start: Start, profile: Profile, tmp_path: Path) -> None:
    editor = await start(profile, tmp_path)
    known = await editor.custom("destinationWriter/databases", None)
    listed = {field(item, "slug"): field(item, "hasContainer") for item in field(known, "databases")}
    assert (listed["postgres"], listed["duckdb"], len(listed) >= 15) == (True, False, True)
    assert field(known, "folder") == tmp_path.as_uri()

    folder = tmp_path / "destination-acme"
    answer = await create(editor, database="SQLite", name="destination-acme", folder=folder.as_uri())
    assert (field(answer, "applied"), field(answer, "folder")) == (True, folder.as_uri())
    if profile is PUSHED:
        (applied,) = editor.applied
        changes = applied.edit.document_changes or []
        assert applied.label == "Create destination-acme for SQLite"
        assert len([c for c in changes if isinstance(c, lsp.CreateFile)]) == len(field(answer, "files"))
        assert editor.questions[-1].message.startswith("Create destination-acme for SQLite? It creates 4")
        assert not any(note.needs_confirmation for note in (applied.edit.change_annotations or {}).values())
    else:  # makes no files from an edit: the server asks, and writes
        assert editor.questions[-1].message.startswith("Create destination-acme for SQLite: 4")
        assert [action.title for action in editor.questions[-1].actions or []] == ["Create", "Cancel"]
    assert (folder / "gradle.properties").read_text() == "cdkVersion=1.0.13\n"
    assert all(Path(Editor.path(uri)).is_file() for uri in field(answer, "files"))
    said = editor.client.messages[-1].message
    assert "Created" in said
    assert "A build cannot run there yet" in said
    assert '"maker": "scaffold"' in (folder / ".destination-writer/history/changes.jsonl").read_text().replace(
        '":"', '": "'
    )

    status = await editor.custom("destinationWriter/status", {})
    (connector,) = field(status, "connectors")
    assert (field(connector, "database"), field(connector, "currentPhase")) == ("sqlite", 0)
    again = await create(editor, database="sqlite", folder=folder.as_uri())
    assert not field(again, "applied")
    assert "is not empty: .gitignore" in field(again, "reason")
    assert len(editor.questions) == 1


async def test_what_is_refused_is_said_and_nothing_is_created(start: Start, tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "open"
    folder.mkdir()
    outside.mkdir()
    (folder / "link").symlink_to(outside)
    (folder / "file").write_text("x")
    editor = await start(PUSHED, folder)
    rows = [
        ({"database": "postgress"}, "Did you mean postgres?"),
        ({}, "name the database"),
        ({"database": "postgres", "name": "3d"}, "begins with a digit"),
        ({"database": "postgres", "folder": outside.as_uri()}, "lies outside of the open folders"),
        ({"database": "postgres", "folder": (folder / "link").as_uri()}, "lies outside of the open folders"),
        ({"database": "postgres", "folder": (folder / ".." / "x").as_uri()}, "lies outside of the open folders"),
        ({"database": "postgres", "folder": (folder / "file").as_uri()}, "is a file"),
        ({"database": "postgres", "folder": "https://example.org"}, "must be the URI of a folder"),
        ({"database": "postgres", "folder": 7}, "must be the URI of a folder"),
        ({"database": 7}, "`database` must be text"),
        ({"database": "postgres", "testDatabase": "docker"}, "`testDatabase` must be"),
    ]
    for order, said in rows:
        answer = await create(editor, **order)
        assert (field(answer, "applied"), list(field(answer, "files"))) == (False, []), order
        assert said in field(answer, "reason"), order
        assert editor.client.messages[-1].message == field(answer, "reason")
    assert editor.applied == []
    assert sorted(p.name for p in folder.iterdir()) == ["file", "link"]
    assert list(outside.iterdir()) == []


async def test_an_edit_that_the_editor_does_not_apply_is_no_connector(start: Start, tmp_path: Path) -> None:
    editor = await start(PUSHED, tmp_path)
    editor.refusal = "the person closed the preview"
    answer = await create(editor, database="duckdb")
    assert not field(answer, "applied")
    assert "the person closed the preview" in field(answer, "reason")
    assert list(tmp_path.iterdir()) == []


async def test_a_preview_that_was_closed_needs_no_reason(start: Start, tmp_path: Path) -> None:
    """VS Code gives none when the person discards what was to be looked at."""
    editor = await start(PUSHED, tmp_path)
    editor.pick, editor.refusal = 1, ""
    answer = await create(editor, database="duckdb")
    assert field(answer, "reason") == "Nothing was written: the preview was closed without applying it."
    assert list(tmp_path.iterdir()) == []


async def test_a_question_that_is_not_answered_with_create_creates_nothing(start: Start, tmp_path: Path) -> None:
    editor = await start(PULLING, tmp_path)
    for pick in (1, None):
        editor.pick = pick
        answer = await create(editor, database="duckdb")
        assert "not answered with Create" in field(answer, "reason")
    assert list(tmp_path.iterdir()) == []


async def test_what_an_editor_leaves_in_the_middle_is_removed(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As an editor does whose disk is full after some files: it has made them, and says that it has failed."""
    editor = await start(PUSHED, tmp_path)
    (tmp_path / "mine.txt").write_text("mine")

    def half(edit: lsp.WorkspaceEdit) -> None:
        edit.document_changes = (edit.document_changes or [])[:21]
        Editor.apply(editor, edit)
        editor.refusal = "No space left on device"

    monkeypatch.setattr(editor, "apply", half)
    answer = await create(editor, database="duckdb", folder=(tmp_path / "destination-duck").as_uri())
    assert "No space left on device. Nothing was written" in field(answer, "reason")
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


async def test_in_the_monorepo_an_open_settings_file_is_edited_as_it_is_on_the_screen(
    start: Start, tmp_path: Path
) -> None:
    connectors = tmp_path / "airbyte-integrations/connectors"
    neighbour = connectors / "destination-clickhouse"
    neighbour.mkdir(parents=True)
    (neighbour / "gradle.properties").write_text("cdkVersion=0.1.100\n")
    settings = tmp_path / "settings.gradle"
    settings.write_text("include ':airbyte-integrations:connectors:destination-clickhouse'\n")
    editor = await start(PUSHED, tmp_path)
    uri = editor.open(settings)
    answer = await create(editor, database="duckdb")
    assert field(answer, "folder") == (connectors / "destination-duckdb").as_uri()
    assert editor.text(uri).endswith("\ninclude ':airbyte-integrations:connectors:destination-duckdb'\n")
    assert (connectors / "destination-duckdb/gradle.properties").read_text() == "cdkVersion=0.1.100\n"

    editor.replace(uri, "include", "// typed\ninclude")
    answer = await create(editor, database="sqlite")
    assert not field(answer, "applied")
    assert "settings.gradle has changed since this was prepared" in field(answer, "reason")
    assert not (connectors / "destination-sqlite").exists()
