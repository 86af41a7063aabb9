"""A workspace's own knowledge, laid over the bundled one: `.destination-writer/knowledge/` of both roots."""

from collections.abc import Iterable

from destination_writer.text.files import Files, OverlayFiles

OVERRIDES = ".destination-writer/knowledge/"


class FolderFiles:
    """One folder of a tree as a tree of its own. `prefix` ends with `/`."""

    def __init__(self, files: Files, prefix: str) -> None:
        self.files = files
        self.prefix = prefix

    def list(self) -> Iterable[str]:
        return [path.removeprefix(self.prefix) for path in self.files.list() if path.startswith(self.prefix)]

    def read(self, path: str) -> str:
        return self.files.read(self.prefix + path)

    def exists(self, path: str) -> bool:
        return self.files.exists(self.prefix + path)


def knowledge_files(files: Files, root: str, bundled: Files) -> Files:
    """The knowledge that holds for the connector at `root`: its own overrides, then the workspace's, then the bundled.

    Without overrides this is `bundled` itself, so that its parsed parts can be shared.
    """
    result = bundled
    prefixes = [OVERRIDES, f"{root}/{OVERRIDES}"] if root else [OVERRIDES]
    paths = list(files.list())
    for prefix in prefixes:
        if any(path.startswith(prefix) for path in paths):
            result = OverlayFiles(FolderFiles(files, prefix), result)
    return result


def override_path(files: Files, path: str) -> str | None:
    """Where in the workspace the override of a knowledge file lies; None for a bundled file."""
    while isinstance(files, OverlayFiles):
        upper = files.upper
        if isinstance(upper, FolderFiles) and upper.exists(path):
            return upper.prefix + path
        files = files.lower
    return None
