"""`implement` in a real terminal: from an empty folder to phase 1, proven by the local runner, left in the middle."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from destination_writer.checkpoints.changelog import CHANGES_PATH, read_changes

PATIENCE = 120.0
"""Seconds for one question, on a machine that does many other things."""
_COLOUR = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal:
    """A process behind a pseudo terminal, and everything that it printed."""

    def __init__(self, *arguments: str, folder: Path) -> None:
        self._own, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "destination_writer", *arguments],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=folder,
            start_new_session=True,
        )
        os.close(theirs)
        self.text = ""
        self._read_to = 0

    def until(self, wanted: str) -> str:
        """Wait for a text; gives what was printed since the last one that was waited for."""
        deadline = time.monotonic() + PATIENCE
        while (found := re.search(wanted, self.text[self._read_to :])) is None:
            assert time.monotonic() < deadline, f"waited for {wanted!r}; there is {self.text[self._read_to :][-3000:]}"
            assert self._more(deadline) or re.search(wanted, self.text[self._read_to :]), self.text[-3000:]
        start, self._read_to = self._read_to, self._read_to + found.end()
        return self.text[start : self._read_to]

    def answer(self, line: str = "") -> None:
        os.write(self._own, f"{line}\n".encode())

    def interrupt(self) -> None:
        self.process.send_signal(signal.SIGINT)

    def end(self) -> int:
        while self._more(time.monotonic() + PATIENCE):
            pass
        code = self.process.wait(PATIENCE)
        os.close(self._own)
        return code

    def _more(self, deadline: float) -> bool:
        ready, _, _ = select.select([self._own], [], [], max(0.0, deadline - time.monotonic()))
        try:
            data = os.read(self._own, 65536) if ready else b""
        except OSError:  # the other end is closed
            data = b""
        self.text += _COLOUR.sub("", data.decode("utf-8", "replace")).replace("\r\n", "\n")
        return bool(data)


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo terminal is missing on Windows")
def test_from_an_empty_folder_to_a_proven_phase(tmp_path: Path) -> None:
    folder = tmp_path / "destination-duckdb"
    walk = Terminal("implement", "destination-duckdb", "--runner", "local", folder=tmp_path)
    walk.until(r"Which database are you implementing\? ")
    walk.answer("DuckDB")
    walk.until(r"Have you completed the preflight checklist\? \[Y/n/q\] ")
    walk.answer()
    walk.until(r"Ready to start Phase 0: Scaffolding\? \[Y/n/q\] ")
    walk.answer()
    walk.until(r"\[Y/n\]: ?")  # the scaffold shows its tree and asks by itself
    walk.answer("y")
    shown = walk.until(r"Ready to begin\? \[Y/n/q\] ")
    assert "Let's look at Phase 0 alone first." in shown
    walk.answer()
    walk.until(r"with the local runner\? \[Y/n/q\] ")
    walk.answer()
    assert "Component checkpoint of Phase 0 passed" in walk.until(r"Go on to Phase 1 with that\? \[Y/n/q\] ")
    walk.answer()
    walk.until(r"Ready to begin\? \[Y/n/q\] ")
    walk.answer()
    walk.until(r"Is that right for your version\? \[Y/n/\?/q\] ")
    walk.answer()
    assert "📝 Step 1.1: Bean Factory" in walk.until(r"Should I write this\? \[Y/n/modify/\?/q\] ")
    walk.interrupt()
    assert walk.end() == 1
    assert "goes on from here" in walk.text
    assert "Traceback" not in walk.text

    again = Terminal("implement", "destination-duckdb", "--runner", "local", folder=tmp_path)
    again.until(r"Ready to begin\? \[Y/n/q\] ")
    for _ in range(2):
        again.answer()
        again.until(r"Should I write this\? \[Y/n/modify/\?/q\] ")
    again.answer()
    assert "@Disabled" in again.until(r"Should I enable them\? \[Y/n/q\] ")
    again.answer()
    again.until(r"with the local runner\? \[Y/n/q\] ")
    again.answer()
    verdict = again.until(r"Ready for Phase 2\? \[Y/n/q\] ")
    assert "✓ connect to database (PASS)" in verdict
    assert "Component checkpoint of Phase 1 passed" in verdict
    again.answer("q")
    assert again.end() == 1
    noted = read_changes((folder / CHANGES_PATH).read_text("utf-8"))
    assert [(r.maker, r.phase) for r in noted if r.maker != "scaffold"] == [
        ("generate", 1),
        ("generate", 1),
        ("tests", 1),
    ]
