"""A Kotlin compiler that stays in memory: the first file costs seconds, the next ones tenths of a second."""

import atexit
import contextlib
import hashlib
import json
import os
import queue
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from destination_writer.toolchain.kotlin_compilers import ANNOTATIONS, COROUTINES, STDLIB, KotlinCompiler
from destination_writer.toolchain.kotlinc_find import Java, MissingTool, cache_folder, find_compiler, find_java

__all__ = ["CompilerFailed", "CompilerHost", "CompilerMessage", "CompilerResult", "MissingTool"]

HOST_SOURCE = Path(__file__).with_name("host") / "CompilerHost.kt"
HOST_CLASS = "destinationwriter.CompilerHostKt"
JVM_TARGET = "17"


class CompilerFailed(Exception):
    """The compiler's process could not be started, broke down or took too long. The message quotes its last words."""


@dataclass(frozen=True, order=True)
class CompilerMessage:
    """One error or warning. `path` and what follows are None for a message without a place.

    Lines and columns count from 1 and the end is exclusive; columns are UTF-16 units, as the compiler counts them.
    """

    path: str | None
    line: int | None
    column: int | None
    end_line: int | None
    end_column: int | None
    severity: str
    message: str

    @property
    def is_error(self) -> bool:
        return self.severity == "error"

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.severity}: {self.message}"


@dataclass(frozen=True)
class CompilerResult:
    """What a compilation said. `ok` means that class files were written."""

    ok: bool
    messages: tuple[CompilerMessage, ...]

    @property
    def errors(self) -> tuple[CompilerMessage, ...]:
        return tuple(message for message in self.messages if message.is_error)


class CompilerHost:
    """One resident compiler process, started at the first use and ended with `close`, the `with` block or this process.

    Safe to use from several threads; compilations run one after the other. Finding the tools raises MissingTool.
    """

    def __init__(
        self,
        java: Java | None = None,
        compiler: KotlinCompiler | None = None,
        cache: Path | None = None,
        heap_megabytes: int = 1024,
    ) -> None:
        self.java = java or find_java()
        self.compiler = compiler or find_compiler()
        self.cache = cache or cache_folder()
        self._heap = heap_megabytes
        self._process: subprocess.Popen[str] | None = None
        self._answers: queue.Queue[str | None] = queue.Queue()
        self._log: IO[str] | None = None
        self._lock = threading.Lock()
        self._count = 0

    def __enter__(self) -> "CompilerHost":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def process_id(self) -> int | None:
        """Of the running host, or None."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def standard_classpath(self, *extra: str) -> tuple[Path, ...]:
        """Standard library, coroutines, annotations, and further libraries that the compiler brings, by name."""
        return self.compiler.jars(STDLIB, COROUTINES, ANNOTATIONS, *extra)

    def compile(
        self,
        sources: Mapping[str, str] | Sequence[Path],
        out: Path,
        classpath: Sequence[Path] = (),
        *,
        java_roots: Sequence[Path] = (),
        friends: Sequence[Path] = (),
        module: str = "main",
        timeout: float = 300,
    ) -> CompilerResult:
        """Compile texts by path, or files and folders on disk, to class files below `out`.

        Paths in messages are those of `sources`. `java_roots` hold Java sources that are read, not compiled; `friends`
        are class folders whose `internal` declarations are visible. `timeout` is in seconds. Raises CompilerFailed.
        """
        with contextlib.ExitStack() as stack:
            if isinstance(sources, Mapping):
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kotlin-sources-")))
                paths = _written(sources, folder)
            else:
                folder, paths = None, [path.resolve() for path in sources]
            if not paths:
                return CompilerResult(True, ())
            arguments = self._arguments(paths, out, classpath, java_roots, friends, module)
            answer = self.request(arguments, timeout)
        messages = tuple(_message(item, folder) for item in answer["messages"])
        return CompilerResult(answer["exit"] == "OK", messages)

    def request(self, arguments: Sequence[str], timeout: float = 300) -> dict[str, Any]:
        """Run the compiler with raw arguments; the answer holds `exit` and `messages`. Raises CompilerFailed."""
        with self._lock:
            process = self._running(timeout)
            self._count += 1
            line = json.dumps([str(self._count), *arguments])
            assert process.stdin is not None
            try:
                process.stdin.write(line + "\n")
                process.stdin.flush()
            except OSError:
                raise self._broken("ended before it could be asked") from None
            answer = self._next(timeout)
            if answer.get("id") != str(self._count):
                raise self._broken("answered another question")
            return answer

    def stop(self) -> None:
        """End the process at once, from any thread: what it compiles fails with CompilerFailed."""
        process = self._process
        if process is not None:
            process.kill()

    def close(self) -> None:
        """End the process. A later compilation starts a new one."""
        process, self._process = self._process, None
        if process is None:
            return
        atexit.unregister(self.close)
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if self._log is not None:
            self._log.close()
            self._log = None

    def _arguments(
        self,
        paths: Sequence[Path],
        out: Path,
        classpath: Sequence[Path],
        java_roots: Sequence[Path],
        friends: Sequence[Path],
        module: str,
    ) -> list[str]:
        arguments = [*_home(self.compiler), "-no-stdlib", "-no-reflect", "-jvm-target", JVM_TARGET]
        arguments += ["-Xrender-internal-diagnostic-names", "-Xsuppress-version-warnings", "-module-name", module]
        arguments += ["-cp", os.pathsep.join(map(str, (*self.standard_classpath(), *classpath)))]
        if java_roots:
            arguments.append("-Xjava-source-roots=" + ",".join(map(str, java_roots)))
        if friends:
            arguments.append("-Xfriend-paths=" + ",".join(map(str, friends)))
        arguments += _language(self.compiler.version)
        return [*arguments, "-d", str(out), *map(str, paths)]

    def _running(self, timeout: float) -> subprocess.Popen[str]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.close()
        classes = self._host_classes(timeout)
        path = os.pathsep.join(map(str, (*self.compiler.program, classes)))
        self._log = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115  closed in close()
        self._answers = queue.Queue()
        try:
            self._process = subprocess.Popen(
                [*self._java_command(), "-cp", path, HOST_CLASS],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._log,
                text=True,
                encoding="utf-8",
            )
        except OSError as error:
            raise CompilerFailed(
                f"the Kotlin compiler could not be started with {self.java.executable}: {error}"
            ) from None
        atexit.register(self.close)
        threading.Thread(target=_pump, args=(self._process, self._answers), daemon=True).start()
        self._next(timeout)
        return self._process

    def _java_command(self) -> list[str]:
        command = [str(self.java.executable), f"-Xmx{self._heap}m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
        command += ["-XX:ReservedCodeCacheSize=256m", "-Xlog:disable", "-Xlog:all=warning:stderr"]
        if self.java.version >= 24:  # older runtimes refuse to start with these
            command += ["--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"]
        return command

    def _host_classes(self, timeout: float) -> Path:
        """The host's class files, compiled once for each compiler and host source."""
        digest = hashlib.sha256(HOST_SOURCE.read_bytes() + self.compiler.version.encode()).hexdigest()[:16]
        final = self.cache / f"compiler-host-{digest}"
        if final.is_dir():
            return final
        self.cache.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix="compiler-host-", dir=self.cache))
        program = os.pathsep.join(map(str, self.compiler.program))
        command = [*self._java_command(), "-cp", program, "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler"]
        command += [*_home(self.compiler), "-no-stdlib", "-no-reflect", "-jvm-target", JVM_TARGET]
        command += [
            "-cp",
            os.pathsep.join([program, *map(str, self.compiler.jars(STDLIB))]),
            "-d",
            str(work),
            str(HOST_SOURCE),
        ]
        try:
            ran = subprocess.run(command, capture_output=True, text=True, timeout=timeout, stdin=subprocess.DEVNULL)
        except (OSError, subprocess.TimeoutExpired) as error:
            shutil.rmtree(work, ignore_errors=True)
            raise CompilerFailed(f"the compiler host could not be built: {error}") from None
        if ran.returncode != 0:
            shutil.rmtree(work, ignore_errors=True)
            raise CompilerFailed(f"the compiler host does not fit Kotlin {self.compiler.version}: {ran.stderr[-2000:]}")
        return publish(work, final)

    def _next(self, timeout: float) -> dict[str, Any]:
        try:
            line = self._answers.get(timeout=timeout)
        except queue.Empty:
            raise self._broken(f"gave no answer within {timeout:.0f} seconds") from None
        if line is None:
            raise self._broken("ended")
        try:
            return json.loads(line)
        except ValueError:
            raise self._broken(f"answered {line[:200]!r}") from None

    def _broken(self, what: str) -> CompilerFailed:
        last = ""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
        if self._log is not None:
            self._log.seek(0)
            last = self._log.read()[-2000:]
        self.close()
        return CompilerFailed(f"the Kotlin compiler's process {what}" + (f": {last}" if last.strip() else ""))


