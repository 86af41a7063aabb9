"""Places in Kotlin code, found by its tokens: names, calls, arguments. Strings and comments are never looked into."""

import re
from dataclasses import dataclass

from destination_writer.kotlin.parse import parse_file
from destination_writer.kotlin.tokens import (
    TokenKind,
    blank_comments,
    blank_non_code,
    code_tokens,
    without_digit_groups,
)
from destination_writer.text.places import Span

_OPEN, _CLOSE = "([{", ")]}"
_NAMED = re.compile(r"\s*(\w+)\s*=(?!=)")


@dataclass(frozen=True)
class Argument:
    """`span` is the argument without the space around it, its name included; `name` is empty for one by position."""

    span: Span
    name: str = ""


@dataclass(frozen=True)
class Call:
    """`name(...)`: `start` is the name's place, `inside` what stands between the parentheses."""

    start: int
    inside: Span
    arguments: tuple[Argument, ...]


def code_of(text: str) -> str:
    """The text with comments, strings, imports and the package spaced out; code in templates and offsets stay."""
    code = blank_non_code(text)
    declared = parse_file(text)
    for span in (declared.package_span, *(i.span for i in declared.imports)):
        if span is not None:
            code = code[: span.start] + " " * (span.end - span.start) + code[span.end :]
    return code


def mentions(text: str, name: str, within: Span | None = None) -> list[int]:
    """Where a name stands in code, by itself: not behind a dot, and not as the name of an argument."""
    code = code_of(text)
    start, end = (within.start, within.end) if within else (0, len(code))
    found = re.compile(rf"(?<![\w.`])(?<!\w@){re.escape(name)}(?![\w`])").finditer(code, start, end)
    return [match.start() for match in found if not _is_argument_name(code, match)]


def is_used(text: str, name: str, within: Span | None = None) -> bool:
    """Whether code mentions a name, as `$name` in a string too."""
    start, end = (within.start, within.end) if within else (0, len(text))
    return bool(mentions(text, name, within)) or re.search(rf"\${re.escape(name)}\b", text[start:end]) is not None


def replaced(text: str, name: str, new: str, within: Span | None = None) -> str:
    """The text with every mention of a name in code replaced."""
    for at in reversed(mentions(text, name, within)):
        text = text[:at] + new + text[at + len(name) :]
    return text


def calls(text: str, name: str, *, of_member: bool = False) -> list[Call]:
    """Calls by a name; `of_member`: behind a dot, else a constructor's or function's own, in the order of the text."""
    code, visible = code_of(text), blank_comments(text)
    before = r"(?<=\.)" if of_member else r"(?<![\w.`@])"
    found: list[Call] = []
    for match in re.finditer(rf"{before}{re.escape(name)}(?:<[^<>()]*>)?\s*\(", code):
        if re.search(r"\b(?:fun|class|interface|object)\s+(?:<[^>]*>\s*)?$", code[: match.start()]):
            continue
        end = _closing(code, match.end())
        if end is not None:
            inside = Span(match.end(), end)
            found.append(Call(match.start(), inside, _arguments(code, visible, inside)))
    return found


def word_before(text: str, start: int, end: int, word: str) -> Span | None:
    """The place of a modifier in a declaration's header, with the space behind it."""
    code = blank_non_code(text)
    match = re.compile(rf"\b{word}\b\s*").search(code, start, end)
    return Span(match.start(), match.end()) if match else None


def tokens_of(text: str) -> tuple[str, ...]:
    """The code as words and signs: equal for two texts that differ alone in layout, comments, trailing commas, the
    grouping of a number's digits and in where a long string is cut into a sum."""
    text = without_digit_groups(text)
    found: list[str] = []
    texts = False
    for token in code_tokens(text):
        if token.kind is TokenKind.COMMENT:
            continue
        word = text[token.start : token.end]
        if word in (")", "]", "}") and found and found[-1] == ",":
            found.pop()
        if token.kind is TokenKind.STRING_START and found[-2:] == [word, "+"]:
            del found[-2:]
            texts = bool(found) and found[-1].startswith(_TEXT)
            continue
        if token.kind is TokenKind.STRING_TEXT:
            if texts:
                found[-1] += word
                continue
            word = _TEXT + word
        texts = token.kind is TokenKind.STRING_TEXT
        found.append(word)
    return tuple(found)


_TEXT = "\0"
"""What a piece of a string begins with among the words."""


def _is_argument_name(code: str, match: re.Match[str]) -> bool:
    behind = re.compile(r"\s*=(?!=)").match(code, match.end())
    before = code[: match.start()].rstrip()
    return behind is not None and before.endswith(("(", ","))


def _closing(code: str, at: int) -> int | None:
    depth = 0
    for offset in range(at, len(code)):
        if code[offset] in _OPEN:
            depth += 1
        elif code[offset] in _CLOSE:
            if depth == 0:
                return offset
            depth -= 1
    return None


def _arguments(code: str, visible: str, inside: Span) -> tuple[Argument, ...]:
    depth, start = 0, inside.start
    cuts: list[tuple[int, int]] = []
    for offset in range(inside.start, inside.end):
        sign = code[offset]
        depth += (sign in _OPEN) - (sign in _CLOSE)
        if sign == "," and depth == 0:
            cuts.append((start, offset))
            start = offset + 1
    cuts.append((start, inside.end))
    return tuple(argument for a, b in cuts if (argument := _argument(code, visible, a, b)) is not None)


def _argument(code: str, visible: str, start: int, end: int) -> Argument | None:
    """None for what is only space: behind a trailing comma, or no argument at all."""
    part = visible[start:end]
    if not part.strip():
        return None
    first = start + len(part) - len(part.lstrip())
    named = _NAMED.match(code[start:end])
    return Argument(Span(first, start + len(part.rstrip())), named[1] if named else "")
