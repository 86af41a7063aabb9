"""`implement` in a real terminal: from an empty folder to phase 1, proven by the local runner, left in the middle."""

import sys
from pathlib import Path

import pytest
from terminal_process import TerminalProcess

from destination_writer.checkpoints.changelog import CHANGES_PATH, read_changes


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo terminal is missing on Windows")
def test_from_an_empty_folder_to_a_proven_phase(tmp_path: Path) -> None:
    folder = tmp_path / "destination-duckdb"
    with TerminalProcess("implement", "destination-duckdb", "--runner", "local", folder=tmp_path) as walk:
        walk.until(r"Which database are you implementing\? ")
        walk.type("DuckDB")
        walk.until(r"Have you completed the preflight checklist\? \[Y/n/q\] ")
        walk.type()
        walk.until(r"Ready to start Phase 0: Scaffolding\? \[Y/n/q\] ")
        walk.type()
        walk.until(r"\[Y/n\]: ?")  # the scaffold shows its tree and asks by itself
        walk.type("y")
        shown = walk.until(r"Ready to begin\? \[Y/n/q\] ")
        assert "Let's look at Phase 0 alone first." in shown
        walk.type()
        walk.until(r"with the local runner\? \[Y/n/q\] ")
        walk.type()
        assert "Component checkpoint of Phase 0 passed" in walk.until(r"Go on to Phase 1 with that\? \[Y/n/q\] ")
        walk.type()
        walk.until(r"Ready to begin\? \[Y/n/q\] ")
        walk.type()
        walk.until(r"Is that right for your version\? \[Y/n/\?/q\] ")
        walk.type()
        assert "📝 Step 1.1: Bean Factory" in walk.until(r"Should I write this\? \[Y/n/modify/\?/q\] ")
        walk.interrupt()
        assert walk.end() == 1
        assert "goes on from here" in walk.text
        assert "Traceback" not in walk.text

    with TerminalProcess("implement", "destination-duckdb", "--runner", "local", folder=tmp_path) as again:
        again.until(r"Ready to begin\? \[Y/n/q\] ")
        for _ in range(2):
            again.type()
            again.until(r"Should I write this\? \[Y/n/modify/\?/q\] ")
        again.type()
        assert "@Disabled" in again.until(r"Should I enable them\? \[Y/n/q\] ")
        again.type()
        again.until(r"with the local runner\? \[Y/n/q\] ")
        again.type()
        verdict = again.until(r"Ready for Phase 2\? \[Y/n/q\] ")
        assert "✓ connect to database (PASS)" in verdict
        assert "Component checkpoint of Phase 1 passed" in verdict
        again.type("q")
        assert again.end() == 1
    noted = read_changes((folder / CHANGES_PATH).read_text("utf-8"))
    assert [(r.maker, r.phase) for r in noted if r.maker != "scaffold"] == [
        ("generate", 1),
        ("generate", 1),
        ("tests", 1),
    ]