def publish(work: Path, final: Path) -> Path:
    """Move a finished folder to its place; when another process was faster, take that one's."""
    try:
        work.rename(final)
    except OSError:
        shutil.rmtree(work, ignore_errors=True)
        if not final.is_dir():
            raise
    return final


def _written(sources: Mapping[str, str], folder: Path) -> list[Path]:
    paths: list[Path] = []
    for name, text in sorted(sources.items()):
        path = (folder / name).resolve()
        if folder.resolve() not in path.parents:
            raise ValueError(f"{name} leads out of the source folder")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
        paths.append(path)
    return paths


def _message(item: dict[str, Any], folder: Path | None) -> CompilerMessage:
    path: str | None = item["path"]
    if path is not None and folder is not None:
        with contextlib.suppress(ValueError):
            path = Path(path).resolve().relative_to(folder.resolve()).as_posix()
    return CompilerMessage(
        path, item["line"], item["column"], item["endLine"], item["endColumn"], item["severity"], item["message"]
    )


def _home(compiler: KotlinCompiler) -> list[str]:
    return ["-kotlin-home", str(compiler.home)] if compiler.is_distribution else []


def _language(version: str) -> list[str]:
    """Connectors build with Kotlin 2.0, so what came later must not compile; 2.4 is the last that can tell."""
    numbers = version.split("-")[0].split(".")[:2]
    known = [int(number) for number in numbers if number.isdigit()]
    return ["-language-version", "2.0", "-api-version", "2.0"] if len(known) == 2 and known < [2, 5] else []


def _pump(process: subprocess.Popen[str], answers: "queue.Queue[str | None]") -> None:
    assert process.stdout is not None
    with contextlib.suppress(OSError, ValueError):
        for line in process.stdout:
            answers.put(line)
    answers.put(None)
