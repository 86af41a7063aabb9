"""The words in which a problem is told."""

from collections.abc import Collection, Iterable, Sequence

from destination_writer.sql.tokens import SqlToken, TokenKind, number_of

_SHOWN = 3
"""Alternatives that a message names; with more than this it names none."""


class Wording:
    """For a statement that does not fit at token `at`, where one of `expected` could stand."""

    def __init__(
        self,
        tokens: Sequence[SqlToken],
        at: int,
        expected: Collection[str],
        needed: Collection[str],
        inside: str,
        prefer: Collection[str],
    ) -> None:
        self.tokens, self.at, self.inside, self.prefer = tokens, at, inside, prefer
        self.expected, self.needed = sorted(expected), sorted(needed)

    def preferred(self, what: Sequence[str]) -> list[str]:
        """Of several words those that are likely meant."""
        return [word for word in what if word in self.prefer or word == "`,`"] or list(what)

    def missing(self, what: Sequence[str], at: int | None = None) -> str:
        """`WHEN MATCHED needs THEN before UPDATE.`"""
        named = listed(what[:_SHOWN]) if len(what) <= _SHOWN else f"{listed(what[:_SHOWN])} or the like"
        return f"{self.subject} needs {named} {self._where(at)}."

    def too_many(self, place: int) -> str:
        """`The comma before FROM is one too many.`"""
        follows = shown(self.tokens[place + 1]) if place + 1 < len(self.tokens) else "the end"
        return f"The comma before {follows} is one too many."

    def unexpected(self) -> str:
        if self.needed:
            needed = ["`,`", "`)`"] if self.needed == ["`)`"] and "`,`" in self.expected else self.needed
            return f"{self.subject} needs {listed(needed[:_SHOWN])} {self._where()}."
        phrases = [word for word in self.expected if word in _PHRASES]
        words = self.preferred([word for word in self.expected if word.isupper() or word.startswith("`")])
        if self.is_open_query:
            return f"{self.subject} needs `(` {self._where()}: a query stands in parentheses here."
        if phrases:
            return f"{self.subject} needs {listed(phrases[:2])} {self._where()}."
        if words and len(words) <= _SHOWN:
            return f"{self.subject} needs {listed(words)} {self._where()}."
        if self.at >= len(self.tokens):
            return f"{self.subject} is not finished: the statement ends behind {shown(self.tokens[-1])}."
        return f"{shown(self.tokens[self.at])} cannot stand here, behind {shown(self.tokens[self.at - 1])}."

    @property
    def is_open_query(self) -> bool:
        """Whether a query begins without a parenthesis where an expression or a table could stand."""
        begins = self.at < len(self.tokens) and self.tokens[self.at].upper == "SELECT"
        return begins and bool({"an expression", "a name"} & {*self.expected}) and "`(`" in self.expected

    @property
    def subject(self) -> str:
        return self.inside or self.tokens[0].upper or "The statement"

    def _where(self, at: int | None = None) -> str:
        at = self.at if at is None else at
        if at < len(self.tokens):
            return f"before {shown(self.tokens[at])}"
        return f"behind {shown(self.tokens[-1])}, where the statement ends"


_PHRASES = ("a column", "a name", "a type", "an expression", "a literal", "a number")


def shown(token: SqlToken) -> str:
    """A token as a message names it: keywords as they are, the rest between backticks, placeholders in words."""
    if token.kind is TokenKind.PLACEHOLDER:
        return "what is put in here"
    text = "".join("…" if number_of(character) is not None else character for character in token.text)
    if len(text) > 30:
        text = f"{text[:29]}…"
    return text if token.kind is TokenKind.WORD and token.text.isupper() else f"`{text}`"


def listed(what: Iterable[str]) -> str:
    items = list(what)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} or {items[-1]}"


def near(word: str, known: Iterable[str]) -> str | None:
    """The one known word that `word` is a slip of: a letter more, less, another, or two swapped. None when there is
    none or more than one."""
    if len(word) < 3 or not word.isascii():
        return None
    found = {other for other in known if abs(len(other) - len(word)) <= 1 and len(other) > 2 and _is_slip(word, other)}
    return found.pop() if len(found) == 1 else None


def _is_slip(a: str, b: str) -> bool:
    if a == b:
        return False
    at = 0
    while at < min(len(a), len(b)) and a[at] == b[at]:
        at += 1
    if len(a) == len(b):
        swapped = a[at : at + 2] == b[at : at + 2][::-1] and a[at + 2 :] == b[at + 2 :]
        return swapped or a[at + 1 :] == b[at + 1 :]
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    return longer[at + 1 :] == shorter[at:]
