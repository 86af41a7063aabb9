"""The base protocol's framing: bytes in, message bodies out."""

import re
from collections.abc import Iterator

HEADER_LIMIT = 8_192
"""Bytes of one header block. More than this without an end is not the base protocol."""

BODY_LIMIT = 512 * 1024 * 1024
"""Bytes of one message. A longer one is skipped without being kept."""

_LENGTH = re.compile(rb"content-length[ \t]*:[ \t]*(\d{1,12})[ \t]*(?:\r?\n|$)", re.IGNORECASE)
_END_OF_HEADER = re.compile(rb"\r?\n\r?\n")


class Framing:
    """Cuts a stream into message bodies, whatever the sizes of the pieces that arrive.

    A header block without a usable `Content-Length` is dropped; reading goes on behind it.
    """

    def __init__(self) -> None:
        self._pending = bytearray()
        self._wanted = -1
        self._skip = 0

    @property
    def is_between_messages(self) -> bool:
        return not self._pending and self._wanted < 0 and not self._skip

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Take a piece of the stream; give every body that is complete now."""
        self._pending += data
        while True:
            if self._skip and not self._skipped():
                return
            if self._wanted < 0 and not self._read_header():
                return
            if self._skip:
                continue
            if len(self._pending) < self._wanted:
                return
            body = bytes(memoryview(self._pending)[: self._wanted])
            del self._pending[: self._wanted]
            self._wanted = -1
            yield body

    def _skipped(self) -> bool:
        gone = min(self._skip, len(self._pending))
        del self._pending[:gone]
        self._skip -= gone
        return not self._skip

    def _read_header(self) -> bool:
        """True when the header of a message was taken off the front."""
        while True:
            end = _END_OF_HEADER.search(self._pending, 0, HEADER_LIMIT)
            if end is None:
                if len(self._pending) > HEADER_LIMIT:
                    del self._pending[: len(self._pending) - HEADER_LIMIT // 2]
                return False
            length = _LENGTH.search(self._pending, 0, end.end())
            size = int(length.group(1)) if length else -1
            del self._pending[: end.end()]
            if size < 0:
                continue
            if size > BODY_LIMIT:
                self._skip = size
            else:
                self._wanted = size
            return True
