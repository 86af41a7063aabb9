"""Columns in the units of an editor."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from destination_writer.text.encodings import Encoding, from_units, to_units

LINE = "aé→😀z"

UNITS = {
    Encoding.UTF_8: [0, 1, 3, 6, 10, 11],
    Encoding.UTF_16: [0, 1, 2, 3, 5, 6],
    Encoding.UTF_32: [0, 1, 2, 3, 4, 5],
}


@pytest.mark.parametrize("encoding", Encoding)
def test_to_units(encoding: Encoding) -> None:
    assert [to_units(LINE, column, encoding) for column in range(6)] == UNITS[encoding]


@pytest.mark.parametrize("encoding", Encoding)
def test_from_units(encoding: Encoding) -> None:
    assert [from_units(LINE, units, encoding) for units in UNITS[encoding]] == list(range(6))


@pytest.mark.parametrize(
    ("encoding", "units", "column"),
    [
        (Encoding.UTF_16, 4, 3),  # the low surrogate of the emoji
        (Encoding.UTF_8, 2, 1),  # the second byte of é
        (Encoding.UTF_8, 5, 2),  # the last byte of →
        (Encoding.UTF_8, 9, 3),  # the last byte of the emoji
    ],
)
def test_a_unit_inside_a_character_means_its_start(encoding: Encoding, units: int, column: int) -> None:
    assert from_units(LINE, units, encoding) == column


@pytest.mark.parametrize("encoding", Encoding)
@pytest.mark.parametrize("line", ["", "abc", LINE])
def test_columns_outside_are_clamped(encoding: Encoding, line: str) -> None:
    assert from_units(line, -1, encoding) == 0
    assert from_units(line, 99, encoding) == len(line)
    assert to_units(line, 99, encoding) == to_units(line, len(line), encoding)


@given(st.text(alphabet="aé→😀\ud800\u2028", max_size=12), st.sampled_from(Encoding))
def test_there_and_back(line: str, encoding: Encoding) -> None:
    for column in range(len(line) + 1):
        units = to_units(line, column, encoding)
        assert from_units(line, units, encoding) == column
        codec = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}[encoding]
        width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
        assert units * width == len(line[:column].encode(codec, "surrogatepass"))
