"""Code actions that begin a conversation: about the stub under the cursor, about what is found there."""

from collections.abc import Iterator
from typing import Any

from lsprotocol import converters
from lsprotocol import types as lsp

from destination_writer.lsp.convert import SOURCE
from destination_writer.lsp.offers import QUICKFIX
from destination_writer.lsp.session import Session

TALK = "destinationWriter.talk"
"""A command of the client: it shows the conversation."""

STUB = "DW101"
_NOT_TALKED_ABOUT = (STUB, "DW102", "DW79")
"""Open stubs have an action of their own; comments speak for themselves."""


def talk_actions(session: Session, params: lsp.CodeActionParams) -> Iterator[dict[str, Any]]:
    """For a client that holds conversations; each diagnostic's once. They say who answers: a model or the knowledge."""
    if not (session.abilities.holds_conversations and session.abilities.takes_action_literals):
        return
    by_model = session.chats.has_key
    seen: set[tuple[str, int]] = set()
    for item in params.context.diagnostics:
        code, line = str(item.code), item.range.start.line
        if item.source != SOURCE or (code, line) in seen:
            continue
        seen.add((code, line))
        if code == STUB:
            title, task = "Generate with Claude" if by_model else "How to write this stub", "implement"
        elif code.startswith(_NOT_TALKED_ABOUT):
            continue
        else:
            title, task = f"Explain and fix {code} with Claude" if by_model else f"Explain {code}", "explain"
        about = {"uri": params.text_document.uri, "line": line, "task": task, "code": code, "title": title}
        yield {
            "title": title,
            "kind": QUICKFIX,
            "diagnostics": [converters.get_converter().unstructure(item)],
            "command": {"title": title, "command": TALK, "arguments": [about]},
        }
