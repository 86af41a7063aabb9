"""Kotlin literals and names."""

from destination_writer.kotlin.tokens import KEYWORDS

_ESCAPES = {"\\": "\\\\", '"': '\\"', "$": "\\$", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def kotlin_string(text: str) -> str:
    """A Kotlin string literal that holds the text."""
    return '"' + "".join(_ESCAPES.get(char, char) for char in text) + '"'


def written_name(name: str) -> str:
    """A name as Kotlin takes it: a keyword, or one that is no plain word, goes between backticks."""
    return name if name.isidentifier() and name not in KEYWORDS else f"`{name.strip('`')}`"
