"""From the word `TODO` to a stub: is it a call, what does its text say, where does it end."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from destination_writer.kotlin.declarations import TodoCall
from destination_writer.kotlin.lexer import LineState
from destination_writer.kotlin.scopes import Scope, enclosing
from destination_writer.kotlin.tokens import Token, TokenKind, code_tokens
from destination_writer.text.places import Position, Range

StateAt = Callable[[int], LineState]
"""The lexer's state at the start of a line."""

LONGEST_CALL = 400
"""Lines. A call that is still open after so many is one that is being typed."""

_WHOLE = re.compile(r"""TODO[ \t]*\([ \t]*(?:"([^"\\$\r\n]*)"[ \t]*)?\)""")
"""The call as nearly everybody writes it."""
_OPENS = re.compile(r"TODO[^\S\r\n]*(?:\(|/\*)")
_PHASE = re.compile(r"\b[Pp][Hh][Aa][Ss][Ee]\s+([0-9]{1,18})\b")
_TEARS = frozenset({"fun", "class", "interface", "val", "var", "typealias", "import", "package"})
"""Words that cannot stand in the argument itself: the parenthesis was never closed."""
FARTHEST_BACK = 100
"""Lines without code that are passed over in search of the word before."""
_BINDS = frozenset({".", "?.", "::", ":", "@"})
"""What makes the word behind it a member or a type."""
_QUOTE, _RAW_QUOTE = '"', '"""'
_QUOTES = (_QUOTE, _RAW_QUOTE)
_IN_STRING = frozenset({TokenKind.STRING_TEXT, TokenKind.STRING_END, TokenKind.TEMPLATE_NAME, TokenKind.TEMPLATE_START})
_CLOSES = {")": "(", "]": "[", "}": "{"}
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(.))")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b"}
_ENDS_IN_DECLARATION = re.compile(
    r"(?<![\w`])(?:fun|class|interface|object|val|var|typealias|import|package|fun\s*<[^(){}=]*>)$"
)


class Reading(NamedTuple):
    """What a `TODO` turned out to be. `below` and `above` say how many neighbouring lines were looked at."""

    text: str | None = None
    """The whole call; None when it is no call of `kotlin.TODO`, or not closed, or has a text without a phase."""
    phase: int | None = None
    reason: str | None = None
    end_line: int = 0
    """Relative to the line of the `T`."""
    end_column: int = 0
    below: int = 0
    above: int = 0


def phase_in(text: str) -> int | None:
    """The N of `Phase N` in a text, as words, in any case."""
    found = _PHASE.search(text)
    return int(found[1]) if found else None


def read_todo(lines: Sequence[str], state_at: StateAt, line: int, column: int) -> Reading:
    """Read the word `TODO` at a place that is code. `state_at` gives the lexer's; few words ask for it."""
    is_call, above = _stands_alone(lines, state_at, line, column)
    if not is_call:
        return Reading(above=above)
    found = _WHOLE.match(lines[line], column)
    if found is None:
        return _read_long(lines, line, column)._replace(above=above)
    reason = found[1]
    phase = None if reason is None else phase_in(reason)
    is_stub = reason is None or phase is not None
    return Reading(found[0] if is_stub else None, phase, reason, 0, found.end(), 0, above)


def may_be_stub(text: str, at: int) -> bool:
    """False where a glance tells that the `TODO` at an offset is none: no parenthesis, or a text without a phase."""
    found = _WHOLE.match(text, at)
    if found is None:
        return _OPENS.match(text, at) is not None
    return found[1] is None or phase_in(found[1]) is not None


def _stands_alone(lines: Sequence[str], state_at: StateAt, line: int, column: int) -> tuple[bool, int]:
    """Whether nothing before the word makes it a member, a declaration or a type; and how many lines above tell."""
    before = lines[line][:column].rstrip()
    last = before[-1:]
    if not last:
        return _stands_alone_below(lines, state_at, line, column)
    if last == ":":
        return before.endswith("?:"), 0
    if last == "@":
        return len(before) < column, 0  # a label stands apart, an annotation does not
    if last in "./":
        return _stands_alone_by_tokens(lines, state_at, line, column)
    return not _ENDS_IN_DECLARATION.search(before), 0


def _stands_alone_below(lines: Sequence[str], state_at: StateAt, line: int, column: int) -> tuple[bool, int]:
    """The same for the first word of a line: what the lines above say, as long as that needs no lexer."""
    for above in range(1, min(line, FARTHEST_BACK) + 1):
        text = lines[line - above].strip()
        if not text or text.startswith("//"):
            continue
        if "//" in text or text.endswith((".", ":", "@", "*/")) or line == above:
            break
        return not _ENDS_IN_DECLARATION.search(text), above
    return _stands_alone_by_tokens(lines, state_at, line, column)


def _stands_alone_by_tokens(lines: Sequence[str], state_at: StateAt, line: int, column: int) -> tuple[bool, int]:
    before: list[str] = []
    above = 0
    end: int | None = column
    while True:
        text = lines[line - above]
        if line - above or not text.startswith("#!"):
            tokens = code_tokens(text, 0, end, state_at(line - above).stack)
            before = [text[t.start : t.end] for t in tokens if t.kind is not TokenKind.COMMENT] + before
        if before and (len(before) >= 3 or before[-1] != "."):
            break
        if above in (line, FARTHEST_BACK):
            break
        above, end = above + 1, None
    if not before:
        return True, above
    if before[-1] not in _BINDS:
        return not _ENDS_IN_DECLARATION.search(" ".join(before)), above
    is_kotlin = before[-2:] == ["kotlin", "."] and (len(before) < 3 or before[-3] not in _BINDS)
    return is_kotlin, above


