"""An editor for the tests: a real server process, the documents as the editor holds them, and waiting for events."""

import asyncio
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Union

from lsprotocol import types as lsp
from pytest_lsp import LanguageClient, make_test_lsp_client

from destination_writer.text.document import Document
from destination_writer.text.encodings import Encoding, from_units, to_units
from destination_writer.text.places import Position, Range

SERVER = [sys.executable, "-m", "destination_writer", "serve", "--log-level", "warning"]

PATIENCE = 30
"""Seconds for one event, on a machine that does many other things."""


class Editor:
    """What a person at an editor does and sees. Places are found by the text that stands there."""

    def __init__(self, client: LanguageClient, *, pulls: bool, encoding: Encoding) -> None:
        self.client = client
        self.pulls = pulls
        self.encoding = encoding
        self.texts: dict[str, Document] = {}
        self.versions: dict[str, int] = {}
        self.published: list[lsp.PublishDiagnosticsParams] = []
        self.applied: list[lsp.ApplyWorkspaceEditParams] = []
        self.refusal: str | None = None
        self.questions: list[lsp.ShowMessageRequestParams] = []
        self.choices: list[Any] = []
        """What was asked as a list."""
        self.pick: int | None = 0
        """Which action of a question the person takes; None closes it."""
        self.picks: list[int] = []
        """The same for the next questions, one after the other."""
        self.said: list[Any] = []
        """Events of conversations."""
        self.approvals: list[Any] = []
        """What a conversation asked."""
        self.withdrawn = 0
        """Questions that the server took back."""
        self.verdicts: list[dict[str, str] | None] = []
        """The person's answers to it; None never answers. Without any: no."""
        self.statuses: list[Any] = []
        self.lens_refreshes = 0
        self.registered: list[str] = []
        self.result: lsp.InitializeResult | None = None
        self._news = asyncio.Condition()

    # -- what the server sends ------------------------------------------------------------------------------------

    async def note(self) -> None:
        async with self._news:
            self._news.notify_all()

    async def until(self, is_so: Callable[[], Any], what: str) -> Any:
        """Wait for an event that makes it so; gives what `is_so` gave."""

        async def wait() -> Any:
            async with self._news:
                while not (found := is_so()):
                    await self._news.wait()
                return found

        try:
            return await asyncio.wait_for(wait(), PATIENCE)
        except TimeoutError:
            raise AssertionError(f"this did not come: {what}") from None

    # -- documents ------------------------------------------------------------------------------------------------

    def open(self, path: Path, text: str | None = None) -> str:
        uri = path.as_uri()
        text = path.read_bytes().decode("utf-8") if text is None else text
        self.texts[uri], self.versions[uri] = Document(text), 1
        item = lsp.TextDocumentItem(uri=uri, language_id="kotlin", version=1, text=text)
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
        return uri

    def close(self, uri: str) -> None:
        del self.texts[uri]
        self.client.text_document_did_close(lsp.DidCloseTextDocumentParams(lsp.TextDocumentIdentifier(uri)))

    def edit(self, uri: str, start: Position, end: Position, new_text: str) -> None:
        """One incremental change, as typing makes it."""
        wire = lsp.Range(self.to_wire(uri, start), self.to_wire(uri, end))
        self.texts[uri].apply(Range(start, end), new_text)
        self.versions[uri] += 1
        self.client.text_document_did_change(
            lsp.DidChangeTextDocumentParams(
                lsp.VersionedTextDocumentIdentifier(version=self.versions[uri], uri=uri),
                [lsp.TextDocumentContentChangePartial(range=wire, text=new_text)],
            )
        )

    def replace(self, uri: str, old: str, new: str) -> None:
        """Edit the first place where `old` stands."""
        start = self.place(uri, old)
        offset = self.texts[uri].offset(start)
        self.edit(uri, start, self.texts[uri].position(offset + len(old)), new)

    def text(self, uri: str) -> str:
        return self.texts[uri].text

    def place(self, uri: str, marked: str) -> Position:
        """Where a text stands; at its `|` when it has one."""
        before, _, after = marked.partition("|")
        at = self.texts[uri].text.index(before + after)
        return self.texts[uri].position(at + (len(before) if "|" in marked else 0))

    def at(self, uri: str, marked: str) -> lsp.Position:
        return self.to_wire(uri, self.place(uri, marked))

    def to_wire(self, uri: str, position: Position) -> lsp.Position:
        line = self.texts[uri].line(position.line)
        return lsp.Position(position.line, to_units(line, position.column, self.encoding))

    def shown(self, uri: str, range_: lsp.Range) -> str:
        """The text in a range that the server sent."""
        document = self.texts[uri]
        ends = [
            document.offset(Position(p.line, from_units(document.line(p.line), p.character, self.encoding)))
            for p in (range_.start, range_.end)
        ]
        return document.text[slice(*ends)]

    def apply(self, edit: lsp.WorkspaceEdit) -> None:
        """Apply an edit to open documents, checking their versions, and to files."""
        for uri, edits in (edit.changes or {}).items():
            self._apply_to(uri, self.versions.get(uri), edits)
        for change in edit.document_changes or []:
            if isinstance(change, lsp.CreateFile):
                assert not self.path(change.uri).exists()
                self.path(change.uri).parent.mkdir(parents=True, exist_ok=True)
                self.path(change.uri).write_bytes(b"")
            elif isinstance(change, lsp.TextDocumentEdit):
                self._apply_to(change.text_document.uri, change.text_document.version, change.edits)

    def _apply_to(self, uri: str, version: int | None, edits: Sequence[Any]) -> None:
        is_open = uri in self.texts
        document = self.texts[uri] if is_open else Document(self.path(uri).read_bytes().decode("utf-8"))
        assert version == (self.versions[uri] if is_open else None)
        for item in sorted(edits, key=lambda e: (e.range.start.line, e.range.start.character), reverse=True):
            lines = [document.line(p.line) for p in (item.range.start, item.range.end)]
            start = Position(item.range.start.line, from_units(lines[0], item.range.start.character, self.encoding))
            end = Position(item.range.end.line, from_units(lines[1], item.range.end.character, self.encoding))
            if is_open:
                self.edit(uri, start, end, item.new_text)
            else:
                document.apply(Range(start, end), item.new_text)
        if not is_open:
            self.path(uri).write_bytes(document.text.encode("utf-8"))

    @staticmethod
    def path(uri: str) -> Path:
        from destination_writer.lsp.uris import path_of

        found = path_of(uri)
        assert found is not None
        return found

    # -- diagnostics, as this client gets them --------------------------------------------------------------------

    async def diagnostics(
        self, uri: str, wanted: Callable[[list[lsp.Diagnostic]], Any], what: str
    ) -> list[lsp.Diagnostic]:
        """What is shown for a file, once it is as wanted."""
        if self.pulls:
            return await self._pulled(uri, wanted, what)
        await self.until(lambda: (last := self.last(uri)) is not None and wanted(list(last.diagnostics)), what)
        last = self.last(uri)
        assert last is not None
        return list(last.diagnostics)

    def last(self, uri: str) -> lsp.PublishDiagnosticsParams | None:
        return next((params for params in reversed(self.published) if params.uri == uri), None)

    async def _pulled(self, uri: str, wanted: Callable[[list[lsp.Diagnostic]], Any], what: str) -> list[lsp.Diagnostic]:
        while True:
            seen = self.client.diagnostic_refresh_count
            found = await self.pull(uri) if uri in self.texts else (await self.pull_workspace()).get(uri, [])
            if wanted(found):
                return found
            await self.until(lambda seen=seen: self.client.diagnostic_refresh_count > seen, f"{what}; there is {found}")

    async def pull(self, uri: str) -> list[lsp.Diagnostic]:
        params = lsp.DocumentDiagnosticParams(lsp.TextDocumentIdentifier(uri))
        report = await self.client.text_document_diagnostic_async(params)
        assert isinstance(report, lsp.RelatedFullDocumentDiagnosticReport)
        return list(report.items)

    async def pull_workspace(self) -> Mapping[str, list[lsp.Diagnostic]]:
        report = await self.client.workspace_diagnostic_async(lsp.WorkspaceDiagnosticParams(previous_result_ids=[]))
        full = [item for item in report.items if isinstance(item, lsp.WorkspaceFullDocumentDiagnosticReport)]
        return {item.uri: list(item.items) for item in full}

    # -- requests -------------------------------------------------------------------------------------------------

    async def hover(self, uri: str, marked: str) -> str:
        params = lsp.HoverParams(lsp.TextDocumentIdentifier(uri), self.at(uri, marked))
        found = await self.client.text_document_hover_async(params)
        if found is None:
            return ""
        assert isinstance(found.contents, lsp.MarkupContent)
        return found.contents.value

    async def actions(
        self, uri: str, marked: str, only: Sequence[str] | None = None, diagnostics: Sequence[lsp.Diagnostic] = ()
    ) -> list[lsp.CodeAction]:
        at = self.at(uri, marked)
        context = lsp.CodeActionContext(diagnostics=list(diagnostics), only=list(only) if only else None)
        params = lsp.CodeActionParams(lsp.TextDocumentIdentifier(uri), lsp.Range(at, at), context)
        found = await self.client.text_document_code_action_async(params)
        return [action for action in found or [] if isinstance(action, lsp.CodeAction)]

    async def command(self, name: str, argument: Any) -> Any:
        return await self.client.workspace_execute_command_async(lsp.ExecuteCommandParams(name, [argument]))

    async def custom(self, method: str, params: Any) -> Any:
        return await self.client.protocol.send_request_async(method, params)


