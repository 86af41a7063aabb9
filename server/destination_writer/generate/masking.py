"""Kotlin text with comments and strings blanked out, so that braces and words can be read from it by a regex."""

import re

_CHARACTER = re.compile(r"'(?:\\u[0-9a-fA-F]{4}|\\.|[^'\\\r\n])'")
_PLAIN = re.compile(r"[^/\"'`]+")
"""Text in which no comment and no literal begins."""
_FILLER = "_"
"""Stands for every character of a string, so that a string is still something and not a gap."""


def mask(text: str) -> str:
    """The same text, character for character: comments become spaces, strings and their templates underscores."""
    out: list[str] = []
    at = 0
    while at < len(text):
        if plain := _PLAIN.match(text, at):
            out.append(plain[0])
            at = plain.end()
            continue
        end, filler = _token(text, at)
        out.append(text[at:end] if filler is None else _blank(text[at:end], filler))
        at = end
    return "".join(out)


def _token(text: str, at: int) -> tuple[int, str | None]:
    """Where the token at an offset ends, and what to blank it with (None: keep it)."""
    two = text[at : at + 2]
    if two == "//":
        return _line_end(text, at), " "
    if two == "/*":
        return _comment_end(text, at), " "
    if text[at] == '"':
        return string_end(text, at), _FILLER
    if text[at] == "'" and (character := _CHARACTER.match(text, at)):
        return character.end(), _FILLER
    if text[at] == "`":
        closing = text.find("`", at + 1)
        return (closing + 1 if 0 < closing < _line_end(text, at) else at + 1), None
    return at + 1, None


def string_end(text: str, at: int) -> int:
    """The offset behind the string literal that starts at `at`; a plain one that stays open ends with its line."""
    raw = text.startswith('"""', at)
    at += 3 if raw else 1
    while at < len(text):
        if text.startswith("${", at):
            at = _template_end(text, at + 2)
        elif raw and text.startswith('"""', at):
            at += 3
            while text.startswith('"', at):  # `""""` closes a raw string that ends in a quote
                at += 1
            return at
        elif not raw and text[at] in '"\r\n':
            return at + (text[at] == '"')
        else:
            at += 2 if text[at] == "\\" and not raw else 1
    return len(text)


def _template_end(text: str, at: int) -> int:
    depth = 1
    while at < len(text) and depth:
        end, filler = _token(text, at)
        if filler is None:
            depth += (text[at] == "{") - (text[at] == "}")
        at = end
    return at


def _comment_end(text: str, at: int) -> int:
    depth = 0
    while at < len(text):
        if text.startswith("/*", at):
            depth, at = depth + 1, at + 2
        elif text.startswith("*/", at):
            depth, at = depth - 1, at + 2
            if not depth:
                return at
        else:
            at += 1
    return len(text)


def _line_end(text: str, at: int) -> int:
    ends = [found for found in (text.find("\n", at), text.find("\r", at)) if found >= 0]
    return min(ends, default=len(text))


def _blank(text: str, filler: str) -> str:
    return "".join(char if char in "\r\n" else filler for char in text)
