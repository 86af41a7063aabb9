"""The tokens of an SQL text in which placeholders stand for what Kotlin puts in.

A placeholder is one character of the private use area (`mark(0)` is U+E000). One that touches letters is a part of
that word (`tmp_X`), one inside quotes a part of the name or literal.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache, partial
from typing import NamedTuple

FIRST_MARK = 0xE000
MOST_MARKS = 4000
MARKS = f"{chr(FIRST_MARK)}-{chr(FIRST_MARK + MOST_MARKS - 1)}"
"""For a class of characters in a pattern."""


class TokenKind(StrEnum):
    WORD = "word"
    """A keyword, or a name without quotes."""
    QUOTED = "quoted"
    """A name between double quotes, backticks or brackets; some databases read double quotes as a literal."""
    STRING = "string"
    NUMBER = "number"
    PLACEHOLDER = "placeholder"
    PARAMETER = "parameter"
    """`?`, `$1`, `:name`, `@name`, `{name:Type}`."""
    OPERATOR = "operator"
    PUNCTUATION = "punctuation"
    """`( ) [ ] { } , ; .`"""
    COMMENT = "comment"


class SqlToken(NamedTuple):
    """`upper` is the word in capitals, empty for all other kinds; `closed` False for quotes that never end."""

    kind: TokenKind
    start: int
    end: int
    text: str
    upper: str
    closed: bool = True


_token: Callable[[tuple[TokenKind, int, int, str, str, bool]], SqlToken] = partial(tuple[object, ...].__new__, SqlToken)
"""What `SqlToken(...)` comes down to, in half the time."""


@dataclass(frozen=True)
class Habits:
    """How a database reads characters, as far as databases differ."""

    brackets: bool = False
    """`[name]` is a quoted name, not an index."""
    backslash: bool = False
    """A backslash inside a literal begins an escape."""
    hash_comment: bool = False
    dollar_quotes: bool = False
    """`$$text$$` and `$tag$text$tag$` are literals."""


PLAIN = Habits()


def mark(number: int) -> str:
    """The character that stands for the placeholder of this number."""
    return chr(FIRST_MARK + number)


def number_of(character: str) -> int | None:
    """Which placeholder a character stands for; None for an ordinary one."""
    number = ord(character) - FIRST_MARK
    return number if 0 <= number < MOST_MARKS else None


@lru_cache(maxsize=512)
def sql_tokens(sql: str, habits: Habits = PLAIN, loose: frozenset[str] = frozenset()) -> tuple[SqlToken, ...]:
    """The tokens of a text, comments left out. `loose` are the marks of placeholders that may be anything: next to a
    word in capitals (`${orReplace}TABLE`) they are tokens of their own."""
    return tuple([token for token in all_tokens(sql, habits, loose) if token.kind is not TokenKind.COMMENT])


def all_tokens(sql: str, habits: Habits = PLAIN, loose: frozenset[str] = frozenset()) -> Iterator[SqlToken]:
    """The same with the comments."""
    pattern = _pattern(habits)
    for found in pattern.finditer(sql):
        group, text = found.lastgroup or "", found[0]
        start, end = found.span()
        if group != "word":
            yield _token((_KINDS[group], start, end, text, "", group not in _OPEN))
        elif text.isascii():  # no placeholder in it
            yield _token((TokenKind.WORD, start, end, text, text.upper(), True))
        else:
            yield from _words(text, start, loose)


def _words(text: str, start: int, loose: frozenset[str]) -> Iterator[SqlToken]:
    at = 0
    for piece in _split(text, loose):
        end = at + len(piece)
        is_mark = len(piece) == 1 and number_of(piece) is not None
        kind = TokenKind.PLACEHOLDER if is_mark else TokenKind.WORD
        yield _token((kind, start + at, start + end, piece, "" if is_mark else piece.upper(), True))
        at = end


def _split(text: str, loose: frozenset[str]) -> list[str]:
    """Marks that may be anything, apart from words in capitals beside them; two marks side by side are two tokens."""
    if not any(character in loose for character in text) and not _ONLY_MARKS.match(text):
        return [text]
    pieces = [piece for piece in _MARK.split(text) if piece]
    words = [piece for piece in pieces if number_of(piece[0]) is None]
    if all(len(word) > 1 and word.isupper() and word.isalpha() for word in words):
        return pieces
    return [text]


_MARK = re.compile(f"([{MARKS}])")
_ONLY_MARKS = re.compile(f"[{MARKS}]{{2,}}$")
_KINDS = {
    "comment": TokenKind.COMMENT,
    "string": TokenKind.STRING,
    "open_string": TokenKind.STRING,
    "quoted": TokenKind.QUOTED,
    "open_quoted": TokenKind.QUOTED,
    "parameter": TokenKind.PARAMETER,
    "number": TokenKind.NUMBER,
    "operator": TokenKind.OPERATOR,
    "punctuation": TokenKind.PUNCTUATION,
}
_OPEN = frozenset({"open_string", "open_quoted"})
"""What nobody closes."""


@lru_cache(maxsize=32)
def _pattern(habits: Habits) -> re.Pattern[str]:
    inside = r"(?:[^'\\]|''|\\.)*+" if habits.backslash else r"(?:[^']|'')*+"
    dollars = r"(?P<tag>\$(?:[A-Za-z_]\w*)?\$)(?:(?!(?P=tag))[\s\S])*+(?P=tag)" if habits.dollar_quotes else r"(?!)"
    brackets = r"\[(?:[^\]\n]|\]\])*+\]" if habits.brackets else r"(?!)"
    hashes = r"|\#[^\n]*" if habits.hash_comment else ""
    return re.compile(
        rf"""(?P<comment>--[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z){hashes})
        |(?P<string>(?:[NnEeXxBbUu](?=')|[Uu]&(?=')|_[a-z0-9]+(?='))?'{inside}'|{dollars}|[Qq]'\[[\s\S]*?\]')
        |(?P<open_string>[NnEe]?'{inside})
        |(?P<quoted>"(?:[^"]|"")*+"|`(?:[^`\\]|``|\\.)*+`|{brackets})
        |(?P<open_quoted>["`][^"`]*+)
        |(?P<number>(?:\d[\d_]*+(?:\.\d*+)?|\.\d++)(?:[eE][+-]?\d++)?(?![\w{MARKS}]))
        |(?P<word>[\w{MARKS}][\w${MARKS}\#]*+)
        |(?P<parameter>\?(?![|&?])|\$\d++|(?<![:\w"`\]){MARKS}]):[A-Za-z_]\w*+|@@?[\w{MARKS}]++|\{{[\w{MARKS}]++:[^{{}}]*\}})
        |(?P<operator>::|:=|=>|->>|->|\#>>|\#>|<=>|<=|>=|<>|!=|\|\||&&|<<|>>|@>|<@|\?\?[|&]?|\?[|&]|!~\*|!~|~\*|\*\*|[-+*/%=<>!~^&|@\#:$\\?])
        |(?P<punctuation>[()\[\]{{}},;.])""",
        re.VERBOSE | re.DOTALL,
    )
