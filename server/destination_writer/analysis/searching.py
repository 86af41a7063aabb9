"""Whether a text has one of several marks: looked for as plain text first, because rules are given files of any size.

A pattern of alternatives without a common beginning is tried at every character, some 100 ms for a megabyte, and no
other thread runs meanwhile; plain text is found in less than one.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Marks:
    """What a text may have, whatever the case. Words and beginnings are written in lower case."""

    words: tuple[str, ...] = ()
    """Each of them is enough."""
    patterns: Mapping[str, re.Pattern[str]] = field(default_factory=dict[str, re.Pattern[str]])
    """By the plain text that it begins with: what must fit where that stands."""

    def is_in(self, text: str) -> bool:
        """Whether a text has any of them."""
        lowered = _lowered(text)
        if any(word in lowered for word in self.words):
            return True
        return any(
            pattern.match(text, at) is not None
            for beginning, pattern in self.patterns.items()
            for at in _places(lowered, beginning)
        )


def _lowered(text: str) -> str:
    """The text in lower case, each character where it was: `İ` alone would become two."""
    return text.replace("\u0130", "I").lower()


def _places(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)
