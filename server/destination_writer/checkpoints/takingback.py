"""Taking back what was written for a phase: from the log of Changes and the present texts to the texts without them.

Each hunk is looked for by its own lines and those around it, so that edits elsewhere in the file do not matter. A hunk
whose lines were edited since is left as it is and named. Pure; the faces show the difference and write it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from destination_writer.checkpoints.changelog import (
    CHANGES_PATH,
    ChangeRecord,
    FileRecord,
    HunkRecord,
    Maker,
    lines_of,
    standing,
)
from destination_writer.connector.state import STATE_PATH
from destination_writer.kotlin.tokens import mask_literals
from destination_writer.text.changes import NoChange, fingerprint

ReadText = Callable[[str], str | None]
"""The present text of a file by its path in the connector; None when there is none."""

_KEPT_MAKERS = frozenset({Maker.PREFLIGHT, Maker.LEARNING, Maker.SKIP, Maker.TAKE_BACK})
"""What belongs to the whole connector and not to a phase's code."""
_IMPORT = re.compile(r"\s*import\s+([\w.`]+?)(?:\s+as\s+(\w+))?\s*$")
_TRIVIAL = re.compile(r"[\s{}()\[\],;]*")


@dataclass(frozen=True, slots=True)
class Kept:
    """Lines that are left as they are because they are not what was written any more. Lines count from 1 in the present
    text, `last` included."""

    path: str
    first: int
    last: int
    reason: str

    def __str__(self) -> str:
        lines = f"line {self.first}" if self.first >= self.last else f"lines {self.first} to {self.last}"
        return f"{self.path}, {lines}: {self.reason}"


@dataclass(frozen=True, slots=True)
class TakeBack:
    """`texts` are (present, then) by path in the connector, None where there is, or will be, no file. `records` are the
    ids of the Changes that are undone whole, `kinds` the decisions that are open again."""

    phase: int
    texts: Mapping[str, tuple[str | None, str | None]]
    records: tuple[str, ...]
    titles: tuple[str, ...]
    kept: tuple[Kept, ...] = ()
    kinds: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    is_one: bool = False
    """One Change goes and not a phase: nothing is open again but what its own lines say."""

    @property
    def title(self) -> str:
        return f"Take back: {self.titles[0]}" if self.is_one else f"Take back phase {self.phase}"


@dataclass
class _Desk:
    """The texts while they are worked on."""

    read: ReadText
    present: dict[str, str | None] = field(default_factory=dict[str, str | None])
    then: dict[str, str | None] = field(default_factory=dict[str, str | None])
    imports: list[tuple[str, HunkRecord]] = field(default_factory=list[tuple[str, HunkRecord]])

    def text(self, path: str) -> str | None:
        if path not in self.present:
            self.present[path] = self.then[path] = self.read(path)
        return self.then[path]


def take_back(
    records: Iterable[ChangeRecord], phase: int, read: ReadText, reaches: Callable[[str], bool] = lambda _: False
) -> TakeBack | NoChange:
    """What undoes every Change of a phase that stands, the newest first. `reaches` says which files outside of the
    connector are undone with it; all others stay, and are named."""
    known = tuple(records)
    mine = [r for r in standing(known) if r.phase == phase and r.maker not in _KEPT_MAKERS]
    if not mine:
        reason = f"no change of phase {phase} is noted in {CHANGES_PATH}: what was written by hand is yours to undo"
        return NoChange(reason)
    desk = _Desk(read)
    kept: list[Kept] = []
    whole: list[str] = []
    for record in reversed(mine):
        own = [file for file in record.files if not file.is_outside or reaches(file.path)]
        refused = [lines for file in own for lines in _undo_file(desk, file, _later(known, record))]
        kept += refused
        if not refused:
            whole.append(record.id)
    for path, hunk in desk.imports:
        _undo_imports(desk, path, hunk)
    texts = {path: (desk.present[path], then) for path, then in desk.then.items() if desk.present[path] != then}
    others = {kind for r in standing(known) if r not in mine for kind in r.strategies}
    kinds = dict.fromkeys(kind for r in mine for kind in r.strategies if kind not in others)
    titles = tuple(r.title for r in mine)
    return TakeBack(
        phase,
        texts,
        tuple(whole),
        titles,
        tuple(dict.fromkeys(kept)),
        tuple(kinds),
        (*_left_outside(mine, reaches), *_notes(known, mine, texts)),
    )


