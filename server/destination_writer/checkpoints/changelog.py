"""What was written into a connector: one line a Change in `.destination-writer/history/changes.jsonl`.

A record holds the lines before and after, so that the Changes of a phase can be taken back as one
(`checkpoints/takingback.py`) and so that written lines can be told from a person's own. Pure; `checkpoints/applying.py`
has the file.
"""

import hashlib
import json
import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any, cast

from destination_writer.text.changes import Change, apply_change, fingerprint

CHANGES_PATH = ".destination-writer/history/changes.jsonl"
RECORDS_KEPT = 500
BYTES_KEPT = 8_000_000
CONTEXT = 3
"""Lines kept above and below what changed, by which the place is found again after edits elsewhere."""

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


class Maker(StrEnum):
    """What made a Change."""

    GENERATE = "generate"
    """Bodies of stubs: of one, of a component, of a phase."""
    TESTS = "tests"
    """The tests of a phase were enabled."""
    SCAFFOLD = "scaffold"
    REMEDY = "remedy"
    """What mends a failure."""
    TUNING = "tuning"
    UPGRADE = "upgrade"
    PREFLIGHT = "preflight"
    LEARNING = "learning"
    SKIP = "skip"
    """A phase was skipped, or is no longer."""
    HAND = "hand"
    """A person wrote it where the tool asked."""
    AGENT = "agent"
    """A model proposed it in conversation, and the person approved it."""
    TAKE_BACK = "take-back"


