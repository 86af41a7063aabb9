"""SQL that the dialect's facts give as a shape, `CREATE SCHEMA {namespace}`, written as a Kotlin expression."""

import re
from collections.abc import Mapping
from itertools import pairwise

from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.kotlintext import kotlin_string

_PLACE = re.compile(r"\{(\w+)\}")
_PIECES = re.compile(r"(\{\w+\}|\?)")
_CLAUSE = re.compile(r" (?=(?:FROM|JOIN|LEFT JOIN|WHERE|AND|ORDER BY|GROUP BY|USING|ON|WHEN|SELECT|VALUES|SET)\b)")
LINE = 76
"""Columns that a literal may take on one line; it stands behind some indentation."""


def kotlin_of_shape(shape: str, values: Mapping[str, str], parameters: tuple[str, ...] = ()) -> str:
    """The Kotlin expression for an SQL shape.

    `values` are Kotlin expressions for what stands in braces; `parameters` those for each `?`, in their order, already
    SQL literals. A long text becomes the sum of several literals, one a clause. Raises CannotGenerate for a place
    without value.
    """
    missing = [name for name in _PLACE.findall(shape) if name not in values]
    if missing:
        raise CannotGenerate(f"the SQL shape {shape!r} names {missing[0]}, which is not known here", (missing[0],))
    rest = list(parameters)
    parts = [shape] if len(shape) <= LINE else _parts(shape)
    written = [_written(part, values, rest) for part in parts]
    lines = [written[0]]
    for part in written[1:]:
        if len(lines[-1]) + len(part) > LINE:
            lines.append(part)
        else:
            lines[-1] += part
    return " +\n    ".join(f'"{line}"' for line in lines)


def _parts(shape: str) -> list[str]:
    """The shape cut after the space that stands before a clause; nothing is cut inside of quotes."""
    cuts = [m.end() for m in _CLAUSE.finditer(shape) if shape[: m.start()].count("'") % 2 == 0]
    bounds = [0, *cuts, len(shape)]
    return [shape[start:end] for start, end in pairwise(bounds)]


def _written(text: str, values: Mapping[str, str], parameters: list[str]) -> str:
    """The inside of a Kotlin string literal."""
    written = ""
    pieces = _PIECES.split(text)
    for index, piece in enumerate(pieces):
        if piece == "?" and parameters:
            written += "${" + parameters.pop(0) + "}"
        elif match := _PLACE.fullmatch(piece):
            following = pieces[index + 1] if index + 1 < len(pieces) else ""
            written += _template(values[match[1]], following)
        else:
            written += kotlin_string(piece)[1:-1]
    return written


def _template(expression: str, following: str) -> str:
    if expression.startswith('"') and expression.endswith('"') and "$" not in expression:
        return expression[1:-1]
    plain = expression.isidentifier() and not re.match(r"\w", following)
    return f"${expression}" if plain else "${" + expression + "}"
