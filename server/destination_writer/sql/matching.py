"""Matches tokens against a grammar, and remembers how far it came and what could have stood there.

The first alternative that fits is taken. What is a placeholder of an unknown kind (`loose`) fits an operand, and is
passed over where the grammar asks for a word or a sign: it may as well be empty.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from destination_writer.sql import notation
from destination_writer.sql.notation import BadGrammar, Item, Notation, undefined
from destination_writer.sql.tokens import SqlToken, TokenKind

NO = -1
"""What a matcher answers when it does not fit."""


@dataclass
class State:
    """One attempt. `words` and `texts` have empty ones behind the last token."""

    tokens: Sequence[SqlToken]
    loose: frozenset[str]
    rules: "Mapping[str, Matcher]"
    """All rules of the grammar, by name."""
    words: list[str] = field(default_factory=list[str])
    texts: list[str] = field(default_factory=list[str])
    kinds: "list[TokenKind | None]" = field(default_factory=list["TokenKind | None"])
    furthest: int = 0
    expected: set[str] = field(default_factory=set[str])
    needed: set[str] = field(default_factory=set[str])
    """Of `expected`, what must stand there for what has begun to go on."""
    inside: str = ""
    """What people call the rule that came furthest."""
    stack: list[str] = field(default_factory=list[str])

    def __post_init__(self) -> None:
        # Behind the end there is room to look ahead without asking.
        self.words = [*[token.upper for token in self.tokens], "", "", "", ""]
        self.texts = [*[token.text for token in self.tokens], "", "", "", ""]
        self.kinds = [*[token.kind for token in self.tokens], None, None, None, None]

    def is_loose(self, at: int) -> bool:
        return self.texts[at] in self.loose

    def fails(self, at: int, what: str) -> int:
        if at >= self.furthest:
            self.lacks(at, (what,))
        return NO

    def lacks(self, at: int, any_of: Iterable[str]) -> None:
        """Notes what could have stood at a place, one of the furthest."""
        if at > self.furthest:
            self.furthest, self.expected, self.needed = at, set(any_of), set()
            self.inside = self.stack[-1] if self.stack else ""
        else:
            if not self.expected and self.stack:
                self.inside = self.stack[-1]
            self.expected.update(any_of)


Matcher = Callable[[State, int], int]


@dataclass(frozen=True, eq=False)
class Grammar:
    """A compiled notation: every rule as a matcher."""

    notation: Notation
    matchers: Mapping[str, Matcher]

    @cached_property
    def keywords(self) -> frozenset[str]:
        """Every word that a rule names."""
        words: set[str] = set()
        queue = list(self.notation.rules.values())
        while queue:
            item = queue.pop()
            if isinstance(item, notation.Keyword):
                words.add(item.word)
            elif isinstance(item, notation.Sequence | notation.Choice):
                queue += item.items
            elif isinstance(item, notation.Maybe | notation.Many):
                queue.append(item.item)
        return frozenset(words) | self.listed("stop") | self.listed("comparing")

    def listed(self, name: str) -> frozenset[str]:
        """The words of a `%name` line."""
        return self.notation.words.get(name, frozenset())


def compile_grammar(source: Notation, own: Callable[[Notation], Mapping[str, Matcher]]) -> Grammar:
    """Raises BadGrammar for a rule or an `@name` that is not there."""
    missing = undefined(source)
    if missing:
        raise BadGrammar(f"these rules are called and not there: {', '.join(sorted(missing))}")
    compiler = _Compiler(source, own(source))
    matchers = compiler.matchers
    for name, item in source.rules.items():
        matchers[name] = compiler.labelled(name, item)
    return Grammar(source, matchers)


@dataclass
class _Compiler:
    source: Notation
    own: Mapping[str, Matcher]
    matchers: dict[str, Matcher] = field(default_factory=dict[str, Matcher])
    _firsts: dict[str, frozenset[str] | None] = field(default_factory=dict[str, frozenset[str] | None])

    def labelled(self, name: str, item: Item) -> Matcher:
        matcher, label = self.made(item), self.source.labels.get(name)
        if label is None:
            return matcher

        def match(state: State, at: int) -> int:
            state.stack.append(label)
            end = matcher(state, at)
            state.stack.pop()
            return end

        return match

    def made(self, item: Item) -> Matcher:
        match item:
            case notation.Keyword(word):
                return keyword(word)
            case notation.Sign(text):
                return sign(text)
            case notation.Call(rule):
                return self._called(rule)
            case notation.Own(name):
                if name not in self.own:
                    raise BadGrammar(f"there is no @{name}")
                return self.own[name]
            case notation.Sequence(items):
                made = [(self.made(one), self._asked(one)) for one in items]
                return _sequence([part for part, _ in made], {part: asked for part, asked in made if asked})
            case notation.Choice(items):
                return self._choice(items)
            case notation.Maybe(inner):
                return _maybe(self.made(inner))
            case notation.Many(inner):
                return _many(self.made(inner))

    def _called(self, rule: str) -> Matcher:
        matchers = self.matchers

        def match(state: State, at: int) -> int:
            return matchers[rule](state, at)

        return match

    def _choice(self, items: tuple[Item, ...]) -> Matcher:
        """The first that fits; an alternative that begins with other words is not even tried."""
        made = [(self.made(one), self._begins(one)) for one in items]
        known = frozenset[str]().union(*(firsts for _, firsts in made if firsts is not None))
        steps = {word: _steps(made, word) for word in known}
        otherwise = _steps(made, "")
        every = [(None, matcher) for matcher, _ in made]

        def match(state: State, at: int) -> int:
            chosen = every if state.is_loose(at) else steps.get(state.words[at], otherwise)
            for lacking, matcher in chosen:
                if matcher is None:
                    if at >= state.furthest:
                        state.lacks(at, lacking or ())
                    continue
                end = matcher(state, at)
                if end != NO:
                    return end
            return NO

        return match

    def _asked(self, item: Item, depth: int = 4) -> frozenset[str]:
        """What a part that cannot be missing begins with, as `State.expected` has it; nothing for alternatives."""
        match item:
            case notation.Keyword(word):
                return frozenset({word})
            case notation.Sign(text):
                return frozenset({f"`{text}`"})
            case notation.Own(name):
                return frozenset({_PHRASES[name]}) if name in _PHRASES else _NOTHING
            case notation.Sequence(items):
                return self._asked(items[0], depth)
            case notation.Call(rule):
                return self._asked(self.source.rules[rule], depth - 1) if depth else _NOTHING
            case _:
                return _NOTHING

    def _begins(self, item: Item) -> frozenset[str] | None:
        """The keywords one of which must come first; None when something else may."""
        match item:
            case notation.Keyword(word):
                return frozenset({word})
            case notation.Sequence(items):
                found: frozenset[str] = frozenset()
                for one in items:
                    inner = self._begins(one.item) if isinstance(one, notation.Maybe | notation.Many) else None
                    if inner is not None:
                        found |= inner
                        continue
                    last = self._begins(one)
                    return None if last is None else found | last
                return None
            case notation.Choice(items):
                all_of = [self._begins(one) for one in items]
                return None if None in all_of else frozenset[str]().union(*(one for one in all_of if one))
            case notation.Call(rule):
                if rule not in self._firsts:
                    self._firsts[rule] = None  # a rule that begins with itself says nothing
                    self._firsts[rule] = self._begins(self.source.rules[rule])
                return self._firsts[rule]
            case _:
                return None


_Step = tuple[frozenset[str] | None, Matcher | None]
"""Alternatives of a choice: words that could have stood there and do not, or what is tried."""


def _steps(made: list[tuple[Matcher, frozenset[str] | None]], word: str) -> list[_Step]:
    """What is left of a choice where a word stands: alternatives that begin otherwise only say what they asked for."""
    found: list[_Step] = []
    for matcher, firsts in made:
        if firsts is None or word in firsts:
            found.append((None, matcher))
        elif found and found[-1][0] is not None:
            found[-1] = found[-1][0] | firsts, None
        else:
            found.append((firsts, None))
    return found


_PHRASES = {
    "type": "a type",
    "expr": "an expression",
    "column": "a column",
    "name": "a name",
    "operand": "an expression",
}


def keyword(word: str) -> Matcher:
    def match(state: State, at: int) -> int:
        while state.words[at] != word:
            if not state.is_loose(at):
                return state.fails(at, word)
            at += 1
        return at + 1

    return match


def sign(text: str) -> Matcher:
    shown = f"`{text}`"

    def match(state: State, at: int) -> int:
        while state.texts[at] != text:
            if not state.is_loose(at):
                return state.fails(at, shown)
            at += 1
        return at + 1

    return match


_NOTHING: frozenset[str] = frozenset()


def _sequence(parts: list[Matcher], begins: Mapping[Matcher, frozenset[str]]) -> Matcher:
    """`begins`: of parts that are a single word, sign or name, what they ask for."""

    def match(state: State, at: int) -> int:
        start = at
        for part in parts:
            end = part(state, at)
            if end == NO:
                if at > start and at == state.furthest:
                    asked = begins.get(part, _NOTHING)
                    if asked:
                        state.needed |= asked
                        state.inside = state.stack[-1] if state.stack else ""
                return NO
            at = end
        return at

    return match


def _maybe(part: Matcher) -> Matcher:
    def match(state: State, at: int) -> int:
        end = part(state, at)
        return at if end == NO else end

    return match


def _many(part: Matcher) -> Matcher:
    def match(state: State, at: int) -> int:
        while True:
            end = part(state, at)
            if end in (NO, at):
                return at
            at = end

    return match
