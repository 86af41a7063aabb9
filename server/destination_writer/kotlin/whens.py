"""`when (x) { ... }` in a Kotlin text: its subject and its branches. By signs alone: half-typed code does no harm."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from destination_writer.kotlin.calls import closing
from destination_writer.text.places import Span

_WHEN = re.compile(r"when(?<!\wwhen)\s*\(")
_BLOCK = re.compile(r"\s*\{")
_SIGN = re.compile(r"->|[(){}\[\],;\n]")
_OPEN, _CLOSE = "([{", ")]}"
_EXPRESSION = re.compile(r"(?:=|\breturn(?:@\w+)?|[(,]|\?:)\s*$")


@dataclass(frozen=True)
class Branch:
    """`conditions` are the spans between the commas in front of the arrow, `guard` whether an `if` limits them, `body`
    what follows the arrow, up to the next branch."""

    conditions: tuple[Span, ...]
    body: Span
    guard: bool = False


@dataclass(frozen=True)
class When:
    """`subject` is what the parentheses hold, `block` the branches with their braces."""

    span: Span
    subject: Span
    block: Span
    branches: tuple[Branch, ...]
    is_value: bool
    """What it gives is used, so that it must have a branch for everything."""


def whens(code: str) -> Iterator[When]:
    """Every `when` with a subject, in the order of the text; `code` is without literals and comments."""
    for match in _WHEN.finditer(code):
        opening = match.end() - 1
        end = closing(code, opening)
        block = _BLOCK.match(code, end + 1)
        if block is None:
            continue
        last = closing(code, block.end() - 1)
        yield When(
            Span(match.start(), last + 1),
            Span(opening + 1, end),
            Span(block.end() - 1, last + 1),
            tuple(_branches(code, block.end(), last)),
            _EXPRESSION.search(code, max(match.start() - 80, 0), match.start()) is not None,
        )


def _branches(code: str, start: int, end: int) -> Iterator[Branch]:
    """An arrow at the block's own depth ends the conditions; they begin behind the branch before."""
    arrows = list(_arrows(code, start, end))
    for number, (begin, arrow) in enumerate(arrows):
        to = arrows[number + 1][0] if number + 1 < len(arrows) else end
        conditions = tuple(_split(code, begin, arrow))
        guard = any(re.search(r"\bif\b", code[c.start : c.end]) for c in conditions)
        yield Branch(conditions, Span(arrow + 2, to), guard)


def _arrows(code: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the conditions of each branch begin, and its arrow."""
    depth, begin, is_body = 0, start, False
    for match in _SIGN.finditer(code, start, end):
        sign = match[0]
        if sign in _OPEN:
            depth += 1
        elif sign in _CLOSE:
            depth -= 1
            if sign == "}" and depth == 0 and is_body:
                begin = match.end()
        elif depth == 0 and sign in "\n;" and not code[begin : match.start()].rstrip().endswith(","):
            begin = match.end()
        elif depth == 0 and sign == "->":
            yield begin, match.start()
            begin, is_body = match.end(), True


def _split(code: str, start: int, end: int) -> Iterator[Span]:
    depth, begin = 0, start
    for at in range(start, end + 1):
        sign = code[at] if at < end else ","
        depth += (sign in _OPEN) - (sign in _CLOSE)
        if sign == "," and (depth == 0 or at == end):
            text = code[begin:at]
            if text.strip():
                first = begin + len(text) - len(text.lstrip())
                yield Span(first, first + len(text.strip()))
            begin = at + 1
