"""When two values are the same: instants as instants, JSON as JSON, numbers as numbers.

A value is brought into a canonical form by its column's type, whether it comes from a scenario (JSON) or from a
database (mostly text). Times are exact to the nanosecond, years may lie before 1 and after 9999.
"""

import datetime
import json
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

JSON_TYPES = frozenset({"array", "object", "union", "unknown"})
_SECOND = 1_000_000_000
_DAY = 86_400 * _SECOND
_EPOCH = datetime.date(1970, 1, 1)
_FIRST_DAY, _LAST_DAY = (datetime.date.min - _EPOCH).days, (datetime.date.max - _EPOCH).days
_DATE = r"(?P<sign>[+-]?)(?P<year>\d{4,10})-(?P<month>\d{2})-(?P<day>\d{2})"
_TIME = r"(?P<hour>\d{2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
_OFFSET = r"(?P<offset>Z|UTC|[+-]\d{2}(?::?\d{2}(?::?\d{2})?)?)?"
_ERA = r"(?P<era> \(?(?:BC|AD)\)?)?"
_INNER_ERA = _ERA.replace("era", "inner_era")
_PATTERNS = {
    "date": re.compile(f"{_DATE}(?:[T ]00:00(?::00(?:\\.0+)?)?Z?)?{_ERA}", re.IGNORECASE),
    "time_with_timezone": re.compile(f"{_TIME} ?{_OFFSET}", re.IGNORECASE),
    "time_without_timezone": re.compile(_TIME),
    "timestamp_with_timezone": re.compile(f"{_DATE}{_INNER_ERA}[T ]{_TIME} ?{_OFFSET}{_ERA}", re.IGNORECASE),
    "timestamp_without_timezone": re.compile(f"{_DATE}{_INNER_ERA}[T ]{_TIME}{_ERA}", re.IGNORECASE),
}
_TRUE, _FALSE = frozenset({"t", "true", "1", "yes"}), frozenset({"f", "false", "0", "no"})


class NotOfType(ValueError):
    """A value that its column's type cannot have."""


def canonical(type_name: str, value: object) -> Any:
    """The form in which equal values of a type are equal. None stays None. Raises NotOfType."""
    if value is None:
        return None
    match type_name:
        case "string":
            return value if isinstance(value, str) else _wrong(type_name, value)
        case "boolean":
            return _boolean(value)
        case "integer" | "number":
            return _number(type_name, value)
        case "array" | "object" | "union" | "unknown":
            return _checked_json(type_name, value)
        case _:
            return _time(type_name, value)


def order(type_name: str, value: object) -> Any:
    """What a cursor's values are ordered by. Raises NotOfType.

    A time of day with an offset counts by its instant, all of them on one day: 23:00-05:00 comes after 05:00Z.
    """
    found = canonical(type_name, value)
    if type_name != "time_with_timezone" or not isinstance(value, str):
        return found
    local = re.sub(r" ?(?:Z|UTC|[+-][0-9:]+)$", "", value.strip(), flags=re.IGNORECASE)
    clock = canonical("time_without_timezone", local)
    return clock - _offset(value.strip()[len(local) :].strip()) * _SECOND


def found_canonical(type_name: str, value: object) -> Any:
    """As `canonical`, for what a database gave: JSON columns come as text. A value of another type stays what it is."""
    if value is None:
        return None
    try:
        if type_name in JSON_TYPES and isinstance(value, str):
            return frozen_json(json.loads(value, parse_float=Decimal))
        return canonical(type_name, value)
    except ValueError:
        return ("other", str(value))


def iso(type_name: str, value: object) -> Any:
    """A date or time that a database gave, in ISO form: instants in UTC, a time of day with the offset that it has.

    What is no value of the type, or lies outside of the years 1 to 9999, stays as it is.
    """
    try:
        nanoseconds = canonical(type_name, value)
    except NotOfType:
        return value
    if type_name == "time_with_timezone":
        return value
    day, rest = divmod(nanoseconds, _DAY)
    if type_name == "time_without_timezone":
        return f"{rest // _SECOND // 3600 + 24 * day:02}{_clock_text(rest)[2:]}"
    if not _FIRST_DAY <= day <= _LAST_DAY:
        return value
    date = (_EPOCH + datetime.timedelta(days=day)).isoformat()
    if type_name == "date":
        return date
    return f"{date}T{_clock_text(rest)}" + ("Z" if type_name == "timestamp_with_timezone" else "")


