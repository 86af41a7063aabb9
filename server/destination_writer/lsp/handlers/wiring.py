"""The wiring of a connector: its graph, and going to one of several places."""

from typing import Any

from pygls.exceptions import JsonRpcInvalidParams

from destination_writer.lsp import protocol
from destination_writer.lsp.framework import FeatureServer
from destination_writer.lsp.handlers.commands import show
from destination_writer.lsp.session import INFO, WARNING, Session
from destination_writer.lsp.uris import path_of
from destination_writer.lsp.wire import ClientError
from destination_writer.lsp.wiringlenses import SHOW_PLACES
from destination_writer.lsp.wiringsight import sight_of, to_payload

_CHOICES = 9
"""Places that a question offers at most."""


def register(server: FeatureServer) -> None:
    @server.feature(protocol.WIRING)
    async def wiring(ls: FeatureServer, params: Any) -> protocol.WiringResult:
        uri = getattr(params, "uri", None)
        path = path_of(uri) if isinstance(uri, str) else None
        home = await ls.session.homes.at(path) if path else None
        if home is None:
            raise JsonRpcInvalidParams("`uri` must be that of a connector's folder or of a file in it")
        await home.connector(look=True)
        return await ls.session.work.run(to_payload, await sight_of(ls.session, home))

    @server.command(SHOW_PLACES)
    async def show_places(ls: FeatureServer, order: dict[str, Any]) -> None:
        places = [place for place in order.get("places") or [] if isinstance(place, dict)]
        place = places[0] if len(places) == 1 else await _chosen(ls.session, str(order.get("title", "")), places)
        if place is not None:
            await _open(ls.session, place)


async def _chosen(session: Session, title: str, places: list[dict[str, Any]]) -> dict[str, Any] | None:
    by_name: dict[str, dict[str, Any]] = {}
    for place in places[:_CHOICES]:
        line = int(place.get("range", {}).get("start", {}).get("line", 0)) + 1
        by_name[f"{str(place.get('uri', '')).rpartition('/')[2]}:{line}"] = place
    if not by_name:
        return None
    question = {"type": INFO, "message": f"{title}. Which one?", "actions": [{"title": name} for name in by_name]}
    answer = await session.wire.ask("window/showMessageRequest", question)
    return by_name.get(str(answer.get("title"))) if isinstance(answer, dict) else None


async def _open(session: Session, place: dict[str, Any]) -> None:
    shown = {"uri": place.get("uri"), "takeFocus": True, "selection": place.get("range")}
    try:
        if session.abilities.shows_documents:
            await session.wire.ask("window/showDocument", shown)
            return
    except ClientError as error:
        show(session, f"The editor did not open {place.get('uri')}: {error}", WARNING)
        return
    line = place.get("range", {}).get("start", {}).get("line", 0) + 1
    show(session, f"{place.get('uri')}, line {line}", INFO)
