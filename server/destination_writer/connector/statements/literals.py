"""A Kotlin string as text: escapes read, templates as places."""

from typing import TYPE_CHECKING

from destination_writer.connector.statements.values import Choice, Chunk, Hole, Listing, Null, Text
from destination_writer.kotlin.tokens import TokenKind

if TYPE_CHECKING:
    from destination_writer.connector.statements.reading import Reader

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b"}


def read_literal(reader: "Reader", first: int, behind: int) -> Text:
    """The string whose opening quotes are token `first`; `behind` is the token after its closing ones."""
    code = reader.code
    is_raw = code.words[first].endswith('"""')
    is_finished = first in code.ends
    opened = code.tokens[first].start
    parts: list[Chunk | Hole | Choice] = []
    at, last = first + 1, behind - 1 if is_finished else behind
    while at < last:
        token, word = code.tokens[at], code.words[at]
        if token.kind is TokenKind.STRING_TEXT:
            parts.append(chunk_of(word, token.start, opened, is_raw))
        elif token.kind is TokenKind.TEMPLATE_NAME:
            parts += reader.template_name(at)
        elif token.kind is TokenKind.TEMPLATE_START and at in code.ends:
            end = code.ends[at]
            parts += _inside(reader, at + 1, end, token.start, code.tokens[end].end)
            at = end
        elif not is_finished:
            break
        at += 1
    return Text(tuple(parts), is_finished)


def _inside(reader: "Reader", first: int, behind: int, start: int, end: int) -> list[Chunk | Hole | Choice]:
    """`${...}`: the place is the whole template."""
    if first >= behind:
        return [Hole(start, end, "", "")]
    value = reader.value(first, behind)
    if isinstance(value, Listing | Null):
        written = reader.code.source(first, behind)
        return [Hole(start, end, written, written)]
    if len(value.parts) == 1 and isinstance(hole := value.parts[0], Hole):
        return [Hole(start, end, hole.expression, hole.written, hole.kind, hole.quoted, hole.escaped, hole.type)]
    return list(value.parts)


def chunk_of(source: str, start: int, literal: int, is_raw: bool) -> Chunk:
    """The characters of a piece of a string as it is written."""
    if is_raw or "\\" not in source:
        size = len(source)
        return Chunk(source, range(start, start + size), range(start + 1, start + size + 1), literal)
    text: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    while at < len(source):
        size, character = 1, source[at]
        if character == "\\" and at + 1 < len(source):
            size, character = _escape(source, at)
        text.append(character)
        starts.append(start + at)
        ends.append(start + at + size)
        at += size
    return Chunk("".join(text), tuple(starts), tuple(ends), literal)


def _escape(source: str, at: int) -> tuple[int, str]:
    sign = source[at + 1]
    if sign == "u" and at + 6 <= len(source):
        try:
            return 6, chr(int(source[at + 2 : at + 6], 16))
        except ValueError:
            return 2, sign
    return 2, _ESCAPES.get(sign, sign)
