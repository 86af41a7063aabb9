"""What this machine has for building connectors, and how to get what it lacks."""

import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from destination_writer.toolchain.engines.catalogue import catalogue, find_engine
from destination_writer.toolchain.engines.environments import python_of
from destination_writer.toolchain.engines.model import Missing
from destination_writer.toolchain.engines.parsing import find_parsers
from destination_writer.toolchain.gradle.locating import GradleMissing, find_build
from destination_writer.toolchain.kotlinc_find import MissingTool, find_compiler, find_java

ANSWER_TIMEOUT = 10
"""Seconds that a tool has to say its version."""
OLDEST_PYTHON = (3, 11)


@dataclass(frozen=True, slots=True)
class Check:
    """`name` of a tool, what it is needed `for`, whether it is there, and where or how to get it."""

    name: str
    purpose: str
    found: bool
    detail: str
    """Version and place when it was found; what was looked for when not."""
    get: str = ""
    """How to get it; empty when it is there."""


def examine(folder: Path) -> list[Check]:
    """All checks, for work on the connector in `folder`. Never raises: a tool that does not answer is one not found."""
    checks: list[Callable[[], Check]] = [
        _python,
        _java,
        _kotlin,
        _docker,
        _driver,
        lambda: _gradle_wrapper(folder),
        _editor,
    ]
    return [check() for check in checks] + _engines()


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    wanted = ".".join(map(str, OLDEST_PYTHON))
    fine = sys.version_info >= OLDEST_PYTHON
    get = "" if fine else f"install Python {wanted} or newer"
    return Check("Python", "running this tool", fine, f"{version} at {sys.executable}", get)


def _java() -> Check:
    purpose = "Gradle and the Kotlin compiler"
    try:
        java = find_java()
    except MissingTool as error:
        return Check("JDK", purpose, False, "not found", str(error))
    return Check("JDK", purpose, True, f"Java {java.version} at {java.executable}")


def _kotlin() -> Check:
    purpose = "compiling generated code without Gradle"
    try:
        compiler = find_compiler()
    except MissingTool as error:
        return Check("Kotlin compiler", purpose, False, "not found", str(error))
    return Check("Kotlin compiler", purpose, True, f"{compiler.version} at {compiler.home}")


def _docker() -> Check:
    purpose = "test containers and the connector's image"
    program = shutil.which("docker")
    if program is None:
        get = "install Docker Engine or Docker Desktop; a local database in secrets/ serves the tests as well"
        return Check("Docker", purpose, False, "there is no docker command", get)
    version = _answer([program, "version", "--format", "{{.Server.Version}}"])
    if version is None:
        return Check("Docker", purpose, False, f"{program} reaches no daemon", "start the Docker daemon")
    return Check("Docker", purpose, True, f"{version} at {program}")


def _driver() -> Check:
    purpose = "speaking to PostgreSQL from Python, to prove SQL on a real server"
    if importlib.util.find_spec("psycopg") is None:
        return Check("PostgreSQL driver", purpose, False, "psycopg is not installed", 'pip install "psycopg[binary]"')
    return Check("PostgreSQL driver", purpose, True, f"psycopg {_package_version('psycopg')}")


def _engines() -> list[Check]:
    """A line for each engine that generated code can be run on, and one for the parsers of SQL."""
    known = catalogue()
    by_engine: dict[str, list[str]] = {}
    for slug, facts in known.databases.items():
        if facts.engine:
            by_engine.setdefault(facts.engine, []).append(slug)
    return [_engine(known.engines[name].name, slugs) for name, slugs in by_engine.items()] + [_parsers()]


def _engine(name: str, slugs: list[str]) -> Check:
    purpose = f"running what is generated for {', '.join(slugs)}"
    found = find_engine(slugs[0])
    if isinstance(found, Missing):
        return Check(f"Engine {name}", purpose, False, found.reason, found.get)
    return Check(f"Engine {name}", purpose, True, f"ready, with {found.python}")


def _parsers() -> Check:
    purpose = "checking SQL for which there is no engine"
    found = find_parsers("snowflake")
    if isinstance(found, Missing):
        return Check("SQL parsers", purpose, False, found.reason, found.get)
    names = [name for name in ("pglast", "sqlfluff", "polyglot") if python_of("parsers")]
    return Check("SQL parsers", purpose, True, ", ".join([*names, *(["Spark"] if python_of("spark") else [])]))


def _package_version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return "of unknown version"


def _gradle_wrapper(folder: Path) -> Check:
    """What a checkpoint would start here: the wrapper of the build around the folder, else an installed Gradle."""
    purpose = "the real build and its tests"
    try:
        build = find_build(folder)
    except GradleMissing as missing:
        return Check("Gradle wrapper", purpose, False, "nothing starts a build here", str(missing))
    return Check("Gradle wrapper", purpose, True, f"{build.typed} in {build.root}")


def _editor() -> Check:
    purpose = "using the server inside an editor"
    try:
        home = Path.home()
    except RuntimeError:  # a user without an entry in the system's list, as in many containers
        home = Path()
    for base in (".vscode", ".vscode-server", ".vscode-oss", ".cursor", ".local/share/code-server"):
        extensions = home / base / "extensions"
        for found in sorted(extensions.glob("destination-writer*")) if extensions.is_dir() else ():
            return Check("Editor client", purpose, True, str(found))
    get = "install destination-writer.vsix in VS Code, or follow docs/editors for Neovim, Emacs or IntelliJ"
    return Check("Editor client", purpose, False, "no destination-writer extension in VS Code's folders", get)


def _answer(command: list[str]) -> str | None:
    """The first line of a command's output; None when it fails, is silent, or does not end in time."""
    try:
        ran = subprocess.run(
            command, capture_output=True, text=True, timeout=ANSWER_TIMEOUT, stdin=subprocess.DEVNULL, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    lines = ran.stdout.strip().splitlines()
    return lines[0] if ran.returncode == 0 and lines else None
