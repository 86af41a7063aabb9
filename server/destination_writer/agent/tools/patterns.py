"""Patterns that a model searches with: a regular expression that could run for minutes is refused untried."""

import re

QUANTIFIERS = 4
"""Parts without an end (`*`, `+`, `{3,}`) that one pattern may have."""
_ESCAPED = re.compile(r"\\.")
_CLASS = re.compile(r"\[\^?\]?[^\]]*\]")
_GROUP = re.compile(r"\((?:\?(?:[:=!>]|<[=!]|P<\w+>))?([^()]*)\)([*+{]?)")
_UNBOUNDED = re.compile(r"[*+]|\{\d*,\d*\}")


class BadPattern(ValueError):
    """The message says what is wrong with the pattern and what to write instead."""


def line_pattern(text: str, *, is_regex: bool, ignore_case: bool) -> re.Pattern[str]:
    """The pattern, compiled. Raises BadPattern for one that is no regular expression, or could take too long."""
    flags = re.IGNORECASE if ignore_case else 0
    if not is_regex:
        return re.compile(re.escape(text), flags)
    try:
        made = re.compile(text, flags)
    except re.error as error:
        raise BadPattern(f"{text!r} is no regular expression: {error}; mend it, or search for plain text") from None
    _demand_quick(text)
    return made


def _demand_quick(text: str) -> None:
    plain = _CLASS.sub("x", _ESCAPED.sub("x", text))
    if len(_UNBOUNDED.findall(plain)) > QUANTIFIERS:
        raise BadPattern(f"the pattern has more than {QUANTIFIERS} parts without an end; search for a shorter piece")
    while (group := _GROUP.search(plain)) is not None:
        inside, repeated = group.groups()
        if repeated and (_UNBOUNDED.search(inside) or "|" in inside or "\x00" in inside):
            raise BadPattern("the pattern repeats a group that repeats or has a choice; write it without that")
        mark = "\x00" if _UNBOUNDED.search(inside) or "|" in inside or "\x00" in inside else "x"
        plain = plain[: group.start()] + mark + repeated + plain[group.end() :]
    if "(?P=" in plain or re.search(r"\\[1-9]", text):
        raise BadPattern("the pattern refers back to one of its groups; write it without that")
