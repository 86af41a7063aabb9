"""Failures on record that were mended: what the test said last, and what changed before it passed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from destination_writer.checkpoints.changelog import ChangeRecord, Maker
from destination_writer.checkpoints.history import RunRecord
from destination_writer.text.testruns import Outcome

_BAD = (Outcome.FAILED.value, Outcome.ERROR.value)
_NO_MENDING = frozenset({Maker.LEARNING.value, Maker.PREFLIGHT.value, Maker.SKIP.value})


@dataclass(frozen=True, slots=True)
class Mended:
    """`test` is `ClassName.test name`, `said` its last failure, `files` what changed before it passed, `changes` titles
    of the Changes that this tool wrote into these meanwhile; `is_by_remedy` says that one of these mends failures."""

    test: str
    said: str
    failed_at: float
    passed_at: float
    files: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    is_by_remedy: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """`mended` the newest first; `failing` are the tests that fail now."""

    mended: tuple[Mended, ...]
    failing: frozenset[str]


def mended_failures(runs: Iterable[RunRecord], changes: Sequence[ChangeRecord]) -> Known:
    """From runs and Changes in the order in which they were written."""
    failing: dict[str, tuple[str, float]] = {}
    found: list[Mended] = []
    for run in runs:
        for test in run.tests:
            if test.outcome in _BAD:
                failing[test.key] = (test.cause or test.message, run.at)
            elif test.outcome == Outcome.PASSED.value and test.key in failing:
                said, failed_at = failing.pop(test.key)
                between = _between(changes, failed_at, run)
                titles = tuple(dict.fromkeys(change.title for change in between))
                by_remedy = any(change.maker == Maker.REMEDY for change in between)
                found.append(Mended(test.key, said, failed_at, run.at, run.changed, titles, by_remedy))
    return Known(tuple(reversed(found)), frozenset(failing))


class NoneMended(Exception):
    """There is no such failure that was mended. The message says what there is."""


def mended_of(known: Known, test: str | None) -> Mended:
    """The failure of a test, by its name or a part of it, that was mended last. Raises NoneMended when there is none,
    or when the test still fails: a fix is confirmed by the test that passes."""
    still = sorted(key for key in known.failing if test and test.lower() in key.lower())
    if still:
        raise NoneMended(f"{still[0]} still fails. This is a blocker. A fix is remembered once its test passes")
    found = [one for one in known.mended if not test or test.lower() in one.test.lower()]
    if found:
        return found[0]
    if not known.mended:
        raise NoneMended(
            "no test on record failed and then passed; give the failure with --log FILE and what mends it with --fix"
        )
    names = ", ".join(dict.fromkeys(one.test for one in known.mended))
    raise NoneMended(f"no mended test on record is called {test!r}; there are: {names}")


def _between(changes: Iterable[ChangeRecord], failed_at: float, run: RunRecord) -> tuple[ChangeRecord, ...]:
    wanted = set(run.changed)
    between = (c for c in changes if failed_at <= c.at <= run.at and c.maker not in _NO_MENDING)
    return tuple(c for c in between if not wanted or any(f.path in wanted for f in c.files))
