"""The tokens of a Kotlin text, one by one, for whoever wants to look at code without parsing it."""

import re
from collections.abc import Callable, Iterable, Iterator
from enum import IntEnum
from functools import lru_cache, partial
from itertools import takewhile
from typing import NamedTuple

from destination_writer.kotlin import patterns
from destination_writer.kotlin.patterns import COMMENT, RAW, STRING, TEMPLATE, Stack, frame, pushed
from destination_writer.text.places import Span


class TokenKind(IntEnum):
    COMMENT = 1
    """A whole comment, nested ones included."""
    IDENTIFIER = 2
    """With its backticks, if it has any."""
    KEYWORD = 3
    """A hard keyword; soft ones (`by`, `get`, modifiers) are identifiers."""
    NUMBER = 4
    CHARACTER = 5
    PUNCTUATION = 6
    STRING_START = 7
    """The opening quotes, with the dollars before them."""
    STRING_TEXT = 8
    """Text as written, escapes included."""
    STRING_END = 9
    TEMPLATE_NAME = 10
    """`$name` inside a string."""
    TEMPLATE_START = 11
    """`${`; the tokens up to `TEMPLATE_END` are code."""
    TEMPLATE_END = 12


class Token(NamedTuple):
    kind: TokenKind
    start: int
    end: int

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


_token: Callable[[tuple[TokenKind, int, int]], Token] = partial(tuple[object, ...].__new__, Token)
"""What `Token(...)` comes down to, in half the time: one is made for every word and sign."""

KEYWORDS = frozenset({
    "as", "break", "class", "continue", "do", "else", "false", "for", "fun", "if", "in", "interface", "is", "null",
    "object", "package", "return", "super", "this", "throw", "true", "try", "typealias", "typeof", "val", "var",
    "when", "while",
})  # fmt: skip

_CODE = re.compile(
    rf"""(?:{patterns.SPACE}++|[\r\n]++)*+(?:({patterns.LINE_COMMENT})|(/\*)|({patterns.OPENING_QUOTE})|({patterns.CHARACTER})
    |({patterns.WORD})|(\.\.<|\.\.|->|=>|===|!==|[=!<>]=|&&|\|\||\?[.:]|::|!!|\+\+|--|[-+*/%]=|\S)|\Z)""",
    re.VERBOSE,
)


def code_tokens(text: str, start: int = 0, end: int | None = None, stack: Stack = ()) -> Iterator[Token]:
    """Tokens from `start`, where the lexer's stack is `stack`, up to the first that begins at or behind `end`."""
    found = _tokens(text, start, stack)
    return found if end is None else takewhile(lambda token: token.start < end, found)


def _tokens(text: str, at: int, stack: Stack) -> Iterator[Token]:
    while at < len(text):
        top = stack[-1] if stack else frame(TEMPLATE, 0)
        kind, number = top & 3, top >> 2
        if kind == COMMENT:
            end = _comment_end(text, at, number)
            yield Token(TokenKind.COMMENT, at, end)
            at, stack = end, stack[:-1]
        elif kind == TEMPLATE:
            while True:  # as long as it is the same code: most tokens are words and signs
                found = _CODE.match(text, at)
                group = found.lastindex if found is not None else None
                if found is None or group is None:
                    return
                start, at = found.span(group)
                if group == 5:
                    word = text[start:at]
                    yield _token((_KINDS.get(word) or _kind_of(word), start, at))
                elif group == 6 and not (stack and text[start] in "{}"):
                    yield _token((TokenKind.PUNCTUATION, start, at))
                else:
                    break
            told = _IN_CODE[group]
            if group == 2:
                at = _comment_end(text, at, 1)
            elif group == 3:
                stack = _into_string(stack, text[start:at])
            elif group == 6:
                number += 1 if text[start] == "{" else -1
                stack = (*stack[:-1], frame(TEMPLATE, number)) if number >= 0 else stack[:-1]
                told = TokenKind.TEMPLATE_END if number < 0 else told
            yield _token((told, start, at))
        else:
            found = _piece(kind, number).match(text, at)
            if found is None:  # a plain string that its line ends
                stack = stack[:-1]
                continue
            yield _token((_PIECES[found.lastindex or 0], at, found.end()))
            at = found.end()
            if found.lastindex == 2:
                stack = stack[:-1]
            elif found.lastindex == 4:
                stack = pushed(stack, TEMPLATE, 0)


