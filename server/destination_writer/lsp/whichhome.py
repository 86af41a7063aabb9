"""Which connector an order is about."""

from typing import TYPE_CHECKING, Any

from destination_writer.lsp.uris import path_of

if TYPE_CHECKING:
    from destination_writer.lsp.homes import Home
    from destination_writer.lsp.session import Session


class CannotRun(Exception):
    """An order that names no connector, test or runner. The message says what to give."""


async def find_home(session: "Session", order: dict[str, Any]) -> "Home":
    """The connector of the order's `uri`. Raises CannotRun."""
    uri = order.get("uri")
    path = path_of(uri) if isinstance(uri, str) else None
    home = await session.homes.at(path) if path else None
    if home is None:
        raise CannotRun("No connector is there to be run: give `uri`, a connector's folder or a file in it.")
    return home
