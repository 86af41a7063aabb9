"""Input that nobody should send or have: each is named with its remedy, and the next request is answered."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from editor_profiles import PUSHED, Profile, Start, source
from lsp_editor import SERVER, Editor, codes
from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from destination_writer.text.places import Position

pytestmark = pytest.mark.asyncio


async def alive(editor: Editor, uri: str) -> None:
    assert "### Phase 2" in await editor.hover(uri, 'TO|DO("Phase 2")')


async def message(editor: Editor, *parts: str) -> str:
    """A message that was shown once and holds all parts."""

    def shown() -> list[str]:
        return [m.message for m in editor.client.messages if all(part in m.message for part in parts)]

    (text,) = await editor.until(shown, f"a message with {parts}")
    return text


async def test_a_giant_file_is_limited_and_the_user_is_told_once(
    editor: Editor, connector: Path, client_file: Path
) -> None:
    uri = editor.open(client_file)
    giant = connector / "src/main/kotlin/Giant.kt"
    text = "class Giant {\n" + '    fun f() = TODO("Phase 3") // filler filler filler filler filler\n' * 300_000 + "}\n"
    giant_uri = editor.open(giant, text)
    assert "2,000,000" in await message(editor, "Giant.kt", "Split the file")
    editor.edit(giant_uri, Position(1, 0), Position(1, 0), "\n")
    assert await editor.hover(giant_uri, "fun |f() = TODO") == ""
    found = await editor.diagnostics(giant_uri, lambda d: d, "the finding about the file")
    assert codes(found) == ["DW704"]
    await alive(editor, uri)
    await message(editor, "Giant.kt")


async def test_a_giant_that_shrinks_is_read_again(start: Start, connector: Path) -> None:
    editor = await start(PUSHED, connector)
    file = connector / "src/main/kotlin/Giant.kt"
    uri = editor.open(file, "// " + "x" * 2_100_000 + '\nfun f() = TODO("Phase 3")\n')
    await message(editor, "Giant.kt")
    editor.edit(uri, Position(0, 0), Position(0, 2_000_003), "// ")
    await editor.diagnostics(uri, lambda d: codes(d) == ["DW101"], "the stub")


async def test_a_source_that_is_not_utf8(editor: Editor, connector: Path, client_file: Path) -> None:
    bad = source(connector, "PostgresChecker.kt")
    bad.write_bytes(b"package a\n// caf\xe9\n")
    uri = editor.open(client_file)
    found = await editor.diagnostics(bad.as_uri(), lambda d: d, "the finding about the file")
    assert "UTF-8" in found[0].message
    assert found[0].range.start.line == 1
    await alive(editor, uri)


async def test_an_unknown_version_of_the_cdk(
    start: Start, profile: Profile, connector: Path, client_file: Path
) -> None:
    properties = connector / "gradle.properties"
    properties.write_text("cdkVersion=0.0.1\n", "utf-8")
    editor = await start(profile, connector)
    uri = editor.open(client_file)
    found = await editor.diagnostics(properties.as_uri(), lambda d: d, "the finding about the version")
    assert codes(found) == ["DW701"]
    assert "0.0.1" in found[0].message
    await alive(editor, uri)
    assert "TableOperationsClient" in await editor.hover(uri, ") : Table|OperationsClient")


async def test_an_invalid_override_of_knowledge(
    start: Start, profile: Profile, connector: Path, client_file: Path
) -> None:
    override = connector / ".destination-writer/knowledge/dialects/postgres.yaml"
    override.parent.mkdir(parents=True)
    override.write_text("slug: postgres\nname: [1, 2\n", "utf-8")
    editor = await start(profile, connector)
    uri = editor.open(client_file)
    found = await editor.diagnostics(override.as_uri(), lambda d: d, "the finding about the override")
    assert codes(found) == ["DW703"]
    await alive(editor, uri)
    (action, *_) = await editor.actions(uri, 'TO|DO("Phase 4")', ["quickfix"])
    assert action.title == "Implement getGenerationId"


async def test_settings_that_do_not_fit_are_told_once(start: Start, connector: Path, client_file: Path) -> None:
    editor = await start(PUSHED, connector, settings={"diagnostics": {"delay": "soon"}, "hoover": {}})
    text = await message(editor, "destinationWriter.diagnostics.delay")
    assert "whole number from 0 to 10000" in text
    assert "1 more" in text
    await alive(editor, editor.open(client_file))


async def test_a_folder_without_a_connector(start: Start, profile: Profile, tmp_path: Path) -> None:
    editor = await start(profile, tmp_path)
    uri = editor.open(tmp_path / "Notes.kt", 'fun f() = TODO("Phase 2")\n')
    await editor.diagnostics(uri, lambda d: codes(d) == ["DW101"], "the stub")
    await alive(editor, uri)
    assert (await editor.custom("destinationWriter/status", {})).connectors == []
    result = await editor.command("destinationWriter.implementPhase", {"uri": tmp_path.as_uri(), "phase": 3})
    assert "belongs to no connector" in result["reason"]


async def test_a_folder_that_does_not_exist(start: Start, profile: Profile, tmp_path: Path) -> None:
    editor = await start(profile, tmp_path / "gone")
    uri = editor.open(tmp_path / "gone" / "A.kt", 'fun f() = TODO("Phase 2")\n')
    await alive(editor, uri)


async def test_two_folders_are_two_connectors(start: Start, profile: Profile, connector: Path, tmp_path: Path) -> None:
    import shutil

    other = tmp_path / "destination-other"
    shutil.copytree(connector, other)
    (other / "gradle.properties").write_text("cdkVersion=0.1.83\n", "utf-8")
    editor = await start(profile, connector, other)
    answer = await editor.custom("destinationWriter/status", {})
    assert {(c.name, c.cdkVersion) for c in answer.connectors} == {
        ("destination-postgres", "1.0.13"),
        ("destination-other", "0.1.83"),
    }
    uri = editor.open(source(other, "PostgresAirbyteClient.kt"))
    assert "era A" in await editor.hover(uri, ") : Table|OperationsClient")
    gone = lsp.WorkspaceFolder(other.as_uri(), other.name)
    editor.client.workspace_did_change_workspace_folders(
        lsp.DidChangeWorkspaceFoldersParams(lsp.WorkspaceFoldersChangeEvent(added=[], removed=[gone]))
    )
    editor.close(uri)
    answer = await editor.custom("destinationWriter/status", {})
    assert [c.name for c in answer.connectors] == ["destination-postgres"]


async def test_a_page_that_does_not_exist(editor: Editor, client_file: Path) -> None:
    uri = editor.open(client_file)
    with pytest.raises(JsonRpcException, match="there is no page"):
        await editor.custom("destinationWriter/page", {"uri": "destination-writer:/nothing.md"})
    await alive(editor, uri)


class Raw:
    """Bytes to a server process and back, for what no client would send."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def send(self, body: bytes) -> None:
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        await self.process.stdin.drain()

    async def request(self, msg_id: Any, method: str, params: Any = None) -> dict[str, Any]:
        await self.send(json.dumps({"jsonrpc": "2.0", "id": msg_id, "method": method, "params": params}).encode())
        return await self.answer(msg_id)

    async def answer(self, msg_id: Any) -> dict[str, Any]:
        assert self.process.stdout
        while True:
            head = await asyncio.wait_for(self.process.stdout.readuntil(b"\r\n\r\n"), 30)
            body = json.loads(await self.process.stdout.readexactly(int(head.split(b":")[1])))
            if "method" not in body and body.get("id") == msg_id:
                return body


