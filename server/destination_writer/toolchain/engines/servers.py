"""Server processes: started by a keeper that ends them when this process ends, in whatever way."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from destination_writer.toolchain.engines.model import EngineFailed

KEEPER = Path(__file__).with_name("workers") / "keeper.py"
START_LIMIT = 90.0
"""Seconds until a server that does not answer counts as broken."""


@contextlib.contextmanager
def running(
    name: str,
    command: Sequence[str | Path],
    log: Path,
    ready: Callable[[], bool],
    stop: signal.Signals = signal.SIGTERM,
    account: dict[str, Any] | None = None,
) -> Iterator[int]:
    """A server while the block runs; gives its keeper's process id. Raises EngineFailed with the end of its log."""
    who = f"{account['user']}:{account['group']}" if account else "-"
    keeper = [sys.executable, "-I", str(KEEPER), stop.name, who, *map(str, command)]
    with log.open("ab") as output:
        process = subprocess.Popen(keeper, stdin=subprocess.PIPE, stdout=output, stderr=output, cwd=log.parent)
    try:
        _wait(name, process, log, ready)
        yield process.pid
    finally:
        if process.stdin:
            process.stdin.close()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def once(name: str, command: Sequence[str | Path], folder: Path, account: dict[str, Any] | None = None) -> None:
    """Run a command that prepares a server. Raises EngineFailed with what it said."""
    try:
        ran = subprocess.run(
            [str(part) for part in command],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=START_LIMIT,
            cwd=folder,
            check=False,
            **(account or {}),
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EngineFailed(f"{name} could not be prepared: {error}") from None
    if ran.returncode:
        said = (ran.stdout + ran.stderr).decode("utf-8", "replace")[-2000:]
        raise EngineFailed(f"{name} could not be prepared: {said}")


def free_port() -> int:
    """A port of the loopback interface that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Whether somebody accepts connections there."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def place(folder: Path, stack: contextlib.ExitStack) -> tuple[Path, dict[str, Any]]:
    """A folder for a server's files, and the arguments that run a process as the server's user.

    Servers refuse root, which runs them as `nobody`; where `nobody` cannot enter the folder, it is a temporary one,
    removed with the stack.
    """
    folder.mkdir(exist_ok=True)
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return folder, {}
    import pwd

    nobody = pwd.getpwnam("nobody")
    if not all(parent.stat().st_mode & 0o001 for parent in folder.parents):
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="engine-", ignore_cleanup_errors=True)))
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return folder, {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def reachable(program: Path, folder: Path) -> Path:
    """The installation folder, or a copy below `folder` when another user cannot enter one of its parents."""
    if all(parent.stat().st_mode & 0o001 for parent in (program, *program.parents)):
        return program
    return Path(shutil.copytree(program, folder / "programs", symlinks=True))


def _wait(name: str, process: "subprocess.Popen[bytes]", log: Path, ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_LIMIT
    while process.poll() is None and time.monotonic() < deadline:
        if ready():
            return
        time.sleep(0.03)
    said = log.read_text("utf-8", "replace")[-2000:]
    how = "ended while starting" if process.poll() is not None else f"did not answer within {START_LIMIT:.0f} seconds"
    raise EngineFailed(f"{name} {how}: {said}")
