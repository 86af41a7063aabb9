"""The end of a preflight in the editor: what still waits, the Change of a finished one, and its summary."""

import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from destination_writer.checkpoints.applying import append
from destination_writer.checkpoints.changelog import Maker, record_of_change
from destination_writer.connector.preflight import PREFLIGHT_PATH, Preflight, read_preflight
from destination_writer.connector.preflighttext import InvalidPreflight
from destination_writer.connector.state import STATE_PATH
from destination_writer.generate.edits import edits_between
from destination_writer.generate.preflight.answering import all_confirmed
from destination_writer.generate.preflight.api import (
    Finished,
    Standing,
    finishing_change,
    research_summary,
    standing_of,
)
from destination_writer.generate.preflight.dialectfile import KNOWLEDGE_FOLDER
from destination_writer.knowledge.merging import dialect_path
from destination_writer.lsp.convert import Target
from destination_writer.lsp.learning import target
from destination_writer.lsp.pages import Page
from destination_writer.text.changes import Change, FileEdit, apply_edits, fingerprint

if TYPE_CHECKING:
    from destination_writer.knowledge.store import Knowledge
    from destination_writer.lsp.session import Session

SHOWN = 3
"""Blockers that a message names; the list of problems has all of them."""


@dataclass(frozen=True, slots=True)
class Ending:
    """One checklist, about to be finished. `texts` are the files that it may touch, by path below `folder`."""

    folder: Path
    knowledge: "Knowledge"
    preflight: Preflight
    texts: dict[str, str]

    @property
    def name(self) -> str:
        return self.preflight.name or self.preflight.database or "the database"

    @property
    def standing(self) -> Standing:
        return standing_of(self.knowledge.checklist, self.preflight, self.knowledge)


async def ending_of(session: "Session", file: Path) -> Ending:
    """The checklist in a file as it is on the screen, else on the disk. Raises KnowledgeMissing, UnreadableFile."""
    folder = file.parents[1]
    knowledge = await session.library.knowledge(folder)
    texts = _texts(session, folder, [PREFLIGHT_PATH, STATE_PATH])
    preflight = (await session.work.run(read_preflight, texts.get(PREFLIGHT_PATH, ""))).preflight
    if preflight.database:
        texts |= _texts(session, folder, [f"{KNOWLEDGE_FOLDER}/{dialect_path(preflight.database)}"])
    return Ending(folder, knowledge, preflight, texts)


def _texts(session: "Session", folder: Path, paths: list[str]) -> dict[str, str]:
    found = {path: target(session, folder, path).document for path in paths}
    return {path: document.text for path, document in found.items() if document is not None}


def finished(ending: Ending, *, confirm: bool) -> Finished:
    """What the finished preflight writes; with `confirm` every answer that waits is confirmed first. Runs in a
    thread."""
    when = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    checklist, knowledge, before = ending.knowledge.checklist, ending.knowledge, ending.texts[PREFLIGHT_PATH]
    if not confirm:
        return finishing_change(ending.texts, checklist, knowledge, when)
    try:
        text = all_confirmed(before, checklist, knowledge)
    except InvalidPreflight as error:
        return Finished(None, None, (str(error),))
    done = finishing_change({**ending.texts, PREFLIGHT_PATH: text}, checklist, knowledge, when)
    return replace(done, change=_against(done.change, before, text)) if done.change else done


def _against(change: Change, before: str, confirmed: str) -> Change:
    """The Change, which was made for the confirmed text, against the text as it is."""
    others = tuple(file for file in change.files if file.path != PREFLIGHT_PATH)
    mine = next((file for file in change.files if file.path == PREFLIGHT_PATH), None)
    after = apply_edits(confirmed, mine.edits) if isinstance(mine, FileEdit) else confirmed
    own = FileEdit(PREFLIGHT_PATH, fingerprint(before), edits_between(before, after))
    return replace(change, files=(own, *others) if own.edits else others)


def after_of(ending: Ending, change: Change) -> str:
    """The checklist's text once the Change is applied."""
    before = ending.texts[PREFLIGHT_PATH]
    mine = next((file for file in change.files if file.path == PREFLIGHT_PATH), None)
    return apply_edits(before, mine.edits) if isinstance(mine, FileEdit) else before


def summary_page(ending: Ending, text: str) -> Page:
    """The research summary of a checklist's text."""
    summary = research_summary(ending.knowledge.checklist, read_preflight(text).preflight)
    return Page(f"walk/{ending.folder.name}/preflight.md", f"{ending.name}: research summary", summary)


def words_on(ending: Ending) -> str:
    """`2 questions are open, 1 answer is not legal`; empty when nothing keeps it from being finished."""
    standing = ending.standing
    told = (
        (len(standing.needed), "question is open", "questions are open"),
        (len(standing.illegal), "answer is not legal", "answers are not legal"),
        (len(standing.clashes), "contradiction stands", "contradictions stand"),
    )
    return ", ".join(f"{count} {one if count == 1 else many}" for count, one, many in told if count)


def targets_of(session: "Session", folder: Path, change: Change) -> dict[str, Target]:
    return {file.path: target(session, folder, file.path) for file in change.files}


def note(ending: Ending, change: Change) -> str:
    """Note the applied Change in the folder's log. Returns why that was not possible; empty when it was."""
    return append(ending.folder, record_of_change(change, ending.texts, at=time.time(), maker=Maker.PREFLIGHT))
