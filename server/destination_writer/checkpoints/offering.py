"""Fixes that a run has just confirmed and that nobody was asked to remember yet: each is asked about once."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from destination_writer.checkpoints.applying import changes_of
from destination_writer.checkpoints.history import HISTORY_PATH, read_history
from destination_writer.checkpoints.mended import Mended, mended_failures
from destination_writer.generate.learning.fixes import LEARNED_PATH, LearnedFix, MendedFailure, learn_fix
from destination_writer.knowledge.failures import FailureRule
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.historyfile import UnsafePath, edit_text, read_text
from destination_writer.toolchain.machine import private_names
from destination_writer.toolchain.statefile import StateFileBusy

ASKED_PATH = ".destination-writer/history/asked.txt"
"""What a person was asked to remember, a line each: digests of the test and of what it said."""
ASKED_KEPT = 500
RECENT = 3
"""Runs in which a fix is confirmed: the test by itself, then its checkpoint, which may run twice."""


@dataclass(frozen=True, slots=True)
class RememberOffer:
    """A failure that a fix of this tool mended, and the rule that it would become."""

    mended: Mended
    learned: LearnedFix

    @property
    def question(self) -> str:
        titles = "; ".join(self.mended.changes)
        words = self.learned.rule.phrases[0]
        return (
            f"{self.mended.test} passes since this fix: {titles}. Remember this? "
            f"The next failure that says “{words}” is then explained by it."
        )


def next_offer(folder: Path, rules: Sequence[FailureRule]) -> RememberOffer | None:
    """The first test that the newest runs show as passed after a fix of this tool was applied, that makes a rule, and
    that nobody was asked about. `rules` are all that hold now."""
    runs = read_history(read_text(folder, HISTORY_PATH))
    if not runs:
        return None
    known, asked = mended_failures(runs, changes_of(folder)), set(read_text(folder, ASKED_PATH).split())
    files = DiskFiles(folder)
    present = files.read(LEARNED_PATH) if files.exists(LEARNED_PATH) else None
    for mended in known.mended:
        if (
            mended.passed_at < runs[-RECENT:][0].at
            or mended.test in known.failing
            or not mended.is_by_remedy
            or _key(mended) in asked
        ):
            continue
        failure = MendedFailure(mended.said, mended_by=mended.changes)
        learned = learn_fix(failure, rules, present, private_names())
        if isinstance(learned, LearnedFix):
            return RememberOffer(mended, learned)
    return None


def note_asked(folder: Path, offer: RememberOffer) -> str:
    """Whatever the answer is, the question is not put again. Returns why that could not be noted, else empty."""
    try:
        edit_text(folder, ASKED_PATH, lambda text: _with(text, _key(offer.mended)))
    except (StateFileBusy, UnsafePath) as error:
        return f"It will be asked again: {error}."
    except OSError as error:
        return f"It will be asked again: {ASKED_PATH} cannot be written ({error.strerror})."
    return ""


def _with(text: str, key: str) -> str:
    return "\n".join([*text.split()[-ASKED_KEPT + 1 :], key]) + "\n"


def _key(mended: Mended) -> str:
    seed = f"{mended.test}\0{mended.said}"
    return hashlib.blake2b(seed.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
