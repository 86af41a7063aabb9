"""What the threads of a hanging JVM are doing, asked of the JVM from outside."""

import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from destination_writer.toolchain.gradle.processes import Process

LONGEST = 200_000
"""Characters kept of one dump."""
_WORKER = "GradleWorkerMain"
_SECONDS = 10
_MOST = 4


def stack_dumps(processes: Iterable[Process]) -> Iterator[str]:
    """The stacks of the run's test workers, at most four; of its other JVMs when it has no worker."""
    listed = list(processes)
    workers = [p for p in listed if _WORKER in p.command]
    for process in (workers or [p for p in listed if _is_java(p)])[:_MOST]:
        if text := _dump(process.pid):
            yield text[:LONGEST]


def _is_java(process: Process) -> bool:
    return Path(process.command.split(" ")[0]).name in ("java", "java.exe")


def _dump(pid: int) -> str:
    """Empty when the JVM's own tools are not there (a JRE) or the JVM does not answer them."""
    for tool, arguments in (("jstack", []), ("jcmd", [])):
        program = _tool(tool, pid)
        if program is None:
            continue
        command = [program, *arguments, str(pid), *(["Thread.print"] if tool == "jcmd" else [])]
        try:
            ran = subprocess.run(command, capture_output=True, timeout=_SECONDS, stdin=subprocess.DEVNULL, check=False)
        except (OSError, subprocess.TimeoutExpired):
            continue
        if ran.returncode == 0 and ran.stdout:
            return ran.stdout.decode("utf-8", "replace")
    return ""


def _tool(name: str, pid: int) -> str | None:
    """Beside the JVM that the process runs, else on PATH."""
    try:
        beside = Path(f"/proc/{pid}/exe").readlink().parent / name
        if beside.is_file():
            return str(beside)
    except OSError:
        pass  # no such system, or the process ended: PATH may still have the tool
    return shutil.which(name)
