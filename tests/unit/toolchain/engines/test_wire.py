"""Values on the wire between workers, the bridge and the JVM."""

import datetime
import decimal
import json
import math
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from destination_writer.toolchain.engines.workers.wire import JsonText, Temporal, pack, unpack

OFFSET = datetime.timezone(datetime.timedelta(hours=-3, minutes=-30))
FORMS = [
    (None, None),
    (True, True),
    (2**53, 2**53),
    (2**53 + 1, {"$": "int", "v": "9007199254740993"}),
    (1.5, {"$": "float", "v": "1.5"}),
    (-math.inf, {"$": "float", "v": "-Infinity"}),
    (decimal.Decimal("1.50"), {"$": "decimal", "v": "1.50"}),
    ("a\0\ud800", "a\0\ud800"),
    (b"\0\xff", {"$": "bytes", "v": "AP8="}),
    (datetime.date(1, 2, 3), {"$": "date", "v": "0001-02-03"}),
    (datetime.time(1, 2, 3, 4), {"$": "time", "v": "01:02:03.000004"}),
    (datetime.time(1, tzinfo=OFFSET), {"$": "timetz", "v": "01:00:00-03:30"}),
    (datetime.datetime(2024, 1, 2), {"$": "timestamp", "v": "2024-01-02T00:00:00"}),
    (datetime.datetime(2024, 1, 2, tzinfo=OFFSET), {"$": "timestamptz", "v": "2024-01-02T00:00:00-03:30"}),
    (uuid.UUID(int=1), {"$": "uuid", "v": "00000000-0000-0000-0000-000000000001"}),
    ([1, [None]], {"$": "list", "v": [1, {"$": "list", "v": [None]}]}),
    ({"a": 1, 2: "b"}, {"$": "map", "v": [["a", 1], [2, "b"]]}),
    (JsonText('{"a":1}'), {"$": "json", "v": '{"a":1}'}),
    (Temporal("infinity", "timestamp"), {"$": "timestamp", "v": "infinity"}),
    (Temporal("P1M", "interval"), {"$": "interval", "v": "P1M"}),
]


@pytest.mark.parametrize(("value", "form"), FORMS, ids=lambda item: repr(item)[:40])
def test_a_value_has_one_form_and_comes_back(value: object, form: object) -> None:
    assert pack(value) == form
    back = unpack(json.loads(json.dumps(form)))
    assert (back, type(back)) == (value, type(value))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("date", "12345-06-07"),
        ("time", "24:00:00"),
        ("timestamp", "2024-01-01T00:00:00.123456789"),
        ("timestamptz", "2024-01-01T00:00:00.0000001+00:00"),
        ("timestamptz", "-infinity"),
        ("timestamp", "2024-01-01T00:00:00+02:00"),
    ],
)
def test_what_python_would_round_or_refuse_stays_text(kind: str, text: str) -> None:
    back = unpack({"$": kind, "v": text})
    assert isinstance(back, Temporal)
    assert (back, back.kind) == (text, kind)
    assert pack(back) == {"$": kind, "v": text}


@pytest.mark.parametrize("text", ["2024-01-01T00:00:00.123456000", "2024-01-01T00:00:00.1234560"])
def test_zeros_behind_microseconds_are_no_loss(text: str) -> None:
    assert unpack({"$": "timestamp", "v": text}) == datetime.datetime(2024, 1, 1, 0, 0, 0, 123456)


@pytest.mark.parametrize("form", [{"$": "colour", "v": "red"}, {"$": "int"}, {"v": "1"}, {"$": "list", "v": "1"}])
def test_no_other_form_is_read(form: object) -> None:
    with pytest.raises(ValueError, match="no value is written as"):
        unpack(form)


def test_a_value_without_a_form_is_refused() -> None:
    with pytest.raises(TypeError, match="no form for a value of type object"):
        pack(object())


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary()
    | st.decimals(allow_nan=False)
    | st.dates()
    | st.times()
    | st.datetimes()
    | st.datetimes(timezones=st.just(datetime.UTC))
    | st.uuids()
)


@given(st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8))
def test_every_value_survives_the_way_there_and_back(value: object) -> None:
    assert unpack(json.loads(json.dumps(pack(value)))) == value
