"""Typed knowledge as the server holds it: loaded in a thread after the start.

Loading is a state of its own (`NotLoaded`, `Loaded`, `Failed`), so that a hot path can ask what is there without
waiting and a request can wait without asking twice.
"""

import asyncio
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from destination_writer.lsp.work import Work

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

    def __init__(self, work: Work) -> None:
        self._work = work
        self._states: dict[Path | None, NotLoaded | Loaded | Failed] = {}
        self._locks: dict[Path | None, asyncio.Lock] = {}

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
                state = self._states[folder] = await self._work.run(_load, folder)
        if isinstance(state, Failed):
            raise KnowledgeMissing(state.reason)
        assert isinstance(state, Loaded)
        return state.knowledge

    def forget(self, folder: Path | None) -> None:
        """The overrides of a connector changed: load them again when next asked."""
        self._states.pop(folder, None)

    async def contract(self, folder: Path | None, version: str | None) -> "Contract":
        """The CDK of that version; of the newest known one when there is none or it is unknown."""
        knowledge = await self.knowledge(folder)
        return await self._work.run(contract_of, knowledge, version)


def contract_of(knowledge: "Knowledge", version: str | None) -> "Contract":
    from destination_writer.knowledge.cdkversions import UnknownCdkVersion

    try:
        return knowledge.contract(version or NEWEST)
    except UnknownCdkVersion:
        return knowledge.contract(NEWEST)


def _load(folder: Path | None) -> Loaded | Failed:
    """Runs in a thread. Imports here what a server that has just started must not pay for."""
    from destination_writer.knowledge.loading import KnowledgeError
    from destination_writer.knowledge.store import Knowledge
    from destination_writer.text.files import Files, OverlayFiles
    from destination_writer.toolchain.bundled import bundled
    from destination_writer.toolchain.disk import DiskFiles

    try:
        files: Files = DiskFiles(bundled("knowledge"))
        if folder is not None and (folder / OVERRIDE).is_dir():
            files = OverlayFiles(DiskFiles(folder / OVERRIDE), files)
        knowledge = Knowledge(files)
        log.info("knowledge of %d phases is loaded", len(knowledge.phases))
    except (KnowledgeError, OSError) as error:
        log.error("knowledge cannot be used: %s", error)
        return Failed(f"{error}; install destination-writer again, or mend the override below {OVERRIDE}")
    return Loaded(knowledge)
