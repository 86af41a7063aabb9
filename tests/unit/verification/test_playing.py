"""What a scenario's rows get where they leave meta columns out, and how an outcome is told."""

from decimal import Decimal
from typing import Any

import pytest

from destination_writer.verification.playing import MAX_STATEMENT, Outcome, few, shown, stream_of, with_defaults
from destination_writer.verification.scenario import FieldTypeName as T

AT = "_airbyte_extracted_at"
NOON, ONE = "2025-01-01T12:00:00Z", "2025-01-01T13:00:00+00:00"


def times(rows: list[dict[str, Any]]) -> list[str]:
    return [row[AT] for row in rows]


@pytest.mark.parametrize(
    ("rows", "side", "others", "wanted"),
    [
        ([{}, {}], "target", [], ["2000-01-01T00:00:00Z", "2000-01-01T00:00:01Z"]),
        ([{}, {}], "source", [], ["2000-01-02T00:00:00Z", "2000-01-02T00:00:01Z"]),
        ([{}], "source", [{AT: NOON}], ["2025-01-01T12:00:01Z"]),
        ([{}], "source", [{AT: "2025-01-01T12:00:00+02:00"}], ["2025-01-01T10:00:01Z"]),
        ([{AT: ONE}, {}, {AT: NOON}, {}], "source", [], [ONE, "2025-01-01T13:00:01Z", NOON, "2025-01-01T13:00:02Z"]),
        ([{}], "target", [{AT: "1999-06-02T00:00:00Z"}], ["1999-06-01T00:00:01Z"]),
        ([{}], "source", [{AT: "9999-12-31T23:59:59Z"}, {AT: None}], ["2000-01-02T00:00:00Z"]),
        ([{AT: None}], "source", [], ["2000-01-02T00:00:00Z"]),
    ],
)
def test_rows_without_a_time_come_in_the_order_of_the_file(
    rows: list[dict[str, Any]], side: str, others: list[dict[str, Any]], wanted: list[str]
) -> None:
    assert times(with_defaults(rows, side, others)) == wanted


def test_meta_columns_that_are_given_stay() -> None:
    given = {"_airbyte_raw_id": "r", AT: NOON, "_airbyte_meta": {"sync_id": 3}, "_airbyte_generation_id": None}
    assert with_defaults([{"id": 1, **given}], "source") == [{"id": 1, **given}]


def test_meta_columns_that_cannot_be_null_count_as_left_out() -> None:
    (row,) = with_defaults([{"_airbyte_raw_id": None, "_airbyte_meta": None}], "source")
    assert row["_airbyte_raw_id"]
    assert (row["_airbyte_meta"], row["_airbyte_generation_id"]) == ({}, 1)


def test_every_row_has_an_id_of_its_own() -> None:
    rows = [*with_defaults([{}, {}], "target"), *with_defaults([{}, {}], "source")]
    assert len({row["_airbyte_raw_id"] for row in rows}) == 4


def test_a_stream_is_deduplicated_when_it_has_a_key() -> None:
    plain = {"namespace": "n", "name": "t", "fields": [["id", "integer"]]}
    assert stream_of("n", "t", {"id": T.INTEGER}) == plain
    assert stream_of("n", "t", {"id": T.INTEGER}, ["id"], []) == {**plain, "primary_key": ["id"], "cursor": []}


def test_long_statements_are_cut() -> None:
    assert shown("x" * MAX_STATEMENT) == "x" * MAX_STATEMENT
    assert shown("x" * (MAX_STATEMENT + 7)).endswith("x ... and 7 characters more")


def test_an_outcome_for_scripts() -> None:
    outcome = Outcome("n", "d", "e", "executed", False, "wrong", ("S",), ({"i": Decimal("1.50")},), ({"i": 1},))
    assert outcome.to_object() == {
        "name": "n",
        "dialect": "d",
        "engine": "e",
        "proof": "executed",
        "ok": False,
        "statements": ["S"],
        "wanted": [{"i": 1.5}],
        "found": [{"i": 1}],
    }


def test_many_rows_are_told_in_short() -> None:
    assert few([]) == "no row"
    assert few([{"a": 1}] * 5) == '{"a": 1}; {"a": 1}; {"a": 1}; and 2 more'
