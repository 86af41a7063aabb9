"""The local vals, parameters and lambdas of one function: what a name means at a place."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from destination_writer.connector.statements.code import Code
from destination_writer.connector.statements.values import Listing, Text, one_of
from destination_writer.kotlin.tokens import TokenKind

if TYPE_CHECKING:
    from destination_writer.connector.statements.reading import Reader

_APPENDS = frozenset({"append", "appendLine"})


@dataclass
class Local:
    """`val name: type = ...`. `first` and `behind` are the tokens of its value, `scope` those in which it counts.

    `additions` are what is appended later: the tokens, and whether that surely happens.
    """

    name: str
    at: int
    first: int
    behind: int
    scope: tuple[int, int]
    type: str = ""
    additions: list[tuple[int, int, bool]] = field(default_factory=list[tuple[int, int, bool]])
    is_rewritten: bool = False


class Scopes:
    """What stands between two tokens of `code`, with the parameters of the function and their types."""

    def __init__(self, code: Code, first: int, behind: int, parameters: Mapping[str, str]) -> None:
        self.code, self.parameters = code, parameters
        self.locals: dict[str, list[Local]] = {}
        self.hidden: dict[str, list[tuple[int, int]]] = {}
        """Names that a lambda or a loop gives anew, with the tokens between which each counts."""
        self.blocks: list[tuple[int, int]] = []
        self._known: list[tuple[str, tuple[int, int], Text]] = []
        self._gather(first, behind)

    def _gather(self, first: int, behind: int) -> None:
        self.blocks.append((first, behind))
        for start, end in self.code.statements(first, behind):
            self._statement(start, end, (first, behind))
            self._inner(start, end)

    def _inner(self, first: int, behind: int) -> None:
        at = first
        while at < behind:
            if (
                self.code.words[at] == "{"
                and at in self.code.ends
                and self.code.tokens[at].kind is TokenKind.PUNCTUATION
            ):
                end = self.code.ends[at]
                start = self._lambda(at, end)
                self._gather(start, end)
                at = end
            at += 1

    def _lambda(self, opening: int, end: int) -> int:
        """Notes a lambda's parameters; gives the first token of its statements."""
        words = self.code.words
        for at in range(opening + 1, min(opening + 16, end)):
            if words[at] == "->":
                for place in range(opening + 1, at):
                    if self.code.tokens[place].kind is TokenKind.IDENTIFIER:
                        self.hidden.setdefault(words[place], []).append((opening, end))
                return at + 1
            if words[at] in ("{", '"', '"""') or self.code.tokens[at].kind is TokenKind.STRING_START:
                break
        return opening + 1

    def _statement(self, first: int, behind: int, block: tuple[int, int]) -> None:
        code, words = self.code, self.code.words
        at = first
        while at < behind and words[at] in ("private", "const", "lateinit", "inline", "suspend"):
            at += 1
        if at >= behind:
            return
        if words[at] in ("val", "var"):
            self._declared(at, behind, block)
        elif words[at] == "for" and at + 1 in code.ends:
            for place in range(at + 2, code.ends[at + 1]):
                if words[place] == "in":
                    break
                if code.tokens[place].kind is TokenKind.IDENTIFIER:
                    self.hidden.setdefault(words[place], []).append((at, behind))
        elif code.tokens[at].kind is TokenKind.IDENTIFIER and at + 1 < behind:
            self._changed(at, behind, block)

    def _declared(self, at: int, behind: int, block: tuple[int, int]) -> None:
        code, words = self.code, self.code.words
        place = at + 1
        if place >= behind:
            return
        if words[place] == "(":
            for inner in range(place + 1, code.ends.get(place, place)):
                if code.tokens[inner].kind is TokenKind.IDENTIFIER:
                    self.hidden.setdefault(words[inner], []).append((at, block[1]))
            return
        name = words[place].strip("`")
        equals = next((i for i in range(place + 1, min(place + 30, behind)) if words[i] == "="), None)
        type_ = ""
        if place + 1 < behind and words[place + 1] == ":":
            type_ = code.source(place + 2, equals if equals is not None else behind)
        local = Local(name, at, equals + 1 if equals is not None else behind, behind, (at, block[1]), type_)
        self.locals.setdefault(name, []).append(local)

    def _changed(self, at: int, behind: int, block: tuple[int, int]) -> None:
        """`name += x`, `name = x`, `name.append(x).append(y)`."""
        code, words = self.code, self.code.words
        local = self._local(words[at], at)
        if local is None:
            return
        is_sure = block[0] <= local.at < block[1]
        if words[at + 1] == "+=":
            local.additions.append((at + 2, behind, is_sure))
        elif words[at + 1] == "=":
            local.is_rewritten = True
        elif words[at + 1] == "." and at + 3 < behind and words[at + 2] in _APPENDS | {"add"}:
            place = at + 1
            while (
                place + 2 < behind and words[place] == "." and words[place + 1] in _APPENDS and place + 2 in code.ends
            ):
                local.additions.append((place + 3, code.ends[place + 2], is_sure))
                place = code.ends[place + 2] + 1

    def local(self, name: str, at: int) -> Local | None:
        """The local val that a name means at a token; None when it is something else."""
        found = self._local(name, at)
        if found is None:
            return None
        hidden = (start for start, end in self.hidden.get(name, ()) if start <= at < end)
        return None if any(start > found.at for start in hidden) else found

    def _local(self, name: str, at: int) -> Local | None:
        inside = (
            one
            for one in self.locals.get(name, ())
            if one.scope[0] < at < one.scope[1] and not one.at < at < one.behind
        )
        return max(inside, key=lambda one: one.at, default=None)

    def parameter(self, name: str, at: int) -> str | None:
        """The type of the function's parameter that a name means; None when it is something else."""
        if any(start <= at < end for start, end in self.hidden.get(name, ())):
            return None
        return self.parameters.get(name)

    def type_of(self, name: str, at: int) -> str:
        """The Kotlin type of a name, where it is written down."""
        name = name.lstrip("$")
        local = self.local(name, at)
        if local is not None:
            return local.type
        return self.parameter(name, at) or ""

    @contextmanager
    def known(self, name: str, block: tuple[int, int], value: Text) -> Generator[None]:
        """While this lasts, a name has a value inside of a lambda."""
        self._known.append((name, block, value))
        try:
            yield
        finally:
            self._known.pop()

    @property
    def knows_more(self) -> bool:
        """Whether a lambda's parameter has a value right now."""
        return bool(self._known)

    def value_of(self, name: str, at: int) -> Text | None:
        name = name.lstrip("$")
        for other, (first, behind), value in reversed(self._known):
            if other == name and first <= at < behind:
                return value
        return None

    def mapped(self, reader: "Reader", whole: tuple[int, int]) -> Text | None:
        """What the `map` lambda in front of `joinToString` gives, also that of a local val."""
        first = whole[0]
        last = next((i for i in range(whole[1] - 1, first, -1) if self.code.words[i] == "joinToString"), first)
        return self.elements(reader, (first, last - 1))

    def elements(self, reader: "Reader", place: tuple[int, int]) -> Text | None:
        """What the `map` lambda at the end of an expression gives, also of a local val; None without one. Of
        `flatMap` it is any element of the list."""
        code = self.code
        first, behind = place
        for _ in range(4):
            if behind - first == 1 and (local := self.local(code.words[first], first)) is not None:
                if local.additions or local.is_rewritten:
                    return None
                first, behind = local.first, local.behind
                continue
            break
        closing = behind - 1
        if closing <= first or code.words[closing] != "}" or closing not in code.starts:
            return None
        opening = code.starts[closing]
        if opening < first + 2 or code.words[opening - 1] not in ("map", "mapNotNull", "flatMap"):
            return None
        made = reader.lambda_value(opening + 1, closing)
        if isinstance(made, Listing) and code.words[opening - 1] == "flatMap":
            return one_of(made)
        return made if isinstance(made, Text) else None
