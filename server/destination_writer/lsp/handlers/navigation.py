"""Definition: from a place that asks for a bean to the bean, and back; from a CDK name to its source in the workspace,
else to a page of our contract."""

import logging
from pathlib import Path

from lsprotocol import types as lsp

from destination_writer.knowledge.hovertext import member_anchor
from destination_writer.lsp.cdksources import CdkSources
from destination_writer.lsp.framework import FeatureServer
from destination_writer.lsp.handlers.hover import name_under, symbol_at
from destination_writer.lsp.lookup import Symbol
from destination_writer.lsp.pages import line_of, page_uri, render_page, type_path, write_page
from destination_writer.lsp.ranges import to_lsp_range
from destination_writer.lsp.statefeatures import state_definition
from destination_writer.lsp.statepath import is_state
from destination_writer.lsp.uris import path_of, uri_of
from destination_writer.lsp.views import View, view_of
from destination_writer.lsp.wiringends import wiring_ends
from destination_writer.text.places import Range

log = logging.getLogger(__name__)


def register(server: FeatureServer) -> None:
    sources: dict[tuple[Path, ...], CdkSources] = {}

    @server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    async def definition(
        ls: FeatureServer, params: lsp.DefinitionParams
    ) -> lsp.Location | list[lsp.Location] | list[lsp.LocationLink] | None:
        if is_state(path_of(params.text_document.uri)):
            return await state_definition(ls.session, params)
        view = await view_of(ls.session, params.text_document.uri)
        if view is None:
            return None
        position = view.position(params.position)
        name = name_under(view, position)
        if name is None:
            return None
        ends = await wiring_ends(view, position)
        symbol = await ls.session.work.run(symbol_at, view, name, position)
        folders = ls.session.homes.folders or ((view.home.folder,) if view.home else ())
        cdk = sources.setdefault(folders, CdkSources(folders))
        page = await ls.session.work.run(_target, view, symbol, cdk) if symbol else None
        targets = [*ends, *([page] if page else [])]
        if not targets or not ls.session.abilities.links_definitions:
            return (targets[0] if len(targets) == 1 else targets) or None
        origin = Range.of(position.line, name.start, position.line, name.end)
        return [
            lsp.LocationLink(
                target_uri=target.uri,
                target_range=target.range,
                target_selection_range=target.range,
                origin_selection_range=to_lsp_range(view.document, origin, ls.session.abilities.encoding),
            )
            for target in targets
        ]


def _target(view: View, symbol: Symbol, cdk: CdkSources) -> lsp.Location | None:
    member = symbol.member_name
    place = cdk.find(symbol.type.package, symbol.type.name, member)
    if place is not None:
        range_ = to_lsp_range(place.document, place.range, view.session.abilities.encoding)
        return lsp.Location(view.session.uri_at(place.path), range_)
    page = render_page(view.knowledge, type_path(view.contract, symbol.type.name))
    line = line_of(page, member_anchor(member)) if member else 0
    start = lsp.Range(lsp.Position(line, 0), lsp.Position(line, 0))
    if view.session.abilities.shows_pages:
        return lsp.Location(page_uri(page.path), start)
    try:
        return lsp.Location(uri_of(write_page(page)), start)
    except OSError as error:
        log.error("the page %s cannot be written: %s", page.path, error)
        return None
