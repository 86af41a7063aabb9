"""What the client can do, as named questions. Nobody else digs in the client's capabilities."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from destination_writer.text.encodings import Encoding


@dataclass(frozen=True, slots=True)
class Abilities:
    """Resolved once, from the raw `initialize` parameters. Everything is off for a client that says nothing."""

    encoding: Encoding = Encoding.UTF_16
    pulls_diagnostics: bool = False
    refreshes_diagnostics: bool = False
    refreshes_code_lenses: bool = False
    shows_related_information: bool = False
    shows_code_description: bool = False
    applies_document_changes: bool = False
    creates_files: bool = False
    deletes_files: bool = False
    confirms_changes: bool = False
    """Understands change annotations."""
    applies_edits: bool = False
    takes_action_literals: bool = False
    shows_disabled_actions: bool = False
    resolves_edits: bool = False
    keeps_action_data: bool = False
    nests_symbols: bool = False
    links_definitions: bool = False
    says_links: bool = False
    """Shows a word of explanation with a link in a document."""
    paints_tokens: bool = False
    reads_markdown: bool = False
    expands_snippets: bool = False
    answers_configuration: bool = False
    registers_configuration: bool = False
    registers_watched_files: bool = False
    shows_progress: bool = False
    shows_documents: bool = False
    shows_pages: bool = False
    """Opens `destination-writer:` pages; says so by `experimental.destinationWriter.pages`."""
    follows_status: bool = False
    """Takes `destinationWriter/statusChanged`; says so by `experimental.destinationWriter.status`."""
    follows_runs: bool = False
    """Takes `destinationWriter/runEvents`; says so by `experimental.destinationWriter.runs`."""
    holds_conversations: bool = False
    """Takes `destinationWriter/said` and answers `destinationWriter/approve`; says so by
    `experimental.destinationWriter.conversations`."""
    picks_choices: bool = False
    """Answers `destinationWriter/choose`; says so by `experimental.destinationWriter.choices`."""


def abilities_of(params: Mapping[str, Any]) -> Abilities:
    """From the raw `initialize` parameters. Rubbish in a capability counts as its absence."""
    has = _Asker(params.get("capabilities"))
    return Abilities(
        encoding=_encoding(has.value("general.positionEncodings")),
        pulls_diagnostics=has.section("textDocument.diagnostic"),
        refreshes_diagnostics=has("workspace.diagnostics.refreshSupport") or has("workspace.diagnostic.refreshSupport"),
        refreshes_code_lenses=has("workspace.codeLens.refreshSupport"),
        shows_related_information=has("textDocument.publishDiagnostics.relatedInformation")
        or has("textDocument.diagnostic.relatedInformation"),
        shows_code_description=has("textDocument.publishDiagnostics.codeDescriptionSupport")
        or has("textDocument.diagnostic.codeDescriptionSupport"),
        applies_document_changes=has("workspace.workspaceEdit.documentChanges"),
        creates_files="create" in has.names("workspace.workspaceEdit.resourceOperations"),
        deletes_files="delete" in has.names("workspace.workspaceEdit.resourceOperations"),
        confirms_changes=has.section("workspace.workspaceEdit.changeAnnotationSupport"),
        applies_edits=has("workspace.applyEdit"),
        takes_action_literals=has.section("textDocument.codeAction.codeActionLiteralSupport"),
        shows_disabled_actions=has("textDocument.codeAction.disabledSupport"),
        resolves_edits="edit" in has.names("textDocument.codeAction.resolveSupport.properties")
        and has("textDocument.codeAction.dataSupport"),
        keeps_action_data=has("textDocument.codeAction.dataSupport"),
        nests_symbols=has("textDocument.documentSymbol.hierarchicalDocumentSymbolSupport"),
        links_definitions=has("textDocument.definition.linkSupport"),
        says_links=has("textDocument.documentLink.tooltipSupport"),
        paints_tokens=has.section("textDocument.semanticTokens"),
        reads_markdown="markdown" in has.names("textDocument.hover.contentFormat"),
        expands_snippets=has("textDocument.completion.completionItem.snippetSupport"),
        answers_configuration=has("workspace.configuration"),
        registers_configuration=has("workspace.didChangeConfiguration.dynamicRegistration"),
        registers_watched_files=has("workspace.didChangeWatchedFiles.dynamicRegistration"),
        shows_progress=has("window.workDoneProgress"),
        shows_documents=has("window.showDocument.support"),
        shows_pages=has("experimental.destinationWriter.pages"),
        follows_status=has("experimental.destinationWriter.status"),
        follows_runs=has("experimental.destinationWriter.runs"),
        holds_conversations=has("experimental.destinationWriter.conversations"),
        picks_choices=has("experimental.destinationWriter.choices"),
    )


class _Asker:
    """Looks dotted names up in JSON that may hold anything."""

    def __init__(self, root: object) -> None:
        self._root = root

    def value(self, dotted: str) -> object:
        value = self._root
        for part in dotted.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        return value

    def __call__(self, dotted: str) -> bool:
        return self.value(dotted) is True

    def section(self, dotted: str) -> bool:
        return isinstance(self.value(dotted), Mapping)

    def names(self, dotted: str) -> list[object]:
        value = self.value(dotted)
        return list(value) if isinstance(value, list) else []


def _encoding(offered: object) -> Encoding:
    """The client's first choice among those that we know; UTF-16 when it offers none (LSP's default)."""
    for name in offered if isinstance(offered, list) else []:
        for encoding in Encoding:
            if encoding.value == name:
                return encoding
    return Encoding.UTF_16
