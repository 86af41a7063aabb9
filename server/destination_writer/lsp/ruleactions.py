"""What an editor offers on a rule's finding besides its fixes: a comment that suppresses it, and the rule's page."""

from collections.abc import Iterator
from typing import Any

from lsprotocol import converters
from lsprotocol import types as lsp

from destination_writer.lsp.convert import SOURCE
from destination_writer.lsp.offers import QUICKFIX, remedy_order
from destination_writer.lsp.session import Session
from destination_writer.lsp.uris import path_of
from destination_writer.text.findings import Remedy

RESULTS = "DW2"
STUBS = ("DW101", "DW102")
"""Open stubs are work to do, not mistakes."""
NO_COMMENT = (*STUBS, "DW704", "DW79", RESULTS)
"""Findings that no comment is offered for: also files that cannot be read, comments themselves, results."""

SHOW_RULE = "destinationWriter.showRule"


def rule_actions(session: Session, params: lsp.CodeActionParams) -> Iterator[dict[str, Any]]:
    """Actions for the diagnostics that the editor sent along; each rule's once for a line.

    A suppression needs a client that asks for the edit later, so that its comment is put where the line is then.
    """
    uri, abilities = params.text_document.uri, session.abilities
    path = path_of(uri)
    home = session.homes.of(path)
    seen: set[tuple[str, int]] = set()
    for item in params.context.diagnostics if abilities.takes_action_literals else ():
        code, line = str(item.code), item.range.start.line
        if item.source != SOURCE or (code, line) in seen:
            continue
        seen.add((code, line))
        about: dict[str, Any] = {"kind": QUICKFIX, "diagnostics": [_plain(item)]}
        if home is not None and path is not None and abilities.resolves_edits and not code.startswith(NO_COMMENT):
            arguments = {"file": home.relative(path), "line": str(line + 1), "code": code}
            order = remedy_order(uri, Remedy("suppress", "", arguments))
            yield {"title": f"Suppress {code} here", "data": order} | about
        if abilities.shows_documents and not code.startswith((*STUBS, RESULTS)):
            title = f"Why {code}, and how to mend it"
            command = {"title": title, "command": SHOW_RULE, "arguments": [{"code": code}]}
            yield {"title": title, "command": command} | about


def _plain(item: lsp.Diagnostic) -> dict[str, Any]:
    return converters.get_converter().unstructure(item)
