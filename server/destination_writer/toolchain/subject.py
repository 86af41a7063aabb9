"""A compiled connector that runs: its classes, the run-time beside them, and the process that answers for it.

The run-time (`runtime/harness/`) builds the connector's objects from their annotations and carries out requests. Its
sources name the CDK's types as `cdk.TableName`; where each lives is the contract's business.
"""

import contextlib
import hashlib
import json
import os
import queue
import re
import secrets
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from destination_writer.knowledge.cdkversions import Era
from destination_writer.knowledge.contracts import Contract
from destination_writer.toolchain.kotlinc import CompilerFailed, CompilerHost, publish
from destination_writer.toolchain.kotlinc_connector import ConnectorCompiler, Declarations

RUNTIME = Path(__file__).with_name("runtime")
HARNESS = RUNTIME / "harness"
VENDORS = RUNTIME / "vendors"
MAIN_CLASS = "destinationwriter.runtime.MainKt"
_TYPE = re.compile(r"(?<![\w.])cdk\.([A-Z]\w*)")


class SubjectDied(Exception):
    """The connector's process could not be started, ended or gave no answer. The message quotes its last words."""


class SubjectError(Exception):
    """The connector, or the database under it, failed. `statements` were sent before, in order."""

    def __init__(self, error: Mapping[str, Any], statements: Sequence[str]) -> None:
        self.type: str = error["type"]
        self.message: str = error["message"]
        self.state: str | None = error.get("state")
        self.code: int | None = error.get("code")
        self.trace: tuple[str, ...] = tuple(error.get("trace", ()))
        self.statements = tuple(statements)
        super().__init__(f"{self.type}: {self.message}")


@dataclass(frozen=True)
class RuntimeClasses:
    """Class folders: the run-time's program for one contract, and stand-ins for Java libraries and vendors' clients."""

    program: Path
    libraries: tuple[Path, ...]

    @property
    def classpath(self) -> tuple[Path, ...]:
        return (self.program, *self.libraries)


def runtime_classes(compiler: ConnectorCompiler, contract: Contract, vendors: Sequence[str] = ()) -> RuntimeClasses:
    """The run-time, compiled now if the cache lacks it. Raises CompilerFailed with the first errors.

    `vendors` are folders of `runtime/vendors/`; of those that are there the first is taken: a dialect's slug, then
    those it descends from.
    """
    host = compiler.host
    libraries = _texts(HARNESS / "libraries") | _texts(RUNTIME / "bridge") | _texts(VENDORS, "*.kt")
    program = _program(contract)
    ready = compiler.declarations(contract)

    def compile_libraries(out: Path) -> None:
        _must(host, libraries, out, [])

    first = cached(host, "runtime-libraries", [libraries], compile_libraries)

    def compile_program(out: Path) -> None:
        _must(host, program, out, [first, ready.main, ready.test], friends=[ready.main])

    compiled = cached(host, "runtime", [libraries, program, _key(ready)], compile_program)
    vendor = next((VENDORS / name for name in vendors if (VENDORS / name).is_dir()), None)
    if vendor is None:
        return RuntimeClasses(compiled, (first,))
    texts = _texts(vendor)
    own = cached(host, "runtime-vendor", [libraries, texts], lambda out: _must(host, texts, out, [first]))
    return RuntimeClasses(compiled, (first, own))


def cached(host: CompilerHost, kind: str, parts: Sequence[Mapping[str, str]], make: Callable[[Path], None]) -> Path:
    """The cache's folder for these texts; `make` fills it when it is not there yet. It is never changed afterwards."""
    final = host.cache / f"{kind}-{digest(host.compiler.version, *parts)}"
    if final.is_dir():
        return final
    host.cache.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f"{kind}-", dir=host.cache))
    try:
        make(work)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    return publish(work, final)


def digest(version: str, *parts: Mapping[str, str]) -> str:
    """Sixteen hex digits over texts by path."""
    found = hashlib.sha256(version.encode())
    for texts in parts:
        for path, text in sorted(texts.items()):
            found.update(f"{path}\0{text}\0".encode())
    return found.hexdigest()[:16]


def _key(ready: Declarations) -> dict[str, str]:
    return {"declarations": ready.main.parent.name}


def _texts(folder: Path, pattern: str = "**/*.kt") -> dict[str, str]:
    return {path.relative_to(RUNTIME).as_posix(): path.read_text("utf-8") for path in sorted(folder.glob(pattern))}


def _program(contract: Contract) -> dict[str, str]:
    return program_texts(contract, [HARNESS / "program", HARNESS / ("named" if contract.era is Era.A else "mapped")])


