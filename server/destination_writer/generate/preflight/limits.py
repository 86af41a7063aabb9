"""Answers in words that generation can use where they have a form that it knows: limits, isolation, encryption.

Each reader gives None for an answer in other words: then the answer is for whoever reads the research summary.
"""

import re
from collections.abc import Callable, Mapping

_ISOLATION = re.compile(
    r"\s*(READ UNCOMMITTED|READ COMMITTED|REPEATABLE READ|SERIALIZABLE)\b(?!\s+only)", re.IGNORECASE
)
_SETTING = re.compile(r"\s*([A-Za-z][\w.-]*)\s*=\s*([^\s=;&]+)\s*")
_SIZE = re.compile(r"\s*(\d[\d_,]*)\s*(bytes|byte|characters|B|KB|KiB|MB|MiB|GB|GiB)?\b", re.IGNORECASE)
_SCALES = {"k": 1_000, "m": 1_000_000, "g": 1_000_000_000}


def isolation(answer: object) -> str | None:
    """The level that an answer begins with: `READ COMMITTED; writers of one row wait` is READ COMMITTED."""
    found = _ISOLATION.match(str(answer))
    return found[1].upper() if found else None


def setting(answer: object) -> tuple[str, str] | None:
    """Name and value of a driver's property: `sslmode=require`, with nothing else in the answer."""
    found = _SETTING.fullmatch(str(answer))
    return (found[1], found[2]) if found else None


def size(answer: object) -> int | None:
    """A size that an answer begins with, in bytes; multiples count as thousands, which is never too many."""
    found = _SIZE.match(str(answer))
    if found is None:
        return None
    number = int(found[1].replace("_", "").replace(",", ""))
    return number * _SCALES.get((found[2] or " ")[0].lower(), 1)


FORMS: Mapping[str, Callable[[object], object]] = {"isolation": isolation, "tls": setting, "statement-size": size}
"""What reads an answer, by the question's `derived`."""
