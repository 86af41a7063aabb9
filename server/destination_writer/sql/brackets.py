"""Matchers for one token of a kind, and for stretches that are not looked into."""

from destination_writer.sql.matching import NO, Matcher, State
from destination_writer.sql.tokens import TokenKind as K

CLOSES = {"(": ")", "[": "]", "{": "}"}
_ENDS = frozenset({",", ")", "]", "}", ";"})


def kind(what: str, *kinds: K) -> Matcher:
    wanted = frozenset(kinds)

    def match(state: State, at: int) -> int:
        return at + 1 if state.kinds[at] in wanted else state.fails(at, what)

    return match


def group(state: State, at: int) -> int:
    """Brackets with anything in them."""
    closing = CLOSES.get(state.texts[at])
    if closing is None:
        return at + 1 if state.is_loose(at) else state.fails(at, "`(`")
    at += 1
    while state.texts[at] != closing:
        if state.kinds[at] is None:
            return state.fails(at, f"`{closing}`")
        if state.texts[at] in CLOSES:
            at = group(state, at)
            if at == NO:
                return NO
        elif state.texts[at] in CLOSES.values():
            return state.fails(at, f"`{closing}`")
        else:
            at += 1
    return at + 1


def rest(state: State, at: int) -> int:
    """All that follows, up to a bracket that closes what was opened before."""
    while state.kinds[at] is not None and state.texts[at] not in CLOSES.values():
        at = group(state, at) if state.texts[at] in CLOSES else at + 1
        if at == NO:
            return NO
    return at


def names_before_as(state: State, at: int) -> int:
    """Brackets that AS follows: names of columns without types. Says nothing of what is inside of others."""
    if state.texts[at] != "(":
        return state.fails(at, "`(`")
    depth, end = 0, at
    while state.kinds[end] is not None:
        depth += (state.texts[end] == "(") - (state.texts[end] == ")")
        end += 1
        if depth == 0:
            return end if state.words[end] == "AS" else NO
    return NO


def tail(state: State, at: int) -> int:
    """The same up to a comma: the rest of one item of a list. There is at least one token."""
    start = at
    while state.kinds[at] is not None and state.texts[at] not in _ENDS:
        at = group(state, at) if state.texts[at] in CLOSES else at + 1
        if at == NO:
            return NO
    return at if at > start else state.fails(at, "an option")
