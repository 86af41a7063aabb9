"""A table that was found against the rows that were wanted."""

from typing import Any

import pytest

from destination_writer.verification.comparing import as_json, difference, same_rows

TYPES = {"id": "integer", "name": "string", "at": "timestamp_with_timezone", "x": "unknown"}
Rows = list[dict[str, Any]]


@pytest.mark.parametrize(
    ("wanted", "found", "same"),
    [
        ([], [], True),
        ([{"id": 1}, {"id": 2}], [{"id": "2"}, {"id": "1"}], True),
        ([{"id": 1}], [{"id": "1", "name": "not named"}], True),
        ([{"id": 1, "name": None}], [{"id": "1", "name": ""}], False),
        ([{"id": 1}], [{"id": "1"}, {"id": "1"}], False),
        ([{"id": 1}, {"id": 1}], [{"id": "1"}], False),
        ([{"at": "2025-01-01T00:00:00Z"}], [{"at": "2024-12-31 20:30:00-03:30"}], True),
        ([{"x": {"a": 1}}], [{"x": '{"a":1}'}], True),
        # Rows that name different columns: each needs a row of its own.
        ([{"id": 1}, {"name": "a"}], [{"id": "1", "name": "a"}, {"id": "2", "name": "a"}], True),
        ([{"id": 1}, {"name": "a"}], [{"id": "1", "name": "a"}, {"id": "1", "name": "b"}], True),
        ([{"id": 1}, {"name": "a"}], [{"id": "1", "name": "a"}, {"id": "2", "name": "b"}], False),
    ],
)
def test_same_rows(wanted: Rows, found: Rows, same: bool) -> None:
    assert same_rows(TYPES, wanted, found) is same


def test_the_difference_names_the_rows_that_differ() -> None:
    wanted = [{"id": 1}, {"id": 2}, {"id": 2}]
    found = [{"id": "2"}, {"id": "3"}, {"id": "1"}]
    assert difference(TYPES, wanted, found) == ([{"id": 2}], [{"id": "3"}])


def test_found_rows_are_shown_as_json() -> None:
    row = {"id": "7", "name": "a", "at": "2025-01-01 00:00:00+00", "x": '{"k":[1]}'}
    assert as_json(TYPES, row) == {"id": 7, "name": "a", "at": "2025-01-01T00:00:00Z", "x": {"k": [1]}}
    assert as_json({"n": "number"}, {"n": "0.1000"}) == {"n": 0.1}
    assert as_json({"n": "number"}, {"n": "12345678901234567890.5"}) == {"n": "12345678901234567890.5"}
    assert as_json({"b": "boolean"}, {"b": "f"}) == {"b": False}
