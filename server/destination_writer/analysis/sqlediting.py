"""Edits to SQL inside of Kotlin's strings, as remedies."""

import json
from bisect import bisect_right
from collections.abc import Iterable

from destination_writer.analysis.rule import FileSubject
from destination_writer.kotlin.tokens import TokenKind, code_tokens
from destination_writer.text.findings import Remedy
from destination_writer.text.places import Span


def literals_of(subject: FileSubject) -> tuple[tuple[int, bool], ...]:
    """Where each string of the file begins, in order, and whether it is a raw one."""
    found: list[tuple[int, bool]] = []
    for token in code_tokens(subject.text):
        if token.kind is TokenKind.STRING_START:
            found.append((token.start, subject.text[token.start : token.end].endswith('"""')))
    return tuple(found)


def is_raw(subject: FileSubject, offset: int) -> bool:
    """Whether an offset inside of a string lies in one with three quotes."""
    known = subject.shared(literals_of)
    at = bisect_right(known, (offset, True)) - 1
    return at >= 0 and known[at][1]


def literal_start(subject: FileSubject, offset: int) -> int:
    """Where the string that an offset lies in begins; the offset itself where none does before it."""
    known = subject.shared(literals_of)
    at = bisect_right(known, (offset, True)) - 1
    return known[at][0] if at >= 0 else offset


def in_string(subject: FileSubject, offset: int, text: str) -> str:
    """SQL as it is written in the Kotlin string at an offset."""
    if is_raw(subject, offset):
        return text.replace("$", "${'$'}")
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$").replace("\n", "\\n")


def edit_remedy(
    subject: FileSubject,
    title: str,
    why: str,
    edits: Iterable[tuple[Span, str]],
    *,
    preferred: bool = True,
    headers: bool = False,
) -> Remedy:
    """Each stretch of the file is replaced by Kotlin text. `preferred`: a machine may do it unseen. `headers`: types
    that functions take may be among what is replaced."""
    listed = [[span.start, subject.text[span.start : span.end], new] for span, new in edits]
    arguments = {"file": subject.source.path, "title": title, "why": why, "edits": json.dumps(listed)}
    if headers:
        arguments["headers"] = "change"
    return Remedy("edit-places", title, arguments, preferred)
