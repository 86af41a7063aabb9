"""Names that a body declares and that its function or class has already: the body's own get another name."""

import re

from destination_writer.generate.masking import mask
from destination_writer.kotlin.tokens import TokenKind, code_tokens

_VALUE = re.compile(r"\b(?:val|var)\s+(?:\(([^)]*)\)|(\w+))")
_LAMBDA = re.compile(r"\{\s*((?:\([\w\s,]*\)|\w+)(?:\s*,\s*(?:\([\w\s,]*\)|\w+))*)\s*->")
_OTHER = re.compile(r"\bfor \((\w+) in\b|\bcatch \((\w+):")


def declared_in(body: str) -> frozenset[str]:
    """Every local value, lambda parameter, loop variable and caught exception of a body."""
    masked = mask(body)
    lists = [several or one for several, one in _VALUE.findall(masked)]
    lists += _LAMBDA.findall(masked)
    lists += [loop or caught for loop, caught in _OTHER.findall(masked)]
    names = {name for part in lists for name in re.findall(r"\w+", part)}
    return frozenset(name for name in names if name.isidentifier())


def fresh_names(clashing: frozenset[str], taken: frozenset[str]) -> dict[str, str]:
    """A free name for each: `table` becomes `sqlTable`."""
    result: dict[str, str] = {}
    for name in sorted(clashing):
        base = f"sql{name[0].upper()}{name[1:]}"
        number, fresh = 2, base
        while fresh in taken or fresh in result.values():
            fresh, number = f"{base}{number}", number + 1
        result[name] = fresh
    return result


def renamed(body: str, names: dict[str, str]) -> str:
    """The body with its own names changed, in code and in the templates of its strings."""
    parts: list[str] = []
    at = 0
    before = ""
    for token in code_tokens(body):
        text = body[token.start : token.end]
        if token.kind is TokenKind.IDENTIFIER and text in names and _is_value(body, before, token.end):
            parts += (body[at : token.start], names[text])
            at = token.end
        elif token.kind is TokenKind.TEMPLATE_NAME and text[1:] in names:
            parts += (body[at : token.start], "$", names[text[1:]])
            at = token.end
        if token.kind is not TokenKind.COMMENT:
            before = text
    return "".join((*parts, body[at:]))


def _is_value(body: str, before: str, end: int) -> bool:
    """Not a member, not a called function, not the name of an argument."""
    if before in (".", "?.", "::"):
        return False
    rest = body[end:].lstrip(" ")
    if rest.startswith("("):
        return False
    return not (before in ("(", ",") and re.match(r"=(?!=)", rest))
