"""A Change as a unified diff that `git apply` and `patch -p1` take."""

import re
from collections.abc import Mapping
from difflib import unified_diff

from destination_writer.text.changes import Change, apply_change

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_NO_NEWLINE = "\\ No newline at end of file"


def unified(change: Change, texts: Mapping[str, str]) -> str:
    """The diff from `texts` (present text by path) to what the Change makes of them, files sorted by path.

    Lines end at `\\n` alone, so a carriage return stays part of its line. Raises StaleChange like `apply_change`.
    """
    new: dict[str, str | None] = {**apply_change(change, texts), **dict.fromkeys(change.deleted)}
    created = set(change.created)
    return "".join(_file(path, None if path in created else texts[path], new[path]) for path in sorted(new))


def _file(path: str, before: str | None, after: str | None) -> str:
    """None where there is no file. Of an empty file that comes or goes nothing is told: it has no lines."""
    old, new = (_LINE.findall(text or "") for text in (before, after))
    names = ("/dev/null" if before is None else f"a/{path}", "/dev/null" if after is None else f"b/{path}")
    lines = unified_diff(old, new, *names)
    return "".join(line if line.endswith("\n") else f"{line}\n{_NO_NEWLINE}\n" for line in lines)
