"""A Change as a person compares it: the lines before, and the lines in their place."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from destination_writer.text.changes import Change, apply_change

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines of one file that become others. `line` counts from 1 in the text before; where lines are only added, they
    go in front of it and `before` is empty, and so it is for a new file. `after` is empty for lines that go, all of
    them where the file goes."""

    path: str
    line: int
    before: tuple[str, ...]
    after: tuple[str, ...]
    is_new_file: bool = False
    is_gone_file: bool = False


def hunks(change: Change, texts: Mapping[str, str]) -> tuple[Hunk, ...]:
    """From `texts` (present text by path) to what the Change makes of them. Raises StaleChange like `apply_change`."""
    after: dict[str, str | None] = {**apply_change(change, texts), **dict.fromkeys(change.deleted)}
    created = set(change.created)
    before = {path: None if path in created else texts[path] for path in after}
    return tuple(hunk for path in sorted(after) for hunk in _of_file(path, before[path], after[path]))


def _of_file(path: str, old: str | None, new: str | None) -> Iterator[Hunk]:
    before, after = _lines(old or ""), _lines(new or "")
    if old is None or new is None:
        yield Hunk(path, 1, tuple(before), tuple(after), is_new_file=old is None, is_gone_file=new is None)
        return
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            yield Hunk(path, a + 1, tuple(before[a:b]), tuple(after[c:d]))


def _lines(text: str) -> list[str]:
    return [line.rstrip("\r\n") for line in _LINE.findall(text)]
