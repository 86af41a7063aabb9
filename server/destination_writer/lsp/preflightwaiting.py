"""The checklists of a workspace whose connector is not there yet: the preflight comes before the scaffold."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from destination_writer.connector.preflight import PREFLIGHT_PATH, Preflight, read_preflight
from destination_writer.generate.scaffold.surroundings import CONNECTORS
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.lsp.library import KnowledgeMissing
from destination_writer.lsp.preflightpath import is_preflight
from destination_writer.lsp.uris import uri_of
from destination_writer.text.files import UnreadableFile
from destination_writer.toolchain.disk import DiskFiles

if TYPE_CHECKING:
    from destination_writer.lsp.protocol import Checklist
    from destination_writer.lsp.session import Session


async def waiting_checklists(session: "Session") -> "list[Checklist]":
    """In the open folders and one level below, and where the monorepo has its connectors; sorted by folder."""
    shown = {document.path: document.text for document in session.documents if is_preflight(document.path)}
    found = await session.work.run(lambda: dict(_checklists(session.homes.folders, shown)))
    listed: list[Checklist] = []
    for folder, preflight in sorted(found.items()):
        try:
            slugs = (await session.library.knowledge(folder)).dialect_slugs
        except (KnowledgeMissing, KnowledgeError):
            continue  # told elsewhere, at the file that is wrong
        listed.append(
            {
                "name": preflight.name or preflight.database,
                "database": preflight.database,
                "folder": uri_of(folder),
                "finished": bool(preflight.finished),
                "known": preflight.database in slugs,
            }
        )
    return listed


def _checklists(roots: tuple[Path, ...], shown: Mapping[Path | None, str]) -> Iterator[tuple[Path, Preflight]]:
    """As they are on the screen, else on the disk. Runs in a thread."""
    for root in roots:
        for pattern in ("", "*/", f"{CONNECTORS}/*/"):
            for file in root.glob(f"{pattern}{PREFLIGHT_PATH}"):
                folder = file.parents[1]
                if (folder / "src").exists():
                    continue
                preflight = _read(folder, shown.get(file))
                if preflight is not None:
                    yield folder, preflight


def _read(folder: Path, shown: str | None) -> Preflight | None:
    try:
        text = DiskFiles(folder).read(PREFLIGHT_PATH) if shown is None else shown
        preflight = read_preflight(text).preflight
    except (UnreadableFile, OSError):
        return None
    return preflight if preflight.database else None
