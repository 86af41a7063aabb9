"""Databases that are files: one that the probe made itself is removed with everything that stands beside it."""

from pathlib import Path

_BESIDE = ("", "-journal", "-wal", "-shm", ".wal", ".tmp")


def remove_file(path: Path) -> None:
    """Remove the database file that did not exist before, and its journals."""
    for ending in _BESIDE:
        beside = path.with_name(path.name + ending)
        if beside.is_file():
            beside.unlink()
