"""The CDK's own sources, where the workspace holds them. Slow: every function is for a thread."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from destination_writer.kotlin.declarations import Class, KotlinFile
from destination_writer.kotlin.parse import parse_file
from destination_writer.text.document import Document
from destination_writer.text.files import UnreadableFile
from destination_writer.text.places import Range, Span
from destination_writer.toolchain.disk import DiskFiles

log = logging.getLogger(__name__)

BULK = Path("airbyte-cdk", "bulk")
LEVELS = 8
"""Folders above a workspace folder in which the checkout is looked for: a connector may be opened alone."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is declared."""

    path: Path
    document: Document
    range: Range


class CdkSources:
    """Kotlin files below `airbyte-cdk/bulk`, by name and by package folder."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._folders = tuple(folders)
        self._files: dict[str, list[Path]] | None = None

    def find(self, package: str, type_name: str, member: str | None = None) -> Place | None:
        """The declaration of a type (`Outer.Inner` for a nested one) or of its member; None when it is not there."""
        simple = type_name.rpartition(".")[2]
        for path in self._candidates(package, type_name):
            document = _read(path)
            if document is None:
                continue
            span = _declared(parse_file(document.text), simple, member)
            if span is not None:
                return Place(path, document, document.range_of(span))
        return None

    def _candidates(self, package: str, type_name: str) -> Iterator[Path]:
        """Files named like the type or its outer one, in the package's folder first; then the rest of that folder."""
        files = self._listed()
        folder = "/" + package.replace(".", "/")
        named = [path for part in type_name.split(".") for path in files.get(f"{part}.kt", [])]
        inside = [path for paths in files.values() for path in paths if path.parent.as_posix().endswith(folder)]
        first = [path for path in named if path in inside]
        yield from dict.fromkeys([*first, *inside, *named])

    def _listed(self) -> dict[str, list[Path]]:
        if self._files is None:
            self._files = {}
            for root in self._roots():
                for path in DiskFiles(root).list():
                    if path.endswith(".kt"):
                        self._files.setdefault(path.rpartition("/")[2], []).append(root / path)
            log.info("the CDK's sources: %d files", sum(map(len, self._files.values())))
        return self._files

    def _roots(self) -> list[Path]:
        above = (parent for folder in self._folders for parent in (folder, *list(folder.parents)[:LEVELS]))
        return list(dict.fromkeys(parent / BULK for parent in above if (parent / BULK).is_dir()))


def _read(path: Path) -> Document | None:
    try:
        return Document(DiskFiles(path.parent).read(path.name))
    except (FileNotFoundError, UnreadableFile) as error:
        log.warning("a source of the CDK cannot be read: %s", error)
        return None


def _declared(file: KotlinFile, simple: str, member: str | None) -> Span | None:
    """Of a type, or of one of its members; of a top-level function or property of that name."""
    owner = next((c for c in file.all_classes() if c.name == simple), None)
    if owner is not None:
        return owner.name_span if member is None else _member(owner, member)
    top = next((item for item in (*file.functions, *file.properties) if item.name == simple), None)
    return top.name_span if top and member is None else None


def _member(owner: Class, name: str) -> Span | None:
    inside = [owner, *(c for c in owner.classes if c.kind == "companion object")]
    found = [item for c in inside for item in (*c.functions, *c.properties) if item.name == name]
    parameter = next((item for item in owner.constructor if item.name == name), None)
    return found[0].name_span if found else parameter.span if parameter else None
