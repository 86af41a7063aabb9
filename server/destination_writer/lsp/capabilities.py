"""What the server says it can do, as the JSON of `initialize`'s answer.

Made by hand because it is sent before the framework is there; a test holds it against what is registered.
"""

from typing import Any

from destination_writer import __version__
from destination_writer.lsp.abilities import Abilities

COMMANDS = (
    "destinationWriter.implementStub",
    "destinationWriter.implementComponent",
    "destinationWriter.implementPhase",
    "destinationWriter.runCheckpoint",
    "destinationWriter.runTest",
    "destinationWriter.cancelRun",
    "destinationWriter.afterFix",
    "destinationWriter.startPhase",
    "destinationWriter.enableTests",
    "destinationWriter.takeBackPhase",
    "destinationWriter.scaffold",
    "destinationWriter.preflight",
    "destinationWriter.answerPreflight",
    "destinationWriter.finishPreflight",
    "destinationWriter.upgrade",
    "destinationWriter.skipPhase",
    "destinationWriter.resume",
    "destinationWriter.checklist",
    "destinationWriter.tune",
    "destinationWriter.rememberFix",
    "destinationWriter.rememberMethod",
    "destinationWriter.showReport",
    "destinationWriter.explain",
    "destinationWriter.showRule",
    "destinationWriter.showPlaces",
)

CUSTOM = (
    "destinationWriter/status",
    "destinationWriter/tests",
    "destinationWriter/page",
    "destinationWriter/features",
    "destinationWriter/databases",
    "destinationWriter/report",
    "destinationWriter/wiring",
    "destinationWriter/say",
    "destinationWriter/useTool",
    "destinationWriter/forget",
    "destinationWriter/key",
)
"""Requests of our own, see docs/protocol.md."""

ACTION_KINDS = ("quickfix", "refactor.rewrite", "source.generatePhase")

PAINTS = ("keyword", "type", "function", "string", "number", "parameter", "operator")
"""What SQL inside of strings is coloured as; the places in this list are what the answers name."""

FEATURES = frozenset(
    {
        "textDocument/hover",
        "textDocument/definition",
        "textDocument/completion",
        "textDocument/documentSymbol",
        "textDocument/documentLink",
        "textDocument/codeLens",
        "textDocument/codeAction",
        "textDocument/semanticTokens/full",
        "textDocument/semanticTokens/full/delta",
        "textDocument/semanticTokens/range",
        "codeAction/resolve",
        "workspace/symbol",
        "workspace/executeCommand",
        *CUSTOM,
    }
)
"""Requests that the framework handles."""


def capabilities(abilities: Abilities) -> dict[str, Any]:
    """`ServerCapabilities` for this client."""
    found: dict[str, Any] = {
        "positionEncoding": abilities.encoding.value,
        "textDocumentSync": {"openClose": True, "change": 2, "save": {"includeText": False}},
        "hoverProvider": True,
        "definitionProvider": True,
        "completionProvider": {"triggerCharacters": []},
        "documentSymbolProvider": {"label": "Destination Writer"},
        "documentLinkProvider": {"resolveProvider": False},
        "workspaceSymbolProvider": True,
        "codeLensProvider": {"resolveProvider": False},
        "codeActionProvider": {
            "codeActionKinds": list(ACTION_KINDS),
            "resolveProvider": abilities.resolves_edits,
        },
        "executeCommandProvider": {"commands": list(COMMANDS)},
        "workspace": {"workspaceFolders": {"supported": True, "changeNotifications": True}},
        "experimental": {"destinationWriter": {"requests": list(CUSTOM)}},
    }
    if abilities.paints_tokens:
        found["semanticTokensProvider"] = {
            "legend": {"tokenTypes": list(PAINTS), "tokenModifiers": []},
            "full": {"delta": True},
            "range": True,
        }
    if abilities.pulls_diagnostics:
        found["diagnosticProvider"] = {
            "identifier": "destination-writer",
            "interFileDependencies": True,
            "workspaceDiagnostics": True,
        }
    return found


def initialize_result(abilities: Abilities) -> dict[str, Any]:
    return {
        "capabilities": capabilities(abilities),
        "serverInfo": {"name": "destination-writer", "version": __version__},
    }
