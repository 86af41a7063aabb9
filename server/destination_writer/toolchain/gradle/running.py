"""A command that is started, read line by line, and ended with all that it started."""

import locale
import queue
import re
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import IO

from destination_writer.toolchain.gradle.dumps import ask_to_print, hanging, stack_dumps
from destination_writer.toolchain.gradle.processes import Process, end_all, family, is_daemon, marked
from destination_writer.toolchain.gradle.watching import Watch

LONGEST_LINE = 1 << 14
"""Bytes; what a line has beyond it is told as further lines."""
_WAITING = 2_000
"""Lines that wait to be told; a command that prints faster is held up."""
_MOMENT = 0.05
"""Seconds between two looks at clock, cancellation and files."""
_AFTER_EXIT = 2.0
"""Seconds to wait for the last output of a command that has ended, when something still holds its pipes."""
_TO_PRINT = 1.0
"""Seconds that JVMs have to print their stacks."""
_COLOUR = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")


LineHook = Callable[[str, bool], None]


class Stop(StrEnum):
    CANCELLED = "cancelled"
    TIMED_OUT = "timed-out"


class NotStarted(Exception):
    """The system refused to start the command. The message quotes it."""


@dataclass(frozen=True, slots=True)
class Command:
    """`arguments` is an argument list, or on Windows a command line that is quoted already."""

    arguments: Sequence[str] | str
    folder: Path
    environ: Mapping[str, str]
    kept: str = ""
    """With a name, daemons that the command starts stay when it ends by itself, and are ended when a later command of
    that name is stopped; only one at a time may run."""


@dataclass(frozen=True, slots=True)
class Hooks:
    """`line` is told each line and whether it came as an error; `moment` is called some twenty times a second; `stop`
    says when and why all is to end."""

    line: LineHook
    moment: Callable[[], None]
    stop: Callable[[], Stop | None]


@dataclass(frozen=True, slots=True)
class Ran:
    """`exit_code` is None when the command was stopped. `dumps` are the stacks of hanging JVMs, by what they are.
    `left` are processes that could not be ended."""

    exit_code: int | None
    stopped: Stop | None
    seconds: float
    dumps: tuple[str, ...] = ()
    left: tuple[int, ...] = ()


def run_command(command: Command, hooks: Hooks) -> Ran:
    """Run to the end, or to the moment when `hooks.stop` says so. No process of it is left. Raises NotStarted.

    What a hook raises ends the run and is passed on.
    """
    if early := hooks.stop():
        return Ran(None, early, 0.0)
    token = command.kept or uuid.uuid4().hex
    began = time.monotonic()
    with _watch(token) as watch:
        process, stopped = _start(command, token), None
        watch.root(process.pid)
        output = _Output(process)
        line: LineHook | None = None
        try:
            stopped = _follow(process, output, hooks)
            dumps = _dumps(family(token, process.pid), output, hooks) if stopped is Stop.TIMED_OUT else ()
            line = hooks.line
        finally:
            spare = is_daemon if command.kept and line and not stopped else _nothing
            left = end_all(token, process.pid, spare=spare)
            output.drain(line)
        exit_code = _reap(process)
        return Ran(None if stopped else exit_code, stopped, time.monotonic() - began, dumps, tuple(left))


def _dumps(processes: list[Process], output: "_Output", hooks: Hooks) -> tuple[str, ...]:
    """What hangs, as evidence; where no tool can tell, it stands in the output."""
    jvms = hanging(processes)
    dumps = tuple(stack_dumps(jvms))
    if not dumps:
        ask_to_print(jvms)
        output.tell(hooks.line, _TO_PRINT)
    return dumps


def _nothing(_: Process) -> bool:
    return False


def _watch(token: str) -> Watch:
    try:
        return Watch(token)
    except OSError as error:
        raise NotStarted(f"no process could be started: {error}; end others") from None


def _start(command: Command, token: str) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            command.arguments,
            cwd=command.folder,
            env=marked(command.environ, token),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=sys.platform != "win32",
            creationflags=subprocess.CREATE_NO_WINDOW if sys.platform == "win32" else 0,
        )
    except (OSError, ValueError) as error:
        raise NotStarted(f"Gradle could not be started: {error}; check the program and its permissions") from None


def _follow(process: subprocess.Popen[bytes], output: "_Output", hooks: Hooks) -> Stop | None:
    ended_at: float | None = None
    while True:
        output.tell(hooks.line, _MOMENT)
        hooks.moment()
        if stop := hooks.stop():
            return stop
        if process.poll() is not None:
            ended_at = ended_at or time.monotonic()
            if output.is_over or time.monotonic() - ended_at > _AFTER_EXIT:
                return None


def _reap(process: subprocess.Popen[bytes]) -> int | None:
    try:
        return process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        return None


@dataclass
class _Output:
    """Both streams of a process, read by a thread each, in the order of arrival."""

    process: subprocess.Popen[bytes]
    lines: "queue.Queue[tuple[str, bool]]" = field(default_factory=lambda: queue.Queue(maxsize=_WAITING))
    closing: bool = False

    def __post_init__(self) -> None:
        streams = ((self.process.stdout, False), (self.process.stderr, True))
        self.threads = [
            threading.Thread(target=self._read, args=(stream, is_error), daemon=True)
            for stream, is_error in streams
            if stream is not None
        ]
        for thread in self.threads:
            thread.start()

    @property
    def is_over(self) -> bool:
        return not any(thread.is_alive() for thread in self.threads) and self.lines.empty()

    def tell(self, line: LineHook, seconds: float) -> None:
        """Hand on what comes within that time."""
        deadline = time.monotonic() + seconds
        while (rest := deadline - time.monotonic()) > 0:
            try:
                line(*self.lines.get(timeout=rest))
            except queue.Empty:
                return

    def drain(self, line: LineHook | None) -> None:
        """The last lines, told or thrown away; the threads end."""
        self.closing = True
        for thread in self.threads:
            thread.join(timeout=1)
        while not self.lines.empty():
            last = self.lines.get()
            if line is not None:
                line(*last)

    def _read(self, stream: IO[bytes], is_error: bool) -> None:
        with stream:
            while data := stream.readline(LONGEST_LINE):
                self._put((text_of(data), is_error))

    def _put(self, item: tuple[str, bool]) -> None:
        while True:
            try:
                return self.lines.put(item, timeout=0.2)
            except queue.Full:
                if self.closing:
                    return None


def text_of(line: bytes) -> str:
    """A line without its end and without colours: UTF-8, else the machine's own encoding."""
    data = line.rstrip(b"\r\n")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode(locale.getpreferredencoding(False), "replace")
    return _COLOUR.sub("", text)
