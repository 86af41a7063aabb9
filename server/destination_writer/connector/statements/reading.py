"""Reads Kotlin expressions as text: literals, concatenation, conditions, local vals, joined lists, builders.

What is not understood is a place that may be anything, never a guess.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from destination_writer.connector.statements import shapes
from destination_writer.connector.statements.building import built
from destination_writer.connector.statements.code import Code
from destination_writer.connector.statements.formats import formatted
from destination_writer.connector.statements.joining import joined
from destination_writer.connector.statements.literals import read_literal
from destination_writer.connector.statements.model import PlaceholderKind as Kind
from destination_writer.connector.statements.scopes import Local, Scopes
from destination_writer.connector.statements.values import (
    EMPTY,
    NULL,
    Choice,
    Chunk,
    Hole,
    Listing,
    Null,
    Text,
    Value,
    either,
    without_margin,
)
from destination_writer.kotlin.tokens import TokenKind

_DEEPEST = 24
_SAME = frozenset({
    "andLog", "logged", "andLogged", "trimIndent", "trim", "trimEnd", "trimStart", "toString", "also", "apply",
    "intern", "toList", "toMutableList", "filterNotNull", "filterNot", "filter", "onEach", "asSequence", "distinct",
    "reversed", "prependIndent", "toTypedArray", "replaceIndent", "toSet", "stripIndent", "removeSuffix", "logSql",
    "andLogSql", "withLog",
})  # fmt: skip
"""Calls that give, for what is asked here, what they are called on."""
_LISTS = frozenset(
    {"listOf", "listOfNotNull", "mutableListOf", "arrayListOf", "setOf", "linkedSetOf", "arrayOf", "sequenceOf"}
)


@dataclass(frozen=True)
class Around:
    """What is known outside of the function: `helpers` as in `shapes`, `constants` texts by the name of a property."""

    helpers: Mapping[str, Kind] = field(default_factory=dict[str, Kind])
    constants: Mapping[str, Value] = field(default_factory=dict[str, Value])
    types: Mapping[str, str] = field(default_factory=dict[str, str])


class Reader:
    """Expressions of one function."""

    def __init__(self, code: Code, scopes: Scopes, around: Around) -> None:
        self.code, self.scopes, self.around = code, scopes, around
        self._depth = 0
        self._reading: set[int] = set()
        self._kept: dict[int, Value] = {}
        """Local vals by the token of their name, as far as they give the same everywhere."""
        self._literals: dict[tuple[int, int], Text] = {}
        """Strings by their tokens, likewise."""

    def value(self, first: int, behind: int) -> Value:
        """What the tokens from `first` up to `behind` give."""
        while first < behind and self.code.words[first] == "(" and self.code.ends.get(first) == behind - 1:
            first, behind = first + 1, behind - 1
        if first >= behind or self._depth > _DEEPEST:
            return self.hole(first, max(behind, first + 1))
        self._depth += 1
        try:
            return self._value(first, behind)
        finally:
            self._depth -= 1

    def _value(self, first: int, behind: int) -> Value:
        word = self.code.words[first]
        if word == "if":
            return self._if(first, behind)
        if word == "when":
            return self._when(first, behind)
        if word == "null" and behind == first + 1:
            return NULL
        if word in ("return", "throw"):
            return NULL
        words = self.code.words[first:behind]
        parts = self.code.parts(first, behind, "?:") if "?:" in words else []
        if len(parts) > 1 and all(a < b for a, b in parts):
            return either(*(self.value(a, b) for a, b in parts))
        parts = self.code.parts(first, behind, "+") if "+" in words else []
        if len(parts) > 1 and all(a < b for a, b in parts):
            return self.sum([self.value(a, b) for a, b in parts], parts)
        return self._chain(first, behind)

    def text(self, first: int, behind: int) -> Text:
        """The same as text: null is nothing, a list may be anything."""
        value = self.value(first, behind)
        if isinstance(value, Text):
            return value
        return EMPTY if isinstance(value, Null) else self.hole(first, behind)

    def sum(self, values: list[Value], parts: list[tuple[int, int]]) -> Value:
        if any(isinstance(value, Listing) for value in values):
            number = next(value.number for value in values if isinstance(value, Listing))
            items: list[Value] = []
            for value, part in zip(values, parts, strict=True):
                if isinstance(value, Listing):
                    items += value.items
                elif (element := self.scopes.elements(self, part)) is not None:
                    items.append(element)
                else:
                    items.append(value)
            return Listing(tuple(items), number)
        elements = [self.scopes.elements(self, part) for part in parts]
        if all(element is not None for element in elements):
            found = tuple(element for element in elements if element is not None)
            return Listing(found, self.code.tokens[parts[0][0]].start)
        result = EMPTY
        for value, (first, behind) in zip(values, parts, strict=True):
            result += value if isinstance(value, Text) else self.hole(first, behind)
        return result

    def _if(self, first: int, behind: int) -> Value:
        code = self.code
        opening = first + 1
        if opening >= behind or opening not in code.ends:
            return self.hole(first, behind)
        start = code.ends[opening] + 1
        middle = self.else_place(start, behind)
        then = self._branch(start, middle)
        if middle >= behind:
            return either(then, NULL)
        return either(then, self._branch(middle + 1, behind))

    def else_place(self, at: int, behind: int) -> int:
        """Where the `else` of an `if` stands; `behind` when it has none."""
        nested = 0
        while at < behind:
            word = self.code.words[at]
            if word == "if":
                nested += self.code.words[at - 1] != "else"
            elif word == "else":
                if not nested:
                    return at
                nested -= 1
            at = self.code.end_of(at, behind) if at in self.code.ends else at + 1
        return behind

    def _branch(self, first: int, behind: int) -> Value:
        """An expression, or a block whose last statement gives the value."""
        code = self.code
        if first < behind and code.words[first] == "{" and code.ends.get(first) == behind - 1:
            return self.block(first + 1, behind - 1)
        return self.value(first, behind)

    def block(self, first: int, behind: int) -> Value:
        statements = list(self.code.statements(first, behind))
        return self.value(*statements[-1]) if statements else NULL

    def _when(self, first: int, behind: int) -> Value:
        code = self.code
        at = first + 1
        if at < behind and code.words[at] == "(":
            at = code.end_of(at, behind)
        if at >= behind or code.words[at] != "{" or at not in code.ends:
            return self.hole(first, behind)
        found = [self._branch(*place) for place in code.branches(at + 1, code.ends[at])]
        return either(*found) if found else self.hole(first, behind)

    def _chain(self, first: int, behind: int) -> Value:
        """A primary with calls behind it."""
        code = self.code
        value, at = self._primary(first, behind)
        while at < behind:
            word = code.words[at]
            if word == "!!":
                at += 1
                continue
            if word not in (".", "?.") or at + 1 >= behind or not _is_name(code, at + 1):
                return self.hole(first, behind)
            is_safe = word == "?."
            name, at = code.words[at + 1], at + 2
            arguments: tuple[int, int] | None = None
            body: tuple[int, int] | None = None
            if at < behind and code.words[at] == "(" and at in code.ends:
                arguments = (at + 1, code.ends[at])
                at = code.end_of(at, behind)
            if at < behind and code.words[at] == "{" and at in code.ends:
                body = (at + 1, code.ends[at])
                at = code.end_of(at, behind)
            value = self._called(value, name, arguments, body, (first, at), is_safe)
        return value

    def _primary(self, first: int, behind: int) -> tuple[Value, int]:
        code = self.code
        token, word = code.tokens[first], code.words[first]
        if token.kind is TokenKind.STRING_START:
            end = code.end_of(first, behind)
            return self._literal(first, end), end
        if word == "(" and first in code.ends:
            end = code.end_of(first, behind)
            return self.value(first + 1, end - 1), end
        if token.kind is TokenKind.IDENTIFIER or word == "this":
            follows = first + 1
            if follows < behind and code.words[follows] == "<" and (called := self._behind_types(follows, behind)):
                follows = called
            if follows < behind and code.words[follows] in ("(", "{") and follows in code.ends:
                return self._function(first, follows, behind)
            return self._named(first), first + 1
        return self.hole(first, first + 1), first + 1

    def _literal(self, first: int, behind: int) -> Text:
        """A string; the same one is asked for as it is logged, as it is returned, and for every name of it."""
        if self._reading or self.scopes.knows_more or self._depth > _DEEPEST // 2:
            return read_literal(self, first, behind)
        if (first, behind) not in self._literals:
            self._literals[first, behind] = read_literal(self, first, behind)
        return self._literals[first, behind]

    def _behind_types(self, at: int, behind: int) -> int | None:
        """`listOf<String>(`: behind the type arguments."""
        for place in range(at + 1, min(at + 8, behind)):
            if self.code.words[place] == ">":
                return place + 1 if place + 1 < behind and self.code.words[place + 1] in ("(", "{") else None
        return None

    def _function(self, first: int, opening: int, behind: int) -> tuple[Value, int]:
        code, name = self.code, self.code.words[first]
        end = code.end_of(opening, behind)
        if name in _LISTS and code.words[opening] == "(":
            items = [self.value(a, b) for a, b in code.parts(opening + 1, end - 1, ",") if a < b]
            return Listing(tuple(items), code.tokens[first].start), end
        lambda_at = opening
        if code.words[opening] == "(" and end < behind and code.words[end] == "{" and end in code.ends:
            lambda_at = end
            end = code.end_of(end, behind)
        if name in ("buildString", "buildList") and code.words[lambda_at] == "{":
            return built(self, lambda_at + 1, code.ends[lambda_at], name == "buildList", first), end
        if name in ("run", "with", "synchronized") and code.words[lambda_at] == "{":
            return self.block(self.behind_arrow(lambda_at + 1, code.ends[lambda_at]), code.ends[lambda_at]), end
        if name in ("StringBuilder", "String") and code.words[opening] == "(" and opening + 1 < end - 1:
            return self.value(opening + 1, end - 1), end
        if name in ("StringBuilder", "emptyList", "mutableListOf") and opening + 2 == end:
            return EMPTY if name == "StringBuilder" else Listing((), code.tokens[first].start), end
        return self.hole(first, end), end

    def _named(self, at: int) -> Value:
        """A name by itself: the text of a local val or a constant, where it is one."""
        name = self.code.words[at]
        local = self.scopes.local(name, at)
        if local is not None:
            value = self._of_local(local, at)
            return value if value is not None else self.hole(at, at + 1)
        known = self.scopes.value_of(name, at)
        if known is not None and known.is_known:
            return known
        constant = self.around.constants.get(name) if self.scopes.parameter(name, at) is None else None
        return constant if constant is not None else self.hole(at, at + 1)

    def _of_local(self, local: Local, at: int) -> Value | None:
        if local.first >= local.behind or local.first in self._reading:
            return None
        self._reading.add(local.first)
        try:
            value = self._initial(local)
            for number, (first, behind, is_sure) in enumerate(local.additions):
                if first > at or not isinstance(value, Text):
                    break
                added = self.text(first, behind) if number < 20 else self.hole(first, behind)
                value += added if is_sure else Text((Choice((added, EMPTY)),))
            if local.is_rewritten:
                return self.hole(at, at + 1)
        finally:
            self._reading.discard(local.first)
        if isinstance(value, Text) and len(value.parts) == 1 and isinstance(value.parts[0], Hole):
            start, end = self.code.tokens[at].start, self.code.tokens[at].end
            hole = value.parts[0]._replace(start=start, end=end, written=self.code.words[at])
            if hole.kind is Kind.FRAGMENT and not hole.type and local.type:
                return self.hole(at, at + 1)
            return Text((hole,))
        return value

    def _initial(self, local: Local) -> Value:
        """What a local val is made with; worked out once, unless something is known of a lambda around it."""
        if self.scopes.knows_more:
            return self.value(local.first, local.behind)
        if local.at not in self._kept:
            self._kept[local.at] = self.value(local.first, local.behind)
        return self._kept[local.at]

    def _called(
        self,
        value: Value,
        name: str,
        arguments: tuple[int, int] | None,
        body: tuple[int, int] | None,
        whole: tuple[int, int],
        is_safe: bool,
    ) -> Value:
        """A call on a value. `whole` is the chain up to here."""
        if name in _SAME or (name in ("map", "mapNotNull", "onEach") and body and self._only_logs(body)):
            return value
        if name == "map" and body is not None and isinstance(value, Listing) and value.items:
            return self._each(value, body)
        if name == "let" and body is not None and isinstance(value, Text) and _is_told(value):
            return self._let(value, body)
        if name in ("let", "run") and body is not None:
            made = self.block(self.behind_arrow(*body), body[1])
            return either(made, NULL) if is_safe and not isinstance(made, Listing) else made
        if name in ("takeIf", "takeUnless") and isinstance(value, Text) and value.is_known:
            return Text((Choice((value, EMPTY)),), value.is_finished)
        if name in ("orEmpty", "ifEmpty", "ifBlank") and not (isinstance(value, Text) and not value.is_known):
            return Text((Choice((value, EMPTY)),)) if isinstance(value, Text) else value
        if name == "trimMargin" and isinstance(value, Text):
            return without_margin(value)
        if name == "joinToString":
            return joined(self, value, arguments, body, whole)
        if name in ("plus", "append") and arguments is not None and isinstance(value, Text | Listing):
            return self.sum([value, self.value(*arguments)], [whole, arguments])
        if name in ("format", "formatted") and isinstance(value, Text):
            return formatted(value)
        return self.hole(*whole)

    def _only_logs(self, body: tuple[int, int]) -> bool:
        words = self.code.words[self.behind_arrow(*body) : body[1]]
        return len(words) == 5 and words[1] == "." and words[2] in _SAME and words[3:] == ["(", ")"]

    def _let(self, value: Text, body: tuple[int, int]) -> Value:
        """`x.quote().let { ... $it ... }`: what is known of `it` counts inside."""
        start = self.behind_arrow(*body)
        name = self.code.words[body[0]] if start > body[0] else "it"
        with self.scopes.known(name, body, value):
            made = self.block(start, body[1])
        return either(made, NULL) if not isinstance(made, Listing) else made

    def _each(self, listing: Listing, body: tuple[int, int]) -> Listing:
        """`listOf(...).map { "ALTER TABLE t " + it }`: each element takes the place of `it`."""
        start = self.behind_arrow(*body)
        name = self.code.words[body[0]] if start > body[0] else "it"
        items: list[Value] = []
        for item in listing.items:
            if isinstance(item, Text):
                with self.scopes.known(name, body, item):
                    items.append(self.block(start, body[1]))
            else:
                items.append(item)
        return Listing(tuple(items), listing.number)

    def lambda_value(self, first: int, behind: int) -> Value:
        """What a lambda gives whose inside these tokens are."""
        return self.block(self.behind_arrow(first, behind), behind)

    def template_name(self, at: int) -> tuple[Chunk | Hole | Choice, ...]:
        """`$name` inside a string."""
        code = self.code
        name = code.words[at].lstrip("$").strip("`")
        local = self.scopes.local(name, at)
        value = self._of_local(local, at) if local is not None else None
        if value is None and local is None and self.scopes.parameter(name, at) is None:
            value = self.around.constants.get(name)
        if isinstance(value, Text):
            if len(value.parts) == 1 and isinstance(hole := value.parts[0], Hole):
                start, end = self.range(at, at + 1)
                return (hole._replace(start=start, end=end, written=code.words[at]),)
            return value.parts
        known = self.scopes.value_of(name, at)
        start, end = self.range(at, at + 1)
        if known is not None and known.is_known:
            return known.parts
        if known is not None and isinstance(known.parts[0], Hole):
            return (known.parts[0]._replace(start=start, end=end, written=code.words[at]),)
        type_ = self.scopes.type_of(name, at) or self.around.types.get(name, "")
        shape = shapes.shape_of(name, type_, self.around.helpers)
        return (Hole(start, end, name, code.words[at], shape.kind, shape.quoted, shape.escaped, type_),)

    def behind_arrow(self, first: int, behind: int) -> int:
        """The first token of a lambda's statements."""
        for at in range(first, min(first + 16, behind)):
            word = self.code.words[at]
            if word == "->":
                return at + 1
            if word in ("{", "(") and at > first and word == "{":
                break
            if self.code.tokens[at].kind is TokenKind.STRING_START:
                break
        return first

    def range(self, first: int, behind: int) -> tuple[int, int]:
        return self.code.tokens[first].start, self.code.tokens[behind - 1].end

    def hole(self, first: int, behind: int) -> Text:
        """A place that is put in, with what its shape tells."""
        first = min(first, len(self.code.tokens) - 1)
        behind = max(min(behind, len(self.code.tokens)), first + 1)
        known = self.scopes.value_of(self.code.words[first], first) if behind == first + 1 else None
        start, end = self.range(first, behind)
        written = self.code.text[start:end]
        if known is not None and isinstance(known.parts[0], Hole):
            return Text((known.parts[0]._replace(start=start, end=end, written=written),))
        type_ = ""
        if behind == first + 1:
            type_ = self.scopes.type_of(written, first) or self.around.types.get(written, "")
        shape = shapes.shape_of(written, type_, self.around.helpers)
        return Text((Hole(start, end, written, written, shape.kind, shape.quoted, shape.escaped, type_),))


def _is_told(value: Text) -> bool:
    """One place of which something is known."""
    return len(value.parts) == 1 and isinstance(value.parts[0], Hole) and value.parts[0].kind is not Kind.FRAGMENT


def _is_name(code: Code, at: int) -> bool:
    return code.tokens[at].kind is TokenKind.IDENTIFIER