def program_texts(contract: Contract, folders: Sequence[Path], *, partial: bool = False) -> dict[str, str]:
    """The Kotlin files of these folders below `runtime/`, with the CDK's types under the names of the version.

    With `partial`, files over a type that the version lacks are left out. Raises KeyError for such a type without.
    """
    texts = {path: text for folder in folders for path, text in _texts(folder).items()}
    if partial:
        texts = {path: text for path, text in texts.items() if all(map(contract.type, _TYPE.findall(text)))}
    return {path: _TYPE.sub(lambda found: contract.fqn(found[1]), text) for path, text in texts.items()}


def _must(
    host: CompilerHost,
    texts: Mapping[str, str],
    out: Path,
    classes: Sequence[Path],
    friends: Sequence[Path] = (),
) -> None:
    result = host.compile(texts, out, classes, friends=friends, module="runtime")
    if not result.ok:
        quoted = "\n".join(map(str, result.errors[:20]))
        raise CompilerFailed(f"the run-time does not compile ({len(result.errors)} errors):\n{quoted}")


@dataclass(frozen=True)
class Answer:
    """What a request gave: a plain value (numbers with a point are Decimal), and the statements that were sent."""

    result: Any
    statements: tuple[str, ...]


class Subject:
    """The process. Use it as a context manager; requests are answered one after the other.

    `database` is `{"jdbc": {"url", "user", "password"}}`, `{"bridge": {"port", "token"}}` or `{}` for none at all, when
    statements are noted and go nowhere. Raises SubjectDied.
    """

    def __init__(
        self,
        java: Path,
        connector: Path,
        framework: Sequence[Path],
        classpath: Sequence[Path],
        database: Mapping[str, Any],
        *,
        start_timeout: float = 60,
    ) -> None:
        path = [connector / "main", connector / "test", *framework, *classpath]
        self._answers: queue.Queue[str | None] = queue.Queue()
        self._lock = threading.Lock()
        self._log: IO[str] = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115
        command = [str(java), "-Xmx768m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dfile.encoding=UTF-8"]
        command += ["-Duser.timezone=America/St_Johns", "-cp", os.pathsep.join(map(str, path)), MAIN_CLASS]
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._log,
                text=True,
                encoding="utf-8",
            )
        except OSError as error:
            raise SubjectDied(f"the connector cannot be started with {java}: {error}") from None
        threading.Thread(target=self._pump, daemon=True).start()
        start = {
            "main": [str(connector / "main")],
            "test": [str(connector / "test")],
            "framework": [str(folder) for folder in framework],
            "database": dict(database),
        }
        try:
            self._ask(start, start_timeout)
        except SubjectError as error:
            self.close()
            raise SubjectDied(f"the connector's classes cannot be used: {error}") from None

    def __enter__(self) -> "Subject":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def call(self, operation: str, /, *, timeout: float = 120, **fields: Any) -> Answer:
        """Ask for one operation (see `Session.kt`). Raises SubjectError and SubjectDied; `timeout` is in seconds."""
        return self._ask({"op": operation, **fields}, timeout)

    def kill(self) -> None:
        """End the process at once, whatever it is doing."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """End the process."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()

    def _ask(self, request: Mapping[str, Any], timeout: float) -> Answer:
        with self._lock:
            assert self._process.stdin is not None
            try:
                self._process.stdin.write(wire(request) + "\n")
                self._process.stdin.flush()
            except (OSError, ValueError):
                raise self._died("ended before it could be asked") from None
            try:
                line = self._answers.get(timeout=timeout)
            except queue.Empty:
                raise self._died(f"gave no answer within {timeout:.0f} seconds") from None
            if line is None:
                raise self._died("ended")
        answer = json.loads(line, parse_float=Decimal, parse_int=whole)
        statements = tuple(answer.get("statements", ()))
        if "error" in answer:
            raise SubjectError(answer["error"], statements)
        return Answer(answer["result"], statements)

    def _pump(self) -> None:
        assert self._process.stdout is not None
        with contextlib.suppress(OSError, ValueError):
            for line in self._process.stdout:
                self._answers.put(line)
        self._answers.put(None)

    def _died(self, what: str) -> SubjectDied:
        if self._process.poll() is None:
            self._process.kill()
        self._log.seek(0)
        last = self._log.read()[-2000:].strip()
        return SubjectDied(f"the connector's process {what}" + (f": {last}" if last else ""))


def whole(digits: str) -> int | Decimal:
    """A whole number of JSON; a Decimal where it has more digits than Python reads into an int."""
    return int(digits) if len(digits) <= _MOST_DIGITS else Decimal(digits)


_MOST_DIGITS = 4000


def wire(value: Any) -> str:
    """JSON text on one line; a Decimal keeps all of its digits."""
    return _MARKED.sub(r"\1", json.dumps(value, default=_marked))


_MARK = secrets.token_hex(8)
_MARKED = re.compile(f'"{_MARK}([^"]+)"')


def _marked(value: object) -> object:
    """What json does not know: a Decimal as a text that `wire` takes out of its quotes again."""
    if isinstance(value, Decimal):
        return f"{_MARK}{value}"
    raise TypeError(f"no JSON for a {type(value).__name__}")
