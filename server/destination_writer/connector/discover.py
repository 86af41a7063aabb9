"""Where in a folder tree connectors are."""

import re
from collections.abc import Iterable, Iterator

from destination_writer.connector.properties import read_property
from destination_writer.connector.state import STATE_PATH
from destination_writer.text.files import Files, UnreadableFile

BUILD_FILES = ("build.gradle.kts", "build.gradle")
DESTINATION_FOLDER = "io/airbyte/integrations/destination/"

_PACKAGE = re.compile(r"^\s*package\s+io\.airbyte\.integrations\.destination\b", re.MULTILINE)
_CDK_IMPORT = re.compile(r"^\s*import\s+io\.airbyte\.cdk\.", re.MULTILINE)
_PHASE_STUB = re.compile(r"\bTODO\s*\([^)]*\bphase\s+\d", re.IGNORECASE)
_EXTRACT = re.compile(r"""\bcore\s*=\s*["']extract["']""")
_TYPE = re.compile(r"^\s*connectorType:\s*[\"']?(\w+)", re.MULTILINE)


def find_connectors(files: Files) -> list[str]:
    """The root folders of all destination connectors, sorted; `""` is the tree's own root.

    A connector is a folder with a state file, or with a Gradle build and a sign that it is a destination (its name,
    its packages, its metadata, a `cdkVersion`). Where there is none, a folder of Kotlin that belongs to a destination
    counts as one. A folder inside another connector is not one of its own.
    """
    paths = list(files.list())
    present = set(paths)
    roots = {path.removesuffix(STATE_PATH).rstrip("/") for path in paths if _ends_with(path, STATE_PATH)}
    destination_roots = {_above_src(path) for path in paths if DESTINATION_FOLDER in path and path.endswith(".kt")}
    for folder in {_parent(path) for path in paths if path.rpartition("/")[2] in BUILD_FILES}:
        if folder not in roots and (folder in destination_roots or _is_destination(files, folder, present)):
            roots.add(folder)
    roots |= {root for root in destination_roots if not _inside(root, roots)}
    return sorted(_outermost(roots or _bare_roots(files, paths)))


def _is_destination(files: Files, folder: str, present: set[str]) -> bool:
    """A Gradle module that has no Kotlin of a destination yet: a fresh scaffold, or another package name."""
    build = next(f"{folder}/{name}".lstrip("/") for name in BUILD_FILES if f"{folder}/{name}".lstrip("/") in present)
    properties = _text(files, f"{folder}/gradle.properties".lstrip("/"), present)
    kind = _TYPE.search(_text(files, f"{folder}/metadata.yaml".lstrip("/"), present))
    if kind:
        return kind[1] == "destination"
    if read_property(properties, "cdkVersion"):
        return not _EXTRACT.search(_text(files, build, present))
    return folder.rpartition("/")[2].startswith("destination-")


def _bare_roots(files: Files, paths: Iterable[str]) -> set[str]:
    """Folders of Kotlin without any build: what a person has who tries the tool on a few files."""
    return {_above_src(path) for path in paths if path.endswith(".kt") and _is_destination_source(files, path)}


def _is_destination_source(files: Files, path: str) -> bool:
    text = _text(files, path, {path})
    return any(sign.search(text) for sign in (_PACKAGE, _CDK_IMPORT, _PHASE_STUB))


def _above_src(path: str) -> str:
    """The folder above the last `src`; for a file without one, the folder above its package's folders or the root."""
    head, src, _ = f"/{path}".rpartition("/src/")
    if src:
        return head.lstrip("/")
    head, package, _ = f"/{path}".partition(f"/{DESTINATION_FOLDER}")
    return head.lstrip("/") if package else ""


def _outermost(roots: set[str]) -> Iterator[str]:
    return (root for root in roots if not _inside(root, roots - {root}))


def _inside(folder: str, roots: Iterable[str]) -> bool:
    return any(folder == root or folder.startswith(f"{root}/") or root == "" for root in roots)


def _parent(path: str) -> str:
    return path.rpartition("/")[0]


def _ends_with(path: str, tail: str) -> bool:
    return path == tail or path.endswith(f"/{tail}")


def _text(files: Files, path: str, present: set[str]) -> str:
    if path not in present:
        return ""
    try:
        return files.read(path)
    except (FileNotFoundError, UnreadableFile):
        return ""
