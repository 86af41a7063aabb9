"""Edits of a state file as remedies carry them: stretches of the text with what takes their place. Comments, order and
line ends elsewhere stay, also in a file that does not parse at the moment."""

import json
import re

from destination_writer.connector.preflighttext import written
from destination_writer.connector.state import STATE_PATH
from destination_writer.connector.yamlparts import Part, YamlParts
from destination_writer.text.findings import Remedy
from destination_writer.text.places import Span

EDIT = "edit-places"
_LINE_END = re.compile(r"\r\n|\r|\n|$")

Stretch = tuple[Span, str]


def remedy(parts: YamlParts, title: str, why: str, *edits: Stretch, preferred: bool = False) -> Remedy:
    """The remedy that makes these edits where the text still stands as it was seen."""
    told = [[span.start, parts.text[span.start : span.end], new] for span, new in edits]
    arguments = {"file": STATE_PATH, "title": title, "why": why, "asks": "no"}
    return Remedy(EDIT, title, arguments | {"edits": json.dumps(told)}, preferred=preferred)


def renamed(parts: YamlParts, part: Part, name: str) -> Stretch:
    """Another name for a key; the marks around it stay."""
    quote = parts.text[part.key.start] if parts.text[part.key.start] in "'\"" else ""
    return part.key, f"{quote}{name}{quote}"


def revalued(parts: YamlParts, part: Part, value: object) -> Stretch:
    """Another value; what stands in quotes stays in them."""
    text = parts.text
    if part.at.start == part.at.end:
        blank = "" if text[part.at.start - 1 : part.at.start] in (" ", "\t") else " "
        return part.at, blank + _written(part, value)
    if part.is_quoted and isinstance(value, str):
        return part.at, json.dumps(value, ensure_ascii=False)
    return part.at, _written(part, value)


def removed(parts: YamlParts, item: Part) -> Stretch:
    """A list without an item; without its key when it held no other."""
    text, above = parts.text, parts.find(*item.path[:-1])
    beside = above.children if above else ()
    if above is not None and len(beside) == 1 and not (above.is_item or _stands_in_flow(parts, above)):
        return _lines(text, above.whole), ""
    if not item.is_flow or not _is_in_brackets(text, above):
        return _lines(text, item.whole), ""
    number = [one.path for one in beside].index(item.path)
    if number + 1 < len(beside):
        return Span(item.at.start, beside[number + 1].at.start), ""
    return Span(beside[number - 1].at.end if number else item.at.start, item.at.end), ""


def lines_of(parts: YamlParts, part: Part) -> Span:
    """The lines that a key with all below it takes."""
    return _lines(parts.text, part.whole)


def reasoned(parts: YamlParts, item: Part, reason: str) -> Stretch:
    """A phase that is left out, with why: `item` is that of `skipped_phases`."""
    text, there = parts.text, item.child("reason")
    if there is not None:
        return revalued(parts, there, reason)
    number = item.child("phase") if item.is_map else item
    assert number is not None  # only items that name a phase are asked for
    quoted = json.dumps(reason, ensure_ascii=False)
    if item.is_flow:
        word = text[number.at.start : number.at.end]
        return (
            (number.at, f"{word}, reason: {quoted}")
            if item.is_map
            else (item.at, f"{{phase: {word}, reason: {quoted}}}")
        )
    column = item.key.start - _line_start(text, item.key.start)
    line = f"{_newline(text)}{' ' * column}reason: {written(reason)}"
    if item.is_map:
        end = _LINE_END.search(text, number.at.end)
        at = end.start() if end else number.at.end
        return Span(at, at), line
    return item.at, f"phase: {text[item.at.start : item.at.end]}{line}"


def _written(part: Part, value: object) -> str:
    return json.dumps(value, ensure_ascii=False) if part.is_flow and isinstance(value, str) else written(value)


def _stands_in_flow(parts: YamlParts, part: Part) -> bool:
    outer = parts.find(*part.path[:-1])
    return outer is not None and outer.is_flow


def _is_in_brackets(text: str, above: Part | None) -> bool:
    return above is not None and text[above.at.start : above.at.start + 1] == "["


def _lines(text: str, span: Span) -> Span:
    """All lines of a span, with their ends."""
    end = _LINE_END.search(text, span.end)
    return Span(_line_start(text, span.start), end.end() if end else len(text))


def _line_start(text: str, offset: int) -> int:
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"
