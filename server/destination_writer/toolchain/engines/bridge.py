"""The bridge's server: a JVM's statements over a loopback socket, run by an engine's worker.

The client is `toolchain/runtime/bridge/*.kt`. A connection starts with the token; everybody on the machine can reach
a loopback port, and some databases read files.
"""

import contextlib
import hmac
import json
import secrets
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from destination_writer.toolchain.engines.engine import Engine, Session
from destination_writer.toolchain.engines.jdbc_types import described
from destination_writer.toolchain.engines.model import EngineError, EngineFailed

CLIENT = Path(__file__).parent.parent / "runtime" / "bridge"
"""The Kotlin sources of the client; they need the standard library alone."""


class BridgeServer:
    """Serves one engine to any number of JDBC connections, each a session of the engine."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.token = secrets.token_hex(16)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def port(self) -> int:
        """On the loopback interface."""
        return int(self._listener.getsockname()[1])

    def close(self) -> None:
        """Ends all connections; their sessions roll back."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._open.add(connection)
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError), connection.makefile("rw", encoding="utf-8") as stream:
            if self._greeted(stream):
                self._answer_all(stream)
        self._open.discard(connection)

    def _greeted(self, stream: IO[str]) -> bool:
        try:
            given = json.loads(stream.readline(10_000)).get("token")
        except (ValueError, AttributeError):
            given = None
        known = isinstance(given, str) and hmac.compare_digest(given, self.token)
        kind = self.engine.kind
        greeting = {"title": self.engine.title, "name": kind.stands_for or kind.name, "slug": kind.slug}
        refused = {"message": "The bridge does not know this token.", "state": "28000"}
        _say(stream, {"ok": greeting} if known else {"error": refused})
        return known

    def _answer_all(self, stream: IO[str]) -> None:
        session: Session | None = None
        try:
            for line in stream:
                request = json.loads(line)
                try:
                    if session is None and request["op"] != "call":
                        session = self.engine.open_session()
                    _say(stream, {"ok": self._answer(session, request)})
                except EngineError as error:
                    _say(stream, {"error": {"message": error.message, "state": error.state, "vendor": error.vendor}})
                except EngineFailed as error:
                    _say(stream, {"error": {"message": str(error), "state": "08006", "vendor": 0}})
        finally:
            if session is not None:
                with contextlib.suppress(EngineFailed, EngineError):
                    session.close()

    def _answer(self, session: Session | None, request: dict[str, Any]) -> object:
        if request["op"] == "call":
            return self.engine.call(request["name"], request["body"])
        assert session is not None
        match request["op"]:
            case "run":
                return self._with_classes(session.query_packed(request["sql"], request["parameters"]))
            case "many":
                return session.execute_many_packed(request["sql"], request["batches"])
            case "autocommit":
                return session.autocommit(request["on"])
            case "commit":
                return session.commit()
            case "rollback":
                return session.rollback()
            case other:
                raise EngineError(f"The bridge has no request {other!r:.50}", "0A000")

    def _with_classes(self, answer: dict[str, Any]) -> dict[str, Any]:
        columns = answer["columns"]
        if columns is None:
            return answer
        engine = self.engine.kind.engine
        return {**answer, "columns": [[name, kind, *described(engine, kind)] for name, kind in columns]}


@contextlib.contextmanager
def bridge(engine: Engine) -> Iterator[BridgeServer]:
    """A bridge to the engine while the block runs."""
    server = BridgeServer(engine)
    try:
        yield server
    finally:
        server.close()


def _say(stream: IO[str], message: object) -> None:
    stream.write(json.dumps(message) + "\n")
    stream.flush()
