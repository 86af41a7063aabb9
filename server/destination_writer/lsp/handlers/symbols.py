"""Symbols: classes, functions and open stubs, of a document and of the workspace."""

from collections.abc import Iterator

from lsprotocol import types as lsp

from destination_writer.connector.model import SourceFile, Stub
from destination_writer.kotlin.declarations import Class, Function, KotlinFile
from destination_writer.kotlin.parse import parse_file
from destination_writer.lsp.framework import FeatureServer
from destination_writer.lsp.ranges import to_lsp_range
from destination_writer.lsp.views import view_of
from destination_writer.text.document import Document
from destination_writer.text.encodings import Encoding
from destination_writer.text.places import Span

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
    async def document_symbol(
        ls: FeatureServer, params: lsp.DocumentSymbolParams
    ) -> list[lsp.DocumentSymbol] | list[lsp.SymbolInformation] | None:
        view = await view_of(ls.session, params.text_document.uri)
        if view is None:
            return None
        text, stubs = view.document.text, view.stubs()
        tree = await ls.session.work.run(_tree, text, stubs, ls.session.abilities.encoding)
        if ls.session.abilities.nests_symbols:
            return tree
        return list(_flat(tree, params.text_document.uri, None))

    @server.feature(lsp.WORKSPACE_SYMBOL)
    async def workspace_symbol(ls: FeatureServer, params: lsp.WorkspaceSymbolParams) -> list[lsp.SymbolInformation]:
        session, found = ls.session, list[lsp.SymbolInformation]()
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


def _tree(text: str, stubs: list[Stub], encoding: Encoding) -> list[lsp.DocumentSymbol]:
    return _Tree(parse_file(text), Document(text), stubs, encoding).symbols()


class _Tree:
    """Classes hold functions, functions hold stubs."""

    def __init__(self, file: KotlinFile, document: Document, stubs: list[Stub], encoding: Encoding) -> None:
        self._file = file
        self._document = document
        self._encoding = encoding
        self._left = [(document.span_of(stub.call.range), stub) for stub in stubs]

    def symbols(self) -> list[lsp.DocumentSymbol]:
        found = [self._class(c) for c in self._file.classes] + [self._function(f) for f in self._file.functions]
        found += [self._stub(stub) for _, stub in self._left]
        return sorted(found, key=_start)

    def _class(self, item: Class) -> lsp.DocumentSymbol:
        children = [self._function(f) for f in item.functions] + [self._class(c) for c in item.classes]
        children += self._stubs_in(item.span)
        kind = _KINDS.get(item.kind, lsp.SymbolKind.Class)
        name = item.name or item.kind
        return self._symbol(name, kind, item.span, item.name_span, sorted(children, key=_start), item.kind)

    def _function(self, item: Function) -> lsp.DocumentSymbol:
        kind = lsp.SymbolKind.Function
        return self._symbol(item.name or "fun", kind, item.span, item.name_span, self._stubs_in(item.span))

    def _stubs_in(self, span: Span) -> list[lsp.DocumentSymbol]:
        inside = [stub for place, stub in self._left if place.start in span]
        self._left = [(place, stub) for place, stub in self._left if place.start not in span]
        return [self._stub(stub) for stub in inside]

    def _stub(self, stub: Stub) -> lsp.DocumentSymbol:
        place = to_lsp_range(self._document, stub.call.range, self._encoding)
        return lsp.DocumentSymbol(stub_name(stub), lsp.SymbolKind.Event, place, place, detail=stub.call.text[:200])

    def _symbol(
        self,
        name: str,
        kind: lsp.SymbolKind,
        span: Span,
        name_span: Span,
        children: list[lsp.DocumentSymbol],
        detail: str | None = None,
    ) -> lsp.DocumentSymbol:
        return lsp.DocumentSymbol(
            name, kind, self._range(span), self._range(name_span), detail=detail, children=children or None
        )

    def _range(self, span: Span) -> lsp.Range:
        return to_lsp_range(self._document, self._document.range_of(span), self._encoding)


def _start(symbol: lsp.DocumentSymbol) -> tuple[int, int]:
    return symbol.range.start.line, symbol.range.start.character


def _flat(tree: list[lsp.DocumentSymbol], uri: str, container: str | None) -> Iterator[lsp.SymbolInformation]:
    for symbol in tree:
        place = lsp.Location(uri, symbol.range)
        yield lsp.SymbolInformation(location=place, name=symbol.name, kind=symbol.kind, container_name=container)
        yield from _flat(list(symbol.children or []), uri, symbol.name)


def _matching(source: SourceFile, uri: str, query: str, encoding: Encoding) -> list[lsp.SymbolInformation]:
    """Symbols whose name holds the query's letters in order, as editors match."""
    tree = _tree(source.text, list(source.stubs), encoding)
    return [symbol for symbol in _flat(tree, uri, None) if _fits(query.casefold(), symbol.name.casefold())]


def _fits(query: str, name: str) -> bool:
    letters = iter(name)
    return all(letter in letters for letter in query if not letter.isspace())
