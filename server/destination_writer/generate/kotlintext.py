"""Kotlin literals."""

_ESCAPES = {"\\": "\\\\", '"': '\\"', "$": "\\$", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def kotlin_string(text: str) -> str:
    """A Kotlin string literal that holds the text."""
    return '"' + "".join(_ESCAPES.get(char, char) for char in text) + '"'
