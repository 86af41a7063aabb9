"""The connectors that the open folders and documents belong to, as the server keeps them.

A *home* is one connector's folder. It is found by walking up from a document, so that a checkout with hundreds of
connectors costs nothing until one of them is opened.
"""

import asyncio
import logging
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from destination_writer.lsp.buffers import buffers_below
from destination_writer.lsp.documents import Documents
from destination_writer.lsp.work import Work
from destination_writer.text.files import Files, OverlayFiles
from destination_writer.toolchain.disk import DiskFiles

if TYPE_CHECKING:
    from destination_writer.connector.model import Connector
    from destination_writer.lsp.reading import Reader

log = logging.getLogger(__name__)


class Home:
    """One connector: where it lies, and what was read of it last."""

    def __init__(self, folder: Path, documents: Documents, work: Work) -> None:
        self.folder = folder
        self.disk = DiskFiles(folder)
        self._documents = documents
        self._work = work
        self._loaded: Connector | None = None
        self._stale: set[str] = set()
        self._listing_is_stale = False
        self._lock = asyncio.Lock()
        self._reader: Reader | None = None

    def files(self) -> Files:
        """The folder with the open documents laid over it, as of now."""
        return OverlayFiles(buffers_below(self.folder, self._documents), self.disk)

    def open_texts(self) -> dict[str, tuple[str, float]]:
        """The edited documents below the folder: path -> text and the time of the last change."""
        return {
            self.relative(document.path): (document.text, document.changed_at)
            for document in self._documents
            if document.path and document.edits and self.holds(document.path) and not document.is_limited
        }

    @property
    def known(self) -> "Connector | None":
        """What was read last, perhaps out of date; None before the first reading."""
        return self._loaded

    async def connector(self, *, look: bool = False) -> "Connector":
        """The connector as it is now. Reads only what changed since the last time.

        With `look`, the disk is looked over for changes that no editor has reported.
        """
        async with self._lock:
            if look and self._loaded is not None and self._reader is not None:
                self._stale |= await self._work.run(self._reader.changed_on_disk, self.folder)
            stale, listing_is_stale = self._stale, self._listing_is_stale
            self._stale, self._listing_is_stale = set(), False
            try:
                await self._load(stale, everything=listing_is_stale)
            except BaseException:  # a cancelled request must not make the server forget what changed
                self._stale |= stale
                self._listing_is_stale |= listing_is_stale
                raise
            assert self._loaded is not None
            return self._loaded

    async def _load(self, stale: set[str], *, everything: bool) -> None:
        files = self.files()
        if self._loaded is None or everything:
            self._loaded = await self._work.run(self._read, files)
        elif stale and self._reader is not None:
            self._loaded = await self._work.run(self._reader.reload, self._loaded, files, stale, self.folder)

    def _read(self, files: Files) -> "Connector":
        """Runs in a thread."""
        from destination_writer.lsp.reading import Reader

        self._reader = self._reader or Reader(self.folder.name)
        self._reader.changed_on_disk(self.folder)
        return self._reader.load(files, self.folder)

    def changed(self, path: Path) -> None:
        """A file below the folder has another text than before, in the editor or on the disk, or is new or gone."""
        if self.holds(path):
            self._stale.add(self.relative(path))

    def changed_at_all(self) -> None:
        """Nobody knows what changed: read everything again when next asked."""
        self._listing_is_stale = True

    def holds(self, path: Path) -> bool:
        return path.is_relative_to(self.folder)

    def relative(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()


class Homes:
    """Homes by folder, and the workspace folders that bound the search for them."""

    def __init__(self, documents: Documents, work: Work) -> None:
        self._documents = documents
        self._work = work
        self._homes: dict[Path, Home] = {}
        self._home_of: dict[Path, Home | None] = {}
        self.folders: tuple[Path, ...] = ()

    def __iter__(self) -> Iterator[Home]:
        return iter(list(self._homes.values()))

    def set_folders(self, folders: Iterable[Path]) -> None:
        """The workspace folders. Homes outside them are dropped unless a document holds them."""
        self.folders = tuple(folders)
        self._home_of.clear()
        held = {document.path.parent for document in self._documents if document.path}
        for folder in list(self._homes):
            inside = any(folder.is_relative_to(root) for root in self.folders)
            if not inside and not any(parent.is_relative_to(folder) for parent in held):
                del self._homes[folder]

    def folder_of(self, path: Path) -> Path | None:
        """The innermost workspace folder that a path lies in."""
        inside = [folder for folder in self.folders if path.is_relative_to(folder)]
        return max(inside, key=lambda folder: len(folder.parts), default=None)

    def of(self, path: Path | None) -> Home | None:
        """The home of a file as far as it was looked for already."""
        if path is None:
            return None
        if path.parent not in self._home_of and (known := self._known(path)):
            self._home_of[path.parent] = known
        return self._home_of.get(path.parent)

    async def locate(self, path: Path | None) -> Home | None:
        """The home of a file; None for one that belongs to no connector. Looks at the disk once for each folder."""
        if path is None:
            return None
        parent = path.parent
        if parent not in self._home_of:
            home = self._known(path)
            if home is None and (folder := await self._work.run(_above, path, self.folder_of(path))):
                home = self.add(folder)
            self._home_of[parent] = home
        return self._home_of[parent]

    async def at(self, path: Path) -> Home | None:
        """The home of a folder or file: of a connector's folder, of one inside it, of a file in it."""
        is_folder = await self._work.run(path.is_dir)
        return await self.locate(path / "build.gradle.kts" if is_folder else path)

    def add(self, folder: Path) -> Home:
        home = self._homes.get(folder)
        if home is None:
            home = self._homes[folder] = Home(folder, self._documents, self._work)
        return home

    async def discover(self) -> None:
        """Find the connectors below all workspace folders."""
        for folder in self.folders:
            for root in await self._work.run(_below, folder):
                self.add(root)
        self._home_of.clear()

    def _known(self, path: Path) -> Home | None:
        known = [home for home in self._homes.values() if home.holds(path)]
        return min(known, key=lambda home: len(home.folder.parts), default=None)


def _above(path: Path, bound: Path | None) -> Path | None:
    from destination_writer.lsp.reading import connector_above

    return connector_above(path, bound)


def _below(folder: Path) -> list[Path]:
    from destination_writer.lsp.reading import connectors_below

    return connectors_below(folder)
