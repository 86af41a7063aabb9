"""What decides that a place in Kotlin is reached: the condition of an `if`, or of a branch of a `when`."""

import re

from destination_writer.analysis.rule import FileSubject
from destination_writer.text.places import Span

_WHEN = re.compile(r"\bwhen\s*\(([^{}]*)\)\s*$")
_JUMP = re.compile(r"(?:\bthrow|\breturn|\{)$")
_OPERATOR_BEFORE = re.compile(r"(?:\|\||&&|[,(]|\bin)\s*$")
_OPERATOR_AFTER = re.compile(r"^\s*(?:\|\||&&|[,)])")


def condition(subject: FileSubject, at: int) -> Span | None:
    """What decides that the code at a place runs: the condition of an `if` or of a branch that holds nothing else."""
    bare = subject.bare
    head = _before_jump(bare[max(at - 2000, 0) : at])
    end = max(at - 2000, 0) + len(head)
    if head.endswith("->"):
        return _before_arrow(bare, end - 2)
    if not head.endswith(")"):
        return None
    depth = 0
    for place in range(end - 1, max(end - 2000, -1), -1):
        depth += (bare[place] == ")") - (bare[place] == "(")
        if depth == 0:
            is_if = re.search(r"\bif\s*$", bare[max(place - 8, 0) : place]) is not None
            return Span(place, end) if is_if else None
    return None


def _before_jump(code: str) -> str:
    """Without the braces, `throw` and `return` that it ends with."""
    code = code.rstrip()
    while (found := _JUMP.search(code, max(len(code) - 7, 0))) is not None:
        code = code[: found.start()].rstrip()
    return code


def _before_arrow(bare: str, arrow: int) -> Span:
    depth, at = 0, arrow
    while at > 0:
        sign = bare[at - 1]
        depth += (sign in ")]}") - (sign in "([{")
        if depth < 0:
            break
        if sign == "\n" and depth == 0 and _is_whole(bare, at, arrow):
            break
        at -= 1
    return Span(at, arrow)


def _is_whole(bare: str, at: int, arrow: int) -> bool:
    """Whether a condition begins on the line of a place: the line before does not go on there."""
    if not bare[at:arrow].strip() or _OPERATOR_AFTER.match(bare[at:arrow]):
        return False
    return _OPERATOR_BEFORE.search(bare[max(at - 200, 0) : at]) is None


def subject_of(bare: str, at: int) -> str:
    """What the `when` asks that a branch at a place belongs to; empty for one without a subject."""
    depth, first, place = 0, max(at - 3999, 0), at
    while depth >= 0:
        opening, closing = bare.rfind("{", first, place), bare.rfind("}", first, place)
        place = max(opening, closing)
        if place < 0:
            return ""
        depth += 1 if closing > opening else -1
    found = _WHEN.search(bare, max(place - 120, 0), place)
    return found[1] if found else ""
