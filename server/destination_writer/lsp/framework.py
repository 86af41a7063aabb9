"""The framework: typed parameters, cancellation and the breadth of the protocol, by pygls.

Imported in a thread after `initialize` is answered. It handles the requests that are not hot; documents, settings and
the connection are the session's. Nothing in pygls' own text store is used: it splits lines at form feeds and U+2028.
"""

import contextvars
import importlib
import logging
from concurrent.futures import Future
from typing import Any

from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, default_converter

from destination_writer import __version__
from destination_writer.lsp.session import Session
from destination_writer.lsp.wire import INTERNAL_ERROR, INVALID_PARAMS

log = logging.getLogger(__name__)

HANDLERS = (
    "hover",
    "painting",
    "symbols",
    "navigation",
    "links",
    "completion",
    "lenses",
    "actions",
    "commands",
    "running",
    "afterfix",
    "walking",
    "deciding",
    "custom",
    "upgrade",
    "scaffold",
    "preflight",
    "learning",
    "wiring",
    "talking",
)
"""Modules of `lsp/handlers`. A new group of methods is one file and one name here."""


_asked: contextvars.ContextVar[Any] = contextvars.ContextVar("asked", default=None)
"""The id of the client's request that is being handled."""


class TidyProtocol(LanguageServerProtocol):
    """pygls' protocol on the session's wire. Keeps nothing of what was answered."""

    _server: "FeatureServer"  # pyright: ignore[reportIncompatibleVariableOverride]  # pygls declares it mutable

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._commands: dict[Any, Future[Any]] = {}

    def take(self, msg_id: Any, message: dict[str, Any]) -> None:
        """Handle a request as decoded JSON."""
        try:
            structured: Any = self.structure_message(message)
        except JsonRpcException as error:
            text = f"{message['method']}: the parameters do not fit the protocol ({error})"
            self._server.session.wire.refuse(msg_id, INVALID_PARAMS, text)
            return
        params = getattr(structured, "params", None)
        context = contextvars.copy_context()
        context.run(_asked.set, msg_id)
        context.run(self._handle_request, msg_id, message["method"], params)

    def cancel(self, msg_id: Any) -> None:
        self._handle_cancel_notification(msg_id)
        command = self._commands.get(msg_id)
        if command is not None:
            command.cancel()

    def plain(self, value: Any) -> Any:
        """A protocol type as JSON values."""
        return self._converter.unstructure(value)

    def _execute_handler(
        self,
        msg_id: Any,
        handler: Any,
        callback: Any,
        args: tuple[Any, ...] | None = None,
        kwargs: dict[str, Any] | None = None,
    ) -> None:
        def done(future: Future[Any]) -> None:
            callback(future)
            self._request_futures.pop(msg_id, None)  # pygls 2.1.1 keeps an entry for every finished one
            self._commands.pop(_asked.get(), None)

        super()._execute_handler(msg_id, handler, done, args, kwargs)
        # A command's handler runs under an id of pygls' own, which no client can name.
        if msg_id != _asked.get() and (command := self._request_futures.get(msg_id)) is not None:
            self._commands[_asked.get()] = command

    def _send_data(self, data: Any) -> None:
        """Send an answer, all that the framework sends here. Plain JSON values go as they are."""
        wire = self._server.session.wire
        error = getattr(data, "error", None)
        value = {"id": data.id, "error": error} if error else {"id": data.id, "result": data.result}
        try:
            wire.send(value, default=self._serialize_message)
        except (TypeError, ValueError, AttributeError):
            log.exception("an answer cannot be written as JSON")
            wire.refuse(data.id, INTERNAL_ERROR, "the answer could not be written; see the log")


class FeatureServer(LanguageServer):
    """What handlers are registered with. `ls.session` holds everything else."""

    protocol: TidyProtocol  # pyright: ignore[reportIncompatibleVariableOverride]  # pygls declares it mutable

    def __init__(self, session: Session) -> None:
        super().__init__(
            "destination-writer", __version__, protocol_cls=TidyProtocol, converter_factory=default_converter
        )
        self.session = session

    def request(self, msg_id: Any, message: dict[str, Any]) -> None:
        self.protocol.take(msg_id, message)

    def cancel(self, msg_id: Any) -> None:
        self.protocol.cancel(msg_id)

    def report_server_error(self, error: Exception, source: type) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]  # pygls' own type says less
        """Only the log hears of it; the request that failed has been answered."""
        log.warning("%s: %s", source.__name__, error)


def create_feature_server(session: Session) -> FeatureServer:
    """Slow: run it in a thread. A module that cannot be loaded costs its own methods; the log says why."""
    server = FeatureServer(session)
    for name in HANDLERS:
        try:
            importlib.import_module(f"destination_writer.lsp.handlers.{name}").register(server)
        except Exception:  # a damaged installation must not cost what is whole in it
            log.exception("%s cannot be loaded", name)
    return server
