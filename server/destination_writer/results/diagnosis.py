"""One cause of a failure, and how several become a list."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from destination_writer.knowledge.failures import Depth
from destination_writer.results.rulebook import Rulebook
from destination_writer.results.traces import Frame

NAMED_TESTS = 5
"""Further tests of one cause that are named in words."""
_CERTAIN = (Depth.CAUSE, Depth.WRAPPER)
_VARYING = re.compile(
    r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"  # a UUID
    r"|\d{8}[a-z]{4,10}\b"  # the date and letters that the CDK's tests name schemas by
    r"|\b(?=[a-z]*\d)[0-9a-f]{8,}\b|(?<=@)[0-9a-f]{4,}\b"  # a hash, an object's identity
    r"|\d+"
)
Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One cause. `line`, `column` and `evidence` count from 1; `evidence` are lines of the text that was read."""

    category: str
    message: str
    cause: str
    fix: str
    file: str | None = None
    line: int | None = None
    column: int | None = None
    test: str | None = None
    evidence: tuple[int, ...] = ()
    rule: str = ""
    frames: tuple[Frame, ...] = ()
    """The project's frames, the one of `file` and `line` first."""
    depth: Depth = Depth.CAUSE
    key: tuple[object, ...] = ()
    found: tuple[tuple[str, str], ...] = ()
    """What the rule found in the text: `("object", "raw.orders")`."""
    tests: tuple[str, ...] = ()
    """Every test that fails for this cause."""
    next_steps: tuple[str, ...] = ()
    """What to do next where the fix does not help, in order."""


def cause_key(diagnosis: Diagnosis) -> Key | None:
    """What two failures of one cause share; None for one that can stand for itself alone.

    A known cause (a table that is missing, a server that refuses) is one wherever it surfaces. Where only the kind of
    exception is known, the line that threw it has to be the same too.
    """
    said = shape(diagnosis.message)
    if diagnosis.depth in _CERTAIN:
        named = tuple((name, shape(value)) for name, value in diagnosis.found)
        return diagnosis.rule, diagnosis.category, named or said
    if diagnosis.file is None or diagnosis.line is None:
        return None
    return diagnosis.rule, diagnosis.category, said, diagnosis.file, diagnosis.line


def shape(message: str) -> str:
    """A message without what differs from run to run: numbers, hashes, random names."""
    return _VARYING.sub("#", " ".join(message.split()))


def arranged(found: Iterable[Diagnosis], book: Rulebook) -> list[Diagnosis]:
    """One for each cause, what explains most first, else in the order of the text."""
    groups: dict[Key, list[Diagnosis]] = {}
    for diagnosis in found:
        key = diagnosis.key if diagnosis.depth in _CERTAIN else cause_key(diagnosis) or diagnosis.key
        groups.setdefault(key, []).append(diagnosis)
    order = {depth: index for index, depth in enumerate(Depth)}
    joined = sorted((_joined(group) for group in groups.values()), key=lambda d: order[d.depth])
    return [_counted(with_steps(diagnosis, book)) for diagnosis in joined]


def with_steps(diagnosis: Diagnosis, book: Rulebook) -> Diagnosis:
    """With the next steps of its category, where its rule has none of its own."""
    return diagnosis if diagnosis.next_steps else replace(diagnosis, next_steps=book.next_steps(diagnosis.category))


def _joined(group: Sequence[Diagnosis]) -> Diagnosis:
    first = group[0]
    if len(group) == 1:
        return first
    placed = first if first.file else next((d for d in group if d.file), first)
    return replace(
        first,
        file=placed.file,
        line=placed.line,
        column=placed.column,
        evidence=evidence_of(number for diagnosis in group for number in diagnosis.evidence),
        tests=tuple(dict.fromkeys(test for diagnosis in group for test in diagnosis.tests)),
    )


def _counted(diagnosis: Diagnosis) -> Diagnosis:
    others = [test for test in diagnosis.tests if test != diagnosis.test]
    return replace(diagnosis, cause=f"{diagnosis.cause} {told_of_others(others)}") if others else diagnosis


def told_of_others(labels: Sequence[str]) -> str:
    """The sentence that counts and names further tests of one cause; empty for none."""
    if not labels:
        return ""
    named = ", ".join(labels[:NAMED_TESTS]) + (", ..." if len(labels) > NAMED_TESTS else "")
    return f"{len(labels)} more {'test fails' if len(labels) == 1 else 'tests fail'} for the same reason: {named}."


def evidence_of(numbers: Iterable[int]) -> tuple[int, ...]:
    """Line numbers in order, once each; 0 stands for a line that is not known."""
    return tuple(sorted({number for number in numbers if number > 0}))
