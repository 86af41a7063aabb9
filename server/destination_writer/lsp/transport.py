"""Bytes between the editor and the event loop.

The loop reads the pipe itself, without a thread hop for each line, and takes every message that a read brought before
anything is published: that is what lets a burst of typing be answered once.
"""

import asyncio
import logging
import os
import stat
import sys
import threading
from collections.abc import Callable
from typing import BinaryIO, Protocol

from destination_writer.lsp.framing import Framing

if sys.platform != "win32":
    import fcntl
    import termios

log = logging.getLogger(__name__)


class Receiver(Protocol):
    """What a connection talks to."""

    def connected(self, writer: "Writer") -> None: ...

    def receive(self, body: bytes) -> None: ...

    def disconnected(self) -> None: ...


class Writer(Protocol):
    """Where whole framed messages go. `write` never blocks the loop where the platform allows it."""

    def write(self, data: bytes) -> None: ...

    def close(self) -> None: ...

    def is_unread(self) -> bool:
        """True when the editor is known not to have read all that was written. False when nobody can tell."""
        ...


class StreamProtocol(asyncio.Protocol):
    """Feeds a receiver with the message bodies of one stream."""

    def __init__(self, receiver: Receiver) -> None:
        self._receiver = receiver
        self._framing = Framing()

    def data_received(self, data: bytes) -> None:
        for body in self._framing.feed(data):
            self._receiver.receive(body)

    def eof_received(self) -> bool:
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        if exc is not None:
            log.warning("the connection to the editor broke: %s", exc)
        self._receiver.disconnected()


class SocketProtocol(StreamProtocol):
    """A TCP connection: the same transport is read and written."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if not isinstance(transport, asyncio.Transport):
            raise TypeError(f"{transport!r} cannot be written to")
        self._receiver.connected(LoopWriter(transport))


class LoopWriter:
    """Writes through the event loop."""

    def __init__(self, transport: asyncio.WriteTransport) -> None:
        self._transport = transport
        self._descriptor, self._question = _unread_question(transport)

    def write(self, data: bytes) -> None:
        self._transport.write(data)

    def close(self) -> None:
        self._transport.close()

    def is_unread(self) -> bool:
        if self._transport.get_write_buffer_size():
            return True
        if not self._question:
            return False
        try:
            return fcntl.ioctl(self._descriptor, self._question, b"\0\0\0\0") != b"\0\0\0\0"
        except OSError:
            return False


def _unread_question(transport: asyncio.WriteTransport) -> tuple[int, int]:
    """The descriptor, and the ioctl that tells what its other end has not read; 0 where there is none.

    Linux answers for both ends of a pipe, and for a Unix socket. A TCP socket only knows what the other machine's
    kernel has taken, which says nothing about the editor.
    """
    output = transport.get_extra_info("pipe")
    if output is None or not sys.platform.startswith("linux"):
        return -1, 0
    descriptor = output.fileno()
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISFIFO(mode):
        return descriptor, termios.FIONREAD
    return descriptor, termios.TIOCOUTQ if stat.S_ISSOCK(mode) else 0


class BlockingWriter:
    """For an output that the loop cannot watch: a regular file, or a pipe on Windows."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, data: bytes) -> None:
        self._stream.write(data)
        self._stream.flush()

    def close(self) -> None:
        self._stream.close()

    def is_unread(self) -> bool:
        return False


class _PipeEnd(asyncio.BaseProtocol):
    """The loop wants a protocol for the writing end; a broken pipe is noticed on the reading end."""


async def serve_stdio(receiver: Receiver) -> None:
    """Connect the receiver to standard input and output. Returns at once; reading goes on in the loop."""
    # The protocol owns the real stdout. Whatever prints by mistake goes to stderr, where it harms nobody.
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    receiver.connected(await _pipe_writer(output))
    await _read_pipe(receiver, os.fdopen(os.dup(sys.stdin.fileno()), "rb", buffering=0))


async def _pipe_writer(output: BinaryIO) -> Writer:
    if sys.platform != "win32":
        try:
            transport, _ = await asyncio.get_running_loop().connect_write_pipe(_PipeEnd, output)
        except ValueError:
            log.info("standard output is a file: writing to it directly")
        else:
            return LoopWriter(transport)
    return BlockingWriter(output)


async def _read_pipe(receiver: Receiver, source: BinaryIO) -> None:
    loop = asyncio.get_running_loop()
    if sys.platform != "win32" and _is_watchable(source):
        await loop.connect_read_pipe(lambda: StreamProtocol(receiver), source)
        return
    log.info("standard input is no pipe: reading it in a thread")
    protocol = StreamProtocol(receiver)
    threading.Thread(target=_read_blocking, args=(source, loop, protocol), name="stdin", daemon=True).start()


def _is_watchable(source: BinaryIO) -> bool:
    """Whether the loop can wait for it. It takes any character device, but the kernel refuses to watch `/dev/null`."""
    mode = os.fstat(source.fileno()).st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or source.isatty()


def _read_blocking(source: BinaryIO, loop: asyncio.AbstractEventLoop, protocol: StreamProtocol) -> None:
    try:
        while data := os.read(source.fileno(), 1 << 16):
            _call_in(loop, protocol.data_received, data)
    except OSError as error:
        log.warning("standard input cannot be read: %s", error)
    _call_in(loop, protocol.connection_lost, None)


def _call_in(loop: asyncio.AbstractEventLoop, function: Callable[..., object], argument: object) -> None:
    try:
        loop.call_soon_threadsafe(function, argument)
    except RuntimeError:
        log.debug("the event loop has ended before its input did")


async def serve_tcp(receiver: Receiver, host: str, port: int) -> asyncio.Server:
    """Listen for one editor. The caller closes the server; the address is in its `sockets`."""
    loop = asyncio.get_running_loop()
    taken = False

    def accept() -> asyncio.Protocol:
        nonlocal taken
        if taken:
            return _Refuse()
        taken = True
        return SocketProtocol(receiver)

    return await loop.create_server(accept, host, port)


class _Refuse(asyncio.Protocol):
    """A server process holds one editor's state; a second connection is closed at once."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        log.warning("a second editor was refused: start one server for each")
        transport.close()
