"""The door: all figures of a connector, from values alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from destination_writer.checkpoints.changelog import ChangeRecord, standing
from destination_writer.checkpoints.figures.clock import Event, PhaseBook, Worked, is_moment, usable_runs
from destination_writer.checkpoints.figures.completeness import component_counts
from destination_writer.checkpoints.figures.errors import frequent_errors
from destination_writer.checkpoints.figures.lines import line_counts, present_lines, total
from destination_writer.checkpoints.figures.model import Colour, Figures, LineCount, PhaseFigures, RunPoint
from destination_writer.checkpoints.figures.sequences import Sequences, sequences
from destination_writer.checkpoints.history import RUNS_KEPT, RunRecord
from destination_writer.checkpoints.runner import Ended
from destination_writer.checkpoints.status import PhaseStatus
from destination_writer.connector.model import Connector
from destination_writer.knowledge.cdkversions import Era, UnknownCdkVersion, era_of
from destination_writer.knowledge.failures import FailureRule
from destination_writer.knowledge.phases import Phase
from destination_writer.text.testruns import Outcome

_BAD = (Outcome.FAILED.value, Outcome.ERROR.value)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the figures are made of. `runs` and `changes` in the order in which they were written, `statuses` the gate's
    words on each phase, `unread` the number of lines of the records that could not be read."""

    connector: Connector
    phases: Sequence[Phase]
    statuses: Sequence[PhaseStatus]
    rules: Sequence[FailureRule]
    runs: Sequence[RunRecord] = ()
    changes: Sequence[ChangeRecord] = ()
    unread: int = 0


def figures_of(recorded: Recorded, now: float) -> Figures:
    """`now` is seconds since the epoch by the caller's clock."""
    connector, version = recorded.connector, _version(recorded.connector)
    book = PhaseBook([{test.name for test in phase.tests_for(version)} for phase in recorded.phases], connector.state)
    runs, notes = usable_runs(recorded.runs)
    changes = [change for change in recorded.changes if is_moment(change.at)]
    points = [_point(run, book) for run in runs]
    events = [Event(point.began, point.ended, point.phase) for point in points]
    events += [Event(change.at, change.at, book.of_change(change)) for change in changes]
    worked = Worked(events)
    told = sequences(runs, changes, book, worked)
    kept = [replace(change, phase=book.of_change(change)) for change in standing(changes)]
    lines = line_counts(kept, _texts(connector))
    return Figures(
        name=connector.name,
        database=connector.database,
        cdk_version=connector.cdk_version,
        made_at=now,
        phases=_phases(recorded, book, points, events, changes, told, lines, worked),
        runs=tuple(points),
        changes=tuple((change.at, book.of_change(change)) for change in changes),
        fixes=tuple(told.fixes),
        regressions=tuple(told.regressions),
        stuck=tuple(told.stretches),
        errors=frequent_errors(runs, recorded.rules, book),
        lines=total(lines.values()),
        present=present_lines(_texts(connector)),
        active=worked.total,
        notes=(*notes, *_notes(recorded)),
    )


def _version(connector: Connector) -> str | None:
    """None, which counts as the newest, for a version that nobody knows."""
    try:
        return connector.cdk_version if connector.cdk_version and era_of(connector.cdk_version) else None
    except UnknownCdkVersion:
        return None


def _texts(connector: Connector) -> dict[str, str]:
    return {source.path: source.text for source in connector.sources}


def _notes(recorded: Recorded) -> Iterable[str]:
    if recorded.unread:
        lines = "1 line" if recorded.unread == 1 else f"{recorded.unread} lines"
        yield f"{lines} of the records cannot be read and count for nothing."
    if len(recorded.runs) >= RUNS_KEPT:
        yield f"The record keeps the last {RUNS_KEPT} runs: what was before these is not counted."
    if recorded.runs and not recorded.changes:
        yield "No Change of this tool is on record, so every line counts as written by hand."


def _point(run: RunRecord, book: PhaseBook) -> RunPoint:
    outcomes = [test.outcome for test in run.tests]
    bad = sum(outcome in _BAD for outcome in outcomes)
    passed = outcomes.count(Outcome.PASSED.value)
    skipped = len(outcomes) - bad - passed
    broken = bool(run.failed_steps) and not bad
    if bad or broken or run.ended == Ended.TIMED_OUT.value:
        colour = Colour.RED
    else:
        colour = Colour.GREEN if run.ended == Ended.FINISHED.value and passed and not skipped else Colour.GREY
    began, whole = max(0.0, run.at - run.seconds), run.phase is not None
    return RunPoint(began, run.at, run.runner, book.of_run(run), whole, colour, passed, bad, skipped, broken)


def _phases(
    recorded: Recorded,
    book: PhaseBook,
    points: Sequence[RunPoint],
    events: Sequence[Event],
    changes: Sequence[ChangeRecord],
    told: Sequences,
    lines: Mapping[int | None, LineCount],
    worked: Worked,
) -> tuple[PhaseFigures, ...]:
    version = _version(recorded.connector)
    components = component_counts(recorded.phases, recorded.connector, era_of(version) if version else Era.C)
    made: list[PhaseFigures] = []
    for phase, status in zip(recorded.phases, recorded.statuses, strict=True):
        number = phase.number
        own = [point for point in points if point.phase == number]
        began, ended = _span(number, book, events)
        names = {test.name for test in phase.tests_for(version)}
        rates = [point.rate for point in own if point.whole and point.rate is not None]
        made.append(
            PhaseFigures(
                number=number,
                title=phase.title,
                state=status.state,
                began=began,
                ended=book.completed.get(number),
                wall=None if began is None or ended is None else max(0.0, ended - began),
                active=worked.by_phase.get(number, 0.0),
                first_green=_first_green(recorded.runs, names, began),
                checkpoints=sum(point.whole for point in own),
                runs=len(own),
                red=sum(point.colour is Colour.RED for point in own),
                first_rate=rates[0] if rates else None,
                last_rate=rates[-1] if rates else None,
                mean_rate=sum(rates) / len(rates) if rates else None,
                fixes=sum(fix.phase == number for fix in told.fixes),
                regressions=sum(regression.phase == number for regression in told.regressions),
                changes=sum(book.of_change(change) == number for change in changes),
                lines=lines.get(number, LineCount()),
                percent=status.percent,
                components=components[number],
            )
        )
    return tuple(made)


def _span(number: int, book: PhaseBook, events: Sequence[Event]) -> tuple[float | None, float | None]:
    """From the first touch to the gate, or to the last thing that happened while the gate is not reached. A phase of
    which only the gate is on record began at an unknown time."""
    own = [event for event in events if event.phase == number]
    gate = book.completed.get(number)
    starts = [event.began for event in own] + [at for at in (book.started.get(number),) if at is not None]
    began = min(starts, default=None)
    last = max((event.ended for event in own), default=began)
    return began, gate if gate is not None else last


def _first_green(runs: Iterable[RunRecord], names: set[str], began: float | None) -> float | None:
    if began is None:
        return None
    passed = Outcome.PASSED.value
    greens = (
        run.at
        for run in runs
        if is_moment(run.at) and run.at >= began and any(t.name in names and t.outcome == passed for t in run.tests)
    )
    first = next(greens, None)
    return None if first is None else first - began
