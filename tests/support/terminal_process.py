"""A destination-writer process behind a pseudo terminal: what it prints, and what a person types."""

import codecs
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

PATIENCE = 90.0
"""Seconds for one text, on a machine that does many other things."""
_COLOUR = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class TerminalProcess:
    """`text` is everything that was printed, without colours. As a context manager it leaves no process behind."""

    def __init__(self, *arguments: str, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        self._own, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "destination_writer", *arguments],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=folder,
            env={**os.environ, "COLUMNS": "110", "TERM": "xterm", **(environment or {})},
            start_new_session=True,
        )
        os.close(theirs)
        self.text = ""
        self._read_to = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def __enter__(self) -> "TerminalProcess":
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE)
        os.close(self._own)

    def until(self, wanted: str) -> str:
        """Wait for a text (a pattern); gives what was printed since the last one that was waited for."""
        deadline = time.monotonic() + PATIENCE
        while (found := re.search(wanted, self.text[self._read_to :])) is None:
            assert time.monotonic() < deadline, f"waited for {wanted!r}; there is {self.text[self._read_to :][-3000:]}"
            assert self._more(deadline) or re.search(wanted, self.text[self._read_to :]), self.text[-3000:]
        start, self._read_to = self._read_to, self._read_to + found.end()
        return self.text[start : self._read_to]

    def type(self, line: str = "") -> None:
        os.write(self._own, f"{line}\n".encode())

    def interrupt(self) -> None:
        """Ctrl+C, once the process waits: a signal between a prompt and the wait for what is typed shows itself only
        with the next key, which is how Python reads lines."""
        deadline = time.monotonic() + PATIENCE
        while not self._waits() and time.monotonic() < deadline:
            time.sleep(0.02)
        self.process.send_signal(signal.SIGINT)

    def _waits(self) -> bool:
        """Whether the main thread sleeps; always, where the system does not tell."""
        try:
            stat = Path(f"/proc/{self.process.pid}/stat").read_text()
        except OSError:
            return True
        return stat.rpartition(")")[2].split()[0] == "S"

    def end(self) -> int:
        """The exit code, once everything is read."""
        while self._more(time.monotonic() + PATIENCE):
            pass
        return self.process.wait(PATIENCE)

    def _more(self, deadline: float) -> bool:
        ready, _, _ = select.select([self._own], [], [], max(0.0, deadline - time.monotonic()))
        try:
            data = os.read(self._own, 65536) if ready else b""
        except OSError:  # the other end is closed
            data = b""
        self.text += _COLOUR.sub("", self._decoder.decode(data)).replace("\r\n", "\n")
        return bool(data)
