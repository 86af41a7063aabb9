"""How a user's database is reached: over JDBC where a driver's jar is at hand, else with a Python driver.

The process that speaks to it is told the password on its standard input; it is no argument of any command.
"""

import contextlib
import importlib.util
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from destination_writer.toolchain.engines.engine import Session
from destination_writer.toolchain.engines.environments import python_of
from destination_writer.toolchain.engines.model import EngineFailed
from destination_writer.toolchain.engines.worker_process import PROGRAM, WorkerProcess
from destination_writer.toolchain.kotlinc_find import MissingTool, find_java
from destination_writer.toolchain.probing.address import Address
from destination_writer.toolchain.probing.drivers import find_jars, how_to_get

PROBE = Path(__file__).parent.parent / "runtime" / "probe" / "Probe.java"
_JVM = ("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dfile.encoding=UTF-8")


class CannotReach(Exception):
    """No driver for the database, or it does not answer. The message says what was tried, and holds no password."""


@dataclass(frozen=True)
class Worker:
    """A Python driver of `engines/workers`: its module, the environment that may have it, the package it needs."""

    driver: str
    environment: str | None
    package: str | None


WORKERS = {
    "postgresql": Worker("postgres", None, "psycopg"),
    "mysql": Worker("mysql", "mariadb", "pymysql"),
    "mariadb": Worker("mysql", "mariadb", "pymysql"),
    "sqlite": Worker("sqlite", "sqlite", None),
    "duckdb": Worker("duckdb", "duckdb", "duckdb"),
    "clickhouse": Worker("clickhouse_http", None, None),
}


class Link:
    """One running connection to the user's database: a worker process with any number of sessions."""

    def __init__(self, address: Address, worker: WorkerProcess) -> None:
        self.address = address
        self._worker = worker
        self._numbers = 0

    @property
    def title(self) -> str:
        """Name and version, as the database and its driver tell them: `PostgreSQL 18.6`."""
        return _plain_title(self._worker.title)

    @property
    def via(self) -> str:
        return self._worker.via

    @property
    def alive(self) -> bool:
        return self._worker.alive

    def open_session(self) -> Session:
        """A connection of its own. Raises EngineError, EngineFailed."""
        self._numbers += 1
        return Session(self._worker, self._numbers)

    def leave(self, statements: Sequence[str]) -> None:
        """What the worker runs by itself should this process be killed; an empty list takes it back."""
        self._worker.request("will", statements=list(statements))

    def close(self) -> None:
        """End the worker."""
        self._worker.close()

    def kill(self) -> None:
        """End the worker at once; a statement that it runs is cut off, and what was left for its end is not run."""
        self._worker.kill()


def connect(address: Address, drivers: Sequence[Path], coordinates: Sequence[str], environ: Mapping[str, str]) -> Link:
    """Reach the database. `drivers` are jars that the user names, `coordinates` those that its dialect knows.

    Raises CannotReach.
    """
    lacking = [path for path in drivers if not path.is_file()]
    if lacking:
        raise CannotReach(f"There is no file {lacking[0]}, which --driver names")
    jars = find_jars(address.protocol, drivers, coordinates, environ)
    tried: list[str] = []
    if jars:
        link = _over_jdbc(address, jars, environ, tried)
        if link is not None:
            return link
    worker = WORKERS.get(address.protocol)
    if worker is not None and not drivers:
        link = _over_python(address, worker, environ, tried)
        if link is not None:
            return link
    elif not jars:
        tried.append("no JDBC driver was found in CLASSPATH, Gradle's cache or ~/.m2")
    raise CannotReach(f"{address.shown} cannot be reached: {'; '.join(tried)}. {how_to_get(address.protocol)}")


def _over_jdbc(address: Address, jars: list[Path], environ: Mapping[str, str], tried: list[str]) -> Link | None:
    """None where the JVM cannot be used at all; a database that refuses raises CannotReach."""
    try:
        java = find_java(environ=environ)
    except MissingTool as missing:
        tried.append(str(missing))
        return None
    path = ":".join(map(str, jars)) if sys.platform != "win32" else ";".join(map(str, jars))
    command = [str(java.executable), *_JVM, "-cp", path, str(PROBE)]
    options = {"url": address.jdbc, "user": address.user, "password": address.password or ""}
    try:
        return Link(address, WorkerProcess(java.executable, "JDBC", options, command=command))
    except EngineFailed as error:
        said = address.hide(str(error))
        if "jdk.compiler" in said:
            tried.append(f"{java.executable} is a Java runtime without a compiler; set JAVA_HOME to a JDK")
            return None
        raise CannotReach(_refused(address, said)) from None


def _over_python(address: Address, worker: Worker, environ: Mapping[str, str], tried: list[str]) -> Link | None:
    python = _python(worker, environ)
    if python is None:
        tried.append(f"no driver's jar was found, and the Python package {worker.package} is not installed")
        return None
    command = [str(python), "-I", str(PROGRAM), worker.driver, "-"]
    try:
        return Link(address, WorkerProcess(python, worker.driver, _options(address), command=command))
    except EngineFailed as error:
        raise CannotReach(_refused(address, address.hide(str(error)))) from None


def _python(worker: Worker, environ: Mapping[str, str]) -> Path | None:
    if worker.package is None or importlib.util.find_spec(worker.package):
        found = python_of(worker.environment, environ) if worker.environment else None
        return found or Path(sys.executable)
    return python_of(worker.environment, environ) if worker.environment else None


def _options(address: Address) -> dict[str, Any]:
    if address.is_file:
        return {"path": address.path}
    options: dict[str, Any] = {"host": address.host, "port": address.port}
    options |= {key: value for key, value in (("user", address.user), ("password", address.password)) if value}
    if address.database:
        options["database"] = address.database
    if address.protocol == "clickhouse":
        options |= {"secure": address.secure, "settings": dict(address.options)}
    if address.protocol == "postgresql":
        options |= {key: value for key, value in address.options if key in ("sslmode", "sslrootcert", "options")}
        options["connect_timeout"] = 20
    if address.protocol in ("mysql", "mariadb"):
        options["connect_timeout"] = 20
    return options


def _plain_title(told: str) -> str:
    """MySQL's driver calls MariaDB `MySQL 5.5.5-10.11.19-MariaDB-0+deb12u1`; packagers add words in brackets."""
    maria = re.search(r"(?:5\.5\.5-)?(\d+\.\d+\.\d+)-MariaDB", told)
    if maria:
        return f"MariaDB {maria[1]}"
    first = told.splitlines()[0].split(" (")[0].strip()
    return first[:60]


def _refused(address: Address, said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    told = next((line for line in lines if "could not start:" in line), lines[0] if lines else "")
    reason = told.partition("could not start:")[2].strip() or told
    with contextlib.suppress(ValueError):
        reason = reason[: reason.index(" (exit code")]
    return f"{address.shown} cannot be reached: {reason}"
