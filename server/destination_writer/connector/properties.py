"""Java properties as `gradle.properties` uses them."""

import re
from dataclasses import dataclass

_ENTRY = re.compile(r"^[^\S\n]*(?![#!])([^\s=:]+)[^\S\n]*[=: ]?[^\S\n]*(.*?)[^\S\n]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Property:
    """A value with its place: `line` counts from 1, `column` from 0 in code points."""

    value: str
    line: int
    column: int


def read_property(text: str, key: str) -> Property | None:
    """The last value of a key, as Java has it; None when the key is not there."""
    found = None
    for match in _ENTRY.finditer(text.replace("\r\n", "\n").replace("\r", "\n")):
        if match[1] == key:
            start = match.string.rfind("\n", 0, match.start(2)) + 1
            found = Property(match[2], match.string.count("\n", 0, match.start(2)) + 1, match.start(2) - start)
    return found
