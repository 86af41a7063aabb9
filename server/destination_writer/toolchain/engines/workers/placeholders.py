"""JDBC's `?` in a statement, for drivers that write placeholders otherwise."""

import re
from collections.abc import Callable

_TOKEN = re.compile(
    r"""
    --[^\n]* | /\*.*?\*/                                  # comments
    | [eE]'(?:[^'\\]|\\.|'')*'                            # literals with backslash escapes
    | '(?:[^']|'')*' | "(?:[^"]|"")*" | `(?:[^`]|``)*`     # literals and names
    | (?P<tag>\$(?:[A-Za-z_]\w*)?\$).*?(?P=tag)           # dollar quotes
    | (?P<double>\?\?)
    | (?P<mark>\?)
    """,
    re.VERBOSE | re.DOTALL,
)


def replaced(sql: str, write: Callable[[int], str]) -> str:
    """The statement with each `?` outside of literals, names and comments as `write` has it; `??` becomes `?`.

    `write` is given the placeholder's number, from 1.
    """
    count = 0

    def replace(match: re.Match[str]) -> str:
        nonlocal count
        if match["double"]:
            return "?"
        if not match["mark"]:
            return match[0]
        count += 1
        return write(count)

    return _TOKEN.sub(replace, sql)
