"""URIs and positions between wire and house."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from destination_writer.lsp.positions import from_wire, from_wire_position, to_wire
from destination_writer.lsp.uris import path_of, same_file, uri_of
from destination_writer.text.document import Document
from destination_writer.text.encodings import Encoding
from destination_writer.text.places import Position, Range


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///a/b.kt", "/a/b.kt"),
        ("file:///a/%20b%C3%A9.kt", "/a/ bé.kt"),
        ("file:///a/x/../b.kt", "/a/b.kt"),
        ("file:///a/b%23c.kt", "/a/b#c.kt"),
        ("untitled:Untitled-1", None),
        ("destination-writer:/guides/x.md", None),
        ("file:///a%00b", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_paths_of_uris(uri: str, path: str | None) -> None:
    assert path_of(uri) == (Path(path) if path else None)


@given(
    st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="/\0"), min_size=1).filter(
        lambda n: n not in (".", "..")
    )
)
def test_a_path_survives_its_uri(name: str) -> None:
    path = Path("/folder", name)
    assert path_of(uri_of(path)) == path


def test_two_spellings_of_one_file() -> None:
    assert same_file("file:///a/%62.kt", "file:///a/b.kt")
    assert not same_file("untitled:a", "untitled:b")


LINES = Document("a😀é\r\n\u2028b\n")


@pytest.mark.parametrize(
    ("line", "units", "encoding", "position"),
    [
        (0, 1, Encoding.UTF_16, Position(0, 1)),
        (0, 2, Encoding.UTF_16, Position(0, 1)),
        (0, 3, Encoding.UTF_16, Position(0, 2)),
        (0, 5, Encoding.UTF_8, Position(0, 2)),
        (0, 2, Encoding.UTF_32, Position(0, 2)),
        (0, 99, Encoding.UTF_16, Position(0, 3)),
        (0, -1, Encoding.UTF_16, Position(0, 0)),
        (1, 2, Encoding.UTF_16, Position(1, 2)),
        (7, 3, Encoding.UTF_16, Position(2, 0)),
        (-1, 3, Encoding.UTF_16, Position(0, 0)),
    ],
)
def test_positions_from_the_wire(line: int, units: int, encoding: Encoding, position: Position) -> None:
    assert from_wire_position(LINES, {"line": line, "character": units}, encoding) == position


@pytest.mark.parametrize("value", [{}, {"line": 1}, {"line": "1", "character": 0}, {"line": 1.5, "character": 0}])
def test_what_is_no_position_is_refused(value: dict[str, Any]) -> None:
    with pytest.raises((TypeError, KeyError)):
        from_wire_position(LINES, value, Encoding.UTF_16)


@given(st.sampled_from(list(Encoding)), st.integers(0, 3), st.integers(0, 3))
def test_a_range_survives_the_wire(encoding: Encoding, start: int, end: int) -> None:
    range_ = Range.of(0, min(start, end), 0, max(start, end))
    assert from_wire(LINES, to_wire(LINES, range_, encoding), encoding) == range_
