"""Typed knowledge as the server holds it: loaded in a thread after the start.

Loading is a state of its own (`NotLoaded`, `Loaded`, `Failed`), so that a hot path can ask what is there without
waiting and a request can wait without asking twice.
"""

import asyncio
import logging
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from destination_writer.lsp.work import Work
from destination_writer.text.files import Files, OverlayFiles
from destination_writer.toolchain.disk import DiskFiles

if TYPE_CHECKING:
    from destination_writer.knowledge.contracts import Contract
    from destination_writer.knowledge.store import Knowledge

log = logging.getLogger(__name__)

OVERRIDE = ".destination-writer/knowledge"
NEWEST = "1.0.13"
"""The CDK version whose contract is shown for a connector that names none, or one outside the eras."""


@dataclass(frozen=True, slots=True)
class NotLoaded:
    """Nobody has asked yet."""


@dataclass(frozen=True, slots=True)
class Loaded:
    knowledge: "Knowledge"


@dataclass(frozen=True, slots=True)
class Failed:
    """The bundled knowledge cannot be used: the package is damaged. `reason` names file, place and remedy."""

    reason: str


class KnowledgeMissing(Exception):
    """The bundled knowledge cannot be used. The message says why and what to do."""


class Library:
    """Knowledge by connector folder; None is the key of whatever belongs to no connector."""

    def __init__(self, work: Work, workspace_of: Callable[[Path], Path | None]) -> None:
        self._work = work
        self._workspace_of = workspace_of
        self._states: dict[Path | None, NotLoaded | Loaded | Failed] = {}
        self._locks: dict[Path | None, asyncio.Lock] = {}
        self._contracts: dict[tuple[Path | None, str | None], Contract] = {}

    def known(self, folder: Path | None) -> "Knowledge | None":
        """What is loaded by now, without waiting."""
        state = self._states.get(folder, NotLoaded())
        return state.knowledge if isinstance(state, Loaded) else None

    async def knowledge(self, folder: Path | None) -> "Knowledge":
        """Load on first use. Raises KnowledgeMissing when the bundled knowledge is damaged."""
        lock = self._locks.setdefault(folder, asyncio.Lock())
        async with lock:
            state = self._states.get(folder, NotLoaded())
            if isinstance(state, NotLoaded):
                state = self._states[folder] = await self._work.run(_load, self.roots(folder))
        if isinstance(state, Failed):
            raise KnowledgeMissing(state.reason)
        assert isinstance(state, Loaded)
        return state.knowledge

    def roots(self, folder: Path | None) -> tuple[Path, ...]:
        """The folders that may hold knowledge and templates of their own: the workspace's, then the connector's."""
        if folder is None:
            return ()
        above = self._workspace_of(folder)
        return (folder,) if above in (None, folder) else (above, folder)

    def forget(self, folder: Path | None) -> None:
        """The overrides of a connector changed: load them again when next asked."""
        self._states.pop(folder, None)
        for key in [key for key in self._contracts if key[0] == folder]:
            del self._contracts[key]

    async def contract(self, folder: Path | None, version: str | None) -> "Contract":
        """The CDK of that version; of the newest known one when there is none or it is unknown."""
        known = self._contracts.get((folder, version))
        if known is None:
            knowledge = await self.knowledge(folder)
            known = self._contracts[folder, version] = await self._work.run(contract_of, knowledge, version)
        return known


def contract_of(knowledge: "Knowledge", version: str | None) -> "Contract":
    from destination_writer.knowledge.cdkversions import UnknownCdkVersion

    try:
        return knowledge.contract(version or NEWEST)
    except UnknownCdkVersion:
        return knowledge.contract(NEWEST)


def _load(roots: tuple[Path, ...]) -> Loaded | Failed:
    """Bundled knowledge with the overrides of these folders, the connector's last. Runs in a thread, and imports here
    what a server that has just started must not pay for."""
    import destination_writer.analysis.rules  # noqa: F401 - wanted next, and on the event loop
    from destination_writer.knowledge.loading import KnowledgeError
    from destination_writer.knowledge.store import Knowledge
    from destination_writer.toolchain.bundled import bundled

    try:
        files: Files = DiskFiles(bundled("knowledge"))
        for root in roots:
            if (root / OVERRIDE).is_dir():
                files = _overlay(files, root, roots[-1])
        knowledge = Knowledge(files)
        log.info("knowledge of %d phases is loaded", len(knowledge.phases))
    except (KnowledgeError, OSError) as error:
        log.error("knowledge cannot be used: %s", error)
        return Failed(f"{error}; install destination-writer again, or mend the override below {OVERRIDE}")
    return Loaded(knowledge)


class _Placed:
    """The files of one folder, under the names that they have as seen from another."""

    def __init__(self, files: Files, prefix: str) -> None:
        self._files = files
        self._prefix = prefix

    def list(self) -> Iterable[str]:
        return [self._prefix + path for path in self._files.list()]

    def read(self, path: str) -> str:
        return self._files.read(path.removeprefix(self._prefix))

    def exists(self, path: str) -> bool:
        return self._files.exists(path.removeprefix(self._prefix))


def _overlay(files: Files, root: Path, connector: Path) -> Files:
    """Lays a folder's overrides on top, named as the connector sees them (`../.destination-writer/knowledge/...`)."""
    from destination_writer.connector.overrides import FolderFiles

    folder = root / OVERRIDE
    prefix = Path(os.path.relpath(folder, connector)).as_posix() + "/"
    return OverlayFiles(FolderFiles(_Placed(DiskFiles(folder), prefix), prefix), files)
