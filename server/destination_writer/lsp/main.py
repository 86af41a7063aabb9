"""Builds a server and runs it on a stream. What `destination-writer serve` calls."""

import asyncio
import logging
import os
import sys

from destination_writer.lsp import lifecycle, transport
from destination_writer.lsp.session import Session

log = logging.getLogger(__name__)


def create_session() -> Session:
    """A session that is connected to nothing yet; make as many as you like."""
    session = Session()
    lifecycle.register(session)
    return session


def run_stdio() -> int:
    """Serve one editor on standard input and output. Returns the process's exit code."""
    return asyncio.run(_serve(create_session(), None))


def run_tcp(host: str, port: int) -> int:
    """Serve one editor on a socket; the address is logged, for a port of 0. Raises OSError when it cannot listen."""
    return asyncio.run(_serve(create_session(), (host, port)))


def leave(code: int) -> None:
    """End the process without waiting for a thread that is in the middle of a rule."""
    logging.shutdown()
    sys.stderr.flush()
    os._exit(code)


async def _serve(session: Session, address: tuple[str, int] | None) -> int:
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[int] = loop.create_future()
    session.wire.on_exit = lambda code: None if ended.done() else ended.set_result(code)
    listening = None
    if address is None:
        await transport.serve_stdio(session.wire)
    else:
        listening = await transport.serve_tcp(session.wire, *address)
        names = ", ".join("{}:{}".format(*sock.getsockname()[:2]) for sock in listening.sockets)
        log.warning("listening on %s", names)
    code = await ended
    session.end()
    session.wire.close()
    if listening is not None:
        listening.close()
    return code