def _tell_actions_from_commands(client: LanguageClient) -> None:
    """The client's library takes a code action that carries a command for a bare command."""
    converter = client.protocol._converter  # pyright: ignore[reportPrivateUsage]  # there is no public way to it

    def structure(value: Any, _: type) -> lsp.Command | lsp.CodeAction:
        is_bare = isinstance(value.get("command"), str)
        return converter.structure(value, lsp.Command if is_bare else lsp.CodeAction)

    converter.register_structure_hook(Union[lsp.Command, lsp.CodeAction], structure)  # noqa: UP007 - the library's type


def make_client() -> LanguageClient:
    """A client that hands every published diagnostic and message to its editor."""
    client = make_test_lsp_client()
    _tell_actions_from_commands(client)
    del client.protocol.fm.features[lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS]
    del client.protocol.fm.features[lsp.WORKSPACE_DIAGNOSTIC_REFRESH]
    del client.protocol.fm.features[lsp.WINDOW_SHOW_MESSAGE]

    @client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    async def published(ls: LanguageClient, params: lsp.PublishDiagnosticsParams) -> None:
        editor: Editor = ls.editor  # pyright: ignore[reportAttributeAccessIssue]  # set by the fixture
        editor.published.append(params)
        await editor.note()

    @client.feature(lsp.WORKSPACE_APPLY_EDIT)
    def apply_edit(ls: LanguageClient, params: lsp.ApplyWorkspaceEditParams) -> lsp.ApplyWorkspaceEditResult:
        editor: Editor = ls.editor  # pyright: ignore[reportAttributeAccessIssue]
        editor.applied.append(params)
        if editor.refusal is None:
            editor.apply(params.edit)
        return lsp.ApplyWorkspaceEditResult(applied=editor.refusal is None, failure_reason=editor.refusal)

    @client.feature(lsp.WINDOW_SHOW_MESSAGE_REQUEST)
    def ask(ls: LanguageClient, params: lsp.ShowMessageRequestParams) -> lsp.MessageActionItem | None:
        editor: Editor = ls.editor  # pyright: ignore[reportAttributeAccessIssue]
        editor.questions.append(params)
        pick = editor.picks.pop(0) if editor.picks else editor.pick
        return None if pick is None else (params.actions or [])[pick]

    @client.feature("destinationWriter/choose")
    def choose(ls: LanguageClient, params: Any) -> dict[str, int | None]:
        editor: Editor = ls.editor  # pyright: ignore[reportAttributeAccessIssue]
        editor.choices.append(params)
        return {"index": editor.picks.pop(0) if editor.picks else editor.pick}

    @client.feature("destinationWriter/said")
    async def said(ls: LanguageClient, params: Any) -> None:
        editor: Editor = ls.editor  # pyright: ignore[reportAttributeAccessIssue]
        editor.said += params.events
        await editor.note()

    @client.feature("destinationWriter/approve")
    async def approve(ls: LanguageClient, params: Any) -> dict[str, str]:
        editor: Editor = ls.editor  # pyright: ignore[reportAttributeAccessIssue]
        editor.approvals.append(params)
        await editor.note()
        verdict = editor.verdicts.pop(0) if editor.verdicts else {"verdict": "no"}
        if verdict is not None:
            return verdict
        try:
            await asyncio.Event().wait()
        finally:
            editor.withdrawn += 1
            await editor.note()
        return {}

    @client.feature(lsp.CLIENT_REGISTER_CAPABILITY)
    def register(ls: LanguageClient, params: lsp.RegistrationParams) -> None:
        ls.editor.registered += [item.method for item in params.registrations]  # pyright: ignore[reportAttributeAccessIssue]

    @client.feature("destinationWriter/statusChanged")
    async def status_changed(ls: LanguageClient, params: Any) -> None:
        editor: Editor = ls.editor  # pyright: ignore[reportAttributeAccessIssue]
        editor.statuses.append(params)
        await editor.note()

    @client.feature(lsp.WINDOW_SHOW_MESSAGE)
    async def show_message(ls: LanguageClient, params: lsp.ShowMessageParams) -> None:
        ls.messages.append(params)
        await ls.editor.note()  # pyright: ignore[reportAttributeAccessIssue]

    @client.feature(lsp.WORKSPACE_DIAGNOSTIC_REFRESH)
    async def refresh(ls: LanguageClient, params: None) -> None:  # noqa: ARG001
        ls.diagnostic_refresh_count += 1
        await ls.editor.note()  # pyright: ignore[reportAttributeAccessIssue]

    @client.feature(lsp.WORKSPACE_CODE_LENS_REFRESH)
    async def refresh_lenses(ls: LanguageClient, params: None) -> None:  # noqa: ARG001
        ls.editor.lens_refreshes += 1  # pyright: ignore[reportAttributeAccessIssue]
        await ls.editor.note()  # pyright: ignore[reportAttributeAccessIssue]

    return client


def codes(diagnostics: Sequence[lsp.Diagnostic]) -> list[str]:
    return [str(item.code) for item in diagnostics]
