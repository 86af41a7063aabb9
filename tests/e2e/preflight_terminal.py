"""`destination-writer preflight` on a real terminal: what it asks, and answers typed into it."""

import os
import pty
import re
import select
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

PROMPT = re.compile(r"(?:> |\] |later: |\(Enter for none\) |for\? )$")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
WAIT = 60
"""Seconds for the next question."""


class Terminal:
    """A process on a pseudo-terminal. `log` is everything that it wrote."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.log = ""
        self.pid, self.fd = pty.fork()
        if not self.pid:
            os.chdir(folder)
            command = [sys.executable, "-m", "destination_writer", "preflight", ".", *arguments]
            os.execve(sys.executable, command, {**os.environ, "NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "240"})

    def question(self) -> str:
        """What was written since the last answer; empty at the end of the process."""
        shown, deadline = "", time.monotonic() + WAIT
        while not PROMPT.search(shown):
            ready, _, _ = select.select([self.fd], [], [], max(0, deadline - time.monotonic()))
            assert ready, f"no question within {WAIT} seconds after: {shown[-400:]}"
            try:
                part = os.read(self.fd, 65536).decode("utf-8", "replace")
            except OSError:  # Linux tells the end of a terminal's process so
                part = ""
            if not part:
                return ""
            shown = COLOUR.sub("", shown + part)
            self.log += COLOUR.sub("", part)
        return shown

    def type(self, line: str) -> None:
        os.write(self.fd, f"{line}\n".encode())

    def interrupt(self) -> None:
        os.kill(self.pid, signal.SIGINT)

    def end(self) -> int:
        """The exit code, once everything that was written is read."""
        while self.question():
            pass
        _, status = os.waitpid(self.pid, 0)
        os.close(self.fd)
        return os.waitstatus_to_exitcode(status)

    def walk(self, decide: Callable[[str], str | None]) -> int:
        """Answer until the process ends, or until `decide` gives None; how many questions were answered."""
        count = 0
        while shown := self.question():
            answer = decide(shown)
            if answer is None:
                return count
            self.type(answer)
            count += 1
        return count


def takes_what_is_known(shown: str) -> str:
    """A person in a hurry: everything that is known of a section at once, nothing else."""
    if "already?" in shown:
        return "n"
    return "a" if "known:" in shown else ""
