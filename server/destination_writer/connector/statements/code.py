"""The tokens of a stretch of Kotlin with their brackets, and its statements. By the lexer alone: half-typed code
gives half of it."""

from collections.abc import Iterator
from functools import cached_property

from destination_writer.kotlin.tokens import Token, TokenKind, code_tokens

_OPEN = {"(": ")", "[": "]", "{": "}"}
_GOES_ON_BEHIND = frozenset({
    "=", "+=", "+", "-", "*", "/", "%", "==", "!=", "&&", "||", "?:", ",", ".", "?.", "::", "->", "else", "in", "is",
    "as", "<", ">", "<=", ">=", ":", "..", "by",
})  # fmt: skip
"""A line that ends with one of these goes on."""
_GOES_ON_BEFORE = frozenset({".", "?.", "?:", "&&", "||", "else", "as", "catch", "finally", ":"})
"""A line that begins with one of these goes on with the one above."""
_HEADED = frozenset({"if", "for", "while", "when"})


class Code:
    """`tokens` without comments; `ends[i]` is the number of the token that closes what token i opens."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[Token] = [token for token in code_tokens(text) if token.kind is not TokenKind.COMMENT]
        self.words: list[str] = [text[start:end] for _, start, end in self.tokens]
        self.ends: dict[int, int] = {}
        self.starts: dict[int, int] = {}
        self._match()

    def _match(self) -> None:
        opened: list[int] = []
        for at, ((kind, _, _), word) in enumerate(zip(self.tokens, self.words, strict=True)):
            if kind is TokenKind.IDENTIFIER:
                continue
            if kind is TokenKind.PUNCTUATION:
                if word in "([{":
                    opened.append(at)
                elif word in ")]}":
                    self._close(opened, at, kind)
            elif kind is TokenKind.STRING_START or kind is TokenKind.TEMPLATE_START:
                opened.append(at)
            elif kind is TokenKind.STRING_END or kind is TokenKind.TEMPLATE_END:
                self._close(opened, at, kind)

    def _close(self, opened: list[int], at: int, kind: TokenKind) -> None:
        """The innermost that fits is closed; what was opened behind it never ends."""
        for place in range(len(opened) - 1, max(len(opened) - 6, -1), -1):
            start = opened[place]
            if self._fits(start, at, kind):
                del opened[place:]
                self.ends[start], self.starts[at] = at, start
                return

    def _fits(self, start: int, at: int, kind: TokenKind) -> bool:
        opening = self.tokens[start].kind
        if kind is TokenKind.STRING_END:
            return opening is TokenKind.STRING_START
        if kind is TokenKind.TEMPLATE_END:
            return opening is TokenKind.TEMPLATE_START
        return opening is TokenKind.PUNCTUATION and _OPEN.get(self.words[start]) == self.words[at]

    def end_of(self, at: int, limit: int) -> int:
        """The number behind the token that closes token `at`, at most `limit`."""
        return min(self.ends.get(at, limit - 1) + 1, limit)

    def source(self, first: int, behind: int) -> str:
        """The text from token `first` up to, not with, token `behind`."""
        if first >= behind:
            return ""
        return self.text[self.tokens[first].start : self.tokens[behind - 1].end]

    @cached_property
    def breaks(self) -> frozenset[int]:
        """Tokens that are the first of their line."""
        found: set[int] = set()
        before = len(self.text)
        for at, (_, start, end) in enumerate(self.tokens):
            if start > before and self.text.find("\n", before, start) >= 0:
                found.add(at)
            before = end
        return frozenset(found)

    def statements(self, first: int, behind: int) -> Iterator[tuple[int, int]]:
        """The statements between two tokens, as ranges of tokens."""
        start = at = first
        while at < behind:
            if at > start and (self.words[at] == ";" or (at in self.breaks and self._ends_before(at, start))):
                yield start, at
                start = at = at + 1 if self.words[at] == ";" else at
                continue
            is_group = at in self.ends and self.ends[at] < behind
            at = self.ends[at] + 1 if is_group else at + 1
        if start < behind:
            yield start, behind

    def _ends_before(self, at: int, start: int) -> bool:
        word, before = self.words[at], self.words[at - 1]
        if self.tokens[at].kind is TokenKind.STRING_START:
            word = '"'
        if before in _GOES_ON_BEHIND and self.tokens[at - 1].kind not in _TEXTS:
            return False
        if word in _GOES_ON_BEFORE:
            return False
        if before == ")" and (opening := self.starts.get(at - 1)) is not None:
            return not (opening > start - 1 and opening and self.words[opening - 1] in _HEADED)
        return True

    def branches(self, first: int, behind: int) -> Iterator[tuple[int, int]]:
        """What stands behind each arrow of a `when`."""
        arrows = [end for _, end in self.parts(first, behind, "->")[:-1]]
        for number, arrow in enumerate(arrows):
            end = behind
            if number + 1 < len(arrows):
                end = arrows[number + 1]
                lines = (at for at in range(end, arrow + 1, -1) if at in self.breaks and self.words[at - 1] != ",")
                end = next(lines, end)
            if arrow + 1 < end:
                yield arrow + 1, end

    def parts(self, first: int, behind: int, separator: str) -> list[tuple[int, int]]:
        """Cut at a sign that stands outside of brackets."""
        found: list[tuple[int, int]] = []
        start = at = first
        while at < behind:
            if self.words[at] == separator and self.tokens[at].kind not in _TEXTS:
                found.append((start, at))
                start = at = at + 1
                continue
            at = self.end_of(at, behind) if at in self.ends else at + 1
        found.append((start, behind))
        return found


_TEXTS = frozenset({TokenKind.STRING_TEXT, TokenKind.CHARACTER})
