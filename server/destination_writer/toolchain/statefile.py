"""The state file on the disk. Several editors may write it at once: each edit starts from the text as it then is."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK_WAIT = 5.0
"""Seconds to wait for another writer."""
LOCK_STALE = 30.0
"""Seconds after which a lock is one that a killed process left behind."""


class StateFileBusy(Exception):
    """Another process holds the state file. The message names the lock and the remedy."""


def update_text(file: Path, edit: Callable[[str], str]) -> str:
    """Replace the file's text by `edit` of it, and return the new text.

    Read, edit and write happen under a lock, and the write is one rename: a reader sees the old text or the new one.
    A missing file counts as an empty text. What `edit` raises is passed on, with the file untouched. Raises
    StateFileBusy when another writer does not finish.
    """
    with held(file):
        present = file.read_bytes().decode("utf-8-sig") if file.exists() else ""
        text = edit(present)
        if text != present:
            _replace(file, text)
    return text


@contextmanager
def held(file: Path) -> Iterator[None]:
    """Nobody else edits the file meanwhile: for a Change that holds an edit of it. `update_text` of the same file must
    not be called inside. Raises StateFileBusy when another writer does not finish."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with _lock(file.with_name(f".{file.name}.lock")):
        yield


def _replace(file: Path, text: str) -> None:
    temporary = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as stream:
            stream.write(text.encode("utf-8"))
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def _lock(lock: Path) -> Iterator[None]:
    deadline = time.monotonic() + LOCK_WAIT
    while True:
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            break
        except FileExistsError:
            _drop_if_stale(lock)
            if time.monotonic() > deadline:
                raise StateFileBusy(f"{lock} is held by another process; close it, or remove that file") from None
            time.sleep(0.02)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def _drop_if_stale(lock: Path) -> None:
    try:
        if time.time() - lock.stat().st_mtime > LOCK_STALE:
            lock.unlink(missing_ok=True)
    except FileNotFoundError:
        return
