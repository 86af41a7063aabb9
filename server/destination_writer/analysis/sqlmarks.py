"""The connector's own functions that put marks around a name or a text, read from their bodies."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from destination_writer.analysis.rule import FileSubject, FunctionAt
from destination_writer.kotlin.tokens import TokenKind, code_tokens
from destination_writer.text.places import Span

_OF_NAMES = re.compile(
    r"(?i)^(?:double|back(?:tick)?)?(?:quote|quoted|quoteName|quoteColumn|quoteTable|quoteIdent\w*|escapeIdent\w*|asIdentifier|toIdentifier)$"
)
_OF_TEXTS = re.compile(
    r"(?i)^(?:(?:sql|as|to|quote|string)?literal|singleQuoted?|quoteString|quoteValue|toSqlString|sqlString)$"
)
_OF_TABLES = re.compile(
    r"(?i)qualified|fullName|fullTable|tableName|toSql|tableRef|asTable|quoted?Table|^(?:table|sql)Name$"
)
_PART = re.compile(
    r"(?P<open>\\?[\"`\[])(?P<template>\$\{(?P<long>(?:\w+\.)?(?:namespace|name))\}|\$(?P<short>namespace|name)\b)(?P<close>\\?[\"`\]])"
)
_ESCAPES = re.compile(r"(?i)replace\s*\(|escape|replaceAll|buildString|joinToString|StringBuilder|\.map|enquote")
_SIMPLE_ESCAPES = {'\\"': '"', "\\\\": "\\", "\\'": "'", "\\$": "$", "\\n": "\n", "\\t": "\t"}
_PAIRS = {'"': '"', "`": "`", "[": "]", "'": "'"}


@dataclass(frozen=True)
class Marked:
    """A function that gives its argument between two marks. `texts` are the pieces of its strings, as they read."""

    function: FunctionAt
    opening: str
    closing: str
    texts: tuple[tuple[Span, str], ...]
    escapes: bool
    """Whether it replaces anything, or leaves that to another function."""
    of_names: bool


def marked_functions(subject: FileSubject) -> tuple[Marked, ...]:
    """Those of a file, by what they are called and by the marks that their first and last string have."""
    return tuple(_marked(subject))


def _marked(subject: FileSubject) -> Iterator[Marked]:
    for one in subject.functions:
        of_names, of_texts = _OF_NAMES.match(one.name), _OF_TEXTS.match(one.name)
        if one.body is None or not (of_names or of_texts):
            continue
        texts = tuple(_texts(subject.text, one.body))
        if not texts:
            continue
        opening, closing = texts[0][1][:1], texts[-1][1][-1:]
        if texts[0][1][:2] in ("N'", "E'") and of_texts:
            opening = "'"
        if _PAIRS.get(opening) != closing:
            continue
        body = subject.text[one.body.start : one.body.end]
        yield Marked(one, opening, closing, texts, _ESCAPES.search(body) is not None, of_names is not None)


@dataclass(frozen=True)
class MarkedPart:
    """A part of a table's name between two marks, in a function that makes one text of it: `expression` is the Kotlin,
    `place` where it stands, `opening` and `closing` the places of the marks."""

    mark: str
    expression: str
    place: Span
    opening: Span
    closing: Span


def marked_parts(subject: FileSubject) -> tuple[MarkedPart, ...]:
    """Namespace and name between marks in the functions of a file that turn a TableName into SQL."""
    return tuple(part for one in subject.functions if _is_of_table(one) for part in _parts(subject, one))


def _is_of_table(one: FunctionAt) -> bool:
    given = [one.function.receiver, *(parameter.type for parameter in one.function.parameters)]
    named = _OF_TABLES.search(one.name) is not None and (one.function.return_type or "String") == "String"
    return one.body is not None and named and given.count("TableName") == 1


def _parts(subject: FileSubject, one: FunctionAt) -> Iterator[MarkedPart]:
    assert one.body is not None
    text = subject.text
    for found in _PART.finditer(text, one.body.start, one.body.end):
        mark = found["open"].lstrip("\\")
        if _PAIRS.get(mark) == found["close"].lstrip("\\"):
            expression = found["long"] or found["short"]
            place = Span(*found.span("template"))
            yield MarkedPart(mark, expression, place, Span(*found.span("open")), Span(*found.span("close")))


def _texts(text: str, body: Span) -> Iterator[tuple[Span, str]]:
    """Each piece of text in the strings of a body; a character literal counts as one."""
    for token in code_tokens(text, body.start, body.end):
        written = text[token.start : token.end]
        if token.kind is TokenKind.STRING_TEXT:
            yield token.span, unescaped(written)
        elif token.kind is TokenKind.CHARACTER and len(written) >= 3:
            yield Span(token.start + 1, token.end - 1), unescaped(written[1:-1])


def unescaped(written: str) -> str:
    """What a piece of a Kotlin string says, as far as marks matter."""
    return re.sub(r"\\.", lambda match: _SIMPLE_ESCAPES.get(match[0], match[0]), written)
