"""Patterns that a model searches with: a regular expression that could run for minutes is refused untried.

Python's matcher goes back over a line for every part without an end: with k of them a line of n characters takes about
n to the power of k + 1 steps. So there may be three, and lines are searched less far with three.
"""

import re
from dataclasses import dataclass

QUANTIFIERS = 3
"""Parts without an end (`*`, `+`, `{3,}`) that one pattern may have."""
WIDTHS = (2_000, 1_000, 400, 160)
"""Characters of a line that are searched, by the number of such parts."""
CHOICES = 8
"""Parts that may be there or not (`?`) and alternatives (`|`) of one pattern: each can double the work."""
_ESCAPED = re.compile(r"\\.")
_CLASS = re.compile(r"\[\^?\]?[^\]]*\]")
_OPENING = re.compile(r"\(\?(?:[:=!>]|<[=!]|P<\w+>)")
_GROUP = re.compile(r"\(([^()]*)\)([*+?{]?)")
_UNBOUNDED = re.compile(r"[*+]|\{\d*,\d*\}")
_CHOICE = re.compile(r"(?<![*+?}])\?|\|")
_REPEATS = "\x00"
"""In place of a group that repeats or has a choice."""


class BadPattern(ValueError):
    """The message says what is wrong with the pattern and what to write instead."""


@dataclass(frozen=True, slots=True)
class LinePattern:
    """`width` is how far into a line it is searched."""

    pattern: re.Pattern[str]
    width: int

    def is_in(self, line: str) -> bool:
        return self.pattern.search(line[: self.width]) is not None


def line_pattern(text: str, *, is_regex: bool, ignore_case: bool) -> LinePattern:
    """The pattern, compiled. Raises BadPattern for one that is no regular expression, or could take too long."""
    flags = re.IGNORECASE if ignore_case else 0
    if not is_regex:
        return LinePattern(re.compile(re.escape(text), flags), WIDTHS[0])
    try:
        made = re.compile(text, flags)
    except re.error as error:
        raise BadPattern(f"{text!r} is no regular expression: {error}; mend it, or search for plain text") from None
    return LinePattern(made, WIDTHS[_quantifiers(text)])


def _quantifiers(text: str) -> int:
    """How many parts without an end it has. Raises BadPattern for too many, and for what multiplies them."""
    if "(?P=" in text or re.search(r"\\[1-9]", text):
        raise BadPattern("the pattern refers back to one of its groups; write it without that")
    plain = _OPENING.sub("(", _CLASS.sub("x", _ESCAPED.sub("x", text)))
    number = len(_UNBOUNDED.findall(plain))
    if number > QUANTIFIERS:
        raise BadPattern(f"the pattern has more than {QUANTIFIERS} parts without an end; search for a shorter piece")
    if len(_CHOICE.findall(plain)) > CHOICES:
        raise BadPattern(f"the pattern has more than {CHOICES} choices (`?`, `|`); search for one of them at a time")
    while (group := _GROUP.search(plain)) is not None:
        inside, repeated = group.groups()
        varies = bool(_UNBOUNDED.search(inside) or _CHOICE.search(inside) or _REPEATS in inside)
        if repeated and repeated != "?" and varies:
            raise BadPattern("the pattern repeats a group that repeats or has a choice; write it without that")
        plain = plain[: group.start()] + (_REPEATS if varies else "x") + repeated + plain[group.end() :]
    return number
