"""Text of others on a terminal: what could steer the terminal, or hide, is shown as a sign."""

import re

_STEERS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls, escape sequences among them
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"  # what is not seen, or turns text round
)


def visible(text: str) -> str:
    """The text with control characters as pictures (`␛`) and invisible ones as their numbers (`‹U+202E›`).

    Line ends and tabs stay; a carriage return before a line end goes.
    """
    return _STEERS.sub(_sign, text.replace("\r\n", "\n"))


def _sign(found: re.Match[str]) -> str:
    number = ord(found.group())
    return chr(0x2400 + number) if number < 0x20 else f"‹U+{number:04X}›"
