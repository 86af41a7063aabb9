"""Short answers: yes, no, the number of an option."""

import re
from collections.abc import Sequence

_YES = re.compile(
    r"^\W*(?:y|yes|yep|yeah|sure|ok|okay|please|please do|do it|go ahead|right|correct|it does|true)\b", re.IGNORECASE
)
_NO = re.compile(r"^\W*(?:n|no|nope|not yet|never|it does(?: not|n'?t)|it doesn'?t|false)\b", re.IGNORECASE)
_UNSURE = re.compile(r"\b(?:not sure|don'?t know|do not know|no idea|unsure|help me)\b", re.IGNORECASE)
_NUMBER = re.compile(r"^\W*(?:option|number|no\.?|#)?\s*(\d{1,2})\b", re.IGNORECASE)
_SHORT = 12
"""Words of an answer; what is longer is a new question, unless it begins with yes or no."""


def is_yes(text: str) -> bool:
    return _YES.search(text) is not None and not is_unsure(text)


def is_no(text: str) -> bool:
    return _NO.search(text) is not None and not is_unsure(text)


def is_unsure(text: str) -> bool:
    return _UNSURE.search(text) is not None


def is_short(text: str) -> bool:
    return len(text.split()) <= _SHORT


def option(text: str, options: Sequence[str]) -> int | None:
    """The place of the option that was chosen, by number or by its words."""
    found = _NUMBER.search(text)
    if found and 1 <= int(found[1]) <= len(options):
        return int(found[1]) - 1
    plain = text.strip().lower().rstrip(".!")
    return next(
        (at for at, name in enumerate(options) if plain and (plain in name.lower() or name.lower() in plain)), None
    )
