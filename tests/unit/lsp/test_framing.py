"""Bytes to message bodies, whatever the pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from destination_writer.lsp import framing
from destination_writer.lsp.framing import Framing


def framed(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


def read(*pieces: bytes) -> list[bytes]:
    reader = Framing()
    return [body for piece in pieces for body in reader.feed(piece)]


@pytest.mark.parametrize(
    "stream",
    [
        b"Content-Length: 2\r\n\r\n{}",
        b"content-length:2\r\n\r\n{}",
        b"Content-Length: 2\n\n{}",
        b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: 2\r\n\r\n{}",
        b"Content-Length: 2\r\nContent-Type: x\r\n\r\n{}",
        b"Hello: world\r\n\r\nContent-Length: 2\r\n\r\n{}",
        b"Content-Length: many\r\n\r\nContent-Length: 2\r\n\r\n{}",
    ],
)
def test_a_header_is_read_or_dropped(stream: bytes) -> None:
    assert read(stream) == [b"{}"]


@given(st.lists(st.binary(max_size=40), max_size=6), st.integers(1, 30))
def test_the_sizes_of_the_pieces_do_not_matter(bodies: list[bytes], size: int) -> None:
    stream = b"".join(framed(body) for body in bodies)
    assert read(*(stream[i : i + size] for i in range(0, len(stream), size))) == bodies


def test_noise_without_an_end_is_not_kept_for_ever() -> None:
    reader = Framing()
    for _ in range(100):
        assert list(reader.feed(b"x" * 1000)) == []
    assert list(reader.feed(b"\r\n\r\n" + framed(b"{}"))) == [b"{}"]


def test_a_message_above_the_limit_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(framing, "BODY_LIMIT", 10)
    stream = framed(b"x" * 11) + framed(b"{}")
    assert read(stream) == [b"{}"]
    assert read(*(stream[i : i + 3] for i in range(0, len(stream), 3))) == [b"{}"]


def test_it_knows_when_nothing_is_under_way() -> None:
    reader = Framing()
    assert reader.is_between_messages
    assert list(reader.feed(b"Content-Length: 2\r\n\r\n{")) == []
    assert not reader.is_between_messages
    assert list(reader.feed(b"}")) == [b"{}"]
    assert reader.is_between_messages
