"""JSON-RPC between the framing and whoever handles a message.

Knows nothing of the framework, whose import takes ten times as long as answering `initialize`: the methods of the
life cycle and of text synchronisation are *hot*, taken as decoded JSON, and work at once. Every other request waits
until the framework is there. A request always gets an answer, also when its parameters are rubbish or it comes at the
wrong time.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from types import NoneType
from typing import Any, Protocol

from destination_writer.lsp.transport import Writer

log = logging.getLogger(__name__)

Json = Mapping[str, Any]

OnNotification = Callable[[Json], None]
"""Takes the `params` of a notification."""

OnRequest = Callable[[Any, Json], None]
"""Takes a request's id and its `params`, and sends the answer, now or later."""

PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS, INTERNAL_ERROR = -32700, -32600, -32601, -32602, -32603
NOT_INITIALIZED = -32002
CANCELLED = -32800

VERSION = "2.0"
_BAD_PARAMS = (KeyError, TypeError, AttributeError, ValueError)


class Rest(Protocol):
    """Handles what is not hot: the framework."""

    def request(self, msg_id: Any, message: dict[str, Any]) -> None: ...

    def cancel(self, msg_id: Any) -> None: ...


class ClientError(Exception):
    """The client answered a request of ours with an error. The message is the client's."""


