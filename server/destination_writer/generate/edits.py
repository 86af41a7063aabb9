"""From an old text and a new one to the edits between them."""

import re
from difflib import SequenceMatcher

from destination_writer.generate.lines import newline_of
from destination_writer.generate.masking import mask
from destination_writer.text.changes import TextEdit
from destination_writer.text.places import Span

_DIFF_LIMIT = 20_000
"""Lines. Above this one edit from the first difference to the last is made, for comparing lines costs their square."""


def edits_between(old: str, new: str) -> tuple[TextEdit, ...]:
    """The smallest edits, line by line, that turn `old` into `new`; none when they are equal."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    if len(before) > _DIFF_LIMIT:
        return (_trimmed(old, 0, len(old), new),) if old != new else ()
    starts = [0]
    for line in before:
        starts.append(starts[-1] + len(line))
    edits: list[TextEdit] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            edits.append(_trimmed(old, starts[a], starts[b], "".join(after[c:d])))
    return tuple(edits)


def with_argument(text: str, start: int, argument: str) -> str:
    """The text with one more argument at the end of a call whose first argument begins at `start`."""
    masked = mask(text)
    end, depth = start, 1
    while end < len(masked):
        depth += (masked[end] in "([{") - (masked[end] in ")]}")
        if not depth:
            break
        end += 1
    inside = masked[start:end]
    before = len(masked[:end].rstrip())
    if not inside.strip():
        return f"{text[:start]}{argument}{text[end:]}"
    trailing = masked[before - 1] == ","
    first = re.match(r"[ \t]*(?:\r\n|\r|\n)([ \t]*)", text[start:])
    gap = f"{newline_of(text)}{first[1]}" if first else " "
    comma = "" if trailing else ","
    return f"{text[:before]}{comma}{gap}{argument}{',' if trailing else ''}{text[before:]}"


def _trimmed(old: str, start: int, end: int, new: str) -> TextEdit:
    """Without what both sides begin and end with, so that an edit inside of a line touches no more than that."""
    replaced = old[start:end]
    head = _common(replaced, new)
    tail = _common(replaced[head:][::-1], new[head:][::-1])
    return TextEdit(Span(start + head, end - tail), new[head : len(new) - tail])


def _common(a: str, b: str) -> int:
    """The length of the common beginning; never ends between a carriage return and its line feed."""
    length = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    while (
        length
        and a[length - 1] in "\r\n"
        and (a[length : length + 1] in ("\r", "\n") or b[length : length + 1] in ("\r", "\n"))
    ):
        length -= 1
    return length
