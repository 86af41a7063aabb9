"""The tree around a connector, as little of it as tells how connectors are built there."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from destination_writer.text.files import UnreadableFile
from destination_writer.toolchain.disk import DiskFiles

CONNECTORS = "airbyte-integrations/connectors"
SETTINGS = ("settings.gradle", "settings.gradle.kts")
_AT_ROOT = (*SETTINGS, "gradlew", "gradle/wrapper/gradle-wrapper.properties", ".gitignore")
_OF_NEIGHBOUR = ("gradle.properties", "metadata.yaml", "build.gradle.kts", "build.gradle")
_PLUGINS = "buildSrc/src/main/*/airbyte-bulk-connector*"
_DOCS = "docs/integrations/destinations"


def tree_around(folder: Path) -> tuple[Path, str]:
    """The root of the tree that builds what is in `folder` (which need not exist), and the folder's path in it.

    That is a checkout of the monorepo, else the nearest folder above with a settings file, else the folder itself.
    """
    for above in folder.parents:
        if (above / CONNECTORS).is_dir():
            return above, folder.relative_to(above).as_posix()
    for above in folder.parents:
        if any((above / name).is_file() for name in SETTINGS):
            return above, folder.relative_to(above).as_posix()
    return folder, ""


class BuildFiles:
    """The build files of a tree: those at its root, those of the destinations in `place`, the names of documentation
    pages. Nothing else is listed, so that a checkout with thousands of folders costs no more than its destinations."""

    def __init__(self, root: Path, place: str) -> None:
        """`place` is the folder that holds the connectors, relative to `root`."""
        self.root, self.place = root.resolve(), place
        self._files = DiskFiles(root)

    def list(self) -> Iterable[str]:
        found = [name for name in _AT_ROOT if (self.root / name).is_file()]
        found += self._glob(_PLUGINS)
        neighbours = self._glob(f"{self.place}/destination-*" if self.place else "destination-*")
        found += [f"{n}/{name}" for n in neighbours for name in _OF_NEIGHBOUR if (self.root / n / name).is_file()]
        found += self._glob(f"{_DOCS}/*.md")
        return sorted(found)

    def read(self, path: str) -> str:
        """Raises FileNotFoundError, UnreadableFile."""
        return self._files.read(path)

    def exists(self, path: str) -> bool:
        return self._files.exists(path)

    def _glob(self, pattern: str) -> Sequence[str]:
        try:
            return [path.relative_to(self.root).as_posix() for path in self.root.glob(pattern)]
        except OSError as error:
            raise UnreadableFile(
                f"{self.root} cannot be looked into ({error.strerror}); give yourself the right"
            ) from None
