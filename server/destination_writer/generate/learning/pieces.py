"""Kotlin with parts of it taken out, each as an expression of a template."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from destination_writer.kotlin.tokens import Token, TokenKind, code_tokens, without_digit_groups


@dataclass(frozen=True, slots=True, order=True)
class Piece:
    """What stands between two offsets of a text, as an expression: `p.stream`, `helper("quote", p.table ~ ".name")`."""

    start: int
    end: int
    expression: str


class Code:
    """The tokens of a text, comments left out, and the pieces found in it so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[Token] = [t for t in code_tokens(text) if t.kind is not TokenKind.COMMENT]
        self.words: list[str] = [text[t.start : t.end] for t in self.tokens]
        self.pieces: list[Piece] = []

    def word(self, index: int) -> str:
        """The token at an index; empty outside of the text."""
        return self.words[index] if 0 <= index < len(self.words) else ""

    def put(self, piece: Piece) -> None:
        """Add a piece; those inside of it are a part of its expression already."""
        self.pieces = sorted([p for p in self.pieces if p.end <= piece.start or p.start >= piece.end] + [piece])

    def closing(self, index: int) -> int | None:
        """The index of the bracket that closes the one at `index`; None where there is none."""
        depth = 0
        for at in range(index, len(self.tokens)):
            if self.tokens[at].kind is TokenKind.PUNCTUATION:
                depth += (self.words[at] in "([{") - (self.words[at] in ")]}")
                if depth == 0:
                    return at
        return None

    def arguments(self, opening: int, closing: int) -> list[tuple[int, int]]:
        """Offsets of what stands between the commas of a pair of brackets."""
        found: list[tuple[int, int]] = []
        depth, start = 0, self.tokens[opening].end
        for at in range(opening + 1, closing + 1):
            word = self.words[at] if self.tokens[at].kind in _BRACKETS else ""
            if depth == 0 and (word == "," or at == closing):
                found.append((start, self.tokens[at].start))
                start = self.tokens[at].end
            depth += (word in _OPEN) - (word in _CLOSED)
        return [part for part in found if self.text[slice(*part)].strip()]

    def receiver(self, dot: int) -> int | None:
        """The index at which the chain before the dot at `dot` begins: names, calls and literals joined by dots."""
        at = dot - 1
        while at >= 0:
            if self.words[at] in (")", "]"):
                opened = self._opening(at)
                if opened is None:
                    return None
                at = opened
                if self.tokens[at - 1].kind is TokenKind.IDENTIFIER:
                    at -= 1
            elif self.tokens[at].kind is TokenKind.STRING_END:
                at = self._string_start(at)
            elif self.tokens[at].kind is not TokenKind.IDENTIFIER and self.words[at] != "this":
                return None
            if self.word(at - 1) not in (".", "?."):
                return at
            at -= 2
        return None

    def _opening(self, closing: int) -> int | None:
        depth = 0
        for at in range(closing, -1, -1):
            if self.tokens[at].kind is TokenKind.PUNCTUATION:
                depth += (self.words[at] in ")]}") - (self.words[at] in "([{")
                if depth == 0:
                    return at
        return None

    def _string_start(self, end: int) -> int:
        depth = 0
        for at in range(end, -1, -1):
            depth += (self.tokens[at].kind is TokenKind.STRING_END) - (self.tokens[at].kind is TokenKind.STRING_START)
            if depth == 0:
                return at
        return 0

    # -- writing ------------------------------------------------------------------------------------------------------

    def expression(self, start: int, end: int) -> str:
        """The text between two offsets as one expression of a template, blanks around it left out."""
        start, end = self._stripped(start, end)
        parts = [
            part.expression if isinstance(part, Piece) else json.dumps(part) for part in self._parts(start, end) if part
        ]
        return " ~ ".join(parts) or '""'

    def template(self, start: int, end: int) -> str:
        """The text between two offsets as text of a template."""
        out: list[str] = []
        for part in self._parts(start, end):
            if isinstance(part, str):
                out.append(part.replace("[[", '[[ "[[" ]]').replace("[%", '[[ "[%" ]]').replace("[#", '[[ "[#" ]]'))
            elif out and out[-1].endswith("["):
                out[-1] = out[-1][:-1]
                out.append(f'[[ "[" ~ {part.expression} ]]')
            else:
                out.append(f"[[ {part.expression} ]]")
        return "".join(out)

    def _parts(self, start: int, end: int) -> Iterable[str | Piece]:
        at = start
        for piece in self.pieces:
            if start <= piece.start and piece.end <= end:
                yield self.text[at : piece.start]
                yield piece
                at = piece.end
        yield self.text[at:end]

    def _stripped(self, start: int, end: int) -> tuple[int, int]:
        text = self.text[start:end]
        return start + len(text) - len(text.lstrip()), end - (len(text) - len(text.rstrip()))


_OPEN, _CLOSED = ("(", "[", "{", "${"), (")", "]", "}")
_BRACKETS = frozenset({TokenKind.PUNCTUATION, TokenKind.TEMPLATE_START, TokenKind.TEMPLATE_END})


def same_code(one: str, other: str) -> bool:
    """Whether two bodies are the same code: blanks, comments, the grouping of digits and the form of the
    body, block or expression, apart."""
    return _words(one) == _words(other)


def _words(text: str) -> Sequence[str]:
    code = Code(without_digit_groups(text))
    words = [word for word in code.words if word not in (",", ";")]  # a comma behind the last item says nothing
    if words[:1] == ["{"]:
        words = words[1:-1]
        return words[1:] if words[:1] == ["return"] and words.count("return") == 1 else words
    return words[1:] if words[:1] == ["="] else words
