"""Results of queries, held against what was expected of them."""

import datetime
import decimal
import re
from collections.abc import Sequence

from destination_writer.knowledge.experiments import Expected
from destination_writer.toolchain.engines import Rows

_TRUE, _FALSE = {"true", "t", "1", "yes"}, {"false", "f", "0", "no"}


def given_by(check: Expected, rows: Rows) -> bool:
    """Whether a result is what was expected."""
    seen = [tuple(as_text(value) for value in row) for row in rows.rows]
    if check.count is not None:
        return len(seen) == check.count
    if check.rows is not None:
        pairs = zip(check.rows, seen, strict=False)
        return len(seen) == len(check.rows) and all(
            len(wanted) == len(got) and all(map(same, wanted, got)) for wanted, got in pairs
        )
    if check.like is not None:
        pairs = zip(check.like, seen, strict=False)
        return len(seen) == len(check.like) and all(
            got is not None and re.fullmatch(wanted, got) is not None
            for wanted_row, got_row in pairs
            for wanted, got in zip(wanted_row, got_row, strict=False)
        )
    if check.gives is not None:
        return re.search(check.gives, _lines(seen)) is not None
    return len(seen) == 1 and seen[0][:1] != (None,)


def _lines(seen: Sequence[tuple[str | None, ...]]) -> str:
    """The first column, a row a line."""
    return "\n".join(row[0] or "" for row in seen if row)


def value_of(check: Expected, rows: Rows) -> str | None:
    """The first value of a result, or what the first group of `gives` caught."""
    seen = [tuple(as_text(value) for value in row) for row in rows.rows]
    found = re.search(check.gives, _lines(seen)) if check.gives else None
    if found is not None and found.re.groups:
        return found[1]
    return seen[0][0] if seen and seen[0] else None


def same(wanted: str | None, got: str | None) -> bool:
    """Whether a driver's text is the value that was meant: `1.0` is 1, and 1 is true."""
    if wanted is None or got is None or wanted == got:
        return wanted == got
    if wanted in ("true", "false"):
        return got.lower() in (_TRUE if wanted == "true" else _FALSE)
    try:
        return decimal.Decimal(wanted) == decimal.Decimal(got)
    except decimal.InvalidOperation:
        return False


def as_text(value: object) -> str | None:
    """A driver's value as JDBC's getString has it."""
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case datetime.datetime():
            return value.isoformat(" ")
        case float():
            return repr(value)
        case bytes():
            return value.hex()
        case _:
            return str(value)


def one_line(text: str) -> str:
    """A text for one line of a screen."""
    plain = " ".join(text.split())
    return plain if len(plain) <= 200 else plain[:199] + "…"


def shown(rows: Rows) -> str:
    """The first rows of a result, in short."""
    seen = [", ".join(str(as_text(value)) for value in row) for row in rows.rows[:3]]
    return one_line(" | ".join(seen)) if seen else "no row"
