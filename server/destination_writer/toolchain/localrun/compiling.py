"""A connector's classes as its files are on the disk: compiled once for each content, the last ones kept."""

import contextlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from destination_writer.knowledge.contracts import Contract
from destination_writer.text.files import UnreadableFile
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.kotlinc import CompilerMessage, publish
from destination_writer.toolchain.kotlinc_connector import ConnectorCompiler, is_test_source
from destination_writer.toolchain.subject import digest

KEPT = 24
"""Compilations kept, about 3 MB each. They are shared: the same texts in another folder are not compiled again."""
GRACE = 3600.0
"""Seconds that a compilation is kept in any case: another run may be using it."""
_MESSAGES = "messages.json"


@dataclass(frozen=True)
class CompiledConnector:
    """`folder` holds `main` and `test`; None when there are errors. `unread` are sources that could not be used, one
    sentence each."""

    folder: Path | None
    messages: tuple[CompilerMessage, ...]
    unread: tuple[str, ...] = ()

    @property
    def classes(self) -> tuple[Path, ...]:
        return (self.folder / "main", self.folder / "test") if self.folder else ()

    @property
    def errors(self) -> tuple[CompilerMessage, ...]:
        return tuple(message for message in self.messages if message.is_error)


def kotlin_sources(folder: Path) -> tuple[dict[str, str], tuple[str, ...]]:
    """The connector's Kotlin files by path relative to it, and a sentence on each that cannot be compiled here."""
    files = DiskFiles(folder)
    found: dict[str, str] = {}
    unread: list[str] = []
    for path in files.list():
        if not path.startswith("src/"):
            continue
        if path.endswith(".java"):
            unread.append(f"{path} is Java; the local run compiles Kotlin alone. Use the Gradle runner for it.")
        elif path.endswith(".kt"):
            try:
                found[path] = files.read(path)
            except (UnreadableFile, FileNotFoundError) as error:
                unread.append(f"{error}.")
    return found, tuple(unread)


def compile_connector(compiler: ConnectorCompiler, contract: Contract, folder: Path) -> CompiledConnector:
    """Compile main and test sources of a connector's folder. Raises CompilerFailed."""
    sources, unread = kotlin_sources(folder)
    home = compiler.host.cache / "local"
    ready = compiler.declarations(contract)
    final = home / digest(compiler.host.compiler.version, sources, {"contract": ready.main.parent.name})
    if not final.is_dir():
        home.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix="work-", dir=home))
        try:
            messages = compiler.compile(sources, contract, work)
            if any(message.is_error for message in messages):
                return CompiledConnector(None, tuple(messages), unread)
            (work / _MESSAGES).write_text(json.dumps([asdict(message) for message in messages]), "utf-8")
            publish(work, final)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    with contextlib.suppress(OSError):
        os.utime(final)
    _prune(home, final)
    kept = json.loads((final / _MESSAGES).read_text("utf-8"))
    return CompiledConnector(final, tuple(CompilerMessage(**message) for message in kept), unread)


def console_of(compiled: CompiledConnector, folder: Path) -> str:
    """What the compiler said, as Gradle's console has it."""
    lines = list(_lines(compiled.messages, folder))
    failed = next((message for message in compiled.errors), None)
    if failed is None:
        return "\n".join(lines)
    task = _task(failed.path or "")
    went_wrong = f"Execution failed for task ':{task}'.\n> Compilation error. See log for more details"
    return "\n".join([f"> Task :{task} FAILED", *lines, "", "* What went wrong:", went_wrong, "", "BUILD FAILED"])


def _task(path: str) -> str:
    """Gradle's name for the compilation of a source."""
    if not is_test_source(path):
        return "compileKotlin"
    return "compileTestKotlin" if path.startswith("src/test/") else "compileIntegrationTestKotlin"


def _lines(messages: Iterable[CompilerMessage], folder: Path) -> Iterable[str]:
    for message in messages:
        level = "e" if message.is_error else "w"
        text = _plain(message.message)
        if message.path is None:
            yield f"{level}: {text}"
        else:
            yield f"{level}: {(folder / message.path).as_uri()}:{message.line}:{message.column} {text}"


def _plain(text: str) -> str:
    """Without the diagnostic's internal name, which Gradle's console does not print."""
    return text.partition("] ")[2] if text.startswith("[") and "] " in text else text


def _prune(home: Path, used: Path) -> None:
    now = time.time()
    found: list[tuple[float, Path]] = []
    for path in home.iterdir():
        with contextlib.suppress(OSError):
            found.append((path.stat().st_mtime, path))
    for at, path in sorted(found, reverse=True)[KEPT:]:
        if path != used and now - at > GRACE:
            shutil.rmtree(path, ignore_errors=True)
