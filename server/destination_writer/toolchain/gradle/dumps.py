"""What the threads of a hanging JVM are doing, asked of the JVM from outside."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from destination_writer.toolchain.gradle.processes import Process

LONGEST = 200_000
"""Characters kept of one dump."""
_WORKER = "GradleWorkerMain"
_SECONDS = 5
_MOST = 4


def hanging(processes: Iterable[Process]) -> list[Process]:
    """The run's test workers, at most four; its other JVMs when it has no worker."""
    listed = list(processes)
    return ([p for p in listed if _WORKER in p.command] or [p for p in listed if _is_java(p)])[:_MOST]


def stack_dumps(processes: Sequence[Process]) -> Iterator[str]:
    """The stacks of these JVMs' threads; of one that does not answer, nothing."""
    for process in processes:
        if text := _dump(process.pid):
            yield text[:LONGEST]


def ask_to_print(processes: Sequence[Process]) -> None:
    """Have JVMs print their stacks where they print everything: for a machine whose Java has no tool for it."""
    if sys.platform == "win32":
        return
    for process in processes:
        try:
            os.kill(process.pid, signal.SIGQUIT)
        except (ProcessLookupError, PermissionError):
            continue  # it ended meanwhile


def _is_java(process: Process) -> bool:
    return Path(process.command.split(" ")[0]).name in ("java", "java.exe")


def _dump(pid: int) -> str:
    command = _command(pid)
    if command is None:
        return ""
    try:
        ran = subprocess.run(command, capture_output=True, timeout=_SECONDS, stdin=subprocess.DEVNULL, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return ran.stdout.decode("utf-8", "replace") if ran.returncode == 0 else ""


def _command(pid: int) -> list[str] | None:
    """`jstack` or `jcmd`, beside the JVM that the process runs, else on PATH; None where there is only a JRE."""
    if jstack := _tool("jstack", pid):
        return [jstack, str(pid)]
    jcmd = _tool("jcmd", pid)
    return [jcmd, str(pid), "Thread.print"] if jcmd else None


def _tool(name: str, pid: int) -> str | None:
    """Beside the JVM that the process runs, else on PATH."""
    try:
        beside = Path(f"/proc/{pid}/exe").readlink().parent / name
        if beside.is_file():
            return str(beside)
    except OSError:
        pass  # no such system, or the process ended: PATH may still have the tool
    return shutil.which(name)
