"""Comments that suppress findings: `// destination-writer: ignore DW601 reason`, on the line or the line before.

`ignore-file` speaks of the whole file; in YAML and properties a comment begins with `#`. A suppression names its rules
by code, by the beginning of a code or by name. What tests and builds said (2xx) cannot be suppressed, and the gate
looks at the code and at the results themselves, never at findings.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from destination_writer.analysis.families import RESULTS
from destination_writer.analysis.selection import BadSelector, Codes
from destination_writer.kotlin.tokens import Piece, non_code
from destination_writer.text.document import Document
from destination_writer.text.places import Span

MARK = "destination-writer:"
_DIRECTIVE = re.compile(
    r"destination-writer:[ \t]*(?P<verb>[A-Za-z][\w-]*)(?P<rest>[^\r\n]*?)[ \t]*(?:\*/|-->|$)", re.MULTILINE
)
_WORD = re.compile(r"[^\s,]+")
_LOOKS_LIKE_A_CODE = re.compile(r"DW\w*\d\w*", re.IGNORECASE)
_MEANT = frozenset({"disable", "disable-file", "suppress", "noqa", "nolint", "ignored", "ignores", "skip", "off"})
"""Words of other tools that somebody may have written in place of `ignore`."""
_ANNOTATION = re.compile(r"\s*@[\w.:]+(?:\([^()]*\))?\s*$")
_KOTLIN = (".kt", ".kts")
_HASHED = (".yaml", ".yml", ".properties")


@dataclass(frozen=True, slots=True)
class Suppression:
    """One rule, or family, that a comment suppresses. `lines` count from 0; None is the whole file.

    `selector` is a code or the beginning of codes, `place` is where it is named.
    """

    selector: str
    place: Span
    lines: frozenset[int] | None

    def covers(self, code: str, line: int) -> bool:
        return code.startswith(self.selector) and (self.lines is None or line in self.lines)


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a comment that was meant to suppress something, and what to write instead."""

    place: Span
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class Suppressions:
    """Those of one file."""

    known: tuple[Suppression, ...] = ()
    flaws: tuple[Flaw, ...] = ()


def suppressions_in(path: str, text: str, names: Mapping[str, str]) -> Suppressions:
    """What the comments of a file suppress. `names` are those of all rules by code."""
    if MARK not in text or not path.endswith((*_KOTLIN, *_HASHED)):
        return Suppressions()
    return _read(path.rpartition(".")[2], text, tuple(names.items()))


@lru_cache(maxsize=64)
def _read(kind: str, text: str, names: tuple[tuple[str, str], ...]) -> Suppressions:
    codes, document = Codes(dict(names)), Document(text)
    pieces = non_code(text) if f".{kind}" in _KOTLIN else None
    known: list[Suppression] = []
    flaws: list[Flaw] = []
    for comment in _comments(kind, text, pieces):
        found = _DIRECTIVE.search(text, comment.start, comment.end)
        if found is None:
            continue
        whole = found["verb"] == "ignore-file"
        if found["verb"] not in ("ignore", "ignore-file"):
            flaws += _other_verb(found)
            continue
        lines = None if whole else _lines(document, comment, pieces)
        for one in _selectors(codes, found):
            if isinstance(one, Flaw):
                flaws.append(one)
            else:
                known.append(Suppression(one[0], one[1], lines))
    return Suppressions(tuple(known), tuple(flaws))


def _comments(kind: str, text: str, pieces: tuple[Piece, ...] | None) -> Iterator[Span]:
    if pieces is not None:
        yield from (Span(p.start, p.end) for p in pieces if p.is_comment and MARK in text[p.start : p.end])
        return
    own_line = kind == "properties"
    for found in re.finditer(r"[^\r\n]+", text):
        line, at = found[0], found.start()
        if MARK not in line:
            continue
        opening = re.search(r"^\s*[#!]", line) if own_line else re.search(r"(?:^|\s)#\s*" + re.escape(MARK), line)
        if opening and not _is_quoted(line[: opening.start()]):
            yield Span(at + opening.start(), found.end())


def _is_quoted(before: str) -> bool:
    return before.count('"') % 2 == 1 or before.count("'") % 2 == 1


def _other_verb(found: "re.Match[str]") -> Iterator[Flaw]:
    if found["verb"] in _MEANT or _LOOKS_LIKE_A_CODE.search(found["rest"]):
        yield Flaw(
            Span(found.start("verb"), found.end("verb")),
            f"This comment suppresses nothing: `{found['verb']}` is not understood.",
            "Write `ignore` for this place, or `ignore-file` for the whole file, and the rule's code behind it.",
        )


def _selectors(codes: Codes, found: "re.Match[str]") -> Iterator[tuple[str, Span] | Flaw]:
    """The rules that a directive names: words separated by commas or blanks, up to the first that is the reason."""
    start, seen, comma = found.start("rest"), False, False
    for word in _WORD.finditer(found["rest"]):
        text = word[0].rstrip(".:;")
        place = Span(start + word.start(), start + word.start() + len(text))
        is_code = _LOOKS_LIKE_A_CODE.fullmatch(text) is not None
        if not is_code and not codes.means_a_rule(text) and not comma:
            break
        seen = True
        yield _selector(codes, text, place)
        comma = found["rest"][word.end() :].lstrip().startswith(",") or word[0].endswith(",")
    if not seen:
        yield Flaw(
            Span(found.start(), found.end("verb")),
            "This comment suppresses nothing: it names no rule.",
            f"Write the rule's code, and why: `{MARK} {found['verb']} DW601 the statement holds no data`.",
        )


def _selector(codes: Codes, text: str, place: Span) -> tuple[str, Span] | Flaw:
    try:
        selector = codes.resolve(text)
    except BadSelector as error:
        return Flaw(place, f"This suppresses nothing: {error}.", "Write the code that the finding shows.")
    if selector.startswith(RESULTS) or selector == "DW":
        return Flaw(
            place,
            f"This suppresses nothing: {selector} speaks of test results, and those cannot be suppressed.",
            "Mend what fails; until then no phase that needs the test is done.",
        )
    return selector, place


def _lines(document: Document, comment: Span, pieces: tuple[Piece, ...] | None) -> frozenset[int]:
    """The lines that a comment speaks of: its own where code stands before it, else the next one with code, and those
    of annotations above that. A literal that begins or ends on such a line belongs to it as a whole."""
    own = document.position(comment.start).line
    last = document.position(comment.end).line
    before = document.lines[own][: document.position(comment.start).column].strip()
    if before:
        return _with_literals(document, {own}, pieces)
    covered: set[int] = set()
    at = last + 1
    while at < document.line_count:
        covered.add(at)
        line = document.line(at)
        is_comment = line.lstrip().startswith(("//", "/*", "*", "#")) or not line.strip()
        if not is_comment and not _ANNOTATION.match(line):
            break
        at += 1
    return _with_literals(document, covered, pieces)


def _with_literals(document: Document, lines: set[int], pieces: tuple[Piece, ...] | None) -> frozenset[int]:
    found = set(lines)
    for literal in literals(pieces or []):
        first, last = document.position(literal.start).line, document.position(max(literal.end - 1, 0)).line
        if first != last and (first in lines or last in lines):
            found.update(range(first, last + 1))
    return frozenset(found)


def literals(pieces: Iterable[Piece]) -> Iterator[Span]:
    """Whole string literals, with the templates in them."""
    opened = -1
    for piece in pieces:
        if piece.is_comment:
            continue
        opened = piece.start if opened < 0 else opened
        if not piece.depth:
            yield Span(opened, piece.end)
            opened = -1
