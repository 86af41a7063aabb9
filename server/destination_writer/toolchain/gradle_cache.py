"""Jars that a user's own Gradle builds have downloaded already."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path


def module_folder(coordinate: str, environ: Mapping[str, str] | None = None) -> Path | None:
    """Where Gradle keeps `group:name`, a folder for each version; None without such a folder.

    Gradle's home is GRADLE_USER_HOME, else `~/.gradle`.
    """
    values = os.environ if environ is None else environ
    try:
        home = Path(values.get("GRADLE_USER_HOME") or Path.home() / ".gradle")
    except RuntimeError:  # a user without an entry in the system's list
        return None
    group, name = coordinate.split(":")
    folder = home / "caches" / "modules-2" / "files-2.1" / group / name
    return folder if folder.is_dir() else None


def artifacts(coordinate: str, ending: str, environ: Mapping[str, str] | None = None) -> Iterator[tuple[str, Path]]:
    """Version and file of all `name-version.ending` in the cache, newest version first; sources are left out."""
    folder = module_folder(coordinate, environ)
    if folder is None:
        return
    name = coordinate.split(":")[1]
    for version in sorted((place.name for place in folder.iterdir() if place.is_dir()), key=version_key, reverse=True):
        for file in sorted((folder / version).glob(f"*/{name}-{version}.{ending}")):
            yield version, file


def version_key(version: str) -> tuple[tuple[int, ...], bool, str]:
    """Orders versions by their numbers; a release comes after its own betas."""
    numbers = re.match(r"[\d.]*", version)
    rest = version[numbers.end() :] if numbers else version
    return tuple(int(part) for part in re.findall(r"\d+", numbers[0] if numbers else "")), not rest, rest