def _clock_text(nanoseconds: int) -> str:
    seconds, fraction = divmod(nanoseconds, _SECOND)
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if not fraction:
        return clock
    return f"{clock}.{fraction // 1000:06}" if fraction % 1000 == 0 else f"{clock}.{fraction:09}"


def frozen_json(value: object) -> Any:
    """JSON as a value that can be hashed and compared: key order does not count, 1 and 1.0 are one number."""
    if isinstance(value, Mapping):
        return ("object", frozenset((key, frozen_json(item)) for key, item in value.items()))
    if isinstance(value, list | tuple):
        return ("array", tuple(frozen_json(item) for item in value))
    if isinstance(value, bool) or value is None:
        return ("constant", value)
    if isinstance(value, str):
        return ("text", value)
    return ("number", _exact(Decimal(str(value))))


def _checked_json(type_name: str, value: object) -> Any:
    if type_name == "array" and not isinstance(value, list | tuple):
        return _wrong(type_name, value)
    if type_name == "object" and not isinstance(value, Mapping):
        return _wrong(type_name, value)
    return frozen_json(value)


def _boolean(value: object) -> bool:
    if isinstance(value, bool):
        return value
    text = str(value).lower()
    if text in _TRUE | _FALSE:
        return text in _TRUE
    return _wrong("boolean", value)


def _number(type_name: str, value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        return _wrong(type_name, value)
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return _wrong(type_name, value)
    if not number.is_finite():
        return _wrong(type_name, value)
    _, digits, exponent = number.as_tuple()
    if type_name == "integer" and isinstance(exponent, int) and exponent < 0 and any(digits[exponent:]):
        return _wrong(type_name, value)
    return _exact(number)


def _exact(number: Decimal) -> Decimal:
    """Without trailing zeros. `Decimal.normalize` would round to 28 digits."""
    sign, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int):
        raise NotOfType(f"{number} is no finite number")
    end = len(digits)
    while end > 1 and digits[end - 1] == 0:
        end -= 1
    if digits[:end] == (0,):
        return Decimal(0)
    return Decimal((sign, digits[:end], exponent + len(digits) - end))


def _time(type_name: str, value: object) -> int:
    """Nanoseconds: since 1970 for dates and timestamps, since midnight for times; in UTC where there is an offset."""
    found = _PATTERNS[type_name].fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        return _wrong(type_name, value)
    parts = found.groupdict()
    nanoseconds = 0
    if parts.get("year"):
        year = int(parts["year"])
        if "BC" in f"{parts.get('era')}{parts.get('inner_era')}".upper():
            year = 1 - year
        elif parts["sign"] == "-":
            year = -year
        nanoseconds = _days(type_name, value, year, int(parts["month"]), int(parts["day"])) * _DAY
    if type_name == "date":
        return nanoseconds
    nanoseconds += _clock(type_name, value, parts)
    nanoseconds -= _offset(parts.get("offset") or "") * _SECOND
    return nanoseconds if parts.get("year") or type_name != "time_with_timezone" else nanoseconds % _DAY


def _clock(type_name: str, value: object, parts: Mapping[str, str | None]) -> int:
    hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        return _wrong(type_name, value)
    return (hour * 3600 + minute * 60 + second) * _SECOND + int((parts["fraction"] or "").ljust(9, "0"))


def _offset(text: str) -> int:
    """Seconds east of UTC."""
    if text[:1] not in ("+", "-"):
        return 0
    digits = text[1:].replace(":", "").ljust(6, "0")
    seconds = int(digits[:2]) * 3600 + int(digits[2:4]) * 60 + int(digits[4:6])
    return -seconds if text[0] == "-" else seconds


def _days(type_name: str, value: object, year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 in the proleptic Gregorian calendar; years before 1 count on downwards through 0."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    lengths = (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    if not 1 <= month <= 12 or not 1 <= day <= lengths[month - 1]:
        return _wrong(type_name, value)
    before = year - 1
    days = before * 365 + before // 4 - before // 100 + before // 400 + sum(lengths[: month - 1]) + day - 1
    return days - 719_162


def _wrong(type_name: str, value: object) -> Any:
    shown = json.dumps(value, ensure_ascii=False, default=str)
    raise NotOfType(f"{shown[:200]} is no value of type {type_name}")
