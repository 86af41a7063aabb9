"""Files as the pure floors see them: an object that they are handed, never the disk itself."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Protocol


class UnreadableFile(Exception):
    """A file that cannot be used as text. The message names file, place and remedy."""


class Files(Protocol):
    """A folder tree. Paths are relative to its root, with `/`; the root itself is the empty string."""

    def list(self) -> Iterable[str]:
        """Every file that matters (no `build/`, `.git/`, `node_modules/`), sorted."""
        ...

    def read(self, path: str) -> str:
        """The text as stored, line ends untouched, without a byte order mark.

        Raises FileNotFoundError when there is none, UnreadableFile when it is not UTF-8 or too large.
        """
        ...

    def exists(self, path: str) -> bool: ...


class MemoryFiles:
    """Files held in memory: for tests, for open editor buffers, for data inside a package."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = dict(texts)

    def list(self) -> Iterable[str]:
        return sorted(self.texts)

    def read(self, path: str) -> str:
        try:
            return self.texts[path]
        except KeyError:
            raise FileNotFoundError(path) from None

    def exists(self, path: str) -> bool:
        return path in self.texts


class OverlayFiles:
    """`upper` hides `lower`: open buffers over the disk, a workspace's knowledge over the bundled one."""

    def __init__(self, upper: Files, lower: Files) -> None:
        self.upper, self.lower = upper, lower

    def list(self) -> Iterable[str]:
        return sorted({*self.upper.list(), *self.lower.list()})

    def read(self, path: str) -> str:
        return (self.upper if self.upper.exists(path) else self.lower).read(path)

    def exists(self, path: str) -> bool:
        return self.upper.exists(path) or self.lower.exists(path)


class FilesWithout:
    """`files` as they are without those of some paths: what a Change that removes files leaves."""

    def __init__(self, files: Files, gone: AbstractSet[str]) -> None:
        self.files, self.gone = files, gone

    def list(self) -> Iterable[str]:
        return [path for path in self.files.list() if path not in self.gone]

    def read(self, path: str) -> str:
        if path in self.gone:
            raise FileNotFoundError(path)
        return self.files.read(path)

    def exists(self, path: str) -> bool:
        return path not in self.gone and self.files.exists(path)
