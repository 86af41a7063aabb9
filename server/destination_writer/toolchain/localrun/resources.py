"""A connector's Micronaut settings: `application*.yml` of its resources, flattened, by environment."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import yaml

SOURCE_SETS = ("main", "test", "test-integration", "testFixtures")


def resource_folders(folder: Path) -> list[Path]:
    """The resource folders that there are, those of tests first, as on Gradle's class path."""
    folders = [folder / "src" / name / "resources" for name in reversed(SOURCE_SETS)]
    return [path for path in folders if path.is_dir()]


def properties_of(folder: Path) -> tuple[dict[str, dict[str, str]], tuple[str, ...]]:
    """Environment -> property -> text (`""` is for all environments), and a sentence on each file that is no YAML."""
    found: dict[str, dict[str, str]] = {"": {}}
    problems: list[str] = []
    for resources in reversed(resource_folders(folder)):
        for path in sorted([*resources.glob("application*.yml"), *resources.glob("application*.yaml")]):
            environment = path.stem.removeprefix("application").removeprefix("-")
            key = "" if environment in ("", "connector") else environment
            try:
                value: Any = yaml.safe_load(path.read_text("utf-8"))
            except (yaml.YAMLError, OSError, UnicodeDecodeError) as error:
                place = path.relative_to(folder).as_posix()
                problems.append(f"{place} cannot be read as YAML, and its settings are missing: {_first(error)}")
                continue
            found.setdefault(key, {}).update(_flat(value, ""))
    return found, tuple(problems)


def _flat(value: Any, prefix: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, item in cast(dict[Any, Any], value).items():
            yield from _flat(item, f"{prefix}.{key}" if prefix else str(key))
    elif value is not None and prefix:
        yield prefix, str(value).lower() if isinstance(value, bool) else str(value)


def _first(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
