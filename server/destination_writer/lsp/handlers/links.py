"""Document links: words of the state file that name files."""

from typing import Any

from lsprotocol import types as lsp

from destination_writer.lsp.framework import FeatureServer
from destination_writer.lsp.statefeatures import state_links


def register(server: FeatureServer) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_LINK, lsp.DocumentLinkOptions(resolve_provider=False))
    async def document_link(ls: FeatureServer, params: lsp.DocumentLinkParams) -> list[dict[str, Any]] | None:
        return await state_links(ls.session, params)
