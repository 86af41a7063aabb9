"""Work-done progress of our own making, with a way to cancel."""

import itertools
from collections.abc import Callable

from destination_writer.lsp.abilities import Abilities
from destination_writer.lsp.wire import ClientError, Json, Wire

CANCEL = "window/workDoneProgress/cancel"
_numbers = itertools.count(1)


class ProgressDesk:
    """All progress of a session. Tokens are `destination-writer/N`."""

    def __init__(self, wire: Wire, abilities: Callable[[], Abilities]) -> None:
        self._wire = wire
        self._abilities = abilities
        self._cancels: dict[str, Callable[[], None]] = {}
        wire.notifications[CANCEL] = self._cancelled

    async def begin(self, title: str, message: str, on_cancel: Callable[[], None]) -> "Progress":
        """A progress that the client shows, if it shows any."""
        token = f"destination-writer/{next(_numbers)}"
        shown = self._abilities().shows_progress
        if shown:
            try:
                await self._wire.ask("window/workDoneProgress/create", {"token": token})
            except ClientError:
                shown = False
        progress = Progress(self._wire, token, shown, self._ended)
        self._cancels[token] = on_cancel
        progress.send({"kind": "begin", "title": title, "message": message, "cancellable": True, "percentage": 0})
        return progress

    def _cancelled(self, params: Json) -> None:
        cancel = self._cancels.get(str(params["token"]))
        if cancel is not None:
            cancel()

    def _ended(self, token: str) -> None:
        self._cancels.pop(token, None)


class Progress:
    """One piece of work. Nothing is sent for a client that shows no progress."""

    def __init__(self, wire: Wire, token: str, shown: bool, ended: Callable[[str], None]) -> None:
        self._wire = wire
        self._token = token
        self._shown = shown
        self._ended = ended

    def report(self, message: str, percent: int) -> None:
        self.send({"kind": "report", "message": message, "percentage": percent, "cancellable": True})

    def end(self, message: str) -> None:
        self.send({"kind": "end", "message": message})
        self._ended(self._token)

    def send(self, value: Json) -> None:
        if self._shown:
            self._wire.notify("$/progress", {"token": self._token, "value": value})
