"""The editor of the demo: a small LSP client that starts the real server and keeps what it publishes."""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Union

from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

from destination_writer import __version__

PATIENCE = 30.0
"""Seconds to wait for one answer before the demo says what did not come."""


Touched = dict[Path, tuple[str, str]]
"""Files that an edit changed, each with its text before (empty for a new one) and after."""


class DemoEditor:
    """Opens files, asks, and applies what comes back to the disk, as an editor does.

    Takes the first answer to every question; `asked` keeps the questions, `told` what the server showed.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.client = LanguageClient("destination-writer-demo", __version__)
        _tell_actions_from_commands(self.client)
        self.published: dict[str, list[lsp.Diagnostic]] = {}
        self.versions: dict[str, int] = {}
        self.asked: list[tuple[str, str]] = []
        self.told: list[str] = []
        self.touched: Touched = {}
        """What edits that the server sent by itself have changed since the last command."""
        self.news = asyncio.Event()

        @self.client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def keep(params: lsp.PublishDiagnosticsParams) -> None:
            self.published[params.uri] = list(params.diagnostics)
            self.news.set()

        @self.client.feature(lsp.WORKSPACE_APPLY_EDIT)
        def take(params: lsp.ApplyWorkspaceEditParams) -> lsp.ApplyWorkspaceEditResult:
            self.touched |= self._carry_out(params.edit)
            return lsp.ApplyWorkspaceEditResult(applied=True)

        @self.client.feature(lsp.WINDOW_SHOW_MESSAGE_REQUEST)
        def answer(params: lsp.ShowMessageRequestParams) -> lsp.MessageActionItem | None:
            first = next(iter(params.actions or []), None)
            self.asked.append((params.message, first.title if first else ""))
            return first

        @self.client.feature(lsp.WINDOW_SHOW_MESSAGE)
        def hear(params: lsp.ShowMessageParams) -> None:
            self.told.append(params.message)

    async def start(self) -> str:
        """Start the server process; returns its name and version."""
        await self.client.start_io(sys.executable, "-m", "destination_writer", "serve", cwd=str(self.folder))
        answer = await self.client.initialize_async(
            lsp.InitializeParams(
                capabilities=lsp.ClientCapabilities(
                    workspace=lsp.WorkspaceClientCapabilities(
                        apply_edit=True,
                        workspace_edit=lsp.WorkspaceEditClientCapabilities(
                            document_changes=True, resource_operations=[lsp.ResourceOperationKind.Create]
                        ),
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
        """Show a file; one that is shown already stays as it is."""
        uri = path.as_uri()
        if uri in self.versions:
            return uri
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

    async def apply(self, action: lsp.CodeAction) -> Touched:
        """Resolve an action, apply its edit and run its command; returns what all of it touched."""
        if action.edit is None and action.command is None:
            action = await self.resolved(action)
        touched = self._carry_out(action.edit) if action.edit else {}
        if action.command is not None:
            _, more = await self.command(action.command.command, *(action.command.arguments or []))
            touched |= more
        return touched

    async def resolved(self, action: lsp.CodeAction) -> lsp.CodeAction:
        return action if action.edit else await self.client.code_action_resolve_async(action)

    async def command(self, name: str, *arguments: Any) -> tuple[Any, Touched]:
        """A command's answer, and what the edits touched that it sent."""
        self.touched = {}
        params = lsp.ExecuteCommandParams(command=name, arguments=list(arguments))
        answer = await self.client.workspace_execute_command_async(params)
        return answer, self.touched

    def change(self, path: Path, text: str) -> None:
        """What a person writes and saves."""
        path.write_text(text, encoding="utf-8")
        self._tell(path, text)

    def _carry_out(self, edit: lsp.WorkspaceEdit) -> Touched:
        touched: Touched = {}
        created: list[Path] = []
        for change in edit.document_changes or []:
            if isinstance(change, lsp.CreateFile):
                path = path_of(change.uri)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text("", encoding="utf-8")
                created.append(path)
            elif isinstance(change, lsp.TextDocumentEdit):
                path = path_of(change.text_document.uri)
                before = path.read_text(encoding="utf-8")
                after = edited(before, [edit for edit in change.edits if isinstance(edit, lsp.TextEdit)])
                touched[path] = (before, after)
                self.change(path, after)
        kinds = {
            path: lsp.FileChangeType.Created if path in created else lsp.FileChangeType.Changed for path in touched
        }
        changes = [lsp.FileEvent(uri=path.as_uri(), type=kind) for path, kind in kinds.items()]
        self.client.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams(changes=changes))
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


def _tell_actions_from_commands(client: LanguageClient) -> None:
    """The client's library takes a code action that carries a command for a bare command."""
    converter = client.protocol._converter  # pyright: ignore[reportPrivateUsage]  # there is no public way to it

    def structure(value: Any, _: type) -> lsp.Command | lsp.CodeAction:
        is_bare = isinstance(value.get("command"), str)
        return converter.structure(value, lsp.Command if is_bare else lsp.CodeAction)

    converter.register_structure_hook(Union[lsp.Command, lsp.CodeAction], structure)  # noqa: UP007 - the library's type


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
