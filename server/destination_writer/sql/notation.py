"""Grammars as data: the notation that `knowledge/sql/*.grammar` is written in.

    # a comment
    %stop FROM WHERE                   words that are no name of their own and no alias
    drop "DROP": DROP TABLE [IF EXISTS] table {',' table}
    table: @name {'.' @name} | @placeholder

`WORD` is a keyword, `'x'` a sign, `name` another rule, `@name` one of the matcher's own. `[a]` may be missing,
`{a}` comes any number of times, `(a | b)` is the first that fits. What stands in quotes behind a rule's name is
what people call it. A line that is indented goes on. `name +: a` puts further alternatives in front of those
that a rule has.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Keyword:
    word: str


@dataclass(frozen=True)
class Sign:
    text: str


@dataclass(frozen=True)
class Call:
    """Another rule."""

    rule: str


@dataclass(frozen=True)
class Own:
    """`@name`."""

    name: str


@dataclass(frozen=True)
class Sequence:
    items: "tuple[Item, ...]"


@dataclass(frozen=True)
class Choice:
    items: "tuple[Item, ...]"


@dataclass(frozen=True)
class Maybe:
    item: "Item"


@dataclass(frozen=True)
class Many:
    item: "Item"


Item = Keyword | Sign | Call | Own | Sequence | Choice | Maybe | Many


@dataclass(frozen=True)
class Notation:
    """Rules by name, what people call them, and the word lists (`%stop`)."""

    rules: Mapping[str, Item] = field(default_factory=dict[str, Item])
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    words: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])


class BadGrammar(ValueError):
    """A grammar that cannot be read; the message names the line, from 1."""


_RULE = re.compile(r'(\w+)\s*(?:"([^"]*)")?\s*(\+?):(?!:)\s*(.*)', re.DOTALL)
_TOKEN = re.compile(r"\s*(?:('[^']*')|(@\w+)|([A-Z][A-Z0-9_]*)(?![a-z])|([a-z]\w*)|([\[\]{}()|]))")


def read_notation(text: str, base: Notation | None = None) -> Notation:
    """A grammar, with what `base` has beside it; rules and lists of the same name replace those of `base`.

    Raises BadGrammar.
    """
    base = base or Notation()
    rules, labels, words = dict(base.rules), dict(base.labels), dict(base.words)
    for number, line in _lines(text):
        if line.startswith("%"):
            name, *listed = line[1:].split()
            added = name.endswith("+")
            name = name.rstrip("+")
            words[name] = frozenset(listed) | (words.get(name, frozenset()) if added else frozenset())
            continue
        found = _RULE.fullmatch(line)
        if found is None:
            raise BadGrammar(f"line {number}: a rule is written `name: ...`, not {line[:40]!r}")
        item = _Reader(found[4], number).item()
        if found[3] and found[1] in rules:
            item = Choice((item, rules[found[1]]))
        rules[found[1]] = item
        if found[2] is not None:
            labels[found[1]] = found[2]
    return Notation(rules, labels, words)


def undefined(notation: Notation) -> frozenset[str]:
    """Rules that are called and not there."""
    called: set[str] = set()
    queue = list(notation.rules.values())
    while queue:
        item = queue.pop()
        if isinstance(item, Call):
            called.add(item.rule)
        elif isinstance(item, Sequence | Choice):
            queue += item.items
        elif isinstance(item, Maybe | Many):
            queue.append(item.item)
    return frozenset(called - notation.rules.keys())


def _lines(text: str) -> list[tuple[int, str]]:
    """Logical lines with their numbers."""
    found: list[tuple[int, str]] = []
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.rstrip()
        if not line or line.lstrip().startswith("#"):
            continue
        if line[0].isspace() and found:
            found[-1] = (found[-1][0], f"{found[-1][1]} {line.strip()}")
        else:
            found.append((number, line))
    return found


class _Reader:
    """One right-hand side."""

    def __init__(self, text: str, line: int) -> None:
        self.line = line
        self.tokens: list[str] = []
        at = 0
        while text[at:].strip():
            found = _TOKEN.match(text, at)
            if found is None:
                raise BadGrammar(f"line {line}: {text[at:].strip()[:20]!r} is no part of a rule")
            self.tokens.append(found[0].strip())
            at = found.end()
        self.at = 0

    def item(self) -> Item:
        item = self._choice()
        if self.at < len(self.tokens):
            raise BadGrammar(f"line {self.line}: {self.tokens[self.at]!r} closes nothing")
        return item

    def _choice(self) -> Item:
        items = [self._sequence()]
        while self.at < len(self.tokens) and self.tokens[self.at] == "|":
            self.at += 1
            items.append(self._sequence())
        return items[0] if len(items) == 1 else Choice(tuple(items))

    def _sequence(self) -> Item:
        items: list[Item] = []
        while self.at < len(self.tokens) and self.tokens[self.at] not in ("|", "]", "}", ")"):
            items.append(self._one())
        if not items:
            raise BadGrammar(f"line {self.line}: an alternative is empty")
        return items[0] if len(items) == 1 else Sequence(tuple(items))

    def _one(self) -> Item:
        token = self.tokens[self.at]
        self.at += 1
        if token in _CLOSING:
            inner = self._choice()
            if self.at >= len(self.tokens) or self.tokens[self.at] != _CLOSING[token]:
                raise BadGrammar(f"line {self.line}: {token!r} is never closed")
            self.at += 1
            return Maybe(inner) if token == "[" else Many(inner) if token == "{" else inner
        if token[0] == "'":
            return Sign(token[1:-1])
        if token[0] == "@":
            return Own(token[1:])
        return Keyword(token) if token[0].isupper() else Call(token)


_CLOSING = {"[": "]", "{": "}", "(": ")"}