@dataclass(frozen=True, slots=True)
class HunkRecord:
    """Lines that became others, each with its line end. `line` counts from 1 in the text after; `above` and `below` are
    the lines around it there."""

    line: int
    before: tuple[str, ...]
    after: tuple[str, ...]
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One file of a Change. `path` is relative to the connector, `../…` for one outside of it; `before` and `after` are
    fingerprints of the texts (`text.changes.fingerprint`), empty where there was, or is, no file."""

    path: str
    before: str
    after: str
    hunks: tuple[HunkRecord, ...] = ()

    @property
    def is_new(self) -> bool:
        return not self.before

    @property
    def is_removed(self) -> bool:
        return not self.after

    @property
    def is_outside(self) -> bool:
        """A documentation page or a line of the build's settings: it lies outside of the connector's folder."""
        return self.path.startswith("../")

    @property
    def lines_written(self) -> int:
        return sum(len(hunk.after) for hunk in self.hunks)


@dataclass(frozen=True, slots=True)
class ChangeRecord:
    """One Change that stands in the files. `at` is when, seconds since the epoch; `stubs` are the members it wrote
    (`Class.function`); `strategies` the ways taken, slug by kind; `took_back` the ids of the records it undid."""

    id: str
    at: float
    maker: str
    title: str
    phase: int | None = None
    files: tuple[FileRecord, ...] = ()
    stubs: tuple[str, ...] = ()
    strategies: Mapping[str, str] = field(default_factory=dict[str, str])
    took_back: tuple[str, ...] = ()

    @property
    def lines_written(self) -> int:
        return sum(file.lines_written for file in self.files)


def record_of_change(
    change: Change,
    texts: Mapping[str, str],
    *,
    at: float,
    maker: Maker,
    phase: int | None = None,
    stubs: Iterable[str] = (),
    strategies: Mapping[str, str] | None = None,
    root: str = "",
) -> ChangeRecord:
    """The record of a Change that is applied to `texts` (the texts before, by the Change's own paths).

    `root` is the connector's folder as the Change's paths see it; the record's paths are relative to it.
    Raises StaleChange like `apply_change`.
    """
    after: dict[str, str | None] = {**apply_change(change, texts), **dict.fromkeys(change.deleted)}
    created = set(change.created)
    pairs = {path: (None if path in created else texts[path], new) for path, new in after.items()}
    return record_of_texts(
        change.title, pairs, at=at, maker=maker, phase=phase, stubs=stubs, strategies=strategies, root=root
    )


def record_of_texts(
    title: str,
    texts: Mapping[str, tuple[str | None, str | None]],
    *,
    at: float,
    maker: Maker,
    phase: int | None = None,
    stubs: Iterable[str] = (),
    strategies: Mapping[str, str] | None = None,
    took_back: Iterable[str] = (),
    root: str = "",
) -> ChangeRecord:
    """The same from the texts before and after by path; None where there was, or is, no file."""
    files = tuple(
        file_record(_own_path(path, root), before, after)
        for path, (before, after) in sorted(texts.items())
        if before != after
    )
    seed = json.dumps([at, maker.value, title, [asdict(file) for file in files]], ensure_ascii=False)
    return ChangeRecord(
        id=hashlib.blake2b(seed.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest(),
        at=at,
        maker=maker.value,
        title=title,
        phase=phase,
        files=files,
        stubs=tuple(stubs),
        strategies=dict(strategies or {}),
        took_back=tuple(took_back),
    )


def file_record(path: str, before: str | None, after: str | None) -> FileRecord:
    """What became of one file; None where there was, or is, no file."""
    old, new = lines_of(before or ""), lines_of(after or "")
    hunks: list[HunkRecord] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            above, below = new[max(0, c - CONTEXT) : c], new[d : d + CONTEXT]
            hunks.append(HunkRecord(c + 1, tuple(old[a:b]), tuple(new[c:d]), tuple(above), tuple(below)))
    return FileRecord(path, _digest(before), _digest(after), tuple(hunks))


def _digest(text: str | None) -> str:
    return "" if text is None else fingerprint(text)


def lines_of(text: str) -> list[str]:
    """Lines with their ends; a carriage return is a part of its line."""
    return _LINE.findall(text)


def _own_path(path: str, root: str) -> str:
    """Relative to the connector."""
    return posixpath.relpath(path, root) if root else path


def with_change(text: str, record: ChangeRecord) -> str:
    """The log's text with one Change more, the oldest dropped above RECORDS_KEPT records or BYTES_KEPT bytes.

    A record whose id is there already is not written twice.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    if any(_has_id(line, record.id) for line in lines):
        return text
    lines = [*lines[-(RECORDS_KEPT - 1) :], to_line(record)]
    size = sum(len(line.encode()) + 1 for line in lines)
    while size > BYTES_KEPT and len(lines) > 1:
        size -= len(lines.pop(0).encode()) + 1
    return "\n".join(lines) + "\n"


def to_line(record: ChangeRecord) -> str:
    # lone surrogates, which a file cannot hold, are written as escapes
    shown = json.dumps(asdict(record), ensure_ascii=False, separators=(",", ":"))
    try:
        shown.encode()
    except UnicodeEncodeError:
        shown = json.dumps(asdict(record), separators=(",", ":"))
    return shown


def _has_id(line: str, wanted: str) -> bool:
    return line.startswith(f'{{"id":"{wanted}"')


def read_changes(text: str) -> tuple[ChangeRecord, ...]:
    """The Changes, oldest first. A line that is cut off or of another shape is passed over."""
    return tuple(record for line in text.split("\n") if (record := _read(line)) is not None)


def standing(records: Iterable[ChangeRecord]) -> tuple[ChangeRecord, ...]:
    """Those that nobody took back, without the takings back themselves."""
    known = tuple(records)
    gone = {taken for record in known for taken in record.took_back}
    return tuple(r for r in known if r.id not in gone and r.maker != Maker.TAKE_BACK)


def _read(line: str) -> ChangeRecord | None:
    try:
        value: Any = json.loads(line)
        if not isinstance(value, dict):
            return None
        entry = cast(dict[str, Any], value)
        phase = entry.get("phase")
        return ChangeRecord(
            id=str(entry["id"]),
            at=float(entry["at"]),
            maker=str(entry["maker"]),
            title=str(entry["title"]),
            phase=phase if isinstance(phase, int) and not isinstance(phase, bool) else None,
            files=tuple(_file(item) for item in entry.get("files", ())),
            stubs=tuple(map(str, entry.get("stubs", ()))),
            strategies={str(kind): str(slug) for kind, slug in entry.get("strategies", {}).items()},
            took_back=tuple(map(str, entry.get("took_back", ()))),
        )
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return None


def _file(item: dict[str, Any]) -> FileRecord:
    return FileRecord(
        str(item["path"]),
        str(item["before"]),
        str(item["after"]),
        tuple(_hunk(hunk) for hunk in item.get("hunks", ())),
    )


def _hunk(item: dict[str, Any]) -> HunkRecord:
    def lines(key: str) -> tuple[str, ...]:
        return tuple(map(str, item.get(key, ())))

    return HunkRecord(int(item["line"]), lines("before"), lines("after"), lines("above"), lines("below"))
