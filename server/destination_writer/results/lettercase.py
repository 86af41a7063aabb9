"""A name that is said to be missing, while the same text shows it with other letters: capital, small."""

import re
from collections.abc import Mapping

_LISTS = re.compile(
    r"(?i)\b(?:perhaps|maybe|did) you (?:mean|meant)\b|\bhint\b|\bstored as\b"
    r"|\b(?:available|candidates?|similar|closest|existing|suggest\w*|nearest)\b"
    r"|\b(?:only|actual|known|existing|valid|actually)\b[^\n]{0,30}\b(?:columns?|tables?|names?|fields?)\b"
    r"|\b(?:table|relation|schema|database|dataset|view|it|which|that)\b[^\n]{0,60}\b(?:has|have|holds?|contains?)\b"
    r"|\b(?:columns?|tables?|fields?|names?)\b(?: (?:of|in) \S+)? ?(?:are|is|there|:|\[)"
)
_SQL = re.compile(
    r"(?i)\b(?:select\b[^\n]*?\bfrom|insert\s+into|create\s+(?:\w+\s+)?table|merge\s+into|delete\s+from|update\s+\S+\s+set)\b.*"
)
_NAME = re.compile(r"[^\W\d][\w$]*")
_QUOTED = re.compile(r"""["'`\[]+(?P<name>[\w$.-]{1,120}?)["'`\]]+""")
_KINDS = frozenset({"table", "schema", "database", "column", "view", "warehouse", "catalog", "dataset", "namespace"})
"""Words that stand where a name may stand: `USE DATABASE`."""
_SHORTEST = 2
"""Letters of a name; a single one is found everywhere."""


def stored_spelling(found: Mapping[str, str], said: str, text: str) -> tuple[str, str] | None:
    """The name as asked for and as stored, where `text` shows the missing name with other letter case.

    `found` is what the rule found in the statement `said`.
    Only sentences that list what there is are believed: the SQL itself may spell a name in any way. What
    is quoted before the list counts as asked for, else the first quoted name of `said`.
    """
    given = [found[key] for key in ("object", "table", "column", "asked") if found.get(key)]
    named = _quoted(said.split("\n", 1)[0])[:1]
    for line in text.split("\n"):
        for listed in _LISTS.finditer(line):
            before = _quoted(line[: listed.start()])
            asked = _names([*given, *(before or named)])
            for name in _NAME.findall(_SQL.sub("", line[listed.end() :])):
                same = next((a for a in asked if a != name and a.casefold() == name.casefold()), None)
                if same is not None:
                    return same, name
    return None


def _quoted(line: str) -> list[str]:
    return [match["name"] for match in _QUOTED.finditer(line)]


def _names(stated: list[str]) -> list[str]:
    """The last part of each, without words that are no names."""
    names = [parts[-1] for name in stated if (parts := _NAME.findall(name))]
    return [name for name in names if len(name) >= _SHORTEST and name.casefold() not in _KINDS]
