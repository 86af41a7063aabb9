"""A session in this process: documents, stubs and the order of messages, without a server process."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from destination_writer.lsp import documents, stubs
from destination_writer.lsp.main import create_session
from destination_writer.lsp.session import Session

pytestmark = pytest.mark.asyncio

URI = "file:///nowhere/A.kt"


class Client:
    """Both ends of the wire in one loop."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.received: list[dict[str, Any]] = []
        session.wire.connected(self)
        self.send({"id": 0, "method": "initialize", "params": {"capabilities": {}}})

    def send(self, message: dict[str, Any]) -> None:
        self.session.wire.receive(json.dumps({"jsonrpc": "2.0", **message}).encode())

    def notify(self, method: str, params: Any) -> None:
        self.send({"method": method, "params": params})

    def open(self, text: str, language: str = "kotlin") -> None:
        item = {"uri": URI, "languageId": language, "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})

    def change(self, version: int, *changes: dict[str, Any]) -> None:
        self.notify(
            "textDocument/didChange",
            {"textDocument": {"uri": URI, "version": version}, "contentChanges": list(changes)},
        )

    def write(self, data: bytes) -> None:
        self.received.append(json.loads(data.partition(b"\r\n\r\n")[2]))

    def close(self) -> None: ...

    def is_unread(self) -> bool:
        return False

    def published(self) -> list[dict[str, Any]]:
        return [m["params"] for m in self.received if m.get("method") == "textDocument/publishDiagnostics"]

    def answer(self, msg_id: Any) -> dict[str, Any] | None:
        return next((m for m in self.received if "method" not in m and m["id"] == msg_id), None)

    async def until(self, is_so: Callable[[], Any]) -> Any:
        async def wait() -> Any:
            while not (found := is_so()):
                await asyncio.sleep(0)
            return found

        return await asyncio.wait_for(wait(), 30)


@pytest.fixture
def client() -> Iterator[Callable[[], Client]]:
    made: list[Client] = []

    def make() -> Client:
        made.append(Client(create_session()))
        return made[-1]

    yield make
    for client in made:
        client.session.end()


def insert(line: int, character: int, text: str) -> dict[str, Any]:
    place = {"line": line, "character": character}
    return {"range": {"start": place, "end": place}, "text": text}


def text_of(client: Client) -> str:
    document = client.session.documents.get(URI)
    assert document
    return document.text


async def test_changes_that_come_while_a_text_is_read_are_applied_in_order(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "THREAD_LIMIT", 10)
    editor = client()
    editor.open('fun f() = TODO("Phase 3")\n')
    editor.change(2, insert(0, 0, "// "), insert(0, 3, "x\n"))
    editor.change(3, {"text": 'val x = 1 // a new text\nfun g() = TODO("Phase 4")\n'}, insert(1, 0, "/* c */ "))
    editor.change(4, insert(0, 0, "\n"))
    last = await editor.until(lambda: [p for p in editor.published() if p.get("version") == 4])
    assert text_of(editor) == '\nval x = 1 // a new text\n/* c */ fun g() = TODO("Phase 4")\n'
    assert [item["range"]["start"] for item in last[-1]["diagnostics"]] == [{"line": 2, "character": 18}]


async def test_a_hot_message_is_handled_although_the_framework_is_not_there(client: Any) -> None:
    editor = client()
    editor.session.wire.on_needed = lambda: None
    editor.send({"id": 1, "method": "textDocument/hover", "params": {}})
    editor.open('fun f() = TODO("Phase 3")\n')
    (first,) = await editor.until(editor.published)
    assert first["version"] == 1
    assert editor.answer(1) is None
    editor.notify("$/cancelRequest", {"id": 1})
    assert editor.answer(1)["error"]["code"] == -32800


async def test_requests_that_wait_for_a_framework_that_cannot_be_loaded_are_refused(client: Any) -> None:
    editor = client()
    editor.session.wire.on_needed = lambda: None
    editor.send({"id": 1, "method": "textDocument/hover", "params": {}})
    editor.session.wire.lose_rest("it is broken")
    assert editor.answer(1)["error"]["message"] == "it is broken"
    editor.send({"id": 2, "method": "textDocument/hover", "params": {}})
    assert editor.answer(2)["error"]["code"] == -32601


async def test_more_new_stubs_than_can_be_described_at_once_come_in_two_steps(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stubs, "BUDGET", 3)
    editor = client()
    await editor.session.library.knowledge(None)
    lines = [f'fun f{n}() = TODO("Phase {n}")' for n in range(8)]
    editor.open("\n".join(lines))
    first, *_ = await editor.until(editor.published)
    assert len(first["diagnostics"]) == 8

    def full() -> bool:
        return all(", " in item["message"] for item in editor.published()[-1]["diagnostics"])

    await editor.until(full)
    assert len(editor.published()[-1]["diagnostics"]) == 8


async def test_a_document_that_is_closed_is_taken_off_the_screen(client: Any) -> None:
    editor = client()
    editor.open('fun f() = TODO("Phase 3")\n')
    await editor.until(editor.published)
    editor.notify("textDocument/didClose", {"textDocument": {"uri": URI}})
    await editor.until(lambda: editor.published()[-1]["diagnostics"] == [])
    assert editor.session.documents.get(URI) is None


async def test_other_languages_are_kept_and_say_nothing(client: Any) -> None:
    editor = client()
    item = {"uri": "file:///nowhere/notes.md", "languageId": "markdown", "version": 1, "text": 'TODO("Phase 3")'}
    editor.notify("textDocument/didOpen", {"textDocument": item})
    (first,) = await editor.until(editor.published)
    assert first["diagnostics"] == []


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"textDocument": {"uri": URI}},
        {"textDocument": {"uri": URI, "version": 2}, "contentChanges": [{"range": {}, "text": "x"}]},
        {"textDocument": {"uri": URI, "version": 2}, "contentChanges": 7},
        {"textDocument": {"uri": "file:///other.kt", "version": 2}, "contentChanges": []},
    ],
)
async def test_a_malformed_change_is_dropped_and_the_next_one_counts(client: Any, params: Any) -> None:
    editor = client()
    editor.open("val x = 1\n")
    editor.notify("textDocument/didChange", params)
    editor.change(3, insert(0, 0, "y"))
    assert text_of(editor) == "yval x = 1\n"