def _read_long(lines: Sequence[str], line: int, column: int) -> Reading:
    count = 1
    while True:
        text = "".join(lines[line : line + count])
        attempt = Arguments(text, column).read()
        available = min(count, len(lines) - line)
        if attempt.ended is None and available == count and count < LONGEST_CALL:
            count = min(2 * count, LONGEST_CALL)
            continue
        break
    if attempt.ended is None:
        return Reading(below=available - 1)
    end_line, end_column = _place(lines, line, attempt.ended)
    if not attempt.is_stub:
        return Reading(below=end_line)
    call = text[column : attempt.ended]
    return Reading(call, attempt.phase, attempt.reason, end_line, end_column, end_line)


def _place(lines: Sequence[str], line: int, offset: int) -> tuple[int, int]:
    """Relative line, and column, of an offset behind the start of `line`."""
    below = 0
    while offset > len(lines[line + below]):
        offset -= len(lines[line + below])
        below += 1
    return below, offset


@dataclass
class Literal:
    """A string in the argument: `shown` as a person reads it, `own` with a mark where a template stands."""

    depth: int
    shown: str = ""
    own: str = ""


class Arguments:
    """One pass over the tokens from `TODO` to its closing parenthesis."""

    def __init__(self, text: str, at: int) -> None:
        self.text, self.at = text, at
        self.ended: int | None = None
        """Behind the closing parenthesis, or where it became clear that there is none; None when the text ran out."""
        self.is_stub = False
        self.phase: int | None = None
        self.reason: str | None = None
        self._open: list[str] = []
        self._literals: list[Literal] = []
        self._is_empty = True
        self._before = ""

    def read(self) -> "Arguments":
        tokens = code_tokens(self.text, self.at)
        next(tokens)
        for token in tokens:
            if token.kind is TokenKind.COMMENT:
                continue
            if not self._open and not self._opens_here(token):
                self.ended = self.at
                return self
            if self._open and not self._take(token):
                self.ended = token.end
                return self
            self._open = self._open or ["("]
            self._before = self.text[token.start : token.end]
        return self

    def _opens_here(self, token: Token) -> bool:
        """The parenthesis stands on the line of the word."""
        gap = self.text[self.at : token.start]
        return self.text[token.start] == "(" and "\n" not in gap and "\r" not in gap

    def _take(self, token: Token) -> bool:
        """False at the end, good or bad."""
        text = self.text[token.start : token.end]
        top = self._open[-1]
        if top in _QUOTES and token.kind not in _IN_STRING:
            return False  # the line ended before the string did
        if text == ")" and self._open == ["("] and token.kind is TokenKind.PUNCTUATION:
            self._close()
            return False
        self._is_empty = False
        if token.kind is TokenKind.STRING_START:
            if self._is_argument():
                self._literals.append(Literal(len(self._open) + 1))
            self._open.append(_RAW_QUOTE if text.endswith('"""') else _QUOTE)
        elif token.kind in (TokenKind.STRING_END, TokenKind.TEMPLATE_END):
            self._open.pop()
        elif token.kind in _IN_STRING:
            self._take_piece(token.kind, text, top)
        elif token.kind is TokenKind.PUNCTUATION:
            return self._take_sign(text)
        elif text in _TEARS and all(sign in "([" for sign in self._open) and self._before != "::":
            return text == "fun" and self.text[token.end : token.end + 1] == "("
        return True

    def _is_argument(self) -> bool:
        """Whether a string here is (part of) the argument itself, maybe in parentheses of its own."""
        return all(sign == "(" for sign in self._open) and (len(self._open) == 1 or self._before == "(")

    def _take_piece(self, kind: TokenKind, text: str, quote: str) -> None:
        if kind is TokenKind.TEMPLATE_START:
            self._open.append("${")
        literal = self._literals[-1] if self._literals else None
        if literal is not None and literal.depth == len(self._open) - (kind is TokenKind.TEMPLATE_START):
            is_text = kind is TokenKind.STRING_TEXT
            piece = unescape(text) if is_text and quote == _QUOTE else text
            literal.shown += piece
            literal.own += piece if is_text else "\ufffc"

    def _take_sign(self, sign: str) -> bool:
        if sign in ("(", "[", "{"):
            self._open.append(sign)
        elif sign in _CLOSES:
            return self._open.pop() == _CLOSES[sign]
        return sign != ";" or "{" in self._open

    def _close(self) -> None:
        self.is_stub = self._is_empty
        for literal in self._literals:
            phase = phase_in(literal.own)
            if phase is not None:
                self.is_stub, self.phase, self.reason = True, phase, literal.shown
                return


def unescape(text: str) -> str:
    """The text of a plain string without its escapes."""
    return _ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else _ESCAPES.get(m[2], m[2]), text)


def todo_call(line: int, column: int, reading: Reading, scope: Scope) -> TodoCall:
    """The value that other rooms see."""
    end = Position(line + reading.end_line, reading.end_column)
    around = enclosing(scope)
    return TodoCall(Range(Position(line, column), end), reading.text or "", reading.phase, reading.reason, *around)
