"""The regular expressions of the lexer, and the frames of its stack.

One idea runs through them: each match *skips* everything that cannot matter and then takes *one* token that can, so the
interpreter is entered once a token and not once a character. Everything is possessive; no input makes them go back.

The lexer's stack is a tuple of small integers, the innermost last; the empty tuple means plain code. It never holds a
plain string at the end of a line, because a string without its closing quote ends there.
"""

import re
from functools import lru_cache

COMMENT, RAW, STRING, TEMPLATE = range(4)
"""Kinds of frame, in the two low bits. The rest is the nesting of a comment, the number of dollars that open a template
in a string, or the number of open braces in a template."""

Stack = tuple[int, ...]


DEEPEST = 400
"""Strings and templates in each other. No program comes near; what goes deeper is read as plain code."""


def frame(kind: int, number: int) -> int:
    return number << 2 | kind


def pushed(stack: Stack, kind: int, number: int) -> Stack:
    return (*stack, frame(kind, number)) if len(stack) < DEEPEST else stack


SPACE = r"[^\S\r\n]"
NEWLINE = r"\r\n?|\n"
WORD = r"\w++|`[^`\r\n]++`"
LINE_COMMENT = r"//[^\r\n]*+"
SIMPLE_STRING = r'"(?!"")(?:[^"\\$\r\n]++|\\[^\r\n]|\$(?![{`]))*+"'
"""A whole string without templates, the common case."""
CHARACTER = r"'(?:[^'\\\r\n]++|\\[^\r\n]?+)*+'?+"
OPENING_QUOTE = r'"""|"|\$++"(?:"")?+'


NEVER = r"(?!)"
"""In the place of `NEWLINE`: a run that does not want to hear of line ends."""


def _skipping(punctuation: str, keywords: tuple[str, ...], newline: str = NEWLINE) -> re.Pattern[str]:
    """Skips code up to one of `punctuation` or `keywords`. Groups: 1 line end, 2 opening quote, 3 `/*`, 4 the rest."""
    stops = re.escape(punctuation) + (r"\r\n" if newline is NEWLINE else "")
    words = "|".join(keywords)
    rest = f"[{re.escape(punctuation)}]|{words}" if punctuation else words
    initials = "".join(sorted({word[0] for word in keywords}))
    return re.compile(
        rf"""(?:[^"'`/${initials}{stops}]++
        |{SIMPLE_STRING}|{LINE_COMMENT}|`(?:[^`\r\n]++`)?+|{CHARACTER}
        |(?!(?<!\w)(?:{words})\b)[{initials}]
        |/(?![/*])|\$(?!\$*+")|(?<=[\w`])@
        )*+(?:({newline})|({OPENING_QUOTE})|(/\*)|({rest})|\Z)""",
        re.VERBOSE,
    )


COMPANION = r"companion[ \t]++object"
_WORDS = ("fun", "class", "interface", COMPANION, "object", "TODO")
BODY, BODY_WITHOUT_LINES = _skipping("{}@", _WORDS), _skipping("{}@", _WORDS, NEVER)
"""Code between braces: what opens or closes a scope, and `TODO`."""
TODO_ONLY = _skipping("", ("TODO",), NEVER)
"""Nothing but `TODO`: for a look at whether there is any in the code."""
NESTED = _skipping("(){}[]@", (*_WORDS, "val", "var"))
"""Code between parentheses or brackets."""
DENSE = re.compile(
    rf"""(?:{SPACE}++|{LINE_COMMENT})*+(?:({NEWLINE})|({SIMPLE_STRING}|{CHARACTER})|({OPENING_QUOTE})|(/\*)
    |((?:\w++(?:\.\w++)*+|`[^`\r\n]++`)(?:@\w*+)?+|->|::(?:{SPACE}*+class\b)?+|\?[.:]|&&|\|\||\+\+|--|\S)|\Z)""",
    re.VERBOSE,
)
"""Every token: headers of declarations, expressions. Groups: 1 line end, 2 literal, 3 quote, 4 `/*`, 5 word or sign.
A word comes with what qualifies it (`client.list`) and with its label (`return@flow`)."""


def _in_comment(newline: str) -> re.Pattern[str]:
    stops = r"\r\n" if newline is NEWLINE else ""
    return re.compile(rf"(?:[^*/{stops}]++|\*(?!/)|/(?!\*))*+(?:({newline})|(/\*)|(\*/)|\Z)")


IN_COMMENT, IN_COMMENT_WITHOUT_LINES = _in_comment(NEWLINE), _in_comment(NEVER)
"""Groups: 1 line end, 2 another comment, 3 the end of one."""


@lru_cache(maxsize=32)
def in_string(dollars: int) -> re.Pattern[str]:
    """A plain string behind its quote. Groups: 1 closing quote, 2 opening of a template; neither at the line's end."""
    template = rf"\${{{dollars},}}"
    return re.compile(
        rf"""(?:[^"\\$\r\n]++|\\[^\r\n]?+|{template}`[^`\r\n]++`|\$(?!\${{{dollars - 1},}}\{{))*+"""
        rf"""(?:(")|({template}\{{)|(?=[\r\n])|\Z)"""
    )


@lru_cache(maxsize=32)
def in_raw_string(dollars: int, newline: str = NEWLINE) -> re.Pattern[str]:
    """A raw string behind its quotes. Groups: 1 line end, 2 closing quotes (a run of any length), 3 a template."""
    stops = r"\r\n" if newline is NEWLINE else ""
    template = rf"\${{{dollars},}}"
    return re.compile(
        rf"""(?:[^"${stops}]++|"(?!"")|{template}`[^`\r\n]++`|\$(?!\${{{dollars - 1},}}\{{))*+"""
        rf"""(?:({newline})|("{{3,}})|({template}\{{)|\Z)"""
    )


_PLAIN = r"""[^(){}<>\[\]"'`/@$\r\n=;]"""
_GENERIC = rf"<(?:{_PLAIN}|<(?:{_PLAIN}|<{_PLAIN}*+>)*+>)*+>"
PLAIN_FUNCTION = re.compile(
    rf"""{SPACE}++(?:{_GENERIC}{SPACE}*+)?+(?:\w++(?:{_GENERIC})?+\??\.)?+(\w++)
    (\((?:{_PLAIN}|{_GENERIC}|=|->|\((?:{_PLAIN}|{_GENERIC})*+\))*+\))
    (?:{SPACE}*+:(?:[\w.?]|{SPACE}|{_GENERIC})++)?+{SPACE}*+([={{])""",
    re.VERBOSE,
)
"""Behind `fun`, the header of a function that stands on one line and holds nothing but names and types: read at once
instead of token by token. Groups: 1 name, 2 parameters, 3 what opens the body."""
NOT_PLAIN = re.compile("TODO|fun|val|var|class|interface|object")
"""In the parameters: words that the long way looks at, or that show that a parenthesis was never closed."""

SHEBANG = re.compile(r"#![^\r\n]*")
"""Only at the very start of a file."""
