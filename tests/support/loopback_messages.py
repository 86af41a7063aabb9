"""A server on 127.0.0.1 that speaks the streaming Messages API, scripted: the real SDK talks to it.

    with LoopbackMessages([calls("read_file", {"path": "A.kt"}), says("Read it.")]) as server:
        ...base URL: server.base_url...
        server.requests[0].body["messages"]

Each request takes the next answer of the script; a function `body -> Answer` may stand for one, and `forever=` answers
whatever comes after the script. The answers are made in `loopback_answers.py`. As a program
(`python loopback_messages.py SCENARIO.yaml`) it prints its address and serves.
"""

from __future__ import annotations

import contextlib
import json
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast

import yaml
from loopback_answers import Answer, Scripted, fails, says, scenario


@dataclass(frozen=True)
class Received:
    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def last_text(self) -> str:
        """Every text and tool output of the last message, joined."""
        return "\n".join(_texts(self.body["messages"][-1]["content"]))


def _texts(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
        return
    for block in content:
        if block["type"] == "text":
            yield block["text"]
        elif block["type"] == "tool_result":
            yield from _texts(block["content"])


class LoopbackMessages:
    """Serves the script from a thread of its own. `requests` are what came, in order."""

    def __init__(self, script: Sequence[Scripted] = (), *, forever: Scripted | None = None) -> None:
        self.script: list[Scripted] = list(script)
        self.forever = forever
        self.requests: list[Received] = []
        self.open_connections = 0
        self.connections = 0
        """All that there were."""
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="loopback", daemon=True)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def unused(self) -> int:
        """Answers of the script that nobody asked for."""
        return len(self.script)

    def __enter__(self) -> LoopbackMessages:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def wait_for_requests(self, count: int, seconds: float = 30.0) -> None:
        self._wait(lambda: len(self.requests) >= count, seconds, f"{count} requests")

    def wait_until_closed(self, seconds: float = 30.0) -> None:
        """Returns when no connection is open any more."""
        self._wait(lambda: self.open_connections == 0, seconds, "every connection to be closed")

    def _wait(self, done: Callable[[], bool], seconds: float, what: str) -> None:
        end = time.monotonic() + seconds
        while not done():
            if time.monotonic() > end:
                raise AssertionError(f"waited {seconds} s for {what}; {self.open_connections} connections are open")
            time.sleep(0.005)

    def take(self, received: Received) -> Answer:
        with self._lock:
            self.requests.append(received)
            scripted = self.script.pop(0) if self.script else self.forever
        if scripted is None:
            return fails(500, "api_error", "the script of the loopback server is over", x_should_retry="false")
        return scripted(received.body) if callable(scripted) else scripted

    @contextlib.contextmanager
    def connection(self) -> Iterator[None]:
        with self._lock:
            self.open_connections += 1
            self.connections += 1
        try:
            yield
        finally:
            with self._lock:
                self.open_connections -= 1

    def is_over(self, seconds: float) -> bool:
        return self._over.wait(seconds)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, loopback: LoopbackMessages) -> None:
        self.loopback = loopback
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is what some scripts are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def loopback(self) -> LoopbackMessages:
        return cast(_Server, self.server).loopback

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""

    def handle(self) -> None:
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self.loopback.connection():
            super().handle()

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length", "0"))
        body: dict[str, Any] = json.loads(self.rfile.read(length) or b"{}")
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.loopback.take(Received(self.path, headers, body))
        if answer.slam:
            self._slam()
        elif answer.hold and not answer.events:
            self.close_connection = True
            self._hold()
        elif answer.events:
            self._stream(answer)
        else:
            self._whole(answer)

    def _slam(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def _whole(self, answer: Answer) -> None:
        content = answer.body.encode()
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _stream(self, answer: Answer) -> None:
        self.close_connection = answer.cut is not None or answer.hold
        self.send_response(answer.status)
        self.send_header("content-type", "text/event-stream; charset=utf-8")
        self.send_header("request-id", "req_loopback")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        for name, data in answer.events[: answer.cut]:
            self._send(f"event: {name}\ndata: {data}\n\n".encode(), answer.byte_pause)
        while answer.hold and answer.ping_pause and not self.loopback.is_over(answer.ping_pause):
            self._send(b'event: ping\ndata: {"type": "ping"}\n\n', 0.0)
        if answer.hold:
            self._hold()
        if answer.cut is None and not answer.hold:
            self.wfile.write(b"0\r\n\r\n")
            self.wfile.flush()
        elif answer.cut is not None:
            self._slam()

    def _send(self, content: bytes, byte_pause: float) -> None:
        pieces = [content] if not byte_pause else [content[at : at + 1] for at in range(len(content))]
        for piece in pieces:
            if byte_pause and self.loopback.is_over(byte_pause):
                return
            self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
            self.wfile.flush()

    def _hold(self) -> None:
        """Until the client goes or the server ends."""
        self.connection.settimeout(0.02)
        while not self.loopback.is_over(0):
            try:
                if not self.connection.recv(1):
                    return
            except TimeoutError:
                continue


def main(path: str) -> None:
    """Serves a scenario until standard input closes."""
    entries = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    with LoopbackMessages(scenario(entries), forever=says("The script of the loopback server is over.")) as server:
        print(server.base_url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1])
