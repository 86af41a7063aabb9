"""A connector's own files of results and history on the disk: read whole, replaced by one rename."""

from collections.abc import Callable
from pathlib import Path

from destination_writer.toolchain.statefile import update_text

RESULTS = ".destination-writer/results"
READ_LIMIT = 16_000_000
"""Bytes. A history above that was written by something else and counts as empty."""


def read_text(folder: Path, path: str) -> str:
    """The file's text; empty when there is none, or none that can be read."""
    file = folder / path
    try:
        if file.stat().st_size > READ_LIMIT:
            return ""
        return file.read_text("utf-8", errors="replace")
    except OSError:
        return ""


def edit_text(folder: Path, path: str, edit: Callable[[str], str]) -> None:
    """Replace the file's text. Raises OSError when the folder cannot be written, StateFileBusy when another process
    holds it, and UnsafePath when a link leads out of the connector."""
    file = folder / path
    if not file.resolve().is_relative_to(folder.resolve()):
        raise UnsafePath(f"{path} leads out of {folder} by a link; remove the link")
    update_text(file, edit)


class UnsafePath(Exception):
    """A file below the connector that a link leads out of. The message names it and the remedy."""


def file_times(folder: Path, files: tuple[Path, ...]) -> dict[str, float]:
    """When files were changed (seconds since the epoch), by path relative to the folder; those outside of it, and those
    that went, are left out."""
    found: dict[str, float] = {}
    root = folder.resolve()
    for file in files:
        try:
            path = file.resolve()
            if path.is_relative_to(root):
                found[path.relative_to(root).as_posix()] = path.stat().st_mtime
        except OSError:
            continue
    return found
