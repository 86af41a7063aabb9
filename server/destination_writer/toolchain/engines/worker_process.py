"""A process that holds one database and answers JSON lines; see `workers/main.py` for its side."""

import contextlib
import itertools
import json
import queue
import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from destination_writer.toolchain.engines.model import EngineError, EngineFailed

PROGRAM = Path(__file__).with_name("workers") / "main.py"
START_LIMIT = 90.0
"""Seconds until a worker that has not said that it is ready counts as broken."""
ANSWER_LIMIT = 300.0
"""Seconds until a request that was not answered counts as broken."""


class WorkerProcess:
    """One running worker. Requests from several threads are answered one after the other. `close` ends it."""

    def __init__(
        self, python: Path, driver: str, options: Mapping[str, object], *, command: Sequence[str] | None = None
    ) -> None:
        """Starts the worker and waits until it is ready. Raises EngineFailed.

        With a `command` of its own the worker reads its options from its first line, where nobody on the machine can
        see them, and an interrupt of the terminal does not reach it.
        """
        self._name = driver
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._answers: queue.Queue[str | None] = queue.Queue()
        self._log: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  closed in close()
        try:
            self._process = subprocess.Popen(
                command or [str(python), "-I", str(PROGRAM), driver, json.dumps(dict(options))],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._log,
                text=True,
                encoding="utf-8",
                start_new_session=command is not None,
            )
        except OSError as error:
            self._log.close()
            raise EngineFailed(f"the {driver} worker could not be started with {python}: {error}") from None
        threading.Thread(target=_pump, args=(self._process.stdout, self._answers), daemon=True).start()
        try:
            if command is not None:
                self._write(json.dumps(dict(options)))
            ready = self._next(START_LIMIT)
            if "ready" not in ready:
                raise self._broken(f"could not start: {ready.get('failed')}")
        except BaseException:
            self.close()
            raise
        self.title: str = ready["ready"]
        self.via: str = ready["via"]

    @property
    def process_id(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def request(self, op: str, **fields: object) -> Any:
        """The answer to one request. Raises EngineError for what the database refuses, EngineFailed for a breakdown."""
        with self._lock:
            number = next(self._numbers)
            line = json.dumps({"id": number, "op": op, **fields})
            self._write(line)
            answer = self._next(ANSWER_LIMIT)
            if answer.get("id") != number:
                raise self._broken("answered another question")
        if "error" in answer:
            raise _error(answer["error"], self._name)
        return answer["ok"]

    def kill(self) -> None:
        """End the process at once, whatever it is doing."""
        self._process.kill()
        self.close()

    def close(self) -> None:
        """End the process; a second call does nothing."""
        with contextlib.suppress(OSError, ValueError):
            if self._process.stdin:
                self._process.stdin.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()
        self._log.close()

    def _write(self, line: str) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()
        except (OSError, ValueError):
            raise self._broken("has ended") from None

    def _next(self, limit: float) -> dict[str, Any]:
        try:
            line = self._answers.get(timeout=limit)
        except queue.Empty:
            self._process.kill()
            raise self._broken(f"gave no answer within {limit:.0f} seconds") from None
        if line is None:
            raise self._broken("has ended")
        try:
            return json.loads(line)
        except ValueError:
            self._process.kill()
            raise self._broken(f"answered {line[:200]!r}") from None

    def _broken(self, what: str) -> EngineFailed:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=1)
        code = self._process.poll()
        ended = f" (exit code {code})" if code is not None else ""
        return EngineFailed(f"the {self._name} engine's process {what}{ended}{self._last_words()}")

    def _last_words(self) -> str:
        try:
            self._log.seek(0)
            text = self._log.read().decode("utf-8", "replace")
        except ValueError:  # closed already
            return ""
        return ": " + "\n".join(text.splitlines()[-15:]) if text.strip() else ""


def _error(told: Mapping[str, Any], name: str) -> Exception:
    if told.get("kind") == "worker":
        return EngineFailed(f"the {name} engine's worker met an error of its own: {told['message']}")
    return EngineError(told["message"], told.get("state"), told.get("vendor") or 0, told.get("kind") or "")


def _pump(stream: "IO[str] | None", answers: "queue.Queue[str | None]") -> None:
    with contextlib.suppress(OSError, ValueError):
        for line in stream or ():
            answers.put(line)
    answers.put(None)
