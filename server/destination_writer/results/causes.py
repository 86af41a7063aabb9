"""Failing tests of one cause, brought together."""

from collections.abc import Iterable
from dataclasses import dataclass

from destination_writer.results.diagnosis import Diagnosis, Key, cause_key
from destination_writer.text.testruns import TestResult


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
