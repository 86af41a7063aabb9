"""The JVM that runs a connector's tests: started, listened to, and ended with everything below it."""

import contextlib
import json
import os
import queue
import secrets
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

MAIN_CLASS = "destinationwriter.localrun.MainKt"
HEAP_MEGABYTES = 768


class TestProcessFailed(Exception):
    """The tests' JVM could not be started. The message says why."""

    __test__ = False


@dataclass(frozen=True)
class Line:
    """One line of the process: an `event` with its fields, or plain `text` that something printed past them."""

    event: Mapping[str, Any] | None
    text: str = ""


class TestProcess:
    """One JVM. `start` is what `Main.kt` reads first; `folder` is the process's working directory.

    Use it as a context manager; leaving it ends the process and all its children. Raises TestProcessFailed.
    """

    __test__ = False

    def __init__(self, java: Path, classpath: Sequence[Path], start: Mapping[str, Any], folder: Path) -> None:
        self._mark = f"\x1e{secrets.token_hex(12)} "
        self._lines: queue.Queue[Line | None] = queue.Queue()
        self._open = 2
        self._ending = threading.Lock()
        command = [str(java), f"-Xmx{HEAP_MEGABYTES}m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
        command += [
            "-Dfile.encoding=UTF-8",
            "-Xlog:disable",
            "-Xshare:auto",
            "-cp",
            os.pathsep.join(map(str, classpath)),
        ]
        try:
            self._process = subprocess.Popen(
                [*command, MAIN_CLASS],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=folder,
                text=True,
                encoding="utf-8",
                errors="replace",
                start_new_session=sys.platform != "win32",
            )
        except OSError as error:
            raise TestProcessFailed(f"the tests cannot be started with {java}: {error}") from None
        assert self._process.stdin and self._process.stdout and self._process.stderr
        for stream in (self._process.stdout, self._process.stderr):
            threading.Thread(target=self._pump, args=(stream,), daemon=True).start()
        with contextlib.suppress(OSError):
            self._process.stdin.write(json.dumps({**start, "mark": self._mark}) + "\n")
            self._process.stdin.flush()

    def __enter__(self) -> "TestProcess":
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def next(self, seconds: float) -> Line | None:
        """The next line, None when the process has ended. Raises queue.Empty when none came in that time."""
        return self._lines.get(timeout=seconds)

    @property
    def process_id(self) -> int:
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._process.poll()

    def end(self) -> None:
        """End the process and its children at once."""
        self._kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                with contextlib.suppress(OSError, ValueError):
                    stream.close()

    def _kill(self) -> None:
        if sys.platform == "win32":
            self._process.kill()
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def _pump(self, stream: IO[str]) -> None:
        with contextlib.suppress(OSError, ValueError):
            for line in stream:
                self._lines.put(self._read(line.rstrip("\r\n")))
        with self._ending:
            self._open -= 1
            if not self._open:
                self._process.wait()
                self._lines.put(None)

    def _read(self, text: str) -> Line:
        begin, mark, rest = text.partition(self._mark)
        if mark and not begin:
            with contextlib.suppress(ValueError):
                return Line(json.loads(rest))
        return Line(None, text)