_PIECES = {
    1: TokenKind.STRING_TEXT,
    2: TokenKind.STRING_END,
    3: TokenKind.TEMPLATE_NAME,
    4: TokenKind.TEMPLATE_START,
}


@lru_cache(maxsize=32)
def _piece(kind: int, dollars: int) -> re.Pattern[str]:
    """A part of a string. Groups: 1 text, 2 closing quotes, 3 `$name`, 4 `${`."""
    name = r"(?:[^\W\d]\w*+|`[^`\r\n]++`)"
    lone = rf"\$(?!\${{{dollars - 1}}}(?:\{{|{name}))"
    if kind == RAW:
        text, closing = rf'(?:[^"$]++|"(?!"")|{lone})++', '"{3,}'
    else:
        text, closing = rf'(?:[^"\\$\r\n]++|\\[^\r\n]?+|{lone})++', '"'
    return re.compile(rf"({text})|({closing})|(\${{{dollars}}}{name})|(\${{{dollars}}}\{{)")


def _into_string(stack: Stack, quote: str) -> Stack:
    return pushed(stack, RAW if quote.endswith('"""') else STRING, max(quote.count("$"), 1))


_IN_CODE = {
    1: TokenKind.COMMENT,
    2: TokenKind.COMMENT,
    3: TokenKind.STRING_START,
    4: TokenKind.CHARACTER,
    6: TokenKind.PUNCTUATION,
}
"""The groups of `_CODE`, but that of words."""


_KINDS = dict.fromkeys(KEYWORDS, TokenKind.KEYWORD)


def _kind_of(word: str) -> TokenKind:
    """Of what is no keyword."""
    return TokenKind.NUMBER if word[0].isdigit() else TokenKind.IDENTIFIER


def _comment_end(text: str, at: int, depth: int) -> int:
    for found in patterns.IN_COMMENT.finditer(text, at):
        if found.lastindex in (2, 3):
            depth += 1 if found.lastindex == 2 else -1
        if not depth:
            return found.end()
    return len(text)


_NON_CODE = re.compile(
    rf"""(?:[^"'`/${{}}]++|`(?:[^`\r\n]++`)?+|/(?![/*])|\$(?!\$*+"))*+
    (?:({patterns.SIMPLE_STRING}|{patterns.CHARACTER}|{patterns.LINE_COMMENT})|(/\*)|({patterns.OPENING_QUOTE})|(\{{)|(\}})|\Z)""",
    re.VERBOSE,
)


class Piece(NamedTuple):
    """A stretch that is not code: a comment, a literal, or a part of a string with templates."""

    start: int
    end: int
    is_comment: bool
    depth: int
    """How many strings and templates are open behind it; 0 at the end of a literal."""


@lru_cache(maxsize=64)
def non_code(text: str) -> tuple[Piece, ...]:
    """Strings, character literals and comments, in order. Code inside a template is code; its `${` and `}` are not."""
    pieces: list[Piece] = []
    at, stack = 0, ()
    if (shebang := patterns.SHEBANG.match(text)) is not None:
        at = shebang.end()
        pieces.append(Piece(0, at, True, 0))
    while at < len(text):
        top = stack[-1] if stack else frame(TEMPLATE, 0)
        start = at
        if top & 3 == TEMPLATE:
            start, at, stack = _next_literal(text, at, stack)
        else:
            at, stack = _rest_of_string(text, at, stack)
        if at > start >= 0:
            is_comment = top & 3 == TEMPLATE and text[start] in "/#"
            pieces.append(Piece(start, at, is_comment, len(stack)))
    return tuple(pieces)


