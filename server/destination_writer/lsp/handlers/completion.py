"""Completion: the CDK members that a component class still lacks."""

import re
from typing import Any

from lsprotocol import types as lsp

from destination_writer.connector.roles import role_of
from destination_writer.generate.imports import with_import
from destination_writer.knowledge.hovertext import explain_member
from destination_writer.kotlin.parse import parse_file
from destination_writer.lsp.framework import FeatureServer
from destination_writer.lsp.missing import MissingMember, class_around, is_declaration_place, missing_members
from destination_writer.lsp.positions import to_wire
from destination_writer.lsp.preflightfeatures import preflight_completion
from destination_writer.lsp.preflightpath import is_preflight
from destination_writer.lsp.statefeatures import state_completion
from destination_writer.lsp.statepath import is_state
from destination_writer.lsp.uris import path_of
from destination_writer.lsp.views import View, view_of
from destination_writer.text.document import Document
from destination_writer.text.places import Position, Range

_WORD = re.compile(r"`?\w*$")


def register(server: FeatureServer) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionOptions(trigger_characters=[]))
    async def completion(ls: FeatureServer, params: lsp.CompletionParams) -> list[dict[str, Any]] | None:
        if not ls.session.settings.completion.enable:
            return None
        if is_preflight(path_of(params.text_document.uri)):
            return await preflight_completion(ls.session, params)
        if is_state(path_of(params.text_document.uri)):
            return await state_completion(ls.session, params)
        view = await view_of(ls.session, params.text_document.uri)
        if view is None:
            return None
        position = view.position(params.position)
        line = view.document.line(position.line)
        stack = view.document.buffer.line_states()[position.line].stack if view.document.buffer else ()
        if stack or not is_declaration_place(line, position.column):
            return None
        return await ls.session.work.run(_items, view, Document(view.document.text), position)


def _items(view: View, document: Document, position: Position) -> list[dict[str, Any]]:
    file = parse_file(document.text)
    owner = class_around(file, document.offset(position))
    if owner is None:
        return []
    marks = [f"{a.name}({a.arguments})" if a.arguments else a.name for a in owner.annotations]
    role = role_of(owner.name, [parent.name for parent in owner.supertypes], marks, view.path)
    found = missing_members(owner, role, file, view.contract, view.knowledge)
    return [_item(view, item, document, position, order) for order, item in enumerate(found)]


def _item(view: View, item: MissingMember, document: Document, position: Position, order: int) -> dict[str, Any]:
    abilities = view.session.abilities
    line = document.line(position.line)
    indent = line[: len(line) - len(line.lstrip())][: position.column]
    text = item.text.replace("\n", "\n" + indent)
    place = Range(Position(position.line, len(indent)), position)
    contract = view.contract
    owner = contract.type(item.owner)
    value: dict[str, Any] = {
        "label": item.member.name,
        "labelDetails": {"detail": _parameters(item), "description": item.owner},
        "kind": 2 if item.member.kind == "fun" else 10,
        "detail": item.member.signature,
        "filterText": _WORD.sub("", line[len(indent) : position.column]) + item.member.name,
        "sortText": f"{order:03d}",
        "insertTextFormat": 1,
        "insertTextMode": 1,
        "textEdit": {"range": to_wire(document, place, abilities.encoding), "newText": text},
    }
    if owner is not None:
        value["documentation"] = {
            "kind": "markdown" if abilities.reads_markdown else "plaintext",
            "value": explain_member(item.member, owner, contract),
        }
    if item.imports:
        value["additionalTextEdits"] = _import_edits(item, document, abilities.encoding)
    return value


def _parameters(item: MissingMember) -> str:
    return f"({', '.join(p.name for p in item.member.parameters)})" if item.member.kind == "fun" else ""


def _import_edits(item: MissingMember, document: Document, encoding: Any) -> list[dict[str, Any]]:
    """One edit that adds what the declaration needs: the difference that adding the imports makes."""
    before = after = document.text
    for name in item.imports:
        after = with_import(after, parse_file(after), name)
    start = 0
    while start < len(before) and before[start] == after[start]:
        start += 1
    tail = 0
    while tail < min(len(before), len(after)) - start and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    span = Range(document.position(start), document.position(len(before) - tail))
    return [{"range": to_wire(document, span, encoding), "newText": after[start : len(after) - tail]}]