def take_back_one(
    record: ChangeRecord,
    records: Iterable[ChangeRecord],
    phase: int,
    read: ReadText,
    reaches: Callable[[str], bool] = lambda _: False,
) -> TakeBack:
    """What undoes one Change of the log `records`, whoever made it: a decision in the state file by its lines too."""
    later: dict[str, str] = {}
    for other in standing(records)[::-1]:
        if other.id == record.id:
            break
        later |= {file.path: other.title for file in other.files}
    desk = _Desk(read)
    own = [file for file in record.files if not file.is_outside or reaches(file.path)]
    kept = [lines for file in own for lines in _undo_file(desk, file, later, has_keys=False)]
    for path, hunk in desk.imports:
        _undo_imports(desk, path, hunk)
    texts = {path: (desk.present[path], then) for path, then in desk.then.items() if desk.present[path] != then}
    notes = tuple(_left_outside((record,), reaches))
    whole = () if kept else (record.id,)
    return TakeBack(phase, texts, whole, (record.title,), tuple(dict.fromkeys(kept)), notes=notes, is_one=True)


def _left_outside(mine: Iterable[ChangeRecord], reaches: Callable[[str], bool]) -> Iterator[str]:
    outside = {file.path for record in mine for file in record.files if file.is_outside and not reaches(file.path)}
    for path in sorted(outside):
        yield f"{path} lies outside of the connector's folder and stays: undo it there by hand."


def _notes(
    known: Sequence[ChangeRecord], mine: Sequence[ChangeRecord], texts: Mapping[str, tuple[str | None, str | None]]
) -> tuple[str, ...]:
    notes: list[str] = []
    first = min(record.at for record in mine)
    later = {
        r.phase
        for r in standing(known)
        if r.phase is not None and r.phase > (mine[0].phase or 0) and r.at >= first and _touches(r, texts)
    }
    if later:
        phases = ", ".join(map(str, sorted(later)))
        notes.append(
            f"Code of phase {phases} was written after it and may call what goes: take that back first, or mend it."
        )
    return tuple(notes)


def _touches(record: ChangeRecord, texts: Mapping[str, tuple[str | None, str | None]]) -> bool:
    return any(file.path in texts for file in record.files)


def _later(known: Sequence[ChangeRecord], record: ChangeRecord) -> dict[str, str]:
    """By path the title of the first Change that stands and came after this one."""
    found: dict[str, str] = {}
    for other in standing(known)[::-1]:
        if other.id == record.id:
            break
        if other.phase != record.phase:
            found |= {file.path: other.title for file in other.files}
    return found


def _undo_file(desk: _Desk, file: FileRecord, later: Mapping[str, str], *, has_keys: bool = True) -> list[Kept]:
    if file.path == STATE_PATH and has_keys:
        return []  # decisions are taken back by their keys
    text = desk.text(file.path)
    if file.is_removed:
        if text is None:
            desk.then[file.path] = "".join(line for hunk in file.hunks for line in hunk.before)
        return []
    if text is None:
        return [] if file.is_new else [Kept(file.path, 1, 1, "the file is gone")]
    if file.is_new:
        return _undo_creation(desk, file, text, later.get(file.path, ""))
    desk.imports += [(file.path, hunk) for hunk in file.hunks if _is_imports(hunk)]
    return _undo_hunks(desk, file.path, [hunk for hunk in file.hunks if not _is_imports(hunk)])


def _undo_creation(desk: _Desk, file: FileRecord, text: str, later: str) -> list[Kept]:
    if fingerprint(text) == file.after:
        desk.then[file.path] = None
        return []
    written = [line for hunk in file.hunks for line in hunk.after]
    first, last = _differing(written, lines_of(text))
    why = f"by “{later}”: take that back first" if later else "by hand: keep the file, or remove it yourself"
    return [Kept(file.path, first, last, f"this new file was edited since, {why}")]


