"""Calls in a Kotlin text, by name: receiver, arguments, lambda. By the lexer alone: half-typed code does no harm.

Code inside of string templates is looked at as well; texts and comments are not.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from destination_writer.kotlin.tokens import blank_non_code, non_code
from destination_writer.text.places import Span

_BEHIND = r"(?:[ \t]*[({]|\s*<[\w.,?* \t\n<>]{1,120}>[ \t]*\()"
_CALL = re.compile(rf"(?:\W++|(?![A-Za-z_])\w++|\w++(?!{_BEHIND}))*+(?:(\w++){_BEHIND}|\Z)")
"""A name with a parenthesis, maybe behind type arguments, or with nothing but a lambda; what stands in front of it is
passed over, so that the expression is entered once a call and not once a character."""
_NO_CALL = frozenset({
    "if", "while", "for", "when", "catch", "else", "do", "try", "finally", "fun", "class", "interface", "object",
    "init", "get", "set", "constructor", "return", "throw", "in", "is", "as", "this", "super", "companion",
})  # fmt: skip
_DECLARES = re.compile(r"\b(?:fun|class|interface|object|constructor)(?:\s+<[^()]*>)?\s+(?:[\w.?<>, ]+\.)?$")
_DECLARING = [re.compile(word) for word in ("fun", "class", "interface", "object", "constructor")]
_FAR = 160
"""How far in front of a name the word is looked for that declares it."""
_OPEN, _CLOSE = "([{", ")]}"
_NAMED = re.compile(r"\s*(\w+)\s*=(?!=)")


@dataclass(frozen=True)
class Argument:
    """One argument. `span` is without white space around it, and without the `name =` of a named one."""

    span: Span
    name: str = ""


@dataclass(frozen=True)
class Call:
    """`receiver.name<T>(arguments) { lambda }`; all spans are offsets into the file's text.

    `code` is the text with literals and comments spaced out, which has the same offsets.
    """

    text: str
    code: str
    name: str
    name_span: Span
    opening: int
    """Offset of the parenthesis, or of the brace of a call that has only a lambda."""

    @cached_property
    def parentheses(self) -> Span | None:
        """With both signs; None where there is only a lambda."""
        return Span(self.opening, closing(self.code, self.opening) + 1) if self.code[self.opening] == "(" else None

    @cached_property
    def body(self) -> Span | None:
        """The trailing lambda, with its braces."""
        if self.parentheses is None:
            return Span(self.opening, closing(self.code, self.opening) + 1)
        at = self.parentheses.end
        while at < len(self.code) and self.code[at] in " \t":
            at += 1
        return Span(at, closing(self.code, at) + 1) if at < len(self.code) and self.code[at] == "{" else None

    @property
    def span(self) -> Span:
        """From the name to the end of the lambda or the parenthesis."""
        last = self.body or self.parentheses
        return Span(self.name_span.start, last.end if last else self.name_span.end)

    @cached_property
    def arguments(self) -> tuple[Argument, ...]:
        """Those between the parentheses."""
        inside = self.parentheses
        if inside is None:
            return ()
        is_closed = self.code[inside.end - 1] == ")"
        return tuple(_arguments(self.text, self.code, inside.start + 1, inside.end - is_closed))

    def argument(self, place: int, name: str = "") -> Argument | None:
        """The argument of that name, else the one at that place (from 0) where it has no name."""
        named = next((one for one in self.arguments if name and one.name == name), None)
        if named is not None:
            return named
        at = self.arguments[place] if place < len(self.arguments) else None
        return at if at is not None and not at.name else None

    @cached_property
    def receiver(self) -> Span | None:
        """What stands in front of the dot: `a.b(c)` of `a.b(c).name()`; None for a call without one."""
        at = self.name_span.start
        while at and self.text[at - 1].isspace():
            at -= 1
        if not at or self.code[at - 1] != ".":
            return None
        end = at - 2 if self.code[at - 2 : at - 1] == "?" else at - 1
        while end and self.text[end - 1].isspace():
            end -= 1
        return Span(_chain_start(self.text, self.code, end), end)

    def words(self, span: Span | None) -> str:
        """The text of a span as it is written; empty for None."""
        return self.text[span.start : span.end] if span else ""


class Calls:
    """All calls of one text, by name."""

    def __init__(self, text: str, code: str | None = None) -> None:
        self.text = text
        self.code = blank_non_code(text) if code is None else code
        """Literals and comments spaced out; offsets stay."""
        self._made: dict[int, Call] = {}

    def of(self, *names: str, within: Span | None = None) -> Iterator[Call]:
        """Calls of these names, in the order of the text for each name; `within` a span only."""
        for name in names:
            for at, opening in self._places.get(name, ()):
                if within is None or within.start <= at < within.end:
                    yield self._call(name, at, opening)

    def all(self, within: Span | None = None) -> Iterator[Call]:
        """Every call, in the order of the text."""
        for at, opening, name in self._in_order:
            if within is None or within.start <= at < within.end:
                yield self._call(name, at, opening)

    @cached_property
    def names(self) -> frozenset[str]:
        """Everything that is called."""
        return frozenset(self._places)

    def _call(self, name: str, at: int, opening: int) -> Call:
        """Made once, so that what one rule asked of a call is there for the next."""
        found = self._made.get(at)
        if found is None:
            found = self._made[at] = Call(self.text, self.code, name, Span(at, at + len(name)), opening)
        return found

    @cached_property
    def _in_order(self) -> tuple[tuple[int, int, str], ...]:
        code, found = self.code, list[tuple[int, int, str]]()
        declaring = sorted(match.start() for word in _DECLARING for match in word.finditer(code))
        for match in _CALL.finditer(code):
            name, at = match[1], match.start(1)
            if name is None or name in _NO_CALL:
                continue
            before = bisect_left(declaring, at) - 1
            if before >= 0 and declaring[before] >= at - _FAR and _is_declared(code, at):
                continue
            if code[match.end() - 1] == "{" and _opens_no_lambda(code, at):
                continue
            found.append((at, match.end() - 1, name))
        return tuple(found)

    @cached_property
    def _places(self) -> dict[str, list[tuple[int, int]]]:
        found: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for at, opening, name in self._in_order:
            found[name].append((at, opening))
        return dict(found)


def closing(code: str, opening: int, limit: int | None = None) -> int:
    """Offset of the sign that closes the one at `opening`; the last offset in front of `limit` when there is none."""
    depth, end = 0, len(code) if limit is None else limit
    for match in _SIGN.finditer(code, opening, end):
        depth += 1 if match[0] in _OPEN else -1
        if depth == 0:
            return match.start()
    return max(end - 1, opening)


_SIGN = re.compile(r"[(\[{)\]}]")
_DIVIDING = re.compile(r"[(\[{)\]},]")


def _is_declared(code: str, at: int) -> bool:
    line = code.rfind("\n", 0, at) + 1
    return _DECLARES.search(code, max(line, at - _FAR), at) is not None


_HEADER = re.compile(r"\b(?:class|interface|object|fun)\b[^{}=]*$|(?<![?:]):(?!:)[^{}=()]*$|\belse\s*$")


_IN_HEADERS = (":", "fun", "class", "object", "else", "interface")
"""One of these stands in every header: a look that costs less than the search."""


def _opens_no_lambda(code: str, at: int) -> bool:
    """Whether the name in front of a brace ends a header: `class A : B {`, `fun a(): T {`, `when (x) { A -> ...`."""
    start = max(code.rfind("\n", 0, at) + 1, at - 200)
    line = code[start:at]
    return any(sign in line for sign in _IN_HEADERS) and _HEADER.search(code, start, at) is not None


def _arguments(text: str, code: str, start: int, end: int) -> Iterator[Argument]:
    depth, begin = 0, start
    for match in _DIVIDING.finditer(code, start, end):
        sign, at = match[0], match.start()
        if sign == "," and depth == 0:
            if argument := _argument(text, code, begin, at):
                yield argument
            begin = at + 1
        depth += (sign in _OPEN) - (sign in _CLOSE)
    if argument := _argument(text, code, begin, end):
        yield argument


def _argument(text: str, code: str, start: int, end: int) -> Argument | None:
    start, end = _trimmed(text, code, start, end)
    name = ""
    if (named := _NAMED.match(code, start, end)) and text.startswith(named[1], start):
        name = named[1]
        start, end = _trimmed(text, code, named.end(), end)
    return Argument(Span(start, end), name) if start < end else None


_GAP = re.compile(r"(?:\s+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)


def _trimmed(text: str, code: str, start: int, end: int) -> tuple[int, int]:
    """A stretch without the white space and the comments around it; to `code` texts are white space as well."""
    gap = _GAP.match(text, start, end)
    start = gap.end() if gap else start
    last = end
    while last > start and code[last - 1].isspace():
        last -= 1
    if last > start and (behind := _GAP.match(text, last, end)) is not None and behind.end() == end:
        end = last
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


_LEADING = re.compile(r"(?:return|throw|else|in|as)\b(?:@\w+)?\s*")
"""What may stand in front of a chain without being a part of it."""


def _chain_start(text: str, code: str, end: int) -> int:
    """Where the chain of names, calls and literals begins that ends at `end`."""
    at = end
    while at > 0:
        sign = code[at - 1]
        if sign in _CLOSE:
            at = _opening(code, at - 1)
        elif sign.isalnum() or sign in "_.?!`":
            at -= 1
        elif not sign.isspace():
            break
        elif text[at - 1] == '"' and (start := _literals(text).get(at)) is not None:
            at = start
        elif text[at - 1].isspace() and _continues(code, at, end):
            at -= 1
        else:
            break
    leading = _LEADING.match(code, at, end)
    return leading.end() if leading else at


def _continues(code: str, at: int, end: int) -> bool:
    """Whether the chain goes on in front of white space: `a\n    .b()`, or the lambda of a call: `a { }`."""
    following = code[at:end]
    behind = following.lstrip()
    if behind.startswith("{"):
        return "\n" not in following[: len(following) - len(behind)] and code[:at].rstrip()[-1:] not in "=,:>&|(["
    return behind.startswith((".", "?.", "!!"))


@lru_cache(maxsize=64)
def _literals(text: str) -> dict[int, int]:
    """Start of each string by its end; templates are parts of their string."""
    found: dict[int, int] = {}
    opened = -1
    for piece in non_code(text):
        if not piece.is_comment:
            opened = piece.start if opened < 0 else opened
            if not piece.depth:
                found[piece.end] = opened
                opened = -1
    return found


def _opening(code: str, at: int) -> int:
    depth = 0
    for place in range(at, -1, -1):
        depth += (code[place] in _CLOSE) - (code[place] in _OPEN)
        if depth == 0:
            return place
    return 0
