"""A folder on the disk as `Files`."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from destination_writer.text.files import UnreadableFile

IGNORED_FOLDERS = frozenset({".git", ".gradle", ".idea", ".venv", "build", "node_modules", "out", "__pycache__"})
READ_LIMIT = 2_000_000
"""Bytes. Above this a file is refused, so that one generated giant cannot stall the server."""


class DiskFiles:
    """Reads below `root` only: a path or link that leads out of it is treated as missing."""

    def __init__(self, root: Path, limit: int = READ_LIMIT) -> None:
        self.root = root.resolve()
        self.limit = limit

    def list(self) -> Iterable[str]:
        return sorted(self._walk(str(self.root), ""))

    def _walk(self, folder: str, prefix: str) -> Iterator[str]:
        try:
            entries = list(os.scandir(folder))
        except OSError:
            return
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in IGNORED_FOLDERS:
                    yield from self._walk(entry.path, f"{prefix}{entry.name}/")
            elif entry.is_file():
                yield prefix + entry.name

    def read(self, path: str) -> str:
        target = self._inside(path)
        if target is None or not target.is_file():
            raise FileNotFoundError(path)
        size = target.stat().st_size
        if size > self.limit:
            raise UnreadableFile(f"{path} has {size:,} bytes, more than {self.limit:,}; split it to have it analysed")
        data = target.read_bytes()
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise UnreadableFile(f"{path}:{line} is not UTF-8 (byte {error.start}); save the file as UTF-8") from None

    def exists(self, path: str) -> bool:
        target = self._inside(path)
        return target is not None and target.is_file()

    def _inside(self, path: str) -> Path | None:
        target = (self.root / path).resolve()
        return target if target == self.root or self.root in target.parents else None
