"""JSON as a model or a gateway writes it: read strictly, so that whatever passes here can be sent again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from math import isfinite
from typing import cast

DEEPEST = 64
"""Values within values. No tool wants more, and what walks through a value does so by recursion."""
_HALVES = re.compile("[\ud800-\udfff]")


def whole(text: str) -> str:
    """The text without halves of surrogate pairs, which no encoding can carry."""
    return _HALVES.sub("\ufffd", text)


def read_json(text: str) -> object:
    """A value of JSON. Raises ValueError, with the reason in words, also for what Python's reader would let pass: NaN,
    numbers too large, values nested too deep."""
    try:
        value: object = json.loads(text, parse_constant=_no_number, parse_float=_number)
    except RecursionError:
        raise ValueError(f"it is nested deeper than {DEEPEST} levels") from None
    if any(depth > DEEPEST for depth in _depths(value)):
        raise ValueError(f"it is nested deeper than {DEEPEST} levels")
    return json.loads(whole(json.dumps(value, ensure_ascii=False))) if _HALF_ESCAPED.search(text) else value


_HALF_ESCAPED = re.compile(r"\\u[dD][89a-fA-F]")


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")


def _number(text: str) -> float:
    value = float(text)
    if not isfinite(value):
        raise ValueError(f"{text[:40]} is too large")
    return value


def _depths(value: object) -> Iterator[int]:
    waiting = [(value, 1)]
    while waiting:
        one, depth = waiting.pop()
        yield depth
        if depth > DEEPEST:
            return
        parts = cast(dict[str, object], one).values() if isinstance(one, dict) else one
        if isinstance(one, (dict, list)):
            waiting += [(part, depth + 1) for part in cast(list[object], parts)]
