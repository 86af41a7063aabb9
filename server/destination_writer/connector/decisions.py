"""What an upgrade left to a person, as it stands in the files: `// Decide (CDK 0.1.84): ...` above a line.

The comment is the record. It is written where the decision falls, travels with the code, and goes with the line of code
that settles it; nothing else keeps a list.
"""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from destination_writer.text.places import Span

WIDTH = 100
"""Columns of a comment, as ktfmt has them."""
_FIRST = re.compile(r"^[ \t]*(//|#) Decide \(CDK ([\w.]+)\): (.*)$", re.MULTILINE)
_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Decision:
    """`line` counts from 1 and is that of the comment, `span` its text without the indentation. `version` is the CDK
    release that asks for it."""

    path: str
    line: int
    span: Span
    version: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: decide (CDK {self.version}): {self.text}"


def comment(text: str, version: str, indent: str = "", sign: str = "//") -> list[str]:
    """The lines of the comment for a decision."""
    first, further = f"{indent}{sign} ", f"{indent}{sign}   "
    width = max(WIDTH, len(further) + 40)
    return textwrap.wrap(
        f"Decide (CDK {version}): {text}",
        width,
        initial_indent=first,
        subsequent_indent=further,
        break_long_words=False,
        break_on_hyphens=False,
    )


def decisions_in(path: str, text: str) -> Iterator[Decision]:
    """The decisions that a file holds, by place. A string that looks like such a comment counts as one."""
    if "Decide (CDK " not in text:
        return
    for found in _FIRST.finditer(text):
        said, end = [found[3].strip()], found.end()
        further = re.compile(rf"(?:\r\n|\r|\n)[ \t]*{found[1]} {{3}}(\S[^\r\n]*)")
        while more := further.match(text, len(text[:end].rstrip("\r"))):
            said.append(more[1].strip())
            end = more.end()
        start = found.start(1)
        line = len(_BREAK.findall(text[:start])) + 1
        yield Decision(path, line, Span(start, end), found[2], " ".join(part for part in said if part))
