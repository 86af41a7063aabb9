"""Failing tests of one cause, brought together."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from destination_writer.knowledge.failures import Depth
from destination_writer.results.diagnose import Diagnosis
from destination_writer.text.testruns import TestResult

_CERTAIN = (Depth.CAUSE, Depth.WRAPPER)
_VARYING = re.compile(
    r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"  # a UUID
    r"|\d{8}[a-z]{4,10}\b"  # the date and letters that the CDK's tests name schemas by
    r"|\b(?=[a-z]*\d)[0-9a-f]{8,}\b|(?<=@)[0-9a-f]{4,}\b"  # a hash, an object's identity
    r"|\d+"
)
Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """A failing test with its explanation; `stale` when the sources changed after it ran."""

    test: TestResult
    diagnosis: Diagnosis
    stale: bool = False


def one_cause_each(failed: Iterable[Failed]) -> list[list[Failed]]:
    """Groups of one cause, in the order of the first test of each."""
    groups: dict[Key, list[Failed]] = {}
    for index, one in enumerate(failed):
        groups.setdefault((*(cause_key(one.diagnosis) or (index,)), one.stale), []).append(one)
    return list(groups.values())


def cause_key(diagnosis: Diagnosis) -> Key | None:
    """What two failures of one cause share; None for one that can stand for itself alone.

    A known cause (a table that is missing, a server that refuses) is one wherever it surfaces. Where only the kind of
    exception is known, the line that threw it has to be the same too.
    """
    said = shape(diagnosis.message)
    if diagnosis.depth in _CERTAIN:
        return diagnosis.rule, diagnosis.category, said
    if diagnosis.file is None or diagnosis.line is None:
        return None
    return diagnosis.rule, diagnosis.category, said, diagnosis.file, diagnosis.line


def shape(message: str) -> str:
    """A message without what differs from run to run: numbers, hashes, random names."""
    return _VARYING.sub("#", " ".join(message.split()))
