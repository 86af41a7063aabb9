"""The connectors that `check` looks at: those of a folder, or those that hold the given files."""

import os
from dataclasses import dataclass, replace
from pathlib import Path

from destination_writer.checkpoints.workspace import Workspace, open_workspace
from destination_writer.connector.discover import BUILD_FILES, find_connectors
from destination_writer.text.findings import Finding
from destination_writer.text.places import Location
from destination_writer.toolchain.disk import DiskFiles


@dataclass(frozen=True)
class Target:
    """One connector: `root` inside of the workspace; `prefix` leads from where paths are told to the workspace."""

    workspace: Workspace
    root: str
    prefix: str = ""

    def told(self, finding: Finding) -> Finding:
        """The finding with paths as they are told."""
        if not self.prefix:
            return finding
        related = tuple(replace(one, location=self._moved(one.location)) for one in finding.related)
        return replace(finding, location=self._moved(finding.location), related=related)

    def inside(self, path: str) -> str:
        """A told path as the workspace has it."""
        return path.removeprefix(f"{self.prefix}/") if self.prefix else path

    def holds(self, path: str) -> bool:
        """Whether a told path is one of this connector's."""
        ways = [part for part in (self.prefix, self.root) if part]
        return not ways or path.startswith(f"{'/'.join(ways)}/")

    def path(self, inside: str) -> str:
        return f"{self.prefix}/{inside}" if self.prefix else inside

    def _moved(self, location: Location) -> Location:
        return Location(self.path(location.path), location.range)


def targets_of_folder(path: str, *, from_here: bool) -> list[Target]:
    """Every connector of a folder. Paths are told from that folder; with `from_here`, from the working directory where
    the folder lies below it. Raises UnusablePath."""
    workspace = open_workspace(path)
    prefix = _below(workspace.disk.folder, Path.cwd()) if from_here else ""
    return [Target(workspace, root, prefix) for root in workspace.connectors()]


def targets_of_files(files: tuple[str, ...]) -> list[Target]:
    """The connectors that hold these files, each once; paths are told from the working directory.

    Files of no connector are passed over, also those that are gone.
    """
    here = Path.cwd()
    folders = {folder for file in files if (folder := _connector_around(Path(file), here)) is not None}
    return [Target(open_workspace(folder), "", _below(folder, here)) for folder in sorted(folders)]


def _connector_around(file: Path, bound: Path) -> Path | None:
    full = Path(os.path.normpath(bound / file))
    parents = [
        parent for parent in full.parents if parent == bound or bound in parent.parents or not _is_in(full, bound)
    ]
    built = next((parent for parent in parents if any((parent / name).is_file() for name in BUILD_FILES)), None)
    if built is None or "" not in find_connectors(DiskFiles(built)):
        return None
    return built


def _is_in(path: Path, folder: Path) -> bool:
    return folder in path.parents


def _below(folder: Path, base: Path) -> str:
    """The way from `base` down to a folder; empty for itself, and for one that is elsewhere."""
    try:
        way = folder.resolve().relative_to(base.resolve()).as_posix()
    except ValueError:
        return ""
    return "" if way == "." else way
