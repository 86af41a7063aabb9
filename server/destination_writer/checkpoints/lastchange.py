"""The Changes that were written in a conversation, each taken back alone."""

from pathlib import Path

from destination_writer.checkpoints.applying import changes_of
from destination_writer.checkpoints.changelog import CHANGES_PATH, ChangeRecord, Maker, standing
from destination_writer.checkpoints.takingback import TakeBack, take_back_one
from destination_writer.checkpoints.undoing import reaches, reader
from destination_writer.text.changes import NoChange


def all_by(connector: Path, makers: frozenset[Maker], since: float = 0.0) -> tuple[ChangeRecord, ...]:
    """The Changes of these makers that nobody took back, noted at `since` (seconds since the epoch) or later.

    The newest is the first.
    """
    return tuple(r for r in reversed(standing(changes_of(connector))) if r.maker in makers and r.at >= since)


def undo_of(connector: Path, record: ChangeRecord) -> TakeBack | NoChange:
    """What undoes one Change; `checkpoints.undoing.carry_out` writes it. Lines that were edited since are kept and
    named."""
    if record.phase is None:
        return NoChange(f"“{record.title}” belongs to no phase; undo it by hand, its lines stand in {CHANGES_PATH}")
    return take_back_one(record, changes_of(connector), record.phase, reader(connector), reaches(connector))
