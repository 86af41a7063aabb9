"""What the runs tell of each test, in the order in which they were written: fixes, regressions, where it got stuck."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from destination_writer.checkpoints.changelog import ChangeRecord
from destination_writer.checkpoints.figures.clock import PhaseBook, Worked
from destination_writer.checkpoints.figures.model import Fix, Regression, Stretch
from destination_writer.checkpoints.history import RunRecord, TestRecord
from destination_writer.text.testruns import Outcome

STRETCHES = 10
"""The longest are shown. One failing run alone is no stretch."""
TITLES = 5


@dataclass(slots=True)
class _Story:
    """One test while the runs are read. `passed_at` is the last pass, `failed_at` the first failure of the present row,
    `last_failed` its last; `broke` are the files that changed before it."""

    phase: int
    passed_at: float | None = None
    failed_at: float | None = None
    last_failed: float = 0.0
    failed_runs: int = 0
    broke: tuple[str, ...] = ()
    touched: set[str] = field(default_factory=set[str])


@dataclass(slots=True)
class Sequences:
    fixes: list[Fix] = field(default_factory=list[Fix])
    regressions: list[Regression] = field(default_factory=list[Regression])
    stretches: list[Stretch] = field(default_factory=list[Stretch])


def sequences(runs: Sequence[RunRecord], changes: Sequence[ChangeRecord], book: PhaseBook, worked: Worked) -> Sequences:
    """Skipped tests tell nothing and end nothing."""
    found = Sequences()
    open_ones: dict[str, _Story] = {}
    for run in runs:
        phase = book.of_run(run)
        _note_changed(open_ones.values(), run)
        for test in run.tests:
            if test.outcome == Outcome.SKIPPED.value:
                continue
            owner = book.owner(test.name)
            story = open_ones.setdefault(test.key, _Story(phase if owner is None else owner))
            if test.outcome == Outcome.PASSED.value:
                _passed(found, story, test, run, changes, worked)
            else:
                _failed(story, run)
    for key, story in open_ones.items():
        if story.failed_at is not None:
            _close(found, key, story, story.last_failed, worked, still=True)
    found.stretches = longest(found.stretches)
    return found


def longest(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The ones that took most, by time worked and then by runs; a single failing run is no place to be stuck at."""
    several = (stretch for stretch in stretches if stretch.runs > 1)
    return sorted(several, key=lambda s: (-s.active, -s.runs, s.began, s.test))[:STRETCHES]


def _note_changed(stories: Iterable[_Story], run: RunRecord) -> None:
    if run.changed:
        for story in stories:
            if story.failed_at is not None:
                story.touched.update(run.changed)


def _failed(story: _Story, run: RunRecord) -> None:
    if story.failed_at is None:
        story.failed_at, story.broke, story.touched = run.at, run.changed, set()
    story.last_failed = run.at
    story.failed_runs += 1


def _passed(
    found: Sequences,
    story: _Story,
    test: TestRecord,
    run: RunRecord,
    changes: Sequence[ChangeRecord],
    worked: Worked,
) -> None:
    if story.failed_at is not None:
        files = run.changed or tuple(sorted(story.touched))
        titles = _titles(changes, story.last_failed, run.at, files)
        failed_at, failed_runs = story.failed_at, story.failed_runs
        found.fixes.append(Fix(test.key, story.phase, failed_at, run.at, failed_runs, files, titles))
        _close(found, test.key, story, run.at, worked, still=False)
    story.passed_at = run.at


def _close(found: Sequences, key: str, story: _Story, at: float, worked: Worked, *, still: bool) -> None:
    assert story.failed_at is not None
    if story.passed_at is not None:
        mended = None if still else at
        found.regressions.append(Regression(key, story.phase, story.passed_at, story.failed_at, story.broke, mended))
    active = worked.between(story.failed_at, at)
    ended = max(story.failed_at, at)
    found.stretches.append(Stretch(key, story.phase, story.failed_at, ended, story.failed_runs, active, still))
    story.failed_at, story.failed_runs, story.broke, story.touched = None, 0, (), set()


def _titles(changes: Sequence[ChangeRecord], after: float, until: float, files: Sequence[str]) -> tuple[str, ...]:
    """Changes written between the last failure and the pass, into files that then were other ones."""
    wanted = set(files)
    titles = (
        change.title
        for change in changes
        if after <= change.at <= until and (not wanted or any(file.path in wanted for file in change.files))
    )
    return tuple(dict.fromkeys(titles))[:TITLES]
