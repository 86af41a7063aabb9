"""What stands between the parentheses of `TODO(...)`: its text, its phase, and whether they are closed at all."""

import re
from dataclasses import dataclass

from destination_writer.kotlin.tokens import Token, TokenKind, code_tokens

_PHASE = re.compile(r"\b[Pp][Hh][Aa][Ss][Ee]\s+([0-9]{1,18})\b")
_TEARS = frozenset({"fun", "class", "interface", "val", "var", "typealias", "import", "package", "TODO"})
"""Words that have no place in the argument itself: the parenthesis was never closed."""
_QUOTE, _RAW_QUOTE = '"', '"""'
_QUOTES = (_QUOTE, _RAW_QUOTE)
_IN_STRING = frozenset({TokenKind.STRING_TEXT, TokenKind.STRING_END, TokenKind.TEMPLATE_NAME, TokenKind.TEMPLATE_START})
_STRING_KINDS = _IN_STRING | {TokenKind.STRING_START, TokenKind.TEMPLATE_END}
_CALL = "call"
"""Stands for the parenthesis of a call, other than one that only groups."""
_ROUND = frozenset({"(", "[", _CALL})
_BEFORE_GROUP = frozenset("(=+,:")
_CLOSES = {")": ("(", _CALL), "]": ("[",), "}": ("{",)}
_TEMPLATE = "\ufffc"
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(.))")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b"}


def phase_in(text: str) -> int | None:
    """The N of `Phase N` in a text, as words, in any case."""
    found = _PHASE.search(text)
    return int(found[1]) if found else None


@dataclass
class Literal:
    """A string in the argument: `shown` as a person reads it, `own` with a mark where a template stands."""

    depth: int
    """How much is open inside it, itself included."""
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
        self._templates: list[int] = []
        self._literals: list[Literal] = []
        self._literal: Literal | None = None
        """The one that is being read."""
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
        if self._open[-1] in _QUOTES and token.kind not in _IN_STRING:
            return False  # the line ended before the string did
        if text == ")" and self._open == ["("] and token.kind is TokenKind.PUNCTUATION:
            self._close()
            return False
        self._is_empty = False
        if token.kind in _STRING_KINDS:
            self._take_string(token, text)
            return True
        if token.kind is TokenKind.PUNCTUATION:
            return self._take_sign(text)
        is_torn = text in _TEARS and self._before != "::" and all(sign in _ROUND for sign in self._open)
        return not is_torn or (text == "fun" and self.text.startswith("(", token.end))

    def _take_string(self, token: Token, text: str) -> None:
        match token.kind:
            case TokenKind.STRING_START:
                self._start_string(_RAW_QUOTE if text.endswith(_RAW_QUOTE) else _QUOTE)
            case TokenKind.STRING_END:
                if self._literal is not None and self._literal.depth == len(self._open):
                    self._literal = None
                self._open.pop()
            case TokenKind.TEMPLATE_START:
                self._add("", _TEMPLATE)
                self._open.append("${")
                self._templates.append(token.start)
            case TokenKind.TEMPLATE_END:
                self._open.pop()
                self._add(self.text[self._templates.pop() : token.end], "")
            case TokenKind.TEMPLATE_NAME:
                self._add(text, _TEMPLATE)
            case _:
                piece = unescape(text) if self._open[-1] == _QUOTE else text
                self._add(piece, piece)

    def _start_string(self, quote: str) -> None:
        """A string that is the argument, or a part of it in parentheses of its own, says what the stub is about."""
        if all(sign == "(" for sign in self._open):
            self._literal = Literal(len(self._open) + 1)
            self._literals.append(self._literal)
        self._open.append(quote)

    def _add(self, shown: str, own: str) -> None:
        """Add to the string of the argument that is being read, if that is the innermost that is open."""
        if self._literal is not None and self._literal.depth == len(self._open):
            self._literal.shown += shown
            self._literal.own += own

    def _take_sign(self, sign: str) -> bool:
        if sign == "(":
            self._open.append(sign if self._before[-1:] in _BEFORE_GROUP else _CALL)
        elif sign in ("[", "{"):
            self._open.append(sign)
        elif sign in _CLOSES:
            return self._open.pop() in _CLOSES[sign]
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
