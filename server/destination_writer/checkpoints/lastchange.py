"""The last Change that was written in a conversation, taken back alone."""

from pathlib import Path

from destination_writer.checkpoints.applying import changes_of
from destination_writer.checkpoints.changelog import CHANGES_PATH, ChangeRecord, Maker, standing
from destination_writer.checkpoints.takingback import TakeBack, take_back
from destination_writer.checkpoints.undoing import reader
from destination_writer.text.changes import NoChange


def last_by(connector: Path, makers: frozenset[Maker], since: float = 0.0) -> ChangeRecord | None:
    """The newest Change of one of `makers` that nobody took back, noted at `since` or later (seconds since the epoch)."""
    known = standing(changes_of(connector))
    return next((r for r in reversed(known) if r.maker in makers and r.at >= since), None)


def undo_of(connector: Path, record: ChangeRecord) -> TakeBack | NoChange:
    """What undoes one Change; `checkpoints.undoing.carry_out` writes it. Lines that were edited since are kept and
    named."""
    if record.phase is None:
        return NoChange(f"“{record.title}” belongs to no phase; undo it by hand, its lines stand in {CHANGES_PATH}")
    return take_back((record,), record.phase, reader(connector))
