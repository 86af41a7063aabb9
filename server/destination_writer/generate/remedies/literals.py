"""The SQL inside of Kotlin's strings, at the offsets of the file."""

import re

from destination_writer.generate.masking import mask, string_end

CODE = "\x00"
"""Stands for a character of code between strings."""
VALUE = "\x01"
"""Stands for a character of a template (`$x`, `${...}`) inside a string."""
JOIN = "\x02"
"""Stands for what joins two strings to one: quotes, `+`, white space."""
GAP = rf"[\s{JOIN}]"
"""A pattern for what can stand between two words of a statement."""

_TEMPLATE = re.compile(r"\$(?:[A-Za-z_]\w*|\{)")


def sql_view(text: str) -> str:
    """The file, character for character: strings keep their text, all else becomes one of the marks above."""
    masked = mask(text)
    out: list[str] = []
    at = 0
    while at < len(text):
        if text[at] == '"' and masked[at] == "_":
            end = string_end(text, at)
            out.append(_string(text[at:end]))
            at = end
        else:
            out.append(_outside(masked[at]))
            at += 1
    return "".join(out)


def _outside(char: str) -> str:
    return JOIN if char.isspace() or char == "+" else CODE


def _string(literal: str) -> str:
    raw = literal.startswith('"""')
    quotes = 3 if raw else 1
    inside = literal[quotes:-quotes] if literal.endswith(literal[:quotes]) and len(literal) >= 2 * quotes else None
    if inside is None:
        return CODE * len(literal)
    return JOIN * quotes + _inside(inside, raw) + JOIN * quotes


def _inside(text: str, raw: bool) -> str:
    out: list[str] = []
    at = 0
    while at < len(text):
        if text[at] == "\\" and not raw:
            out.append(_escape(text[at : at + 2]))
            at += 2
        elif match := _TEMPLATE.match(text, at):
            end = _template_end(text, at) if match[0].endswith("{") else match.end()
            out.append(VALUE * (end - at))
            at = end
        else:
            out.append(text[at])
            at += 1
    return "".join(out)


def _escape(pair: str) -> str:
    """`\\n` is white space; any other pair stays, since a view must keep its length."""
    return "  " if pair in ("\\n", "\\t", "\\r") else pair


def _template_end(text: str, at: int) -> int:
    depth, at = 1, at + 2
    while at < len(text) and depth:
        if text[at] == '"':
            at = string_end(text, at)
            continue
        depth += (text[at] == "{") - (text[at] == "}")
        at += 1
    return at


def is_raw(text: str, at: int) -> bool:
    """Whether an offset inside a string lies in one with three quotes."""
    start = 0
    masked = mask(text)
    while start <= at:
        if text[start] == '"' and masked[start] == "_":
            end = string_end(text, start)
            if start <= at < end:
                return text.startswith('"""', start)
            start = end
        else:
            start += 1
    return False
