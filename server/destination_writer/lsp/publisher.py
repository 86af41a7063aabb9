"""Sends diagnostics: pushed to a client that does not pull, answered to one that does, never both."""

import hashlib
import json
import logging
from collections.abc import Callable, Mapping

from destination_writer.lsp.abilities import Abilities
from destination_writer.lsp.coalescing import Coalescer
from destination_writer.lsp.documents import Documents, OpenDocument
from destination_writer.lsp.noticeboard import Noticeboard, Source, render
from destination_writer.lsp.positions import Lines
from destination_writer.lsp.stubs import StubDiagnostics
from destination_writer.lsp.wire import Wire

log = logging.getLogger(__name__)

LinesOfUri = Callable[[str], Lines | None]
"""The text of a file that is not open, as far as it is known without reading the disk."""


class Publisher:
    """Knows what is on the screen of the client, and keeps it right."""

    def __init__(self, wire: Wire, documents: Documents, stubs: StubDiagnostics, lines_of: LinesOfUri) -> None:
        self.board = Noticeboard()
        self.abilities = Abilities()
        self.enabled = True
        self._wire = wire
        self._documents = documents
        self._stubs = stubs
        self._lines_of = lines_of
        self._coalescer = Coalescer(self._publish, self._is_behind)
        self._shown: set[str] = set()
        """Files for which something was pushed and not taken back."""

    def touch(self, uri: str, *, edited: bool = False) -> None:
        """What is to be said about a file may have changed."""
        if not self.abilities.pulls_diagnostics:
            self._coalescer.touch(uri, edited=edited)

    def refresh(self, uris: "set[str]") -> None:
        """What is to be said changed without an edit: push these files, or have the client pull again."""
        if not uris:
            return
        if not self.abilities.pulls_diagnostics:
            for uri in uris:
                self.touch(uri)
        elif self.abilities.refreshes_diagnostics:
            self._wire.ask_to_refresh("workspace/diagnostic/refresh")

    def opened(self, document: OpenDocument) -> None:
        self.touch(document.uri)

    def closed(self, document: OpenDocument) -> None:
        """The document's own stubs go; what the connector's rules say of the file on the disk stays."""
        self._coalescer.forget(document.uri)
        self.touch(document.uri)

    def items(self, uri: str) -> str:
        """The file's diagnostics as the JSON text of a list."""
        if not self.enabled:
            return "[]"
        document = self._documents.get(uri)
        notices = self.board.of(uri, without=Source.STUBS if document and document.is_kotlin else None)
        encoding = self.abilities.encoding
        found = self._stubs.render(document, encoding) if document else []
        if notices:
            found = [*found, *render(notices, document or self._lines_of(uri), encoding)]
        return f"[{','.join(found)}]"

    def _is_behind(self) -> bool:
        return self._wire.is_behind

    def _publish(self, uri: str) -> None:
        document = self._documents.get(uri)
        if document is not None and not document.ready.is_set():
            return  # it will be touched again when it is read
        if document is None:
            self._coalescer.forget(uri)
        items = self.items(uri)
        if document is None and items == "[]":
            if uri not in self._shown:
                return
            self._shown.discard(uri)
        else:
            self._shown.add(uri)
        version = "" if document is None or document.version is None else f'"version":{document.version},'
        self._wire.send_text(
            f'{{"jsonrpc":"2.0","method":"textDocument/publishDiagnostics",'
            f'"params":{{"uri":{json.dumps(uri)},{version}"diagnostics":{items}}}}}'
        )

    # -- pulled ---------------------------------------------------------------------------------------------------

    def report(self, uri: str, previous: str | None) -> str:
        """The answer to `textDocument/diagnostic` as JSON text."""
        items = self.items(uri)
        result = _result_id(items)
        if result == previous:
            return f'{{"kind":"unchanged","resultId":"{result}"}}'
        return f'{{"kind":"full","resultId":"{result}","items":{items}}}'

    def workspace_report(self, previous: Mapping[str, str]) -> str:
        """The answer to `workspace/diagnostic`: every file that has something, or had at `previous`.

        Open files are among them: VS Code keeps a document open behind a closed tab and asks for it only here.
        """
        uris = dict.fromkeys([*self.board.uris(), *previous])
        reports: list[str] = []
        for uri in uris:
            report = self.report(uri, previous.get(uri))
            document = self._documents.get(uri)
            version = json.dumps(document.version if document else None)
            reports.append(f'{report[:-1]},"uri":{json.dumps(uri)},"version":{version}}}')
        return f'{{"items":[{",".join(reports)}]}}'


def _result_id(items: str) -> str:
    return hashlib.blake2b(items.encode(), digest_size=8).hexdigest()
