"""Which files a test result speaks of, and their digest."""

import hashlib
import re
from collections.abc import Iterable

from destination_writer.text.files import Files, UnreadableFile

_BUILD = frozenset({"build.gradle.kts", "build.gradle", "gradle.properties", "metadata.yaml"})
_REWRITTEN = re.compile(r"/expected-spec-\w+\.json$")
"""The CDK's specification test writes these on every run, so their time tells nothing."""


def is_source(path: str) -> bool:
    """True for a file of a connector (path relative to its root) that a build or a test reads."""
    if _REWRITTEN.search(path):
        return False
    return path in _BUILD or path.startswith("src/") or path.endswith((".kt", ".java"))


def source_paths(files: Files, root: str) -> list[str]:
    """The sources of the connector at `root`, as the workspace names them."""
    prefix = f"{root}/" if root else ""
    return [p for p in files.list() if p.startswith(prefix) and is_source(p.removeprefix(prefix))]


def digests(files: Files, paths: Iterable[str], root: str = "") -> dict[str, str]:
    """Short digests of single sources, by path relative to the connector: what changed between two runs."""
    return {_inside(path, root): digest(files, [path], root)[:16] for path in paths}


def digest(files: Files, paths: Iterable[str], root: str = "") -> str:
    """Names the contents of these files, by their paths relative to the connector at `root`, so that it is the same
    from whichever folder the connector is seen. A file that is no text counts by its name alone."""
    total = hashlib.blake2b(digest_size=16)
    for path in sorted(paths):
        total.update(_inside(path, root).encode("utf-8", "surrogatepass") + b"\0")
        try:
            total.update(files.read(path).encode("utf-8", "surrogatepass"))
        except (FileNotFoundError, UnreadableFile):
            total.update(b"unreadable")
        total.update(b"\0")
    return total.hexdigest()


def _inside(path: str, root: str) -> str:
    return path.removeprefix(f"{root}/") if root else path
