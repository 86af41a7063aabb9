"""One more parameter for a class's constructor."""

import re

from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.lines import indent_at, indent_unit, newline_of
from destination_writer.generate.masking import mask
from destination_writer.kotlin.declarations import Class


def with_parameter(text: str, owner: Class, parameter: str) -> str:
    """The text with one more parameter at the end of the primary constructor, which is added when there is none."""
    if owner.kind not in ("class", "enum class"):
        raise CannotGenerate(f"{owner.name} is no class with a constructor", (f"a class {owner.name}",))
    if owner.constructor:
        return _behind(text, owner, parameter)
    start = owner.name_span.end
    empty = re.compile(r"\s*(?:<[^>]*>)?\s*(?:(?:@\w+\s+)*constructor\s*)?\(\s*\)").match(text, start)
    if empty:
        return f"{text[: empty.end() - 1].rstrip()}{parameter}){text[empty.end() :]}"
    types = re.compile(r"\s*<[^>]*>").match(text, start)
    at = types.end() if types else start
    return f"{text[:at]}({parameter}){text[at:]}"


def without_parameter(text: str, owner: Class, name: str) -> str:
    """The text without one parameter of the primary constructor, and without the comma beside it."""
    at = [parameter.name for parameter in owner.constructor].index(name)
    start, end = owner.constructor[at].span.start, owner.constructor[at].span.end
    if at:
        start = owner.constructor[at - 1].span.end
    elif len(owner.constructor) > 1:
        end = owner.constructor[1].span.start
    return text[:start] + text[end:]


def _behind(text: str, owner: Class, parameter: str) -> str:
    last = owner.constructor[-1]
    masked = mask(text)
    end = last.span.end
    trailing = re.compile(r"\s*,").match(masked, end)
    at = trailing.end() if trailing else end
    first = owner.constructor[0]
    on_lines = (
        "\n" in text[owner.name_span.end : first.span.start] or "\r" in text[owner.name_span.end : first.span.start]
    )
    comma = "" if trailing else ","
    if not on_lines:
        return f"{text[:at]}{comma} {parameter}{text[at:]}"
    newline = newline_of(text)
    indent = indent_at(text, last.span.start) or indent_at(text, owner.name_span.start) + indent_unit(text)
    comment = re.compile(r"[ \t]*//[^\r\n]*").match(text, at)
    kept = comment[0] if comment else ""
    return f"{text[:at]}{comma}{kept}{newline}{indent}{parameter}{',' if trailing else ''}{text[at + len(kept) :]}"
