"""Text that somebody else wrote, fenced so that it is evidence and no instruction. Pure."""

import re

LIMIT = 20_000
"""Characters of one piece; of a longer one the middle is left out."""
_TAGS = re.compile(r"<(?=\s*/?\s*(?:material|facts)\b)", re.IGNORECASE)
_CONTROLS = re.compile(
    r"\x1b\[[0-9;?]*[ -/]*[@-~]"  # colours and movements of a terminal
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
    "|[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)
"""What a person would not see, or would see otherwise than it is read."""


def material(label: str, text: str, limit: int = LIMIT) -> str:
    """`text` in a fence that nothing inside can close. `label` says what it is: `test output`, `web page`."""
    body = shortened(plain(text), limit).strip("\n")
    return f'<material from="{one_line(label, 120).replace(chr(34), chr(39))}">\n{body}\n</material>'


def plain(text: str) -> str:
    """Without invisible characters, and without anything that opens or closes a fence of ours."""
    return _TAGS.sub("‹", _CONTROLS.sub("", text.replace("\r\n", "\n")))


def one_line(text: str, limit: int = 240) -> str:
    """A name or a message as one line of a list."""
    flat = " ".join(plain(text).split())
    return flat if len(flat) <= limit else f"{flat[: limit - 1].rstrip()}…"


def shortened(text: str, limit: int) -> str:
    """Beginning and end, where it is longer; a line says how much is left out."""
    if len(text) <= limit:
        return text
    head, tail = limit * 2 // 3, limit // 3
    return f"{text[:head]}\n[… {len(text) - head - tail} characters are left out here …]\n{text[-tail:]}"
