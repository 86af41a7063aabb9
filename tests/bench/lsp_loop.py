"""How long the event loop is held: the longest gap of a heartbeat while a large file is opened, edited, asked about.

    lsp_loop.py [--kb 1000] [--connector FOLDER]

The server runs in this process, on a loop with a heartbeat of one millisecond. The goal is 50 ms for files up to 1 MB.
Exit 1 when it is missed. A gap is counted as the server's only when this process was running, and without the time
that the loop's own thread was ready and waited for a processor (where Linux tells it): on a busy machine that is the
kernel's doing. Such a machine can hide a hold; `rules_hold.py` measures those of the rules in processor time.
"""

import argparse
import asyncio
import json
import re
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from destination_writer.lsp.main import create_session
from destination_writer.lsp.session import Session

GOAL = 0.050
STUB_EVERY = 4
"""Members for one stub: some 600 stubs in 1 MB, more than the generator of the shared tools makes."""

EXAMPLE = Path(__file__).parents[2] / "examples" / "destination-postgres"

_ANSWERED = re.compile(rb'"id":(\d+)')

MEMBER = """
    /** Reads one page of {number}. */
    suspend fun readPage{number}(cursor: String?, limit: Int = 100): List<String> {{
        val sql = "SELECT * FROM \\"t{number}\\" WHERE id > ${{cursor ?: 0}} LIMIT $limit"
        log.info {{ "page {number}: $sql" }}
        if (limit > {number}) {rest}
        return listOf(sql, 'x'.toString(), \"\"\"raw {number} "quoted" \"\"\")
    }}
"""


class Listener:
    """The writing end: keeps the answers."""

    def __init__(self) -> None:
        self.answers: dict[Any, asyncio.Future[Any]] = {}

    def write(self, data: bytes) -> None:
        # What the client would do with the body is not the server's time.
        if found := _ANSWERED.search(data, 0, 100):
            self.answers.pop(int(found[1])).set_result(None)

    def close(self) -> None: ...

    def is_unread(self) -> bool:
        return False


SCHEDULING = Path("/proc/thread-self/schedstat")


def running_time() -> float:
    """Wall time in seconds without that in which this thread was ready and had no processor."""
    queued = int(SCHEDULING.read_text().split()[1]) if SCHEDULING.exists() else 0
    return time.perf_counter() - queued / 1e9


class Heartbeat:
    """The longest time between two beats, in wall time and in time that this process was running."""

    def __init__(self) -> None:
        self.worst = 0.0
        self._last = (running_time(), time.process_time())
        self._beat()

    def _beat(self) -> None:
        now = (running_time(), time.process_time())
        self.worst = max(self.worst, min(now[0] - self._last[0], now[1] - self._last[1]))
        self._last = now
        asyncio.get_running_loop().call_later(0.001, self._beat)

    def take(self) -> float:
        worst, self.worst = self.worst, 0.0
        return worst


class Client:
    def __init__(self, session: Session) -> None:
        self.session = session
        self.listener = Listener()
        session.wire.connected(self.listener)
        self._id = 0

    def notify(self, method: str, params: Any) -> None:
        self.session.wire.receive(json.dumps({"jsonrpc": "2.0", "method": method, "params": params}).encode())

    async def request(self, method: str, params: Any) -> None:
        self._id += 1
        future = self.listener.answers[self._id] = asyncio.get_running_loop().create_future()
        body = {"jsonrpc": "2.0", "id": self._id, "method": method, "params": params}
        self.session.wire.receive(json.dumps(body).encode())
        await future


async def measure(folder: Path, text: str) -> dict[str, float]:
    client, beat, found = Client(create_session()), Heartbeat(), dict[str, float]()
    file = next(folder.rglob("PostgresAirbyteClient.kt")).with_name("Big.kt")
    uri = file.as_uri()
    document = {"textDocument": {"uri": uri}}
    line = text[: text.index("TODO(")].count("\n")
    at = {"line": line, "character": text.split("\n")[line].index("TODO(") + 1}
    roots = [{"uri": folder.as_uri(), "name": "w"}]
    await client.request("initialize", {"capabilities": {}, "workspaceFolders": roots})
    client.notify("initialized", {})
    await asyncio.sleep(3)
    found["start"] = beat.take()
    client.notify(
        "textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "kotlin", "version": 1, "text": text}}
    )
    await client.request("textDocument/diagnostic", document)
    await asyncio.sleep(3)
    found["open"] = beat.take()
    for number in range(50):
        place = {"line": line, "character": 4 + number}
        change = {"range": {"start": place, "end": place}, "text": "x" if number % 10 else "{"}
        versioned = {"uri": uri, "version": 2 + number}
        client.notify("textDocument/didChange", {"textDocument": versioned, "contentChanges": [change]})
        await asyncio.sleep(0.02)
    await asyncio.sleep(3)
    found["typing"] = beat.take()
    selection = {"range": {"start": at, "end": at}, "context": {"diagnostics": []}}
    for name, params in (
        ("hover", {"position": at}),
        ("definition", {"position": at}),
        ("completion", {"position": at}),
        ("codeAction", selection),
        ("codeLens", {}),
        ("documentSymbol", {}),
    ):
        await client.request(f"textDocument/{name}", document | params)
        found[name] = beat.take()
    await client.request("workspace/symbol", {"query": "readPage"})
    found["workspace/symbol"] = beat.take()
    await client.request("destinationWriter/status", {})
    found["status"] = beat.take()
    client.session.end()
    return found


def big_text(kilobytes: int) -> str:
    parts = ["package io.airbyte.integrations.destination.postgres.client\n\nclass Big {\n"]
    size, number = 0, 0
    while size < kilobytes * 1000:
        rest = f'TODO("Phase {number % 12}: page {number}")' if number % STUB_EVERY == 0 else "return emptyList()"
        parts.append(MEMBER.format(number=number, rest=rest))
        size += len(parts[-1])
        number += 1
    return "".join(parts) + "}\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kb", type=int, default=1000)
    parser.add_argument("--connector", type=Path, default=EXAMPLE)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "destination-postgres")
        shutil.copytree(options.connector, folder)
        found = asyncio.run(measure(folder, big_text(options.kb)))
    for name, seconds in found.items():
        print(f"{name:18} {seconds * 1000:7.1f} ms{'' if seconds <= GOAL else '   over the goal'}")
    return 0 if max(found.values()) <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