def _differing(before: Sequence[str], now: Sequence[str]) -> tuple[int, int]:
    """The lines of `now` from the first difference to the last."""
    head = next((n for n, (a, b) in enumerate(zip(before, now, strict=False)) if a != b), min(len(before), len(now)))
    tail = 0
    while tail < min(len(before), len(now)) - head and before[-1 - tail] == now[-1 - tail]:
        tail += 1
    return head + 1, max(head + 1, len(now) - tail)


def _undo_hunks(desk: _Desk, path: str, hunks: Iterable[HunkRecord]) -> list[Kept]:
    """All of one Change in one file; each is looked for before any is undone, for they surround each other."""
    lines = lines_of(desk.text(path) or "")
    kept: list[Kept] = []
    places: list[tuple[int, HunkRecord]] = []
    for hunk in hunks:
        at = _find(lines, hunk.after, hunk)
        is_free = at is not None and all(at >= p + len(h.after) or at + len(hunk.after) <= p for p, h in places)
        if at is not None and is_free:
            places.append((at, hunk))
        elif at is not None or _find(lines, hunk.before, hunk) is None:  # else somebody has undone it already
            kept.append(Kept(path, *_around(lines, hunk), "these lines were edited since; mend them by hand"))
    for at, hunk in sorted(places, key=lambda place: place[0], reverse=True):
        lines[at : at + len(hunk.after)] = hunk.before
    desk.then[path] = "".join(lines)
    return kept


def _find(lines: Sequence[str], wanted: tuple[str, ...], hunk: HunkRecord) -> int | None:
    """Where the lines stand: with the most of what surrounded them, and of those the nearest to where they were.

    Lines that could be anybody's, such as a brace, need their neighbours on both sides; no lines at all need them all.
    """
    is_plain = all(_TRIVIAL.fullmatch(line) for line in wanted)
    found: list[tuple[int, int, int]] = []
    for at in range(len(lines) - len(wanted) + 1):
        if tuple(lines[at : at + len(wanted)]) != wanted:
            continue
        above = _common(reversed(lines[max(0, at - len(hunk.above)) : at]), reversed(hunk.above))
        below = _common(lines[at + len(wanted) : at + len(wanted) + len(hunk.below)], hunk.below)
        lacks = (bool(hunk.above) and not above) or (bool(hunk.below) and not below)
        whole = above == len(hunk.above) and below == len(hunk.below)
        if (is_plain and (lacks or not (above or below))) or (not wanted and not whole):
            continue
        found.append((-above - below, abs(at - (hunk.line - 1)), at))
    return min(found)[2] if found else None


def _common(one: Iterable[str], other: Iterable[str]) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a.rstrip("\r\n") != b.rstrip("\r\n"):
            break
        count += 1
    return count


def _around(lines: Sequence[str], hunk: HunkRecord) -> tuple[int, int]:
    """Where the hunk's place is now, by what was around it; else by its number."""
    first = hunk.line - 1
    if hunk.above:
        tops = [n + 1 for n, line in enumerate(lines) if line == hunk.above[-1]]
        first = min(tops, key=lambda at: abs(at - first), default=first)
    last = first + max(1, len(hunk.after))
    if hunk.below:
        ends = [n for n, line in enumerate(lines) if line == hunk.below[0] and n >= first]
        last = min(ends, key=lambda at: abs(at - last), default=last)
    first = min(first, max(0, len(lines) - 1))
    return first + 1, max(first + 1, min(last, len(lines)))


def _is_imports(hunk: HunkRecord) -> bool:
    """Whether the hunk only adds imports: other code may have come to use them."""
    return not hunk.before and all(_IMPORT.match(line) or not line.strip() for line in hunk.after)


def _undo_imports(desk: _Desk, path: str, hunk: HunkRecord) -> None:
    """Remove imports that nothing uses any more; those that other code has come to use stay."""
    text = desk.text(path)
    if text is None:
        return
    lines = lines_of(text)
    code = mask_literals("".join(line for line in lines if not _IMPORT.match(line)))
    for wanted in hunk.after:
        found = _IMPORT.match(wanted)
        if found is None or wanted not in lines:
            continue
        name = found[2] or found[1].rpartition(".")[2].strip("`")
        if not re.search(rf"\b{re.escape(name)}\b", code):
            lines.remove(wanted)
    desk.then[path] = "".join(lines)
