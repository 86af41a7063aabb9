"""Generated lines against those written by hand: from the record of Changes and the texts as they are."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from destination_writer.checkpoints.changelog import ChangeRecord, Maker
from destination_writer.checkpoints.figures.model import LineCount

NOT_OURS = frozenset({Maker.HAND.value})
"""Makers whose lines a person wrote."""
_CODE = (".kt", ".kts", ".java")


def is_code(path: str) -> bool:
    return path.endswith(_CODE) and not path.startswith("../")


def counted(text: str) -> Counter[str]:
    """The lines of a text that are not blank, without their indentation: moving a line keeps it."""
    return Counter(line for raw in text.split("\n") if (line := raw.strip()))


def line_counts(changes: Iterable[ChangeRecord], texts: Mapping[str, str]) -> dict[int | None, LineCount]:
    """By phase, the phase None for Changes that name none. `texts` are the present ones by path, `changes` those that
    nobody took back, oldest first.

    What one Change wrote and a later one of this tool replaced, such as a stub, counts for the later alone. A present
    line is credited to one Change only, the newest that wrote it.
    """
    written = _written(changes)
    present = {path: counted(text) for path, text in texts.items() if is_code(path)}
    made: dict[int | None, int] = {}
    standing: dict[int | None, int] = {}
    for entry in reversed(written):
        made[entry.phase] = made.get(entry.phase, 0) + entry.lines.total()
        there = present.get(entry.path)
        if there is not None:
            kept = entry.lines & there
            there.subtract(kept)
            standing[entry.phase] = standing.get(entry.phase, 0) + kept.total()
    return {phase: LineCount(count, standing.get(phase, 0)) for phase, count in made.items()}


@dataclass(slots=True)
class _Written:
    phase: int | None
    path: str
    lines: Counter[str]


def _written(changes: Iterable[ChangeRecord]) -> list[_Written]:
    found: list[_Written] = []
    for change in changes:
        if change.maker in NOT_OURS:
            continue
        for file in change.files:
            if is_code(file.path):
                after = Counter(line for hunk in file.hunks for line in _stripped(hunk.after))
                before = Counter(line for hunk in file.hunks for line in _stripped(hunk.before))
                _replace(found, file.path, before - after)
                found.append(_Written(change.phase, file.path, after - before))
    return found


def _replace(found: Iterable[_Written], path: str, removed: Counter[str]) -> None:
    """Takes lines that a later Change removed from those that wrote them."""
    for entry in found:
        if entry.path == path and removed:
            taken = entry.lines & removed
            entry.lines -= taken
            removed = removed - taken


def present_lines(texts: Mapping[str, str]) -> int:
    return sum(counted(text).total() for path, text in texts.items() if is_code(path))


def total(counts: Iterable[LineCount]) -> LineCount:
    generated = standing = 0
    for count in counts:
        generated += count.generated
        standing += count.standing
    return LineCount(generated, standing)


def _stripped(lines: Iterable[str]) -> list[str]:
    return [stripped for line in lines if (stripped := line.strip())]
