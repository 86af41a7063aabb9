"""Values as JSON, so that each arrives as what it was: the form that workers, bridge and JVM share.

null, true, false and texts are themselves, and so is a whole number that a double holds exactly. Everything else is
`{"$": kind, "v": value}`:

| kind | v |
|---|---|
| `int`, `decimal`, `float` | its digits; a float also `NaN`, `Infinity`, `-Infinity` |
| `bytes` | Base64 |
| `date`, `time`, `timetz`, `timestamp`, `timestamptz` | ISO 8601, `T` between date and time, offset at the end |
| `interval` | ISO 8601, or the database's own words |
| `uuid`, `json` | the text |
| `list` | a list of values |
| `map` | a list of pairs of values |

Dates and times that Python cannot hold (years after 9999, nanoseconds, `24:00`, `infinity`) cross as text of their
kind and stay text in Python: `Temporal`.
"""

import base64
import datetime
import decimal
import math
import uuid
from collections.abc import Callable

EXACT = 2**53


class Temporal(str):
    """A date or time that Python has no value for, as the database writes it, with its kind."""

    kind: str

    def __new__(cls, text: str, kind: str) -> "Temporal":
        made = super().__new__(cls, text)
        made.kind = kind
        return made


class JsonText(str):
    """A text that the database holds as JSON."""


def pack(value: object) -> object:
    """A driver's value as JSON. Raises TypeError for a kind that has no form."""
    match value:
        case Temporal():
            return _tag(value.kind, str(value))
        case JsonText():
            return _tag("json", str(value))
        case None | bool() | str():
            return value
        case int():
            return value if -EXACT <= value <= EXACT else _tag("int", str(value))
        case float():
            return _tag("float", _float_text(value))
        case decimal.Decimal():
            return _tag("decimal", str(value))
        case bytes() | bytearray() | memoryview():
            return _tag("bytes", base64.b64encode(bytes(value)).decode("ascii"))
        case uuid.UUID():
            return _tag("uuid", str(value))
        case datetime.datetime() | datetime.date() | datetime.time() | datetime.timedelta():
            return _pack_time(value)
        case list() | tuple():
            return _tag("list", [pack(item) for item in value])
        case dict():
            return _tag("map", [[pack(key), pack(item)] for key, item in value.items()])
        case _:
            raise TypeError(f"no form for a value of type {type(value).__name__}")


def unpack(value: object) -> object:
    """The Python value of what `pack` made. Raises ValueError for anything else."""
    if not isinstance(value, dict):
        return value
    kind, text = value.get("$"), value.get("v")
    if kind == "list" and isinstance(text, list):
        return [unpack(item) for item in text]
    if kind == "map" and isinstance(text, list):
        return {_hashable(unpack(pair[0])): unpack(pair[1]) for pair in text}
    if isinstance(text, str) and isinstance(kind, str):
        if kind in _TEMPORAL:
            try:
                return _TEMPORAL[kind](text)
            except ValueError:
                return Temporal(text, kind)
        if kind in _READERS:
            return _READERS[kind](text)
    raise ValueError(f"no value is written as {value!r:.200}")


def _tag(kind: str, value: object) -> dict[str, object]:
    return {"$": kind, "v": value}


def _float_text(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return repr(value)


def _pack_time(value: datetime.date | datetime.time | datetime.timedelta) -> object:
    match value:
        case datetime.datetime():
            zoned = value.tzinfo is not None
            return _tag("timestamptz" if zoned else "timestamp", value.isoformat())
        case datetime.date():
            return _tag("date", value.isoformat())
        case datetime.time():
            return _tag("time" if value.tzinfo is None else "timetz", value.isoformat())
        case _:
            micros = value // datetime.timedelta(microseconds=1)
            sign, micros = ("-", -micros) if micros < 0 else ("", micros)
            return _tag("interval", f"{sign}PT{micros // 1_000_000}.{micros % 1_000_000:06d}S")


def _naive(text: str) -> datetime.datetime:
    _no_nanoseconds(text)
    made = datetime.datetime.fromisoformat(text)
    if made.tzinfo is not None:
        raise ValueError("an offset where none belongs")
    return made


def _zoned(text: str) -> datetime.datetime:
    _no_nanoseconds(text)
    made = datetime.datetime.fromisoformat(text)
    if made.tzinfo is None:
        raise ValueError("no offset")
    return made


def _time(text: str) -> datetime.time:
    _no_nanoseconds(text)
    return datetime.time.fromisoformat(text)


def _no_nanoseconds(text: str) -> None:
    """`fromisoformat` cuts what is finer than a microsecond; only zeros may be cut."""
    _, point, rest = text.partition(".")
    digits = rest[: len(rest) - len(rest.lstrip("0123456789"))] if point else ""
    if digits[6:].strip("0"):
        raise ValueError("finer than a microsecond")


def _hashable(key: object) -> object:
    return tuple(key) if isinstance(key, list) else key


_TEMPORAL: dict[str, Callable[[str], object]] = {
    "date": datetime.date.fromisoformat,
    "time": _time,
    "timetz": _time,
    "timestamp": _naive,
    "timestamptz": _zoned,
}
_READERS: dict[str, Callable[[str], object]] = {
    "int": int,
    "decimal": decimal.Decimal,
    "float": float,
    "bytes": base64.b64decode,
    "uuid": uuid.UUID,
    "json": JsonText,
    "interval": lambda text: Temporal(text, "interval"),
}
