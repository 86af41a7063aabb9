"""When two values are the same."""

from decimal import Decimal

import pytest

from destination_writer.verification.values import NotOfType, canonical, found_canonical, iso

SAME = [
    ("string", "a", "a"),
    ("boolean", True, "t"),
    ("boolean", False, "0"),
    ("integer", 7, "7"),
    ("integer", 7, "7.000"),
    ("integer", 10**40 + 1, "10000000000000000000000000000000000000001"),
    ("number", Decimal("1.50"), "1.5"),
    ("number", Decimal("1E+3"), "1000"),
    ("number", Decimal("0.00"), 0),
    ("number", Decimal("12345678901234567890123456789012345678.5"), "12345678901234567890123456789012345678.50"),
    ("date", "2025-01-02", "2025-01-02 00:00:00"),
    ("date", "0000-01-01", "0001-01-01 BC"),
    ("date", "-0044-03-15", "0045-03-15 (BC)"),
    ("date", "+10000-01-01", "10000-01-01"),
    ("timestamp_with_timezone", "2025-01-02T03:04:05+02:00", "2025-01-02 01:04:05Z"),
    ("timestamp_with_timezone", "2025-01-01T23:30:00-01:30", "2025-01-02 01:00:00+00"),
    ("timestamp_with_timezone", "2025-01-02T03:04:05.120Z", "2025-01-02 03:04:05.12"),
    ("timestamp_with_timezone", "1969-12-31T23:59:59.5Z", "1970-01-01T05:29:59.5+05:30"),
    ("timestamp_without_timezone", "2025-01-02T03:04", "2025-01-02 03:04:00.0"),
    ("time_with_timezone", "01:00:00+02:00", "23:00:00Z"),
    ("time_without_timezone", "03:04:05", "03:04:05.000000"),
    ("object", {"a": 1, "b": [None]}, '{"b": [null], "a": 1.0}'),
    ("unknown", "5", '"5"'),
    ("union", 5, "5"),
    ("array", [], "[ ]"),
    ("string", None, None),
]


@pytest.mark.parametrize(("kind", "wanted", "found"), SAME)
def test_the_same(kind: str, wanted: object, found: object) -> None:
    assert canonical(kind, wanted) == found_canonical(kind, found)


DIFFERENT = [
    ("string", "a", "A"),
    ("string", "", None),
    ("boolean", True, "f"),
    ("integer", 7, "7.5"),
    ("integer", 2**53, str(2**53 + 1)),
    ("number", Decimal("0.1"), "0.10000000000000001"),
    ("date", "0000-01-01", "0000-01-02"),
    ("timestamp_with_timezone", "2025-01-02T03:04:05Z", "2025-01-02T03:04:05+01:00"),
    ("timestamp_with_timezone", "2025-01-02T03:04:05.123456789Z", "2025-01-02T03:04:05.123456Z"),
    ("timestamp_without_timezone", "2025-03-09T02:30:00", "2025-03-09T03:30:00"),
    ("time_without_timezone", "23:59:59.999999", "24:00:00"),
    ("unknown", "5", "5"),
    ("unknown", "true", "true"),
    ("unknown", "plain", "plain"),
    ("object", {"a": None}, "{}"),
    ("object", {"n": 2**64}, '{"n": 18446744073709551616.5}'),
    ("array", [1, 2], "[2, 1]"),
]


@pytest.mark.parametrize(("kind", "wanted", "found"), DIFFERENT)
def test_not_the_same(kind: str, wanted: object, found: object) -> None:
    assert canonical(kind, wanted) != found_canonical(kind, found)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", "x"),
        ("integer", 1.5),
        ("integer", True),
        ("boolean", "maybe"),
        ("date", "2025-02-29"),
        ("date", "2025-13-01"),
        ("timestamp_with_timezone", "yesterday"),
        ("time_without_timezone", "25:00:00"),
        ("string", 5),
        ("array", {}),
        ("object", []),
        ("number", "NaN"),
    ],
)
def test_values_that_a_type_cannot_have(kind: str, value: object) -> None:
    with pytest.raises(NotOfType, match=f"is no value of type {kind}"):
        canonical(kind, value)


@pytest.mark.parametrize(
    ("kind", "value", "wanted"),
    [
        ("timestamp_with_timezone", "2025-03-01 01:30:00-03:30", "2025-03-01T05:00:00Z"),
        ("timestamp_with_timezone", "2025-03-01 05:00:00", "2025-03-01T05:00:00Z"),
        ("timestamp_with_timezone", "1969-12-31T23:59:59.000000001Z", "1969-12-31T23:59:59.000000001Z"),
        ("timestamp_with_timezone", "2025-01-01T00:00:00.120Z", "2025-01-01T00:00:00.120000Z"),
        ("timestamp_without_timezone", "0001-01-01 00:00", "0001-01-01T00:00:00"),
        ("timestamp_with_timezone", "0045-03-15 00:00:00+00 BC", "0045-03-15 00:00:00+00 BC"),
        ("date", "2025-01-02 00:00:00", "2025-01-02"),
        ("date", "10000-01-01", "10000-01-01"),
        ("time_without_timezone", "03:04", "03:04:00"),
        ("time_without_timezone", "24:00:00", "24:00:00"),
        ("time_with_timezone", "03:04:05+02:00", "03:04:05+02:00"),
        ("date", "nonsense", "nonsense"),
    ],
)
def test_times_are_shown_in_iso_form(kind: str, value: str, wanted: str) -> None:
    assert iso(kind, value) == wanted
