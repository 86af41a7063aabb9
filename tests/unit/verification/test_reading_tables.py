"""Values of Python drivers and of documents as the text that is compared."""

import datetime
import json
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest

from destination_writer.toolchain.engines import Engine
from destination_writer.verification.reading import as_text, document_rows


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (None, None),
        (True, "true"),
        (0, "0"),
        (Decimal("1.50"), "1.50"),
        ("a", "a"),
        (datetime.date(2025, 1, 2), "2025-01-02"),
        (datetime.time(3, 4, 5), "03:04:05"),
        (datetime.datetime(2025, 1, 2, 3, 4, 5, tzinfo=datetime.UTC), "2025-01-02T03:04:05+00:00"),
        ({"a": [1, None]}, '{"a": [1, null]}'),
    ],
)
def test_values_of_a_driver(value: object, wanted: str | None) -> None:
    assert as_text(value) == wanted


DAY = {"$date": {"$numberLong": "-1"}}


@pytest.mark.parametrize(
    ("field", "kind", "wanted"),
    [
        ({"$numberLong": "9007199254740993"}, "integer", "9007199254740993"),
        ({"$numberDecimal": "1.10"}, "number", "1.10"),
        (DAY, "timestamp_with_timezone", "1969-12-31T23:59:59.999000Z"),
        (DAY, "timestamp_without_timezone", "1969-12-31T23:59:59.999000"),
        ("text", "string", "text"),
        ("text", "union", '"text"'),
        (True, "boolean", "true"),
        ({"a": {"$numberLong": "1"}, "b": [None]}, "object", '{"a":1,"b":[null]}'),
        (None, "object", None),
    ],
)
def test_fields_of_a_document(field: Any, kind: str, wanted: str | None) -> None:
    def query(command: str) -> Any:
        assert json.loads(command)["find"] == "t"
        return SimpleNamespace(rows=[[json.dumps({"c": field})]])

    engine = cast(Engine, SimpleNamespace(query=query))
    assert document_rows(engine, "", ("n", "t"), {"c": kind, "absent": "string"}) == [{"c": wanted, "absent": None}]
