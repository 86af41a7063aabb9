"""After a checkpoint the editor is asked whether the next phase begins, also when only the local runner passed it."""

from pathlib import Path

import pytest
from editor_profiles import PUSHED, Start

from destination_writer.connector.state import STATE_PATH

pytestmark = pytest.mark.asyncio


async def test_a_passed_component_checkpoint_leads_to_the_next_phase(start: Start, tmp_path: Path) -> None:
    editor = await start(PUSHED, tmp_path)
    folder = tmp_path / "destination-lite"
    made = await editor.command("destinationWriter.scaffold", {"database": "sqlite", "folder": folder.as_uri()})
    assert made["applied"], made["reason"]

    order = {"uri": folder.as_uri(), "phase": 0, "runner": "local"}
    editor.pick = None
    first = await editor.command("destinationWriter.runCheckpoint", order)
    assert (first["done"], first["component"], first["goes_on"]) == (False, True, 1), first["text"]
    await editor.until(lambda: len(editor.questions) == 2, "the question whether phase 1 begins")
    asked = editor.questions[-1]
    assert asked.message.startswith(
        "Component checkpoint of Phase 0 passed by the local runner. BLOCKER: the phase is not"
    )
    assert [action.title for action in asked.actions or []] == ["Begin Phase 1"]
    assert "phase: 1" not in (folder / STATE_PATH).read_text("utf-8")

    editor.pick = 0
    await editor.command("destinationWriter.runCheckpoint", order)

    def has_begun() -> bool:
        state = (folder / STATE_PATH).read_text("utf-8")
        return "component_checkpoint_is_enough: true" in state and "current_phase: 1" in state

    await editor.until(has_begun, "phase 1 to begin")
    page = await editor.command("destinationWriter.startPhase", {"uri": folder.as_uri()})
    assert page["title"].startswith("Phase 1:")  # at work, though phase 0 still waits for the real build
    status = await editor.custom("destinationWriter/status", {})
    (connector,) = status.connectors if hasattr(status, "connectors") else status["connectors"]
    assert (connector.currentPhase, connector.atWork) == (0, 1)


async def test_the_links_of_a_page_lead_to_the_files(start: Start, tmp_path: Path) -> None:
    """Relative to the page: what renders Markdown drops links that begin with `file:`."""
    from urllib.parse import unquote

    from lsp_editor import Editor

    editor = await start(PUSHED, tmp_path)
    folder = tmp_path / "destination lite"
    made = await editor.command(
        "destinationWriter.scaffold", {"database": "sqlite", "name": "destination-lite", "folder": folder.as_uri()}
    )
    assert made["applied"], made["reason"]
    page = await editor.command("destinationWriter.startPhase", {"uri": folder.as_uri(), "phase": 3})
    links = [part.partition(")")[0] for part in page["text"].split("](")[1:]]
    mine = [link for link in links if not link.startswith("destination-writer:")]
    assert any("#L" in link for link in mine)
    beside = Path(Editor.path(page["uri"])).parent
    for link in mine:
        assert " " not in link
        assert (beside / unquote(link.partition("#")[0])).is_file(), link
