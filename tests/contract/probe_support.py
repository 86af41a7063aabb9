"""A probe on a real engine: the engine, its address as a user would write it, and what is in it."""

import contextlib
import http.server
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from engines_support import engine

from destination_writer.toolchain.engines import Engine, EngineError

PROGRAM = (
    "import sys, pathlib; from destination_writer.cli.probe import run_probe; "
    "sys.exit(run_probe(pathlib.Path(sys.argv[1]), sys.argv[2], this_is_a_test_database=True, yes=True))"
)
NAMESPACES = {
    "postgres": "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'dw\\_probe%'",
    "mariadb": "SELECT schema_name FROM information_schema.schemata WHERE schema_name LIKE 'dw\\_probe%'",
    "clickhouse": "SELECT name FROM system.databases WHERE name LIKE 'dw\\_probe%'",
}
"""What is left of a probe, by database."""


@dataclass
class Target:
    """A database to be probed. `url` is what the user writes."""

    slug: str
    url: str
    running: Engine

    def left(self) -> list[str]:
        """Scratch namespaces, or tables, that are there at this moment."""
        return [str(row[0]) for row in self.running.query(NAMESPACES[self.slug]).rows]


@contextlib.contextmanager
def target(slug: str) -> Iterator[Target]:
    """The engine, running, of a database that is a server."""
    with engine(slug) as running:
        if slug == "clickhouse":
            with _http(running) as port:
                yield Target(slug, f"clickhouse://default:s3cret-word@127.0.0.1:{port}/", running)
        else:
            assert running.jdbc is not None
            parts = urlsplit(running.jdbc.url.removeprefix("jdbc:"))
            scheme = {"mysql": "mariadb"}.get(parts.scheme, parts.scheme)
            password = running.jdbc.password or ("s3cret-word" if slug == "postgres" else "")
            who = f"{running.jdbc.user}:{password}" if password else running.jdbc.user
            yield Target(slug, f"{scheme}://{who}@{parts.netloc}{parts.path}", running)


@contextlib.contextmanager
def _http(running: Engine) -> Iterator[int]:
    """ClickHouse's HTTP interface in front of the ClickHouse that runs in a worker."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            sql = self.rfile.read(int(self.headers["Content-Length"])).decode()
            try:
                self._say(200, _format(running, sql))
            except EngineError as error:
                self._say(500, error.message)

        def _say(self, status: int, text: str) -> None:
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing on the test's output."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def _format(running: Engine, sql: str) -> str:
    rows = running.query(sql)
    if not rows.columns:
        return ""
    lines = [[c.name for c in rows.columns], [c.type for c in rows.columns]]
    lines += [[None if value is None else str(value) for value in row] for row in rows.rows]
    return "\n".join(json.dumps(line) for line in lines)


def started(folder: Path, url: str, *more: str) -> "subprocess.Popen[str]":
    """The probe as a process of its own, in a session of its own, as a terminal's child is."""
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(folder), url, *more],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )


def texts_below(folder: Path) -> Sequence[str]:
    """Everything that was written."""
    return [path.read_text("utf-8", "replace") for path in folder.rglob("*") if path.is_file()]
