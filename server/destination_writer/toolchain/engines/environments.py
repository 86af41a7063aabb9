"""Where the environments of engines are: Python environments and Node folders, one for each set of pins."""

import sys
from collections.abc import Mapping
from pathlib import Path

from destination_writer.toolchain.kotlinc_find import cache_folder


def folders(environ: Mapping[str, str] | None = None) -> list[Path]:
    """The folders that hold environments: `.tools/engines` of a checkout, then `engines` in the user's cache folder."""
    project = Path(__file__).resolve().parents[4]
    places = [project / ".tools" / "engines"] if (project / "pyproject.toml").is_file() else []
    try:
        cache = cache_folder(environ)
    except RuntimeError:  # a user without a home
        return places
    own = (cache.parent if cache == project / ".tools" / "cache" else cache) / "engines"
    return places if own in places else [*places, own]


def python_of(environment: str, environ: Mapping[str, str] | None = None) -> Path | None:
    """The Python of an environment, or None when there is no such environment."""
    inner = Path("Scripts", "python.exe") if sys.platform == "win32" else Path("bin", "python")
    return next(
        (folder / environment / inner for folder in folders(environ) if (folder / environment / inner).is_file()), None
    )


def node_modules_of(environment: str, environ: Mapping[str, str] | None = None) -> Path | None:
    """The `node_modules` of an environment, or None when there is none."""
    places = (folder / environment / "node_modules" for folder in folders(environ))
    return next((place for place in places if place.is_dir()), None)
