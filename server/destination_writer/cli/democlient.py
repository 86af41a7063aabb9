"""The editor of the demo: a small LSP client that starts the real server and keeps what it publishes."""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

from destination_writer import __version__

PATIENCE = 30.0
"""Seconds to wait for one answer before the demo says what did not come."""


class DemoEditor:
    """Opens files, asks, and applies what comes back to the disk, as an editor does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.client = LanguageClient("destination-writer-demo", __version__)
        self.published: dict[str, list[lsp.Diagnostic]] = {}
        self.versions: dict[str, int] = {}
        self.news = asyncio.Event()

        @self.client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def keep(params: lsp.PublishDiagnosticsParams) -> None:
            self.published[params.uri] = list(params.diagnostics)
            self.news.set()

    async def start(self) -> str:
        """Start the server process; returns its name and version."""
        await self.client.start_io(sys.executable, "-m", "destination_writer", "serve", cwd=str(self.folder))
        answer = await self.client.initialize_async(
            lsp.InitializeParams(
                capabilities=lsp.ClientCapabilities(
                    workspace=lsp.WorkspaceClientCapabilities(
                        workspace_edit=lsp.WorkspaceEditClientCapabilities(document_changes=True),
                    ),
                    text_document=lsp.TextDocumentClientCapabilities(
                        publish_diagnostics=lsp.PublishDiagnosticsClientCapabilities(related_information=True),
                        hover=lsp.HoverClientCapabilities(content_format=[lsp.MarkupKind.Markdown]),
                        code_action=lsp.CodeActionClientCapabilities(
                            code_action_literal_support=lsp.ClientCodeActionLiteralOptions(
                                code_action_kind=lsp.ClientCodeActionKindOptions(value_set=[""])
                            ),
                            data_support=True,
                            resolve_support=lsp.ClientCodeActionResolveOptions(properties=["edit"]),
                        ),
                    ),
                ),
                root_uri=self.folder.as_uri(),
                workspace_folders=[lsp.WorkspaceFolder(uri=self.folder.as_uri(), name=self.folder.name)],
            )
        )
        self.client.initialized(lsp.InitializedParams())
        info = answer.server_info
        return f"{info.name} {info.version}" if info else "the server"

    async def stop(self) -> None:
        await self.client.shutdown_async(None)
        self.client.exit(None)
        await self.client.stop()

    def open(self, path: Path) -> str:
        uri = path.as_uri()
        self.versions[uri] = 1
        item = lsp.TextDocumentItem(uri=uri, language_id="kotlin", version=1, text=path.read_text(encoding="utf-8"))
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(text_document=item))
        return uri

    async def diagnostics(
        self, uri: str, wanted: Callable[[list[lsp.Diagnostic]], bool], what: str
    ) -> list[lsp.Diagnostic]:
        """Wait until what the server published for `uri` is as wanted. Raises TimeoutError naming `what`."""

        async def wait() -> list[lsp.Diagnostic]:
            while not wanted(self.published.get(uri, [])):
                self.news.clear()
                await self.news.wait()
            return self.published[uri]

        try:
            return await asyncio.wait_for(wait(), PATIENCE)
        except TimeoutError:
            raise TimeoutError(what) from None

    async def hover(self, uri: str, position: lsp.Position) -> str:
        params = lsp.HoverParams(text_document=lsp.TextDocumentIdentifier(uri=uri), position=position)
        answer = await self.client.text_document_hover_async(params)
        return answer.contents.value if answer and isinstance(answer.contents, lsp.MarkupContent) else ""

    async def actions(self, uri: str, where: lsp.Range, only: str | None = None) -> list[lsp.CodeAction]:
        context = lsp.CodeActionContext(
            diagnostics=[d for d in self.published.get(uri, []) if d.range.start.line == where.start.line],
            only=[only] if only else None,
        )
        params = lsp.CodeActionParams(text_document=lsp.TextDocumentIdentifier(uri=uri), range=where, context=context)
        found = await self.client.text_document_code_action_async(params)
        return [action for action in found or [] if isinstance(action, lsp.CodeAction)]

    async def apply(self, action: lsp.CodeAction) -> dict[Path, tuple[str, str]]:
        """Resolve and apply an action; returns (before, after) of every file it touched."""
        if action.edit is None:
            action = await self.client.code_action_resolve_async(action)
        touched: dict[Path, tuple[str, str]] = {}
        for change in (action.edit.document_changes if action.edit else None) or []:
            if isinstance(change, lsp.CreateFile):
                path = path_of(change.uri)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text("", encoding="utf-8")
            elif isinstance(change, lsp.TextDocumentEdit):
                path = path_of(change.text_document.uri)
                before = path.read_text(encoding="utf-8")
                after = edited(before, [edit for edit in change.edits if isinstance(edit, lsp.TextEdit)])
                path.write_text(after, encoding="utf-8")
                touched[path] = (before, after)
                self._tell(path, after)
        return touched

    def _tell(self, path: Path, text: str) -> None:
        uri = path.as_uri()
        if uri not in self.versions:
            return
        self.versions[uri] += 1
        self.client.text_document_did_change(
            lsp.DidChangeTextDocumentParams(
                text_document=lsp.VersionedTextDocumentIdentifier(uri=uri, version=self.versions[uri]),
                content_changes=[lsp.TextDocumentContentChangeWholeDocument(text=text)],
            )
        )
        self.client.text_document_did_save(
            lsp.DidSaveTextDocumentParams(text_document=lsp.TextDocumentIdentifier(uri=uri))
        )


def path_of(uri: str) -> Path:
    from pygls.uris import to_fs_path

    return Path(to_fs_path(uri) or "")


def edited(text: str, edits: list[lsp.TextEdit]) -> str:
    """Apply edits in UTF-16 positions, the protocol's default."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def offset(position: lsp.Position) -> int:
        start = starts[min(position.line, len(starts) - 1)]
        units = text[start : start + position.character].encode("utf-16-le")[: position.character * 2]
        return start + len(units.decode("utf-16-le", "ignore"))

    for edit in sorted(edits, key=lambda e: (e.range.start.line, e.range.start.character), reverse=True):
        text = text[: offset(edit.range.start)] + edit.new_text + text[offset(edit.range.end) :]
    return text
