"""Dialect files that extend one another."""

from collections.abc import Mapping
from functools import lru_cache
from typing import cast

from destination_writer.knowledge.dialects import Dialect
from destination_writer.knowledge.loading import KnowledgeError, line_of, load_yaml, read_text, validate
from destination_writer.text.files import Files, MemoryFiles, OverlayFiles

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
    try:
        return validate(path, files.read(path), merged | {"parents": parents}, Dialect)
    except KnowledgeError as error:
        raise _where_it_stands(files, error, (slug, *parents)) from None


def _where_it_stands(files: Files, error: KnowledgeError, chain: tuple[str, ...]) -> KnowledgeError:
    """The error at the file of the chain that writes the key: a child is not blamed for what it inherits."""
    keys = error.key.split(".")
    for slug in chain:
        path = dialect_path(slug)
        if files.exists(path) and _writes(load_yaml(files, path), keys):
            return KnowledgeError(path, line_of(files.read(path), keys), error.key, error.reason)
    return error


def _writes(value: object, keys: list[str]) -> bool:
    """Whether a file's own value has the key at this path."""
    for key in keys:
        if isinstance(value, list):
            items = cast(list[object], value)
            value = items[int(key)] if key.isdigit() and int(key) < len(items) else None
        elif isinstance(value, dict) and key in value:
            value = cast(Raw, value)[key]
        else:
            return False
    return True


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
    own = dict(_own(path, read_text(files, path)))
    parent = own.pop("extends", None)
    if "parents" in own:
        raise KnowledgeError(path, line_of(files.read(path), ["parents"]), "parents", "write `extends: <dialect>`")
    if parent is None:
        return own, ()
    below = _files_of_parent(files, slug, parent)
    if below is files and parent in (slug, *seen):
        chain = " -> ".join((*seen, slug, str(parent)))
        raise _wrong_parent(files, path, f"dialects extend one another in a circle: {chain}")
    if not isinstance(parent, str) or not below.exists(dialect_path(parent)):
        raise _wrong_parent(files, path, f"there is no dialect {parent!r} to extend")
    inherited, parents = _resolve(below, parent, (*seen, slug))
    if parent != slug:
        inherited = cast(Raw, _at_second_hand(inherited, str(inherited.get("name", parent))))
    return merge(inherited, own), (parent, *parents)


def _wrong_parent(files: Files, path: str, reason: str) -> KnowledgeError:
    return KnowledgeError(path, line_of(files.read(path), ["extends"]), "extends", reason)


def _at_second_hand(value: object, parent: str) -> object:
    """Inherited facts, each proof turned into what it is for the child: what was run on the parent was not run here."""
    if isinstance(value, list):
        return [_at_second_hand(item, parent) for item in cast(list[object], value)]
    if not isinstance(value, dict):
        return value
    fields = cast(Raw, value)
    if fields.keys() == {"kind", "where"}:
        where = str(fields["where"])
        known = where if "inherited from" in where else f"inherited from {parent} ({fields['kind']}: {where})"
        return {"kind": "documented", "where": known}
    return {key: _at_second_hand(item, parent) for key, item in fields.items()}


def _files_of_parent(files: Files, slug: str, parent: object) -> Files:
    """An override that extends the dialect of its own name extends the bundled one."""
    if parent == slug and isinstance(files, OverlayFiles):
        path = dialect_path(slug)
        if files.upper.exists(path) and files.lower.exists(path):
            return files.lower
    return files


@lru_cache(maxsize=128)
def _own(path: str, text: str) -> Mapping[str, object]:
    """What a file itself says, kept by content: a parent is read for every child. The value is never changed."""
    value = load_yaml(MemoryFiles({path: text}), path)
    if not isinstance(value, dict):
        raise KnowledgeError(path, 1, "", "a dialect file is a map of keys to values")
    return cast(Raw, value)