class Wire:
    """The server's end of the connection. Also the `Receiver` of a transport."""

    def __init__(self) -> None:
        self.notifications: dict[str, OnNotification] = {}
        self.requests: dict[str, OnRequest] = {}
        self.others: frozenset[str] = frozenset()
        """Requests that the framework handles, or will when it is there."""
        self.on_exit: Callable[[int], None] = _ignore
        self.on_activity: Callable[[], None] = _nothing
        """Called when a request comes, and when those that have waited for the framework are handled."""
        self.on_needed: Callable[[], None] = _nothing
        """Called when a request comes that waits for the framework."""
        self._rest: Rest | None = None
        self._waiting: dict[Any, dict[str, Any]] = {}
        self._asked: dict[str, asyncio.Future[Any]] = {}
        self._last_id = 0
        self._writer: Writer | None = None
        self._initialized = self._shut_down = self._left = False

    # -- the connection -------------------------------------------------------------------------------------------

    def connected(self, writer: Writer) -> None:
        self._writer = writer

    def disconnected(self) -> None:
        """The editor is gone. Without a `shutdown` before, that counts as a failure."""
        self.leave(0 if self._shut_down else 1)

    def leave(self, code: int) -> None:
        """End the session; only the first call counts."""
        if not self._left:
            self._left = True
            self.on_exit(code)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()

    # -- receiving ------------------------------------------------------------------------------------------------

    def receive(self, body: bytes) -> None:
        """Handle one message. Never raises: what is wrong with a message is answered or logged."""
        try:
            message = json.loads(body)
        except (ValueError, RecursionError) as error:
            log.error("a message is not JSON: %s", error)
            self.refuse(None, PARSE_ERROR, "the message is not JSON")
            return
        if not _is_message(message):
            log.error("a message is not JSON-RPC 2.0")
            self.refuse(None, INVALID_REQUEST, "the message is not a JSON-RPC 2.0 object")
            return
        method, msg_id = message.get("method"), message.get("id")
        if method is None:
            self._take_answer(msg_id, message)
        elif msg_id is None:
            self._take_notification(method, message)
        else:
            self._take_request(method, msg_id, message)

    def _take_notification(self, method: str, message: dict[str, Any]) -> None:
        if method == "exit":
            self.leave(0 if self._shut_down else 1)
        elif not self._initialized or self._shut_down:
            log.warning("%s came at the wrong time and was dropped", method)
        elif handler := self.notifications.get(method):
            try:
                handler(message.get("params") or {})
            except Exception:  # a client's malformed notification must not end the connection
                log.exception("%s could not be handled", method)
        elif method == "$/cancelRequest":
            self._cancel((message.get("params") or {}).get("id"))
        elif not method.startswith("$/"):
            log.debug("%s is not for us", method)

    def _take_request(self, method: str, msg_id: Any, message: dict[str, Any]) -> None:
        self.on_activity()
        if refusal := self._untimely(method):
            self.refuse(msg_id, *refusal)
        elif handler := self.requests.get(method):
            self._initialized = True  # only `initialize` comes here before
            self._shut_down |= method == "shutdown"
            try:
                handler(msg_id, message.get("params") or {})
            except _BAD_PARAMS as error:
                log.warning("%s has wrong parameters", method, exc_info=error)
                self.refuse(msg_id, INVALID_PARAMS, f"{method}: the parameters do not fit the protocol ({error!r})")
            except Exception:  # every request gets an answer
                log.exception("%s failed", method)
                self.refuse(msg_id, INTERNAL_ERROR, f"{method} failed; the server's log says why")
        elif method not in self.others:
            self.refuse(msg_id, METHOD_NOT_FOUND, f"this server has no method {method}")
        elif self._rest is None:
            self._waiting[msg_id] = message
            self.on_needed()
        else:
            self._rest.request(msg_id, message)

    def _untimely(self, method: str) -> tuple[int, str] | None:
        if self._shut_down:
            return INVALID_REQUEST, f"{method} came after shutdown"
        if not self._initialized and method != "initialize":
            return NOT_INITIALIZED, f"{method} came before initialize"
        if self._initialized and method == "initialize":
            return INVALID_REQUEST, "initialize came twice"
        return None

    def take_rest(self, rest: Rest) -> None:
        """The framework is there: hand over what has waited for it."""
        self._rest = rest
        self.on_activity()
        waiting, self._waiting = self._waiting, {}
        for msg_id, message in waiting.items():
            rest.request(msg_id, message)

    def lose_rest(self, reason: str) -> None:
        """The framework cannot be loaded: nothing that waits for it will be answered otherwise."""
        waiting, self._waiting = self._waiting, {}
        for msg_id in waiting:
            self.refuse(msg_id, INTERNAL_ERROR, reason)
        self.others = frozenset()

    def _cancel(self, msg_id: Any) -> None:
        if isinstance(msg_id, (str, int)) and self._waiting.pop(msg_id, None) is not None:
            self.refuse(msg_id, CANCELLED, "cancelled")
        elif self._rest is not None:
            self._rest.cancel(msg_id)

    # -- asking the client ----------------------------------------------------------------------------------------

    async def ask(self, method: str, params: Any, *, recall: bool = False) -> Any:
        """Send a request to the client and wait for its result, plain JSON. Raises ClientError when it refuses. With
        `recall`, the client is told when nobody waits for the answer any more: a question to a person goes away."""
        self._last_id += 1
        msg_id = f"dw-{self._last_id}"
        answer = self._asked[msg_id] = asyncio.get_running_loop().create_future()
        self.send({"id": msg_id, "method": method, "params": params})
        try:
            return await answer
        except asyncio.CancelledError:
            if recall:
                self.send({"method": "$/cancelRequest", "params": {"id": msg_id}})
            raise
        finally:
            self._asked.pop(msg_id, None)

    def ask_to_refresh(self, method: str) -> None:
        """Send a request whose answer says nothing."""
        self._last_id += 1
        self.send({"id": f"dw-{self._last_id}", "method": method, "params": None})

    def _take_answer(self, msg_id: Any, message: dict[str, Any]) -> None:
        answer = self._asked.get(msg_id)
        if answer is None or answer.done():
            log.debug("an answer came that nobody waits for: %r", msg_id)
        elif (error := message.get("error")) is not None:
            answer.set_exception(ClientError(str(error.get("message", error) if isinstance(error, dict) else error)))
        else:
            answer.set_result(message.get("result"))

    # -- sending --------------------------------------------------------------------------------------------------

    @property
    def is_behind(self) -> bool:
        """True when the client is known not to have read what was sent."""
        return self._writer is not None and self._writer.is_unread()

    def notify(self, method: str, params: Any) -> None:
        self.send({"method": method, "params": params})

    def answer(self, msg_id: Any, result: Any) -> None:
        self.send({"id": msg_id, "result": result})

    def answer_text(self, msg_id: Any, result: str) -> None:
        """Send a result that is JSON text already."""
        self.send_text(f'{{"jsonrpc":"2.0","id":{json.dumps(msg_id)},"result":{result}}}')

    def refuse(self, msg_id: Any, code: int, message: str) -> None:
        self.send({"id": msg_id, "error": {"code": code, "message": message}})

    def send(self, value: Json, default: Callable[[Any], Any] | None = None) -> None:
        """Send a message. `default` makes JSON values of what is none, as in `json.dumps`."""
        self.send_text(json.dumps({"jsonrpc": VERSION, **value}, separators=(",", ":"), default=default))

    def send_text(self, body: str) -> None:
        """Send a message that is rendered already. `body` is ASCII, as `json.dumps` makes it."""
        if self._writer is None:
            log.debug("nobody is connected: a message was dropped")
            return
        data = body.encode("ascii")
        try:
            self._writer.write(b"Content-Length: %d\r\n\r\n%b" % (len(data), data))
        except OSError as error:
            log.warning("the editor does not read any more: %s", error)
            self.leave(1)


def _is_message(message: object) -> bool:
    return (
        isinstance(message, dict)
        and message.get("jsonrpc") == VERSION
        and isinstance(message.get("id"), (str, int, NoneType))
        and isinstance(message.get("method"), (str, NoneType))
    )


def _ignore(code: int) -> None:
    """Nobody has said yet what to do at the end."""


def _nothing() -> None:
    """Nobody has said yet what is to be done then."""