def _next_literal(text: str, at: int, stack: Stack) -> tuple[int, int, Stack]:
    """Start and end of the next literal, comment, opening quote or end of a template; start is -1 for mere code."""
    found = _NON_CODE.match(text, at)
    if found is None or found.lastindex is None:
        return -1, len(text), stack
    start, end = found.span(found.lastindex)
    if found.lastindex == 1:
        return start, end, stack
    if found.lastindex == 2:
        return start, _comment_end(text, end, 1), stack
    if found.lastindex == 3:
        return start, end, _into_string(stack, text[start:end])
    if not stack:
        return -1, end, stack
    depth = (stack[-1] >> 2) + (1 if found.lastindex == 4 else -1)
    if depth < 0:
        return start, end, stack[:-1]
    return -1, end, (*stack[:-1], frame(TEMPLATE, depth))


def _rest_of_string(text: str, at: int, stack: Stack) -> tuple[int, Stack]:
    """A string from `at` to its end, its line's end, or the next template."""
    piece = _piece(stack[-1] & 3, stack[-1] >> 2)
    while (found := piece.match(text, at)) is not None:
        at = found.end()
        if found.lastindex == 2:
            return at, stack[:-1]
        if found.lastindex == 4:
            return at, pushed(stack, TEMPLATE, 0)
    return at, stack[:-1]


_INK = re.compile(r"[^\r\n]")


def blank_non_code(text: str) -> str:
    """The text with strings, character literals and comments spaced out: same length, same lines."""
    return _without(text, non_code(text))


def blank_comments(text: str) -> str:
    """The text with comments spaced out: same length, same lines."""
    return _without(text, [piece for piece in non_code(text) if piece.is_comment])


def _spaced(text: str, start: int, end: int) -> str:
    if text.find("\n", start, end) < 0 and text.find("\r", start, end) < 0:
        return " " * (end - start)
    if text.find("\r", start, end) < 0:
        return "\n".join([" " * len(line) for line in text[start:end].split("\n")])
    return _INK.sub(" ", text[start:end])


def _without(text: str, pieces: Iterable[Piece]) -> str:
    parts: list[str] = []
    at = 0
    for start, end, _, _ in pieces:
        parts += (text[at:start], _spaced(text, start, end))
        at = end
    parts.append(text[at:])
    return "".join(parts)


_GROUPED = re.compile(r"(?<![\w`])\d[\da-fA-FxX_]*[\da-fA-F](?:u?L|[fFu])?(?!\w)")


def without_digit_groups(text: str) -> str:
    """The text with `65_535` as `65535`, in code and in comments; names and the text of strings stay."""
    out: list[str] = []
    at = 0
    for token in code_tokens(text):
        if token.kind is TokenKind.NUMBER or token.kind is TokenKind.COMMENT:
            out.append(text[at : token.start])
            out.append(_GROUPED.sub(lambda number: number[0].replace("_", ""), text[token.start : token.end]))
            at = token.end
    return "".join(out) + text[at:]


def mask_literals(text: str) -> str:
    """The text with comments spaced out and each literal, templates included, turned into `"xxx"` of the same length.

    White space in the result is white space of the code; signs in it are signs of the code.
    """
    parts: list[str] = []
    at, opened = 0, -1
    for piece in non_code(text):
        if piece.is_comment:
            if opened < 0:
                parts += (text[at : piece.start], _spaced(text, piece.start, piece.end))
                at = piece.end
        else:
            opened = piece.start if opened < 0 else opened
            if not piece.depth:
                parts += (text[at:opened], _mask(piece.end - opened))
                at, opened = piece.end, -1
    parts.append(text[at:] if opened < 0 else text[at:opened] + _mask(len(text) - opened))
    return "".join(parts)


def _mask(size: int) -> str:
    return '"' + "x" * (size - 2) + '"' if size >= 2 else " "
