"""The requests of our own: status, tests, pages, features."""

from typing import Any

from pygls.exceptions import JsonRpcInvalidParams

from destination_writer import __version__
from destination_writer.lsp import protocol
from destination_writer.lsp.capabilities import COMMANDS
from destination_writer.lsp.framework import FeatureServer
from destination_writer.lsp.homes import Home
from destination_writer.lsp.livepages import is_live, live_page
from destination_writer.lsp.pages import NoSuchPage, page_path, render_page
from destination_writer.lsp.session import Session
from destination_writer.lsp.standing import at_work_of, following_of, standing_of, to_payload
from destination_writer.lsp.testlist import tests_of
from destination_writer.lsp.uris import path_of, uri_of


def register(server: FeatureServer) -> None:
    @server.feature(protocol.STATUS)
    async def status(ls: FeatureServer, params: Any) -> protocol.StatusResult:
        session = ls.session
        homes = await _homes(session, getattr(params, "uri", None))
        return {"connectors": [await connector_status(session, home) for home in homes]}

    @server.feature(protocol.TESTS)
    async def tests(ls: FeatureServer, params: Any) -> protocol.TestsResult:
        session = ls.session
        homes = await _homes(session, getattr(params, "uri", None))
        return {"connectors": [await connector_tests(session, home) for home in homes]}

    @server.feature(protocol.PAGE)
    async def page(ls: FeatureServer, params: Any) -> protocol.PageResult:
        uri = getattr(params, "uri", None)
        if not isinstance(uri, str):
            raise JsonRpcInvalidParams("`uri` must be the address of a page")
        knowledge = await ls.session.library.knowledge(None)
        try:
            if is_live(uri):
                found = await live_page(ls.session, uri)
            else:
                found = await ls.session.work.run(render_page, knowledge, page_path(uri))
        except NoSuchPage as error:
            raise JsonRpcInvalidParams(str(error)) from None
        return {"title": found.title, "text": found.text}

    @server.feature(protocol.FEATURES)
    def features(ls: FeatureServer, params: Any) -> protocol.FeaturesResult:  # noqa: ARG001 - has no content
        wire = ls.session.wire
        methods = sorted({*wire.requests, *wire.notifications, *wire.others})
        return {"methods": methods, "commands": list(COMMANDS), "version": __version__}


async def connector_status(session: Session, home: Home) -> protocol.ConnectorStatus:
    """How far one connector is now."""
    connector, knowledge = await home.connector(look=True), await session.library.knowledge(home.folder)
    evidence = await session.results.evidence(home)
    standing = await session.work.run(standing_of, connector, knowledge, evidence)
    following = await session.work.run(following_of, connector, knowledge, evidence, standing, home.folder)
    at_work = await session.work.run(at_work_of, connector, knowledge, evidence, standing)
    return to_payload(standing, following, at_work, connector, uri_of(home.folder))


async def connector_tests(session: Session, home: Home) -> protocol.ConnectorTests:
    """What can be run of one connector now."""
    connector, knowledge = await home.connector(look=True), await session.library.knowledge(home.folder)
    evidence = await session.results.evidence(home)
    encoding = session.abilities.encoding
    tests = await session.work.run(tests_of, connector, knowledge, evidence, home.folder, encoding)
    return {"uri": uri_of(home.folder), "name": connector.name, "tests": tests}


async def _homes(session: Session, uri: object) -> list[Home]:
    if uri is None:
        await session.discovered()
        return list(session.homes)
    path = path_of(uri) if isinstance(uri, str) else None
    if path is None:
        raise JsonRpcInvalidParams(f"`uri` must be that of a folder or file, not {uri!r}")
    home = await session.homes.at(path)
    return [home] if home else []
