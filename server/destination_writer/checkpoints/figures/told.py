"""The figures as lines for a terminal."""

from collections.abc import Iterator, Sequence

from destination_writer.checkpoints.figures.model import ErrorCount, Figures, Fix, PhaseFigures, Regression, Stretch
from destination_writer.checkpoints.figures.words import (
    NONE,
    STATES,
    counted,
    moment,
    percent,
    rates,
    share,
    span,
)

NAMED = 3
"""Files that are named of those that changed."""
LISTED = 8
"""Fixes and regressions that are listed, the newest first; the page and --json have all."""
_HEADS = (
    "Phase",
    "State",
    "Wall clock",
    "Active",
    "First green",
    "Pass rate",
    "Runs",
    "Failing",
    "Fixes",
    "Regressions",
    "Lines kept",
    "Members",
)


def told(figures: Figures) -> Iterator[str]:
    """Headline, one table of phases, then what stands out."""
    about = ", ".join(part for part in (figures.database, figures.cdk_version and f"CDK {figures.cdk_version}") if part)
    yield f"📊 Report: {figures.name}{f' ({about})' if about else ''}"
    yield ""
    if figures.is_empty:
        yield "Nothing is on record yet: run a checkpoint, or write a stub, then ask again."
        yield ""
    yield from table([_HEADS, *(_row(phase) for phase in figures.phases)])
    yield ""
    yield from _summary(figures)
    for heading, lines in _parts(figures):
        yield ""
        yield heading
        yield from lines
    if figures.notes:
        yield ""
        yield from figures.notes


def table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns as wide as their widest cell; all but the first two are set to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = (
            cell.ljust(width) if column < 2 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join(cells).rstrip()


def _row(phase: PhaseFigures) -> tuple[str, ...]:
    owed = sum(component.owed for component in phase.components if component.required)
    done = sum(component.done for component in phase.components if component.required)
    return (
        f"{phase.number} {phase.title}",
        STATES[phase.state],
        span(phase.wall),
        span(phase.active) if phase.runs or phase.changes else NONE,
        span(phase.first_green),
        rates(phase.first_rate, phase.last_rate),
        str(phase.runs),
        str(phase.red),
        str(phase.fixes),
        str(phase.regressions),
        f"{phase.lines.standing}/{phase.lines.generated}" if phase.lines.generated else NONE,
        f"{done}/{owed}",
    )


def _summary(figures: Figures) -> Iterator[str]:
    runs, red = len(figures.runs), figures.red
    yield (
        f"{figures.done} of {len(figures.phases)} phases done now, {counted(figures.gates, 'gate')} reached, "
        f"{span(figures.active)} of work on record, {counted(runs, 'run')}, {red} of them failing."
    )
    standing, by_hand = figures.lines.standing, figures.by_hand
    yield (
        f"{counted(figures.present, 'line')} of Kotlin: {standing} generated and unchanged "
        f"({percent(share(standing, figures.present))}), {by_hand} by hand; {figures.lines.gone} generated lines were "
        f"edited or removed."
    )


def _parts(figures: Figures) -> Iterator[tuple[str, list[str]]]:
    """What stands out: heading and lines."""
    open_ones = [regression for regression in figures.regressions if regression.mended_at is None]
    if open_ones:
        yield f"Regressions that are open: {len(open_ones)}. This is a blocker.", [*map(_regression, open_ones)]
    if figures.stuck:
        yield "Where it got stuck:", [*map(_stretch, figures.stuck)]
    if figures.errors:
        yield "Frequent errors:", [*map(_error, figures.errors[:LISTED])]
    if figures.fixes:
        newest = figures.fixes[::-1][:LISTED]
        more = len(figures.fixes) - len(newest)
        yield f"Fixes: {len(figures.fixes)}", [*map(_fix, newest), *([f"  and {more} more"] if more else [])]


def _regression(one: Regression) -> str:
    return f"  ✗ {one.test}: passed {moment(one.passed_at)}, fails since {moment(one.failed_at)}"


def _stretch(one: Stretch) -> str:
    still = ", and it still fails" if one.open else ""
    return f"  {one.test}: {counted(one.runs, 'failing run')} in a row, {span(one.active)} of work{still}"


def _error(one: ErrorCount) -> str:
    where = f" in {counted(one.tests, 'test')}" if one.tests else ""
    return f"  {one.count:>4} × {one.category} ({one.rule}){where}"


def _fix(one: Fix) -> str:
    return f"  ✓ {one.test} after {counted(one.failed_runs, 'failing run')}{mended_by(one.changes, one.files)}"


def mended_by(changes: Sequence[str], files: Sequence[str]) -> str:
    """What mended a test, as the end of a sentence: this tool's Changes, else the files that a person changed."""
    if changes:
        return f", mended by: {'; '.join(changes)}"
    return f", mended by hand in {short(files)}" if files else ""


def short(files: Sequence[str]) -> str:
    """The names of the first files, without their folders."""
    more = ", ..." if len(files) > NAMED else ""
    return ", ".join(path.rpartition("/")[2] for path in files[:NAMED]) + more