PIPE = asyncio.subprocess.PIPE


@pytest_asyncio.fixture
async def spawn() -> AsyncIterator[Callable[..., Coroutine[Any, Any, asyncio.subprocess.Process]]]:
    """Starts processes whose standard streams are pipes; none is left behind."""
    started: list[asyncio.subprocess.Process] = []

    async def begin(*command: str) -> asyncio.subprocess.Process:
        process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, stderr=PIPE)
        started.append(process)
        return process

    yield begin
    for process in started:
        if process.returncode is None:
            process.kill()
        assert process.stdin
        process.stdin.close()
        await process.communicate()


@pytest_asyncio.fixture
async def wire(spawn: Any) -> Raw:
    return Raw(await spawn(*SERVER))


async def test_messages_that_are_rubbish_are_answered_with_the_right_error(wire: Raw) -> None:
    assert (await wire.request(1, "textDocument/hover", {}))["error"]["code"] == -32002
    assert "capabilities" in (await wire.request(2, "initialize", {"capabilities": {}}))["result"]
    assert (await wire.request(3, "initialize", {"capabilities": {}}))["error"]["code"] == -32600
    for body, code in (
        (b"{", -32700),
        (b"[1]", -32600),
        (b'{"id": 4}', -32600),
        (b'{"jsonrpc":"2.0","method":[]}', -32600),
    ):
        await wire.send(body)
        assert (await wire.answer(None))["error"]["code"] == code
    assert (await wire.request(5, "textDocument/juggle", {}))["error"]["code"] == -32601
    assert (await wire.request(6, "textDocument/hover", {"textDocument": 7}))["error"]["code"] == -32602
    assert (await wire.request(7, "textDocument/diagnostic", {}))["error"]["code"] == -32602
    await wire.send(b'{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{}}}')
    await wire.send(b'{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":99}}')
    await wire.send(b'{"jsonrpc":"2.0","method":"$/cancelRequest","params":[]}')
    assert (await wire.request("eight", "workspace/symbol", {"query": ""}))["result"] == []
    assert (await wire.request(9, "shutdown"))["result"] is None
    assert (await wire.request(10, "textDocument/hover", {}))["error"]["code"] == -32600
    await wire.send(b'{"jsonrpc":"2.0","method":"exit"}')
    assert await asyncio.wait_for(wire.process.wait(), 30) == 0


