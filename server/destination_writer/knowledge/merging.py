"""Dialect files that extend one another."""

from collections.abc import Mapping
from typing import cast

from destination_writer.knowledge.dialects import Dialect
from destination_writer.knowledge.loading import KnowledgeError, line_of, load_yaml, validate
from destination_writer.text.files import Files, OverlayFiles

Raw = dict[str, object]


def dialect_path(slug: str) -> str:
    return f"dialects/{slug}.yaml"


def load_dialect(files: Files, slug: str) -> Dialect:
    """The dialect with everything it inherits. Raises KnowledgeError for cycles, unknown parents, keys and values."""
    path = dialect_path(slug)
    merged, parents = _resolve(files, slug, ())
    if merged.get("slug") != slug:
        reason = f"slug must be {slug!r}, the file's own name, not {merged.get('slug')!r}"
        raise KnowledgeError(path, line_of(files.read(path), ["slug"]), "slug", reason)
    return validate(path, files.read(path), merged | {"parents": parents}, Dialect)


def merge(parent: Mapping[str, object], child: Mapping[str, object]) -> Raw:
    """Maps are merged key by key, at any depth; anything else of the child replaces the parent's."""
    merged: Raw = dict(parent)
    for key, value in child.items():
        below = merged.get(key)
        if isinstance(below, dict) and isinstance(value, dict):
            merged[key] = merge(cast(Raw, below), cast(Raw, value))
        else:
            merged[key] = value
    return merged


def _resolve(files: Files, slug: str, seen: tuple[str, ...]) -> tuple[Raw, tuple[str, ...]]:
    path = dialect_path(slug)
    own = _mapping(path, load_yaml(files, path))
    parent = own.pop("extends", None)
    if "parents" in own:
        raise KnowledgeError(path, line_of(files.read(path), ["parents"]), "parents", "write `extends: <dialect>`")
    if parent is None:
        return own, ()
    below = _files_of_parent(files, slug, parent)
    line = line_of(files.read(path), ["extends"])
    if below is files and parent in (slug, *seen):
        chain = " -> ".join((*seen, slug, str(parent)))
        raise KnowledgeError(path, line, "extends", f"dialects extend one another in a circle: {chain}")
    if not isinstance(parent, str) or not below.exists(dialect_path(parent)):
        raise KnowledgeError(path, line, "extends", f"there is no dialect {parent!r} to extend")
    inherited, parents = _resolve(below, parent, (*seen, slug))
    return merge(inherited, own), (parent, *parents)


def _files_of_parent(files: Files, slug: str, parent: object) -> Files:
    """An override that extends the dialect of its own name extends the bundled one."""
    if parent == slug and isinstance(files, OverlayFiles):
        path = dialect_path(slug)
        if files.upper.exists(path) and files.lower.exists(path):
            return files.lower
    return files


def _mapping(path: str, value: object) -> Raw:
    if not isinstance(value, dict):
        raise KnowledgeError(path, 1, "", "a dialect file is a map of keys to values")
    return dict(cast(Raw, value))
