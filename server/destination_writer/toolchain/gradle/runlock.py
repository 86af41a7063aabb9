"""One run at a time on a connector, between all programs of this machine."""

import contextlib
import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

LOCK = ".destination-writer/run.lock"
_AGAIN = 0.1
"""Seconds between two tries."""


class Interrupted(Exception):
    """The wait for the other run was cancelled."""


@contextlib.contextmanager
def run_lock(folder: Path, waiting: Callable[[str], None], cancelled: Callable[[], bool]) -> Iterator[None]:
    """Hold the connector for a run. `waiting` is told once, with who holds it, when there is another.

    The system frees the lock of a process that died, so none goes stale. Raises Interrupted.
    """
    descriptor, told = _taken(folder), False
    while descriptor is None:
        if not told:
            told = True
            waiting(_holder(_place(folder)))
        if cancelled():
            raise Interrupted
        time.sleep(_AGAIN)
        descriptor = _taken(folder)
    try:
        yield
    finally:
        _free(descriptor, _place(folder))


def _place(folder: Path) -> Path:
    """In the connector's state folder; in the temporary one where that cannot be written."""
    lock = folder / LOCK
    try:
        lock.parent.mkdir(exist_ok=True)
        if os.access(lock.parent, os.W_OK):
            return lock
    except OSError:
        pass  # a read-only checkout
    name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"destination-writer-{name}.lock"


def _taken(folder: Path) -> int | None:
    place = _place(folder)
    descriptor = os.open(place, os.O_RDWR | os.O_CREAT, 0o644)
    if not _lock(descriptor) or not _is_current(descriptor, place):
        os.close(descriptor)
        return None
    os.ftruncate(descriptor, 0)
    os.write(descriptor, f"{os.getpid()}\n".encode())
    return descriptor


def _is_current(descriptor: int, place: Path) -> bool:
    """False when the last holder removed the file between our opening and our locking it."""
    try:
        return os.path.samestat(os.fstat(descriptor), place.stat())
    except OSError:
        return False


def _free(descriptor: int, place: Path) -> None:
    if sys.platform != "win32":  # where an open file cannot be removed
        place.unlink(missing_ok=True)
    os.close(descriptor)


def _lock(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _holder(place: Path) -> str:
    try:
        pid = place.read_text("utf-8").strip()
    except OSError:
        pid = ""
    if pid == str(os.getpid()):
        return "an earlier run"
    return f"the run of process {pid}" if pid.isdigit() else "another program's run"
