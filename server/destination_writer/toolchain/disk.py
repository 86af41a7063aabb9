"""A folder on the disk as `Files`."""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from destination_writer.text.files import UnreadableFile

IGNORED_FOLDERS = frozenset({".git", ".gradle", ".idea", ".kotlin", ".venv", "node_modules", "__pycache__"})
OUTPUT_FOLDERS = frozenset({"build", "out"})
"""Ignored too, unless they lie in a source set, where a package may have such a name."""
_SOURCE_SET = re.compile(r"/src/(?:main|test|testFixtures|test-[\w-]+|\w+Test)/")
READ_LIMIT = 2_000_000
"""Bytes. Above this a file is refused, so that one generated giant cannot stall the server."""


def is_wanted(name: str, parent: str) -> bool:
    """Whether a folder is looked into; `parent` is the path of the one that holds it."""
    if name in OUTPUT_FOLDERS:
        return _SOURCE_SET.search(f"{parent.replace(os.sep, '/')}/") is not None
    return name not in IGNORED_FOLDERS


class DiskFiles:
    """Reads below `root` only: a path or link that leads out of it is treated as missing."""

    def __init__(self, root: Path, limit: int = READ_LIMIT) -> None:
        self.root = root.resolve()
        self.limit = limit

    def list(self) -> Iterable[str]:
        return sorted(self._walk())

    def _walk(self) -> Iterator[str]:
        """Folders behind links are not entered, so that no loop of links is walked."""
        folders = [(str(self.root), "")]
        while folders:
            folder, prefix = folders.pop()
            for entry in _entries(folder):
                if entry.is_dir(follow_symlinks=False):
                    if is_wanted(entry.name, folder):
                        folders.append((entry.path, f"{prefix}{entry.name}/"))
                elif _is_file(entry):
                    yield prefix + entry.name

    def read(self, path: str) -> str:
        target = self._file(path)
        if target is None:
            raise FileNotFoundError(path)
        try:
            size = target.stat().st_size
            data = target.read_bytes() if size <= self.limit else b""
        except FileNotFoundError:
            raise FileNotFoundError(path) from None
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise UnreadableFile(
                f"{path} cannot be opened ({reason}); give yourself the permission to read it"
            ) from None
        if size > self.limit:
            raise UnreadableFile(f"{path} has {size:,} bytes, more than {self.limit:,}; split it to have it analysed")
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise UnreadableFile(f"{path}:{line} is not UTF-8 (byte {error.start}); save the file as UTF-8") from None

    def exists(self, path: str) -> bool:
        return self._file(path) is not None

    def _file(self, path: str) -> Path | None:
        try:
            target = (self.root / path).resolve()
            return target if self.root in target.parents and target.is_file() else None
        except (OSError, RuntimeError, ValueError):
            return None  # a loop of links, or a name that no file can have


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:
        return False  # a link that leads to itself
