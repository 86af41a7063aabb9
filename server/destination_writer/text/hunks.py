"""A Change as a person compares it: the lines before, and the lines in their place."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from destination_writer.text.changes import Change, FileCreation, apply_change

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines of one file that become others. `line` counts from 1 in the text before; where lines are only added, they
    go in front of it and `before` is empty, and so it is for a new file."""

    path: str
    line: int
    before: tuple[str, ...]
    after: tuple[str, ...]
    is_new_file: bool = False


def hunks(change: Change, texts: Mapping[str, str]) -> tuple[Hunk, ...]:
    """From `texts` (present text by path) to what the Change makes of them. Raises StaleChange like `apply_change`."""
    after = apply_change(change, texts)
    created = {file.path for file in change.files if isinstance(file, FileCreation)}
    return tuple(hunk for path in sorted(after) for hunk in _of_file(path, texts, after[path], path in created))


def _of_file(path: str, texts: Mapping[str, str], new: str, is_new: bool) -> Iterator[Hunk]:
    if is_new:
        yield Hunk(path, 1, (), tuple(_lines(new)), is_new_file=True)
        return
    before, after = _lines(texts[path]), _lines(new)
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            yield Hunk(path, a + 1, tuple(before[a:b]), tuple(after[c:d]))


def _lines(text: str) -> list[str]:
    return [line.rstrip("\r\n") for line in _LINE.findall(text)]
