"""The reference model, by examples worked out by hand."""

from typing import Any

import pytest

from destination_writer.verification.model import evolved, expected, upserted
from destination_writer.verification.scenario import FieldTypeName as T
from destination_writer.verification.scenario import Operation

TYPES = {"id": T.INTEGER, "part": T.STRING, "cursor": T.INTEGER, "_ab_cdc_deleted_at": T.TIMESTAMP_TZ, "v": T.STRING}
Row = dict[str, Any]


def row(number: int | None, cursor: int | None, second: int, v: str = "", deleted: bool = False, **more: Any) -> Row:
    made: Row = {"id": number, "cursor": cursor, "v": v, "_airbyte_extracted_at": f"2025-01-01T00:00:{second:02d}Z"}
    return {**made, **more, **({"_ab_cdc_deleted_at": "2025-01-01T00:00:00Z"} if deleted else {})}


@pytest.mark.parametrize(
    ("why", "target", "source", "left"),
    [
        ("a new key comes in", [row(1, 1, 1, "t")], [row(2, 1, 1, "s")], {(1, "t"), (2, "s")}),
        ("a higher cursor wins, extracted earlier", [row(1, 1, 9, "t")], [row(1, 2, 1, "s")], {(1, "s")}),
        ("a lower cursor loses, extracted later", [row(1, 2, 1, "t")], [row(1, 1, 9, "s")], {(1, "t")}),
        ("same cursor, extracted later", [row(1, 1, 1, "t")], [row(1, 1, 2, "s")], {(1, "s")}),
        ("same cursor, extracted earlier", [row(1, 1, 2, "t")], [row(1, 1, 1, "s")], {(1, "t")}),
        ("as old in everything", [row(1, 1, 1, "t")], [row(1, 1, 1, "s")], {(1, "t")}),
        ("NULL is older than a cursor", [row(1, None, 9, "t")], [row(1, -5, 1, "s")], {(1, "s")}),
        ("a cursor is not replaced by NULL", [row(1, -5, 1, "t")], [row(1, None, 9, "s")], {(1, "t")}),
        ("NULL against NULL", [row(1, None, 1, "t")], [row(1, None, 2, "s")], {(1, "s")}),
        ("the newest of a batch", [], [row(1, 2, 1, "b"), row(1, 3, 1, "c"), row(1, 1, 9, "a")], {(1, "c")}),
        ("NULL is a key", [row(None, 1, 1, "t")], [row(None, 2, 1, "s")], {(None, "s")}),
        ("deleted", [row(1, 1, 1, "t")], [row(1, 2, 1, deleted=True)], set()),
        ("deleted before", [row(1, 3, 1, "t")], [row(1, 2, 1, deleted=True)], {(1, "t")}),
        ("deleted and back", [row(1, 1, 1, "t")], [row(1, 2, 1, deleted=True), row(1, 3, 1, "s")], {(1, "s")}),
        ("come and deleted", [], [row(1, 1, 1, "s"), row(1, 2, 1, deleted=True)], set()),
        ("nothing comes", [row(1, 1, 1, "t")], [], {(1, "t")}),
    ],
)
def test_upsert(why: str, target: list[Row], source: list[Row], left: set[tuple[int | None, str]]) -> None:
    found = upserted(TYPES, target, source, ["id"], "cursor", hard=True)
    assert {(item["id"], item["v"]) for item in found} == left, why
    assert len(found) == len(left)


def test_soft_deletion_keeps_the_row_with_its_time() -> None:
    found = upserted(TYPES, [row(1, 1, 1, "t")], [row(1, 2, 1, deleted=True)], ["id"], "cursor", hard=False)
    assert [item["_ab_cdc_deleted_at"] for item in found] == ["2025-01-01T00:00:00Z"]


def test_without_a_cursor_the_extraction_time_decides() -> None:
    target, source = [row(1, 9, 5, "t"), row(2, 9, 5, "t")], [row(1, 0, 6, "s"), row(2, 99, 4, "s")]
    found = upserted(TYPES, target, source, ["id"], None, hard=True)
    assert {(item["id"], item["v"]) for item in found} == {(1, "s"), (2, "t")}


def test_a_composite_key_is_equal_in_all_of_its_parts() -> None:
    target = [row(1, 1, 1, "t", part=None), row(1, 1, 1, "t", part="a")]
    source = [row(1, 2, 1, "s", part=None), row(1, 2, 1, "s", part="A")]
    found = upserted(TYPES, target, source, ["id", "part"], "cursor", hard=True)
    assert sorted((item["part"] or "", item["v"]) for item in found) == [("", "s"), ("A", "s"), ("a", "t")]


def test_the_other_operations() -> None:
    one, two = [row(1, 1, 1)], [row(2, 1, 1)]
    assert expected(Operation.INSERT, TYPES, one, two) == [*one, *two]
    assert expected(Operation.COPY, TYPES, one, two) == [*one, *two]
    assert expected(Operation.OVERWRITE, TYPES, one, two) == two


def test_evolution_keeps_what_the_values_say() -> None:
    old = {"keep": T.DATE, "drop": T.STRING, "number": T.INTEGER}
    new = {"keep": T.DATE, "number": T.STRING, "added": T.OBJECT}
    before = {"keep": "2025-01-01", "drop": "x", "number": 7, "_airbyte_raw_id": "r"}
    assert evolved(before, old, new) == {"keep": "2025-01-01", "number": "7", "added": None, "_airbyte_raw_id": "r"}


@pytest.mark.parametrize(
    ("held", "comes", "wins"),
    [
        ("10:00:00+02:00", "09:00:00Z", True),
        ("09:00:00Z", "10:00:00+02:00", False),
        ("10:00:00Z", "10:00:00.5Z", True),
        ("10:00:00.5Z", "10:00:00Z", False),
        ("10:00:00+02:00", "08:00:00Z", True),  # one instant, and extracted later
        ("08:00:00Z", "10:00:00+02:00", True),  # as above
        ("23:00:00-05:00", "05:00:00Z", False),  # all times are of one day: 28 hours after its midnight in UTC
        ("01:00:00+02:00", "00:30:00Z", True),  # an hour before it
    ],
)
def test_a_time_of_day_is_ordered_by_its_instant(held: str, comes: str, wins: bool) -> None:
    types = {"id": T.INTEGER, "cursor": T.TIME_TZ}
    target, source = (
        {"id": 1, "cursor": c, "_airbyte_extracted_at": f"2025-01-0{day}T00:00:00Z"}
        for c, day in ((held, 1), (comes, 2))
    )
    (left,) = upserted(types, [target], [source], ["id"], "cursor", hard=False)
    assert left == (source if wins else target)


def test_a_column_called_like_one_of_airbytes_but_for_its_case_is_one_of_the_source() -> None:
    row = {"id": 1, "_airbyte_Meta": 5, "_airbyte_meta": {}}
    types = {"id": T.INTEGER, "_airbyte_Meta": T.INTEGER, "_airbyte_meta": T.OBJECT}
    assert evolved(row, types, {"id": T.INTEGER, "_airbyte_meta": T.OBJECT}) == {"id": 1, "_airbyte_meta": {}}
