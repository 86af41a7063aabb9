"""The watcher's other end: held open by the run, so that its closing tells of our death."""

import contextlib
import os
import subprocess
import sys
from typing import IO

_APART = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW if sys.platform == "win32" else 0


class Watch:
    """Start it before the processes it is for. Use as a context manager; leaving it means that all ended well."""

    def __init__(self, token: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "destination_writer.toolchain.gradle.watcher"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            start_new_session=True,
            creationflags=_APART,
        )
        self._say(f"token {token}")

    def root(self, pid: int) -> None:
        """The first process of the run."""
        self._say(f"root {pid}")

    def __enter__(self) -> "Watch":
        return self

    def __exit__(self, *_: object) -> None:
        self._say("done")
        with contextlib.suppress(OSError):
            self._input.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @property
    def _input(self) -> IO[bytes]:
        assert self._process.stdin is not None
        return self._process.stdin

    def _say(self, line: str) -> None:
        with contextlib.suppress(OSError):  # a watcher that somebody ended cannot watch; the run goes on
            self._input.write(f"{line}\n".encode())
            self._input.flush()
