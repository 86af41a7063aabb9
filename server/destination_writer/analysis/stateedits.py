"""Edits of a state file as remedies carry them: stretches of the text with what takes their place. Comments, order and
line ends elsewhere stay, also in a file that does not parse at the moment."""

import json
import re

from destination_writer.connector.preflighttext import written
from destination_writer.connector.state import STATE_PATH
from destination_writer.connector.yamlparts import KeyPath, Part, YamlParts
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


def in_quotes(parts: YamlParts, part: Part) -> Stretch:
    """A word as the text that stands there: `1.10` becomes `"1.10"`."""
    return part.at, json.dumps(parts.text[part.at.start : part.at.end], ensure_ascii=False)


def in_brackets(parts: YamlParts, part: Part) -> Stretch:
    """A word as the only item of a list."""
    word = parts.text[part.at.start : part.at.end]
    is_plain = not part.is_quoted and not any(sign in word for sign in ",[]{}")
    return part.at, f"[{word}]" if is_plain or part.is_quoted else f"[{json.dumps(part.text, ensure_ascii=False)}]"


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


def removed_key(parts: YamlParts, part: Part) -> Stretch | None:
    """A map without a key and all below it; None where it shares its line with others, or is the only one."""
    beside = parts.below(*part.path[:-1]) if len(part.path) > 1 else parts.parts
    return (lines_of(parts, part), "") if _has_own_lines(parts, part) and len(beside) > 1 else None


def moved(parts: YamlParts, part: Part, home: KeyPath) -> tuple[Stretch, ...]:
    """A key with all below it at the end of the map of another path, which is made when it is not there; nothing where
    one of the two shares its lines with others."""
    if not _has_own_lines(parts, part):
        return ()
    there, whole = parts.find(*home), lines_of(parts, part)
    own = parts.text[whole.start : whole.end]
    if there is None:
        opener = f"{_indent(parts, part)}{home[-1]}:{_newline(parts.text)}"
        return ((whole, opener + _indented(own, 2)),)
    if not _has_own_lines(parts, there) or parts.text[there.at.start : there.at.start + 1] in ("{", "[", "&", "!"):
        return ()
    if not (there.is_map or there.is_empty) or (there.is_empty and there.at.start < there.at.end):
        return ()
    last = there.children[-1] if there.children else there
    if last.path == part.path:
        return ()
    column = len(_indent(parts, last)) + (0 if there.children else 2)
    at = _lines(parts.text, last.whole).end
    text = _indented(own, column - len(_indent(parts, part)))
    newline = _newline(parts.text)
    before = "" if parts.text[:at].endswith(("\n", "\r")) else newline
    text = before + (text if text.endswith(("\n", "\r")) else text + newline)
    return ((whole, text),) if at == whole.start else ((whole, ""), (Span(at, at), text))


def _has_own_lines(parts: YamlParts, part: Part) -> bool:
    """Nothing else stands on the lines of a key."""
    text, line = parts.text, _line_start(parts.text, part.key.start)
    is_first = not text[line : part.key.start].strip(" \ufeff") and text[line : line + 1] != "\ufeff"
    return is_first and not part.is_item and not _stands_in_flow(parts, part)


def _indent(parts: YamlParts, part: Part) -> str:
    return parts.text[_line_start(parts.text, part.key.start) : part.key.start]


def _indented(lines: str, by: int) -> str:
    """Lines further right, or further left when `by` is negative."""
    found = lines.splitlines(keepends=True)
    if by < 0:
        return "".join(line[min(-by, len(line) - len(line.lstrip(" "))) :] for line in found)
    return "".join(" " * by + line if line.strip() else line for line in found)


def reasoned(parts: YamlParts, item: Part, reason: str) -> Stretch:
    """A phase that is left out, with why: `item` is that of `skipped_phases`."""
    text, there = parts.text, item.child("reason")
    if there is not None:
        return revalued(parts, there, reason)
    number = item.child("phase") if item.is_map else item
    assert number is not None  # only items that name a phase are asked for
    quoted = json.dumps(reason, ensure_ascii=False)
    if item.is_flow or text[item.at.start : item.at.start + 1] == "{":
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
