"""Phrases: messages written down as people read them, with `{name}` for what changes from text to text.

They serve messages that a tool prints in many languages, where a regular expression for each would hide the words.
"""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

_PART = re.compile(r"\{(\w*)\}")
_WORD = re.compile(r"[^\s\"'’«»“”„「」{}]+")
_BLANK = r"\s{1,3}"
_QUOTE = re.compile(rf"(?:{re.escape(_BLANK)})?[\"«»“”„]+(?:{re.escape(_BLANK)})?")
_ANY_QUOTE = r"[\"«»“”„]{1,2}"
_QUOTES = '"«»“”„'
_IN_QUOTES = r"[^\n\"«»“”„]{1,200}?"
_INSIDE = r"[^\n]{1,200}?"
_AT_START = r"(?<!\S)[^\s«»“”]{1,120}?"
_AT_END = r"[^\n]{1,200}"


@dataclass(frozen=True)
class Phrase:
    """`word` is the longest one of the phrase: where a text lacks it, the pattern need not be tried.

    Most of a thousand phrases never meet their word, so the pattern is compiled when it is first tried.
    """

    word: str
    regex: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self.regex)

    def search(self, text: str) -> re.Match[str] | None:
        return self.pattern.search(text) if self.word in text else None


@lru_cache(maxsize=4096)
def phrase(text: str) -> Phrase:
    """`Relation »{object}« existiert nicht`: `{object}` is kept, `{}` passes over a part of one line.

    Raises ValueError for a phrase with no word of its own, and for a part that is named twice.
    """
    literals = _PART.sub(" ", text)
    words = [word.strip("(),.:;") for word in _WORD.findall(literals)]
    longest = max(words, key=lambda word: len(word.encode("utf-8")), default="")
    if len(longest.encode("utf-8")) < 3:
        raise ValueError(f"{text!r} has no word that a text could be searched for")
    names = [name for name in _PART.findall(text) if name]
    for name in names:
        if not name.isidentifier():
            raise ValueError(f"{text!r}: {{{name}}} is no name; begin it with a letter")
        if names.count(name) > 1:
            raise ValueError(f"{text!r}: {{{name}}} is there twice; give one of them another name")
    return Phrase(longest, _pattern(text))


def _pattern(text: str) -> str:
    """Blanks of any kind agree with blanks, and marks of quotation with one another, for servers differ in both."""
    pieces = _PART.split(text)
    made: list[str] = []
    for index, piece in enumerate(pieces):
        if index % 2 == 0:
            made.append(_literal(piece))
            continue
        part = _part(pieces[index - 1], pieces[index + 1], first=index == 1, last=index == len(pieces) - 2)
        made.append(f"(?P<{piece}>{part})" if piece else part)
    return "".join(made)


def _part(before: str, after: str, first: bool, last: bool) -> str:
    """What a part may hold, as tight as its neighbours allow, so that no text makes the search slow."""
    if first and not before:
        return _AT_START
    if last and not after:
        return _AT_END
    quoted = before.rstrip()[-1:] in _QUOTES and after.lstrip()[:1] in _QUOTES
    return _IN_QUOTES if before and after and quoted else _INSIDE


def _literal(piece: str) -> str:
    escaped = re.escape(re.sub(r"\s+", " ", piece)).replace("\\ ", _BLANK).replace("'", "['’]")
    return _QUOTE.sub(lambda _: f"[^\\S\\n]{{0,3}}{_ANY_QUOTE}[^\\S\\n]?", escaped)
