"""A Change as a unified diff that `git apply` and `patch -p1` take."""

import re
from collections.abc import Mapping
from difflib import unified_diff

from destination_writer.text.changes import Change, FileCreation, apply_change

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_NO_NEWLINE = "\\ No newline at end of file"


def unified(change: Change, texts: Mapping[str, str]) -> str:
    """The diff from `texts` (present text by path) to what the Change makes of them, files sorted by path.

    Lines end at `\\n` alone, so a carriage return stays part of its line. Raises StaleChange like `apply_change`.
    """
    new = apply_change(change, texts)
    created = {file.path for file in change.files if isinstance(file, FileCreation)}
    return "".join(_file(path, texts.get(path, ""), new[path], path in created) for path in sorted(new))


def _file(path: str, before: str, after: str, is_new: bool) -> str:
    head = "/dev/null" if is_new else f"a/{path}"
    lines = unified_diff(_LINE.findall(before), _LINE.findall(after), head, f"b/{path}")
    return "".join(line if line.endswith("\n") else f"{line}\n{_NO_NEWLINE}\n" for line in lines)