async def test_the_settings_can_turn_diagnostics_off_and_on(client: Any) -> None:
    editor = client()
    editor.open('fun f() = TODO("Phase 3")\n')
    await editor.until(lambda: editor.published() and editor.published()[-1]["diagnostics"])
    for enable in (False, True):
        settings = {"diagnostics": {"enable": enable}}
        editor.notify("workspace/didChangeConfiguration", {"settings": {"destinationWriter": settings}})
        await editor.until(lambda enable=enable: bool(editor.published()[-1]["diagnostics"]) is enable)


async def test_an_error_of_a_handler_is_answered(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    editor = client()

    def fail(*_: Any) -> str:
        raise RuntimeError("broken")

    monkeypatch.setattr(editor.session.publisher, "report", fail)
    editor.send({"id": 1, "method": "textDocument/diagnostic", "params": {"textDocument": {"uri": URI}}})
    assert editor.answer(1)["error"]["code"] == -32603
    editor.send({"id": 2, "method": "workspace/diagnostic", "params": {"previousResultIds": []}})
    assert editor.answer(2)["result"] == {"items": []}


async def test_the_workspace_report_speaks_of_open_files_too(client: Any) -> None:
    """An editor that keeps a document open behind a closed tab asks for it only there."""
    editor = client()
    editor.open('fun f() = TODO("Phase 3")\n')
    await editor.until(lambda: editor.published() and editor.published()[-1]["diagnostics"])
    editor.change(2, {"text": "fun f() = 3\n"})
    await editor.until(lambda: editor.published()[-1]["diagnostics"] == [])
    known = [{"uri": URI, "value": "of the stub that is gone"}]
    editor.send({"id": 5, "method": "workspace/diagnostic", "params": {"previousResultIds": known}})
    (report,) = editor.answer(5)["result"]["items"]
    assert (report["uri"], report["version"], report["kind"], report["items"]) == (URI, 2, "full", [])


async def test_a_start_imports_nothing_heavy() -> None:
    code = "import sys; from destination_writer.lsp import main; main.create_session(); print(*sys.modules)"
    loaded = set(
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    )
    heavy = {"pygls", "lsprotocol", "pydantic", "yaml", "jinja2", "ruamel", "watchdog", "tree_sitter", "xml", "click"}
    assert {name.partition(".")[0] for name in loaded} & heavy == set()
