"""A Change, written to the disk: all of it or nothing."""

import contextlib
import errno
from pathlib import Path

from destination_writer.text.changes import Change, FileCreation, StaleChange, apply_change
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.staging import Staging


class CannotWrite(Exception):
    """A file that cannot be written. The message names file, reason and remedy."""


def write_change(folder: Path, change: Change) -> tuple[str, ...]:
    """Apply a Change to the files below `folder` and give the paths that were written or removed, sorted.

    Folders that are empty once a file is gone go with it.

    Every new text is on the disk before the first file is replaced; when one cannot be, or when the user interrupts,
    everything is as it was, folders included. A folder that did not exist, such as `folder` itself, appears at once and
    whole. Line ends, byte order mark and permissions stay.
    Raises StaleChange when a file is not what the Change was made against, CannotWrite when one may not be written.
    """
    files = DiskFiles(folder)
    texts = {file.path: files.read(file.path) for file in change.files if files.exists(file.path)}
    for file in change.files:
        if isinstance(file, FileCreation) and _is_link(folder / file.path):
            raise StaleChange(f"{file.path} exists already, as a link; remove or rename it, then ask again")
    new = apply_change(change, texts)
    targets = {_inside(files.root, path): path for path in sorted(new)}
    gone = [_inside(files.root, path) for path in change.deleted]
    staging = Staging()
    at = ""
    try:
        for target, path in targets.items():
            at = path
            staging.stage(target, new[path])
        for target in gone:
            staging.stage_removal(target)
        staging.commit()
    except OSError as error:
        raise CannotWrite(_sentence(error, at if not staging.is_complete else "", files.root)) from None
    finally:
        staging.close()
    for target in gone:
        _remove_empty(target.parent, files.root)
    return tuple(sorted((*new, *change.deleted)))


def _remove_empty(folder: Path, root: Path) -> None:
    """Folders that hold nothing, up to the root. One that may not be removed does no harm."""
    with contextlib.suppress(OSError):
        while root in folder.parents and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent


def _is_link(path: Path) -> bool:
    try:
        return path.is_symlink()
    except OSError:
        return False  # no file can be called so, which is said later


def _inside(root: Path, path: str) -> Path:
    """Where a path leads, links followed. Raises CannotWrite for a place outside of the folder, or none for a file."""
    try:
        target = (root / path).resolve()
        if root not in target.parents:
            raise CannotWrite(f"{path} leads out of {root.name}; nothing is written outside of the connector's folder")
        if target.is_dir():
            raise CannotWrite(f"{path} is a folder; rename it, then ask again. Nothing was written")
        part = next((p for p in target.parents if p.exists() and not p.is_dir()), None)
    except (OSError, RuntimeError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else "") or "a loop of links, or a name no file can have"
        raise CannotWrite(f"{path} is no place for a file ({reason}); choose another. Nothing was written") from None
    if part is not None:
        raise CannotWrite(f"{path} cannot be made: {part} is a file, not a folder; rename it. Nothing was written")
    return target


_REMEDIES = {
    errno.ENOSPC: "free space on that disk",
    errno.EDQUOT: "free space below your quota",
    errno.EFBIG: "raise the limit on the size of files (ulimit -f)",
    errno.EROFS: "choose a folder on a file system that can be written",
    errno.EACCES: "give yourself the right to write there",
    errno.EPERM: "give yourself the right to write there",
    errno.ENAMETOOLONG: "choose a shorter name or a folder further up",
}


def _sentence(error: OSError, path: str, root: Path) -> str:
    """`path` is the file that was being prepared, empty when all were."""
    name = path or (_relative(Path(error.filename2 or error.filename), root) if error.filename else "a file")
    remedy = _REMEDIES.get(error.errno or 0, "free the disk or give yourself the right")
    return f"{name} cannot be written ({error.strerror or error}); {remedy}. Nothing was written in {root}"


def _relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if root in path.parents else path.name
