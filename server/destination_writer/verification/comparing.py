"""A table that was found against the rows that were wanted."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from destination_writer.verification.values import JSON_TYPES, NotOfType, canonical, found_canonical, iso

Row = Mapping[str, Any]
_MOST_DIGITS = 300
"""A number with more digits, before the point or behind it, is shown as text."""


def same_rows(types: Mapping[str, str], wanted: Sequence[Row], found: Sequence[Row]) -> bool:
    """Whether both hold the same rows in any order. Columns that a wanted row does not name do not count."""
    missing, unexpected = difference(types, wanted, found)
    return not missing and not unexpected


def difference(types: Mapping[str, str], wanted: Sequence[Row], found: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Wanted rows that were not found, and found rows that nobody wanted; both empty when the tables are equal."""
    forms = [{name: canonical(types[name], value) for name, value in row.items()} for row in wanted]
    seen = [{name: found_canonical(types[name], value) for name, value in row.items()} for row in found]
    names = {frozenset(form) for form in forms}
    if len(names) > 1:
        same = len(wanted) == len(found) and _can_be_paired(forms, seen)
        return ([], []) if same else (list(wanted), list(found))
    named = sorted(next(iter(names), frozenset()))
    keys, other = [_key(form, named) for form in forms], [_key(form, named) for form in seen]
    return _without(wanted, keys, other), _without(found, other, keys)


def _key(form: Mapping[str, Any], names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(form.get(name) for name in names)


def _without(rows: Sequence[Row], keys: Sequence[Any], others: Sequence[Any]) -> list[Row]:
    """The rows whose key is not, or not as often, among the others."""
    left = Counter(others)
    kept: list[Row] = []
    for row, key in zip(rows, keys, strict=True):
        if left[key]:
            left[key] -= 1
        else:
            kept.append(row)
    return kept


def _can_be_paired(wanted: Sequence[Row], found: Sequence[Row]) -> bool:
    """Whether each wanted row has a found row of its own: rows that name few columns fit several."""
    fits = [[i for i, row in enumerate(found) if all(row.get(k) == v for k, v in one.items())] for one in wanted]
    owner: dict[int, int] = {}

    def placed(row: int, tried: set[int]) -> bool:
        for place in fits[row]:
            if place not in tried:
                tried.add(place)
                if place not in owner or placed(owner[place], tried):
                    owner[place] = row
                    return True
        return False

    return all(placed(row, set()) for row in range(len(wanted)))


def as_json(types: Mapping[str, str], row: Row) -> dict[str, Any]:
    """A found row as JSON values, for a person or a script to read."""
    return {name: _plain(types.get(name, "string"), value) for name, value in row.items()}


def _plain(kind: str, value: Any) -> Any:
    if value is None or kind == "string":
        return value
    if kind in JSON_TYPES:
        try:
            return json.loads(value) if isinstance(value, str) else value
        except ValueError:
            return value
    if kind in ("boolean", "integer", "number"):
        try:
            form = canonical(kind, value)
        except NotOfType:
            return str(value)
        return form if isinstance(form, bool) else plain_number(form)
    return iso(kind, value)


def plain_number(number: Decimal) -> int | float | str:
    """The number as JSON; as text where a JSON number would lose digits."""
    if abs(number.adjusted()) > _MOST_DIGITS:
        return str(number)
    if number == number.to_integral_value():
        return int(number)
    return float(number) if Decimal(repr(float(number))) == number else str(number)


def readable(value: Any) -> Any:
    """A scenario's value as JSON values: Decimal becomes a JSON number."""
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, Mapping):
        return {key: readable(item) for key, item in value.items()}
    return [readable(item) for item in value] if isinstance(value, list | tuple) else value
