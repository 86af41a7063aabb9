"""Symbols: classes, functions and open stubs, of a document and of the workspace."""

from collections.abc import Iterator
from typing import Any

from lsprotocol import types as lsp

from destination_writer.connector.model import SourceFile, Stub
from destination_writer.kotlin.declarations import Class, Function, KotlinFile
from destination_writer.kotlin.parse import parse_file
from destination_writer.lsp.framework import FeatureServer
from destination_writer.lsp.positions import to_wire
from destination_writer.lsp.statefeatures import state_symbols
from destination_writer.lsp.statepath import is_state
from destination_writer.lsp.uris import path_of
from destination_writer.lsp.views import view_of
from destination_writer.text.document import Document
from destination_writer.text.encodings import Encoding
from destination_writer.text.places import Span

Symbol = dict[str, Any]
"""A DocumentSymbol or SymbolInformation: a large file has thousands, too many to make typed ones first."""

DETAIL = 200
"""Characters of a stub's text that are shown."""

LIMIT = 1_000
"""Workspace symbols in one answer."""

_KINDS = {
    "interface": lsp.SymbolKind.Interface,
    "fun interface": lsp.SymbolKind.Interface,
    "object": lsp.SymbolKind.Object,
    "companion object": lsp.SymbolKind.Object,
    "enum class": lsp.SymbolKind.Enum,
}


def register(server: FeatureServer) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    async def document_symbol(ls: FeatureServer, params: lsp.DocumentSymbolParams) -> list[Symbol] | None:
        if is_state(path_of(params.text_document.uri)):
            return await state_symbols(ls.session, params)
        view = await view_of(ls.session, params.text_document.uri)
        if view is None:
            return None
        text, stubs = view.document.text, view.stubs()
        tree = await ls.session.work.run(_tree, text, stubs, ls.session.abilities.encoding)
        return tree if ls.session.abilities.nests_symbols else list(_flat(tree, params.text_document.uri, None))

    @server.feature(lsp.WORKSPACE_SYMBOL)
    async def workspace_symbol(ls: FeatureServer, params: lsp.WorkspaceSymbolParams) -> list[Symbol]:
        session, found = ls.session, list[Symbol]()
        for home in session.homes:
            connector = await home.connector()
            for source in connector.sources:
                uri = session.uri_at(home.folder / source.path)
                found += await session.work.run(_matching, source, uri, params.query, session.abilities.encoding)
                if len(found) >= LIMIT:
                    return found[:LIMIT]
        return found


def stub_name(stub: Stub) -> str:
    """`Phase 3 · createTable`: what a person looks for."""
    phase = "Phase ?" if stub.phase is None else f"Phase {stub.phase}"
    return f"{phase} · {stub.call.function or stub.call.class_name or 'stub'}"


def _tree(text: str, stubs: list[Stub], encoding: Encoding) -> list[Symbol]:
    return _Tree(parse_file(text), Document(text), stubs, encoding).symbols()


class _Tree:
    """Classes hold functions, functions hold stubs."""

    def __init__(self, file: KotlinFile, document: Document, stubs: list[Stub], encoding: Encoding) -> None:
        self._file = file
        self._document = document
        self._encoding = encoding
        self._stubs = [(document.offset(stub.call.range.start), stub) for stub in stubs]
        self._at = 0
        """The first stub that has no place in the tree yet: declarations come in the order of the text."""

    def symbols(self) -> list[Symbol]:
        declared = sorted([*self._file.classes, *self._file.functions], key=_start)
        found = [symbol for item in declared for symbol in (*self._stubs_before(item.span.start), self._symbol(item))]
        return found + self._stubs_before(len(self._document.text) + 1)

    def _symbol(self, item: Class | Function) -> Symbol:
        children: list[Symbol] = []
        if isinstance(item, Class):
            for inner in sorted([*item.functions, *item.classes], key=_start):
                children += [*self._stubs_before(inner.span.start), self._symbol(inner)]
        children += self._stubs_before(item.span.end)
        is_class = isinstance(item, Class)
        symbol: Symbol = {
            "name": item.name or (item.kind if is_class else "fun"),
            "kind": (_KINDS.get(item.kind, lsp.SymbolKind.Class) if is_class else lsp.SymbolKind.Function).value,
            "range": self._range(item.span),
            "selectionRange": self._range(item.name_span),
        }
        return symbol | ({"detail": item.kind} if is_class else {}) | ({"children": children} if children else {})

    def _stubs_before(self, offset: int) -> list[Symbol]:
        found: list[Symbol] = []
        while self._at < len(self._stubs) and self._stubs[self._at][0] < offset:
            stub = self._stubs[self._at][1]
            place = to_wire(self._document, stub.call.range, self._encoding)
            kind, detail = lsp.SymbolKind.Event.value, stub.call.text[:DETAIL]
            found.append(
                {"name": stub_name(stub), "kind": kind, "range": place, "selectionRange": place, "detail": detail}
            )
            self._at += 1
        return found

    def _range(self, span: Span) -> dict[str, Any]:
        return to_wire(self._document, self._document.range_of(span), self._encoding)


def _start(item: Class | Function) -> int:
    return item.span.start


def _flat(tree: list[Symbol], uri: str, container: str | None) -> Iterator[Symbol]:
    for symbol in tree:
        value: Symbol = {key: symbol[key] for key in ("name", "kind")}
        value["location"] = {"uri": uri, "range": symbol["range"]}
        yield value | ({"containerName": container} if container else {})
        yield from _flat(symbol.get("children", []), uri, symbol["name"])


def _matching(source: SourceFile, uri: str, query: str, encoding: Encoding) -> list[Symbol]:
    """Symbols whose name holds the query's letters in order, as editors match."""
    tree = _tree(source.text, list(source.stubs), encoding)
    return [symbol for symbol in _flat(tree, uri, None) if _fits(query.casefold(), symbol["name"].casefold())]


def _fits(query: str, name: str) -> bool:
    letters = iter(name)
    return all(letter in letters for letter in query if not letter.isspace())
