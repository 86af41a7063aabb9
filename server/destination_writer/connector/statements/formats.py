"""`"... %s ...".format(x)`: each sign is a place that may be anything."""

import re
from dataclasses import replace

from destination_writer.connector.statements.model import PlaceholderKind as Kind
from destination_writer.connector.statements.values import Choice, Chunk, Hole, Text


def formatted(value: Text) -> Text:
    """`"... %s ...".format(x)`: each sign is a place that may be anything."""
    parts: list[Chunk | Hole | Choice] = []
    for part in value.parts:
        if isinstance(part, Chunk):
            parts += _cut(part)
        else:
            parts.append(part)
    return replace(value, parts=tuple(parts))


_FORMAT = re.compile(r"%(?:\d+\$)?[-#+ 0,(]*\d*(?:\.\d+)?[a-zA-Z%]")


def _cut(chunk: Chunk) -> list[Chunk | Hole]:
    found: list[Chunk | Hole] = []
    at = 0
    for sign in _FORMAT.finditer(chunk.text):
        found.append(_slice(chunk, at, sign.start()))
        start, end = chunk.starts[sign.start()], chunk.ends[sign.end() - 1]
        kind = Kind.NUMBER if sign[0][-1] == "d" else Kind.FRAGMENT
        found.append(Hole(start, end, sign[0], sign[0], kind))
        at = sign.end()
    found.append(_slice(chunk, at, len(chunk.text)))
    return [part for part in found if not isinstance(part, Chunk) or part.text]


def _slice(chunk: Chunk, start: int, end: int) -> Chunk:
    return Chunk(chunk.text[start:end], chunk.starts[start:end], chunk.ends[start:end], chunk.literal)
