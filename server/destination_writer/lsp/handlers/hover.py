"""Hover: what a CDK name is, and what a stub owes."""

import re

from lsprotocol import types as lsp

from destination_writer.analysis.rules import rule
from destination_writer.connector.model import Stub
from destination_writer.connector.roles import role_of
from destination_writer.knowledge import hovertext
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.phases import Phase
from destination_writer.knowledge.typetext import airbyte_types_in, explain_column_type
from destination_writer.kotlin.parse import parse_file
from destination_writer.lsp.framework import FeatureServer
from destination_writer.lsp.lookup import Name, Scope, Symbol, name_at, own_supertypes
from destination_writer.lsp.pages import page_uri
from destination_writer.lsp.preflightfeatures import preflight_hover
from destination_writer.lsp.preflightpath import is_preflight
from destination_writer.lsp.ranges import to_lsp_range
from destination_writer.lsp.sqlfeatures import explain_sql
from destination_writer.lsp.statefeatures import state_hover
from destination_writer.lsp.statepath import is_state
from destination_writer.lsp.uris import path_of
from destination_writer.lsp.views import View, view_of
from destination_writer.text.places import Position, Range


def register(server: FeatureServer) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    async def hover(ls: FeatureServer, params: lsp.HoverParams) -> lsp.Hover | None:
        session = ls.session
        if not session.settings.hover.enable:
            return None
        if is_preflight(path_of(params.text_document.uri)):
            return await preflight_hover(session, params)
        if is_state(path_of(params.text_document.uri)):
            return await state_hover(session, params)
        view = await view_of(session, params.text_document.uri)
        if view is None:
            return None
        position = view.position(params.position)
        stub = view.stub_at(position)
        if stub is not None:
            return _hover(view, explain_stub(view, stub), stub.call.range)
        name = name_under(view, position)
        mapping = await session.work.run(explain_mapping, view, position)
        text = await session.work.run(_explain_name, view, name, position) if name else None
        if text is None:
            told = await session.work.run(explain_sql, view, view.document.document.offset(position))
            if told is not None:
                return _hover(view, told[0], view.document.document.range_of(told[1]))
        if name is None or text is None:
            return _hover(view, mapping, _line_of(view, position.line)) if mapping else None
        both = f"{mapping}\n\n---\n\n{text}" if mapping else text
        return _hover(view, both, Range.of(position.line, name.start, position.line, name.end))


def name_under(view: View, position: Position) -> Name | None:
    buffer = view.document.buffer
    if buffer is None or position.line >= view.document.line_count:
        return None
    return name_at(view.document.line(position.line), position.column, buffer.line_states()[position.line].stack)


def symbol_at(view: View, name: Name, position: Position) -> Symbol | None:
    """Slow on a text that was not parsed yet: run it in a thread."""
    document = view.document.document
    file = parse_file(document.text)
    known = view.home.known if view.home else None
    classes = [c for source in known.sources for c in source.declared.all_classes()] if known else file.all_classes()
    return Scope(file, document.offset(position), view.contract, own_supertypes(classes)).resolve(name)


_BRANCH = re.compile(r"->|^\s*(?:is\s+)?[\w.]+,?\s*$")
"""A branch of a `when`, or one of several conditions that stand on lines of their own."""


def explain_mapping(view: View, position: Position) -> str | None:
    """What the database's columns hold, on a line that maps an Airbyte type to a column type."""
    line = view.document.line(position.line) if position.line < view.document.line_count else ""
    types = airbyte_types_in(line) if _BRANCH.search(line) else []
    known = view.home.known if view.home else None
    slug = (known.database if known else None) or view.session.settings.connector.dialect
    if not types or not slug or slug not in view.knowledge.dialect_slugs:
        return None
    try:
        dialect = view.knowledge.dialect(slug)
    except KnowledgeError:
        return None  # the broken file is a finding of its own
    return "\n\n".join(explain_column_type(name, dialect) for name in types)


def _line_of(view: View, line: int) -> Range:
    text = view.document.line(line)
    return Range.of(line, len(text) - len(text.lstrip()), line, len(text.rstrip()))


def _explain_name(view: View, name: Name, position: Position) -> str | None:
    symbol = symbol_at(view, name, position)
    return explain_symbol(view, symbol) if symbol else None


def explain_stub(view: View, stub: Stub) -> str:
    """Markdown: the phase, and what this stub owes in it."""
    phases, number = view.knowledge.phases, stub.phase
    era = view.contract.era.value
    if number is None:
        owning = view.knowledge.owners(stub.role.value, stub.call.function, era) if stub.role else ()
        if not owning:
            page = rule("DW102")
            return page.summary if page else ""
        number = owning[0].number
    if not 0 <= number < len(phases):
        return hovertext.explain_unknown_phase(number, phases)
    owed = view.knowledge.owed(number, stub.role.value, stub.call.function, era) if stub.role else None
    tests = phases[number].tests_for(view.version)
    return hovertext.explain_phase(phases[number], tests, owed, _names(view), _link(view))


def _names(view: View) -> hovertext.Names:
    known = view.home.known if view.home else None
    if known is None:
        return hovertext.Names()
    components = (c for source in known.sources for c in source.components)
    return hovertext.Names(known.name, {c.role.value: c.declaration.name for c in components})


def explain_symbol(view: View, symbol: Symbol) -> str:
    contract = view.contract
    if symbol.parameter is not None:
        return hovertext.explain_property(symbol.parameter, symbol.type, contract)
    if not symbol.members:
        return hovertext.explain_type(symbol.type, contract, view.knowledge.guides, _link(view))
    era = contract.era.value
    texts = [
        hovertext.explain_member(member, symbol.type, contract, _owners(view, symbol, member.name, era))
        for member in symbol.members
    ]
    return "\n\n---\n\n".join(texts)


def _owners(view: View, symbol: Symbol, function: str, era: str) -> tuple[Phase, ...]:
    role = role_of("_", [symbol.type.simple_name])
    return view.knowledge.owners(role.value, function, era) if role else ()


def _link(view: View) -> hovertext.Link | None:
    return page_uri if view.session.abilities.shows_pages else None


def _hover(view: View, text: str, place: Range) -> lsp.Hover:
    abilities = view.session.abilities
    kind = lsp.MarkupKind.Markdown if abilities.reads_markdown else lsp.MarkupKind.PlainText
    return lsp.Hover(
        contents=lsp.MarkupContent(kind=kind, value=text),
        range=to_lsp_range(view.document, place, abilities.encoding),
    )
