"""What worker threads do to read connectors. Imported there, so that a start does not pay for parser and YAML."""

from dataclasses import replace
from pathlib import Path

from destination_writer.checkpoints.cdktree import read_cdk_sources
from destination_writer.connector.load import SourceCache, find_connectors, load_connector, reload_files
from destination_writer.connector.model import Connector
from destination_writer.text.files import Files
from destination_writer.toolchain.disk import DiskFiles

BUILD_FILES = ("build.gradle.kts", "build.gradle", ".destination-writer/state.yaml")


class Reader:
    """Reads one connector, and each of its files again only when its text has changed."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._cache = SourceCache()
        self._stamps: dict[str, tuple[int, int]] = {}

    def load(self, files: Files, folder: Path) -> Connector:
        """With the CDK's sources where they are beside the folder; those are read again with everything alone."""
        found = load_connector(files, name=self._name, cache=self._cache)
        return replace(found, cdk=read_cdk_sources(folder, found.cdk_version))

    def reload(self, connector: Connector, files: Files, paths: set[str], folder: Path) -> Connector:
        found = reload_files(connector, files, paths)
        is_same = found.cdk_version == connector.cdk_version
        return replace(found, cdk=connector.cdk if is_same else read_cdk_sources(folder, found.cdk_version))

    def changed_on_disk(self, folder: Path) -> set[str]:
        """Files that are new, gone, or have another size or time than when this was asked last."""
        stamps: dict[str, tuple[int, int]] = {}
        for path in DiskFiles(folder).list():
            try:
                found = (folder / path).stat()
            except OSError:
                continue  # it went while we looked
            stamps[path] = (found.st_size, found.st_mtime_ns)
        changed = {path for path in stamps.keys() | self._stamps.keys() if stamps.get(path) != self._stamps.get(path)}
        self._stamps = stamps
        return changed


def connectors_below(folder: Path) -> list[Path]:
    """The folders of all connectors in a tree."""
    return [folder / root for root in find_connectors(DiskFiles(folder))]


def connector_above(path: Path, bound: Path | None) -> Path | None:
    """The connector's folder above a file: the nearest with a build, else the one above `src`."""
    parents = [parent for parent in path.parents if bound is None or parent.is_relative_to(bound)]
    built = next((parent for parent in parents if any((parent / name).is_file() for name in BUILD_FILES)), None)
    source = next((parent.parent for parent in parents if parent.name == "src"), None)
    candidate = built or source
    return candidate if candidate and "" in find_connectors(DiskFiles(candidate)) else None
