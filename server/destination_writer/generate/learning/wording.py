"""A failure's message as a phrase that finds the next one like it: what varies becomes a part."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum


class Breadth(IntEnum):
    """How much of a message becomes a part, the widest first."""

    NAMES = 0
    """Names between quotes, numbers, paths, identifiers of one run."""
    NUMBERS = 1
    """The same without the names: the rule speaks of these very objects."""


@dataclass(frozen=True, slots=True)
class Varying:
    """Text of one kind that differs from failure to failure; `part` is what the phrase calls it. A group `v` or `w` of
    the pattern is what varies, without the marks around it."""

    pattern: str
    part: str
    narrowest: Breadth = Breadth.NUMBERS
    """The narrowest breadth at which it still becomes a part."""


VARYING = (
    Varying(r"(?P<q>['\"`])(?P<v>(?:(?!(?P=q))[^\n]){1,160})(?P=q)(?!\w)", "name", Breadth.NAMES),
    Varying(r"«\s?(?P<v>[^»\n]{1,160}?)\s?»|[»„“](?P<w>[^«“”\n]{1,160})[«“”]", "name", Breadth.NAMES),
    Varying(r"(?<!\w)\[(?P<v>[^\[\]\n]{1,160})\]|<(?P<w>[^<>\n]{1,160})>", "name", Breadth.NAMES),
    Varying(r"\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b", ""),
    Varying(r"(?<![\w.])(?:file:)?(?:/[\w.@+-]+){2,}/?|[A-Za-z]:\\[^\s\"']+|…(?:/[\w.@+-]+)?", ""),
    Varying(r"(?<=@)[0-9a-f]{4,}\b|\b0x[0-9a-fA-F]+\b", ""),
    Varying(r"(?<![\w.])[\w-]+(?:\.[\w-]+)+:\d+\b", ""),
    Varying(r"(?<![\w.])-?\d+(?:[.,:]\d+)*(?![\w])", ""),
    Varying(r"\b\w*\d{6,}\w*\b", ""),
)
"""In order: what an earlier entry takes, a later one does not see."""

_THROWN = re.compile(r"^(?:Caused by: )?(?:[a-z_]\w*\.)+[A-Z][\w$]*(?:Exception|Error)\w*: ")
_HOLDS_MANY = re.compile(r"(?:\{\w*\}[\s.,:;-]*){2,}")
_WORD = re.compile(r"[^\W\d_]{3,}")
LONGEST = 240
"""Characters of a phrase: a message that goes on for longer says the rest in other words each time."""


def first_line(message: str) -> str:
    """The line that says what failed, without the class of what was thrown, which is no word of the server's."""
    lines = (line.strip() for line in message.split("\n"))
    line = next((line for line in lines if line), "")
    return _THROWN.sub("", line)


def phrase_of(message: str, breadth: Breadth) -> str:
    """`column "{name}" of relation "{name2}" does not exist`, a phrase as failure rules have them."""
    line = first_line(message).replace("{", "(").replace("}", ")")
    spans = sorted(_spans(line, breadth))
    parts: list[str] = []
    at = named = 0
    for start, end, part in spans:
        if start < at:
            continue
        named += bool(part)
        name = part if named < 2 or not part else f"{part}{named}"
        parts += (line[at:start], f"{{{name}}}")
        at = end
    whole = "".join((*parts, line[at:]))
    return _cut(_HOLDS_MANY.sub(lambda found: "{}" + " " * found[0].endswith(" "), whole))


def _spans(line: str, breadth: Breadth) -> Iterator[tuple[int, int, str]]:
    taken: list[tuple[int, int]] = []
    for kind in VARYING:
        if kind.narrowest < breadth:
            continue
        for found in re.finditer(kind.pattern, line):
            if all(found.end() <= start or found.start() >= end for start, end in taken):
                taken.append(found.span())
                inner = next((name for name in ("v", "w") if found.groupdict().get(name)), None)
                start, end = found.span(inner) if inner else found.span()
                yield start, end, kind.part


def _cut(phrase: str) -> str:
    """Not longer than LONGEST, cut between words and outside of a part, without a part at its end."""
    if len(phrase) > LONGEST:
        phrase = phrase[:LONGEST].rpartition(" ")[0]
        phrase = phrase.rpartition("{")[0] if phrase.count("{") > phrase.count("}") else phrase
    return phrase.strip()


def has_words(phrase: str) -> bool:
    """Whether enough is said for the phrase to find its like and nothing else: two words outside of its parts."""
    return len(_WORD.findall(re.sub(r"\{\w*\}", " ", phrase))) >= 2
