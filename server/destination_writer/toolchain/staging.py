"""New texts laid beside their places, put there together, and taken back together when one of them cannot be."""

import codecs
import contextlib
import errno
import os
import shutil
import stat
import tempfile
from pathlib import Path


class Staging:
    """`stage` each text, then `commit`; `close` in any case. After an exception, `close` leaves the disk as it was.

    Files of a folder that does not exist yet are laid into a folder beside it, which takes its name at the end: such a
    folder is whole from its first moment on, even where the process is killed.
    """

    def __init__(self) -> None:
        self._files: list[tuple[Path, Path, bool]] = []
        self._removed: list[Path] = []
        self._folders: dict[Path, Path] = {}
        self._done: list[tuple[Path, Path | None]] = []
        self._moved: list[tuple[Path, Path]] = []
        self._kept: list[Path] = []
        self._is_committed = False
        self.is_complete = False
        """Every text is on the disk."""

    def stage(self, target: Path, text: str) -> None:
        """Lay a text beside its place. Raises OSError."""
        missing = [folder for folder in target.parents if not folder.exists()]
        if not missing:
            self._files.append((_laid_beside(target, text), target, not target.exists()))
            return
        top = missing[-1]
        if top not in self._folders:
            self._folders[top] = Path(tempfile.mkdtemp(prefix=f".{top.name[:100]}.", suffix=".new", dir=top.parent))
            self._folders[top].chmod(0o777 & ~_umask())
        inside = self._folders[top] / target.relative_to(top)
        inside.parent.mkdir(parents=True, exist_ok=True)
        _write(inside, text.encode("utf-8"), 0o666 & ~_umask())

    def stage_removal(self, target: Path) -> None:
        """Have a file go at the commit; one that is not there is no error."""
        self._removed.append(target)

    def commit(self) -> None:
        """Put everything into its place. Raises OSError."""
        self.is_complete = True
        for beside, target, is_new in self._files:
            if is_new and target.exists():
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
            self._done.append((target, self._backup(target)))
            beside.replace(target)
        for target in self._removed:
            backup = self._backup(target)
            if backup is not None:
                self._done.append((target, backup))
                target.unlink()
        for top, laid in self._folders.items():
            self._moved.append((top, laid))
            laid.rename(top)
        self._is_committed = True

    def close(self) -> None:
        """Remove what was laid beside; without a commit that came to its end, put back what was replaced."""
        if not self._is_committed:
            self._take_back()
        for beside in (*(beside for beside, _, _ in self._files), *self._kept):
            with contextlib.suppress(OSError):
                beside.unlink()
        for laid in self._folders.values():
            shutil.rmtree(laid, ignore_errors=True)

    def _take_back(self) -> None:
        for top, laid in reversed(self._moved):
            if not laid.exists():
                top.rename(laid)
        for target, backup in reversed(self._done):
            if backup is None:
                target.unlink(missing_ok=True)
            else:
                backup.replace(target)

    def _backup(self, target: Path) -> Path | None:
        """The file that is there under a second name: a link, which takes no room, else a copy. None without one."""
        if not target.exists():
            return None
        handle, name = tempfile.mkstemp(prefix=f".{target.name[:100]}.", suffix=".old", dir=target.parent)
        os.close(handle)
        backup = Path(name)
        self._kept.append(backup)
        backup.unlink()
        try:
            os.link(target, backup)
        except (OSError, NotImplementedError):
            shutil.copy2(target, backup)
        return backup


def _laid_beside(target: Path, text: str) -> Path:
    """A new file beside its place, which it replaces at the end. Raises OSError, and leaves nothing then."""
    mark, mode = b"", 0o666 & ~_umask()
    if target.is_file():
        with target.open("rb") as stream:
            mark = codecs.BOM_UTF8 if stream.read(3) == codecs.BOM_UTF8 else b""
        mode = stat.S_IMODE(target.stat().st_mode)
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:100]}.", suffix=".new", dir=target.parent)
    os.close(handle)
    beside = Path(name)
    try:
        _write(beside, mark + text.encode("utf-8"), mode)
    except BaseException:
        beside.unlink()
        raise
    return beside


def _write(file: Path, data: bytes, mode: int) -> None:
    with file.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    file.chmod(mode)


def _umask() -> int:
    present = os.umask(0)
    os.umask(present)
    return present