async def test_an_editor_that_goes_without_a_word_ends_the_server(wire: Raw) -> None:
    await wire.request(1, "initialize", {"capabilities": {}})
    assert wire.process.stdin
    wire.process.stdin.close()
    assert await asyncio.wait_for(wire.process.wait(), 30) == 1


async def test_nothing_but_the_protocol_reaches_standard_output(spawn: Any, tmp_path: Path) -> None:
    code = (
        "import os, sys\n"
        "from destination_writer.lsp import main\n"
        "session = main.create_session()\n"
        "said = session.begin\n"
        "def begin():\n    print('a stray print'); os.write(1, b'and a stray write')\n    said()\n"
        "session.begin = begin\n"
        "main.create_session = lambda: session\n"
        "main.leave(main.run_stdio())\n"
    )
    process = await spawn(sys.executable, "-c", code)
    wire = Raw(process)
    await wire.request(1, "initialize", {"capabilities": {}, "rootUri": tmp_path.as_uri()})
    await wire.send(b'{"jsonrpc":"2.0","method":"initialized","params":{}}')
    await wire.request(2, "shutdown")
    await wire.send(b'{"jsonrpc":"2.0","method":"exit"}')
    assert process.stderr
    stderr = await process.stderr.read()
    assert b"a stray print" in stderr and b"and a stray write" in stderr


async def test_tcp_serves_one_editor(spawn: Any) -> None:
    process = await spawn(*SERVER, "--tcp", "127.0.0.1:0")
    assert process.stderr
    line = (await asyncio.wait_for(process.stderr.readuntil(b"listening on 127.0.0.1:"), 30)).decode()
    assert "listening" in line
    port = int((await process.stderr.readline()).strip())
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = b'{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}'
    writer.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 30)
    answer = json.loads(await reader.readexactly(int(head.split(b":")[1])))
    assert answer["result"]["serverInfo"]["name"] == "destination-writer"
    second, closing = await asyncio.open_connection("127.0.0.1", port)
    assert await asyncio.wait_for(second.read(), 30) == b""
    closing.close()
    writer.close()
    assert await asyncio.wait_for(process.wait(), 30) == 1
