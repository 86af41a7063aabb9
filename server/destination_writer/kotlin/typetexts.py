"""Types as Kotlin writes them, taken apart: `Map<String, List<Int>?>`."""

import re
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(r"\s*(->|[\w.`]+|[<>,?*()&])")


@dataclass(frozen=True, slots=True)
class KotlinType:
    """`name` is as written, maybe dotted; empty for what is no plain name (a function type, `T & Any`).

    `projection` is `in`, `out` or `*` for a type argument that has one; a `*` has no name.
    """

    name: str
    arguments: tuple["KotlinType", ...] = ()
    nullable: bool = False
    projection: str = ""


UNKNOWN = KotlinType("")


@lru_cache(maxsize=1024)
def parse_type(text: str) -> KotlinType:
    """Never fails: what is no type by its name, or cannot be read, is `UNKNOWN`."""
    tokens: list[str] = []
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            if text[at:].strip():
                return UNKNOWN
            break
        tokens.append(found[1])
        at = found.end()
    read, rest = _type(tokens, 0)
    return read if rest == len(tokens) else UNKNOWN


def _type(tokens: list[str], at: int) -> tuple[KotlinType, int]:
    """The type that begins at a token and where it ends; the place is -1 where there is none."""
    projection = ""
    if at < len(tokens) and tokens[at] in ("in", "out"):
        projection, at = tokens[at], at + 1
    if at >= len(tokens) or (not tokens[at][0].isidentifier() and tokens[at][0] != "`"):
        return (KotlinType("", projection="*"), at + 1) if tokens[at : at + 1] == ["*"] else (UNKNOWN, -1)
    name, at = tokens[at].replace("`", ""), at + 1
    arguments: list[KotlinType] = []
    if tokens[at : at + 1] == ["<"]:
        while at < len(tokens) and tokens[at] in ("<", ","):
            argument, at = _type(tokens, at + 1)
            if at < 0:
                return UNKNOWN, -1
            arguments.append(argument)
        if tokens[at : at + 1] != [">"]:
            return UNKNOWN, -1
        at += 1
    nullable = False
    while tokens[at : at + 1] == ["?"]:
        nullable, at = True, at + 1
    return KotlinType(name, tuple(arguments), nullable, projection), at
