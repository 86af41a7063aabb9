"""The processes of one run, found and ended wherever they have gone.

Gradle forks: a daemon that leaves the process group, test workers, compilers. All inherit the environment, so every
run marks its own with MARK. Where the environment of others cannot be read, parents and sessions tell.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

MARK = "DESTINATION_WRITER_RUN"
"""The environment variable that names the run."""
GRACE = 3.0
"""Seconds that processes have to end themselves before they are killed."""
KILL_WAIT = 10.0
"""Seconds until a killed process that the system still lists is given up."""
_ANSWER = 10
"""Seconds that the system's own tools have."""


@dataclass(frozen=True, slots=True)
class Process:
    """`session` is the process group where the system does not tell sessions. `marked`: it carries the run's mark."""

    pid: int
    parent: int
    session: int
    command: str
    marked: bool


Spare = Callable[[Process], bool]


def family(token: str, root: int | None = None) -> list[Process]:
    """The run's living processes: the marked, `root`, their descendants, and all of sessions that these lead."""
    listed = [p for p in _processes(token) if p.pid != os.getpid()]
    found = {p.pid for p in listed if p.marked or p.pid == root}
    if root is not None:
        found |= {p.pid for p in listed if p.session == root}
    grown = True
    while grown:
        more = {p.pid for p in listed if p.pid not in found and (p.parent in found or p.session in found)}
        found |= more
        grown = bool(more)
    return [p for p in listed if p.pid in found]


def end_all(token: str, root: int | None = None, grace: float = GRACE, spare: Spare = lambda _: False) -> list[int]:
    """End the run's processes: asked first, killed after `grace` seconds. Gives those that could not be ended."""
    if sys.platform == "win32":
        return _end_tree(root)

    def living() -> list[Process]:
        return [process for process in family(token, root) if not spare(process)]

    _signal(living(), signal.SIGTERM)
    asked_at = time.monotonic()
    while (left := living()) and time.monotonic() - asked_at < grace:
        time.sleep(0.05)
    while left and time.monotonic() - asked_at < grace + KILL_WAIT:
        _signal(left, signal.SIGKILL)
        time.sleep(0.02)
        left = living()
    return [process.pid for process in left]


def is_daemon(process: Process) -> bool:
    """True for a daemon that Gradle or Kotlin keeps for later builds."""
    return "GradleDaemon" in process.command or "KotlinCompileDaemon" in process.command


def _signal(processes: list[Process], number: int) -> None:
    for process in processes:
        try:
            os.kill(process.pid, number)
        except (ProcessLookupError, PermissionError):
            continue  # it has ended meanwhile, or changed its user: the caller sees what is left


def _processes(token: str) -> Iterator[Process]:
    if sys.platform.startswith("linux"):
        return _from_proc(f"{MARK}={token}".encode())
    if sys.platform == "win32":
        return iter(())
    return _from_ps(f"{MARK}={token}")


def _from_proc(mark: bytes) -> Iterator[Process]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_bytes().rpartition(b")")[2].split()
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
                marked = mark in _environ(folder).split(b"\0")
            except (FileNotFoundError, ProcessLookupError):
                continue  # it ended while we looked
            if fields[0] not in (b"Z", b"X"):
                yield Process(int(folder.name), int(fields[1]), int(fields[3]), command, marked)


def _environ(folder: Path) -> bytes:
    """Empty for a process of another user."""
    try:
        return (folder / "environ").read_bytes()
    except PermissionError:
        return b""


def _from_ps(mark: str) -> Iterator[Process]:
    """On macOS `-E` adds the environment of one's own processes to the command."""
    lines = _output(["ps", "-axEww", "-o", "pid=,ppid=,pgid=,stat=,command="]).splitlines()
    yield from filter(None, (process_of(line, mark) for line in lines))


def process_of(line: str, mark: str) -> Process | None:
    """One line of `ps`: pid, parent, group, state, command."""
    fields = line.split(None, 4)
    if len(fields) < 5 or fields[3].startswith("Z"):
        return None
    pid, parent, group = map(int, fields[:3])
    return Process(pid, parent, group, fields[4], f"{mark} " in f"{fields[4]} ")


def _output(command: list[str]) -> str:
    try:
        ran = subprocess.run(command, capture_output=True, timeout=_ANSWER, stdin=subprocess.DEVNULL, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return ran.stdout.decode("utf-8", "replace")


def _end_tree(root: int | None) -> list[int]:
    """Windows ends a process with all that it started; a daemon stays in the tree of the process that forked it."""
    if root is not None:
        _output(["taskkill", "/PID", str(root), "/T", "/F"])
    return []


def marked(environ: Mapping[str, str], token: str) -> dict[str, str]:
    """The environment for a run's processes."""
    return {**environ, MARK: token}
