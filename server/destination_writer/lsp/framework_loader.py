"""Brings the framework in beside the event loop: when a request needs it, or when nobody types for a while.

Importing it takes longer than anything else in a start, and would slow down the keystrokes that come meanwhile.
"""

import asyncio
import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from destination_writer.lsp.framework import FeatureServer
    from destination_writer.lsp.session import Session

log = logging.getLogger(__name__)

IDLE = 1.0
"""Seconds after `initialize` when it is loaded although nobody has asked, as soon as typing pauses."""


class FrameworkLoader:
    """Loads it once."""

    def __init__(self, session: "Session") -> None:
        self._session = session
        self._begun = False

    def expect(self) -> None:
        """A client has come: load on its first request that needs the framework."""
        self._session.wire.on_needed = self._begin
        self._session.work.start(self._when_idle(), "waiting for a pause")

    async def _when_idle(self) -> None:
        await asyncio.sleep(IDLE)
        await self._session.documents.lull()
        self._begin()

    def _begin(self) -> None:
        if not self._begun:
            self._begun = True
            self._session.framework_comes = self._session.work.start(self._load(), "loading the framework")

    async def _load(self) -> None:
        wire = self._session.wire
        try:
            server = await self._session.work.run(_create, self._session)
        except asyncio.CancelledError:
            raise
        except Exception:  # without the framework the server still reports stubs and results
            log.exception("the framework cannot be loaded")
            wire.lose_rest("the language server's framework cannot be loaded; its log says why")
            return
        wire.take_rest(server)


def _create(session: "Session") -> "FeatureServer":
    from destination_writer.lsp.framework import create_feature_server

    return create_feature_server(session)
