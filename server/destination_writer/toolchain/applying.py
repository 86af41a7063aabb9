"""A Change, written to the disk: all of it or, as far as a file system allows, nothing."""

import codecs
import contextlib
import os
import stat
import tempfile
from pathlib import Path

from destination_writer.text.changes import Change, FileCreation, StaleChange, apply_change
from destination_writer.toolchain.disk import DiskFiles


class CannotWrite(Exception):
    """A file that cannot be written. The message names file, reason and remedy."""


def write_change(folder: Path, change: Change) -> tuple[str, ...]:
    """Apply a Change to the files below `folder` and give the paths that were written, sorted.

    Every new text is on the disk before the first file is replaced; line ends, byte order mark and permissions stay.
    Raises StaleChange when a file is not what the Change was made against, CannotWrite when one may not be written.
    """
    files = DiskFiles(folder)
    texts = {file.path: files.read(file.path) for file in change.files if files.exists(file.path)}
    for file in change.files:
        if isinstance(file, FileCreation) and (folder / file.path).is_symlink():
            raise StaleChange(f"{file.path} exists already, as a link; remove or rename it, then ask again")
    new = apply_change(change, texts)
    ready: list[tuple[Path, Path]] = []
    try:
        for path, text in sorted(new.items()):
            target = _inside(files.root, path)
            ready.append((_written_beside(target, text), target))
        for beside, target in ready:
            beside.replace(target)
    except OSError as error:
        name = Path(error.filename).name if error.filename else "a file"
        raise CannotWrite(
            f"{name} cannot be written ({error.strerror}); free the disk or give yourself the right"
        ) from None
    finally:
        for beside, _ in ready:
            with contextlib.suppress(FileNotFoundError):
                beside.unlink()
    return tuple(sorted(new))


def _inside(root: Path, path: str) -> Path:
    """Where a path leads, links followed. Raises CannotWrite when that is outside of the folder."""
    target = (root / path).resolve()
    if root not in target.parents:
        raise CannotWrite(f"{path} leads out of {root.name}; nothing is written outside of the connector's folder")
    return target


def _written_beside(target: Path, text: str) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    mark, mode = b"", None
    if target.is_file():
        with target.open("rb") as stream:
            mark = codecs.BOM_UTF8 if stream.read(3) == codecs.BOM_UTF8 else b""
        mode = stat.S_IMODE(target.stat().st_mode)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".new", dir=target.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(mark + text.encode("utf-8"))
            stream.flush()
            os.fsync(stream.fileno())
        beside.chmod(mode if mode is not None else 0o666 & ~_umask())
    except BaseException:
        beside.unlink()
        raise
    return beside


def _umask() -> int:
    present = os.umask(0)
    os.umask(present)
    return present
