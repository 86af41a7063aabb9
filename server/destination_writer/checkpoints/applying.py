"""A Change on the disk and in the log of Changes: what every face that writes goes through."""

import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from destination_writer.checkpoints.changelog import (
    CHANGES_PATH,
    ChangeRecord,
    Maker,
    read_changes,
    record_of_change,
    with_change,
)
from destination_writer.text.changes import Change
from destination_writer.toolchain.applying import write_change
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.historyfile import UnsafePath, edit_text, read_text
from destination_writer.toolchain.statefile import StateFileBusy


def write_and_record(
    folder: Path,
    change: Change,
    *,
    maker: Maker,
    phase: int | None = None,
    stubs: Iterable[str] = (),
    strategies: Mapping[str, str] | None = None,
    root: str = "",
    at: float | None = None,
) -> tuple[tuple[str, ...], str]:
    """Apply a Change below `folder` and note it in the log of the connector at `root` of it.

    Returns the paths that were written, and why the log could not be kept (empty when it was). Raises StaleChange and
    CannotWrite as `write_change` does; then nothing is noted.
    """
    files = DiskFiles(folder)
    texts = {file.path: files.read(file.path) for file in change.files if files.exists(file.path)}
    moment = time.time() if at is None else at
    record = record_of_change(
        change, texts, at=moment, maker=maker, phase=phase, stubs=stubs, strategies=strategies, root=root
    )
    written = write_change(folder, change)
    return written, append(folder / root, record)


def append(connector: Path, record: ChangeRecord) -> str:
    """Note a Change in the connector's log, once. Returns why that was not possible; empty when it was."""
    if not record.files:
        return ""
    try:
        edit_text(connector, CHANGES_PATH, lambda text: with_change(text, record))
    except (StateFileBusy, UnsafePath) as error:
        return f"The change is not noted, so it cannot be taken back as one: {error}."
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return (
            f"The change is not noted, so it cannot be taken back as one: {CHANGES_PATH} cannot be written ({reason})."
        )
    return ""


def changes_of(connector: Path) -> tuple[ChangeRecord, ...]:
    """The Changes noted for the connector in this folder, oldest first."""
    return read_changes(read_text(connector, CHANGES_PATH))
