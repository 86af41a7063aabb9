"""Rows of words that are looked for in a statement: the notation of `knowledge/constructs.yaml`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from destination_writer.sql.tokens import SqlToken, TokenKind

_PIECE = re.compile(r"[{}\[\]]|[^\s{}\[\]]+")
_NAMES = frozenset({TokenKind.WORD, TokenKind.QUOTED, TokenKind.PLACEHOLDER})
_VALUES = _NAMES | {TokenKind.STRING, TokenKind.NUMBER, TokenKind.PARAMETER}
_OPENS, _CLOSES = frozenset("([{"), frozenset(")]}")
_KINDS = {
    "<number>": frozenset({TokenKind.NUMBER, TokenKind.PLACEHOLDER, TokenKind.PARAMETER}),
    "<string>": frozenset({TokenKind.STRING}),
    "<value>": _VALUES,
}


@dataclass(frozen=True)
class Item:
    """One step of a pattern: `what` is `words`, `not`, `kind`, `optional`, or the notation of a step of its own."""

    what: str
    words: frozenset[str] = frozenset()
    kinds: frozenset[TokenKind] = frozenset()
    inside: "tuple[Item, ...]" = ()


@dataclass(frozen=True)
class Compiled:
    """`needed` are words and signs without which a statement need not be looked at."""

    items: tuple[Item, ...]
    needed: frozenset[str]


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> Compiled:
    """Raises ValueError for brackets that do not close."""
    pieces = _PIECE.findall(pattern)
    items, rest = _items(pieces, False)
    if rest:
        raise ValueError(f"the pattern {pattern!r} closes a bracket that it has not opened")
    needed = {next(iter(item.words)) for item in items if item.what == "words" and len(item.words) == 1}
    return Compiled(tuple(items), frozenset(needed))


def _items(pieces: list[str], optional: bool) -> tuple[list[Item], list[str]]:
    found: list[Item] = []
    while pieces:
        piece, pieces = pieces[0], pieces[1:]
        if piece == "[":
            inside, pieces = _items(pieces, True)
            found.append(Item("optional", inside=tuple(inside)))
        elif piece == "]":
            return (found, pieces) if optional else (found, [piece, *pieces])
        else:
            found.append(_item(piece))
    if optional:
        raise ValueError("a bracket of the pattern does not close")
    return found, pieces


def _item(piece: str) -> Item:
    if piece in _KINDS:
        return Item("kind", kinds=_KINDS[piece])
    if piece in ("^", "...", "<end>", "<name>", "<qualified>", "<any>", "<loose>", "{", "}"):
        return Item(piece)
    if piece == "<bracket>":
        return Item("words", frozenset("["))
    denied = piece.startswith("!") and len(piece) > 1
    plain = piece[1:] if denied else piece
    words = {plain} if plain == "||" else set(plain.split("|"))
    kinds = frozenset(kind for word in words if word in _KINDS for kind in _KINDS[word])
    return Item("not" if denied else "words", frozenset(words - _KINDS.keys()), kinds)


def find(
    pattern: Compiled,
    tokens: Sequence[SqlToken],
    loose: frozenset[int] = frozenset(),
    tables: frozenset[int] = frozenset(),
) -> Iterator[tuple[int, int]]:
    """First and last marked token of each place where the pattern fits. `loose` are the tokens, by number, that may
    stand for anything, or for nothing: they fit nowhere but in `...`. `tables` are the offsets of
    those that stand for a table's name with its schema."""
    search = _Search(tokens, loose, tables)
    at = 0
    while at < len(tokens):
        marked = search.match(pattern.items, 0, at, None)
        if marked is None:
            at += 1
        else:
            yield marked
            at = max(at, marked[1]) + 1


class _Search:
    def __init__(self, tokens: Sequence[SqlToken], loose: frozenset[int], tables: frozenset[int]) -> None:
        self.tokens = tokens
        self.loose = loose
        self.tables = tables

    def match(
        self, items: tuple[Item, ...], step: int, at: int, mark: tuple[int, int | None] | None
    ) -> tuple[int, int] | None:
        """The marked tokens when the steps from `step` on fit the tokens from `at` on."""
        while step < len(items):
            item = items[step]
            if item.what == "{":
                mark = (at, None)
            elif item.what == "}":
                mark = (mark[0] if mark else at, at - 1)
            elif item.what == "...":
                return self._skipping(items, step + 1, at, mark)
            elif item.what == "optional":
                taken = self.match((*item.inside, *items[step + 1 :]), 0, at, mark)
                if taken is not None:
                    return taken
            else:
                end = self._step(item, at)
                if end is None:
                    return None
                at = end
            step += 1
        return (mark[0], mark[1] if mark[1] is not None else at - 1) if mark else None

    def _skipping(
        self, items: tuple[Item, ...], step: int, at: int, mark: tuple[int, int | None] | None
    ) -> tuple[int, int] | None:
        depth = 0
        while at <= len(self.tokens):
            if depth == 0 and (found := self.match(items, step, at, mark)) is not None:
                return found
            if at == len(self.tokens) or (depth == 0 and self.tokens[at].text == ";"):
                return None
            depth += (self.tokens[at].text in _OPENS) - (self.tokens[at].text in _CLOSES)
            if depth < 0:
                return None
            at += 1
        return None

    def _step(self, item: Item, at: int) -> int | None:
        """Where the next step begins; None when this one does not fit."""
        if item.what == "^":
            return at if at == 0 or self.tokens[at - 1].text == ";" else None
        if item.what == "<end>":
            return at if at == len(self.tokens) else None
        if item.what == "<loose>":
            return at + 1 if at in self.loose else None
        token = self.tokens[at] if at < len(self.tokens) and at not in self.loose else None
        if item.what == "not":
            return at if at not in self.loose and (token is None or not _is(token, item)) else None
        if token is None:
            return None
        if item.what in ("<name>", "<qualified>"):
            end = self._name(at)
            return end if item.what == "<name>" or end != at + 1 or self.tokens[at].start in self.tables else None
        return at + 1 if item.what == "<any>" or _is(token, item) else None

    def _name(self, at: int) -> int | None:
        """Behind a name with its qualifiers."""
        while at < len(self.tokens) and at not in self.loose and self.tokens[at].kind in _NAMES:
            at += 1
            if at + 1 >= len(self.tokens) or self.tokens[at].text != ".":
                return at
            at += 1
        return None


def _is(token: SqlToken, item: Item) -> bool:
    if token.kind in item.kinds:
        return True
    return (token.upper or token.text) in item.words and token.kind is not TokenKind.STRING
