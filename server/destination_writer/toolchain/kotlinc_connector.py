"""Compiling a connector's Kotlin against the contract of its CDK version, without Gradle and without the CDK's jars.

The contract and the libraries beside it are declarations, compiled once for each contract and kept in the cache:

- `main`: what `src/main` sees, the CDK and its libraries;
- `test`: what the test source sets see in addition, suites and test libraries.

Java libraries are declared in Java sources that the compiler reads with every run, so that nullability and property
syntax are those of the real library.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from destination_writer.knowledge.contracts import Contract
from destination_writer.knowledge.contracts_kotlin import fixture_sources, main_sources
from destination_writer.toolchain.kotlinc import CompilerFailed, CompilerHost, CompilerMessage, publish

DECLARATIONS = Path(__file__).with_name("declarations")
TEST_FOLDERS = ("src/test/", "src/test-integration/", "src/testFixtures/")
_TEST_JARS = ("kotlin-test", "kotlin-test-junit5")


@dataclass(frozen=True)
class Declarations:
    """Class folders of one contract. A folder is complete once it exists, and is never changed afterwards."""

    main: Path
    test: Path


def is_test_source(path: str) -> bool:
    """Whether a connector's file is compiled with the test fixtures in sight. `path` is relative, with `/`."""
    return any(path.startswith(folder) or f"/{folder}" in path for folder in TEST_FOLDERS)


class ConnectorCompiler:
    """Compiles connectors with one resident compiler."""

    def __init__(self, host: CompilerHost) -> None:
        self.host = host
        self._ready: dict[str, Declarations] = {}

    def declarations(self, contract: Contract) -> Declarations:
        """The contract's class folders, compiled now if the cache lacks them.

        Raises CompilerFailed, quoting the first errors, when the declarations themselves do not compile.
        """
        main, test = main_sources(contract) | _library("main"), fixture_sources(contract) | _library("test")
        digest = _digest(self.host.compiler.version, main, test)
        if digest not in self._ready:
            self._ready[digest] = self._build(digest, main, test)
        return self._ready[digest]

    def compile(self, sources: Mapping[str, str], contract: Contract, out: Path | None = None) -> list[CompilerMessage]:
        """Compile a connector's files, by path relative to the connector: main first, then tests that see main.

        `out` receives the class files in `main` and `test`; without it they are thrown away. The messages are sorted by
        place; tests are compiled only when main compiles, as in the real build.
        """
        if out is None:
            with tempfile.TemporaryDirectory(prefix="connector-classes-") as folder:
                return self.compile(sources, contract, Path(folder))
        for layer in ("main", "test"):
            (out / layer).mkdir(parents=True, exist_ok=True)
        ready = self.declarations(contract)
        kotlin = {path: text for path, text in sources.items() if path.endswith(".kt")}
        main = {path: text for path, text in kotlin.items() if not is_test_source(path)}
        result = self.host.compile(
            main, out / "main", [ready.main], java_roots=[DECLARATIONS / "main"], module="connector"
        )
        messages = list(result.messages)
        tests = {path: text for path, text in kotlin.items() if is_test_source(path)}
        if result.ok and tests:
            messages += self._compile_tests(tests, ready, out)
        return sorted(messages, key=lambda item: (item.path or "", item.line or 0, item.column or 0))

    def _compile_tests(self, tests: Mapping[str, str], ready: Declarations, out: Path) -> tuple[CompilerMessage, ...]:
        jars = self.host.compiler.jars(*_TEST_JARS)
        return self.host.compile(
            tests,
            out / "test",
            [out / "main", ready.main, ready.test, *jars],
            java_roots=[DECLARATIONS / "main", DECLARATIONS / "test"],
            friends=[out / "main"],
            module="connector_test",
        ).messages

    def _build(self, digest: str, main: dict[str, str], test: dict[str, str]) -> Declarations:
        final = self.host.cache / f"declarations-{digest}"
        if not final.is_dir():
            self.host.cache.mkdir(parents=True, exist_ok=True)
            work = Path(tempfile.mkdtemp(prefix="declarations-", dir=self.host.cache))
            try:
                self._compile_declarations(work, main, test)
            except BaseException:
                shutil.rmtree(work, ignore_errors=True)
                raise
            publish(work, final)
        return Declarations(final / "main", final / "test")

    def _compile_declarations(self, work: Path, main: dict[str, str], test: dict[str, str]) -> None:
        java = [DECLARATIONS / "main"]
        jars = self.host.compiler.jars(*_TEST_JARS)
        _must(self.host.compile(main, work / "main", java_roots=java, module="cdk").errors)
        java.append(DECLARATIONS / "test")
        places = [work / "main", *jars]
        friends = [work / "main"]
        _must(
            self.host.compile(test, work / "test", places, java_roots=java, friends=friends, module="cdk_test").errors
        )


def _must(errors: tuple[CompilerMessage, ...]) -> None:
    if errors:
        quoted = "\n".join(map(str, errors[:20]))
        raise CompilerFailed(f"the declarations of the CDK contract do not compile ({len(errors)} errors):\n{quoted}")


def _library(layer: str) -> dict[str, str]:
    root = DECLARATIONS / layer
    return {f"libraries/{path.relative_to(root).as_posix()}": path.read_text("utf-8") for path in root.rglob("*.kt")}


def _digest(version: str, *parts: Mapping[str, str]) -> str:
    found = hashlib.sha256(version.encode())
    for sources in parts:
        for path, text in sorted(sources.items()):
            found.update(f"{path}\0{text}\0".encode())
    for path in sorted(DECLARATIONS.rglob("*.java")):
        found.update(path.read_bytes())
    return found.hexdigest()[:16]
