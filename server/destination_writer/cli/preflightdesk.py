"""The preflight file of one folder: read, answered, finished. Every write is a Change."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from destination_writer.checkpoints.applying import write_and_record
from destination_writer.checkpoints.changelog import Maker
from destination_writer.cli.usage import give_up
from destination_writer.connector.preflight import PREFLIGHT_PATH, Answer, Preflight, read_preflight
from destination_writer.connector.state import STATE_PATH
from destination_writer.generate.preflight.api import (
    Finished,
    Standing,
    answers_change,
    base_of,
    create_change,
    finishing_change,
    legal_more,
    load_checklist,
    standing_of,
)
from destination_writer.generate.preflight.dialectfile import KNOWLEDGE_FOLDER, standard_dialect
from destination_writer.generate.preflight.following import following_answers
from destination_writer.knowledge.dialect_facts import Strategy, StrategyKind
from destination_writer.knowledge.merging import dialect_path
from destination_writer.knowledge.preflight import Checklist, Question
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, NoChange, StaleChange
from destination_writer.text.files import UnreadableFile
from destination_writer.toolchain.applying import CannotWrite, write_change
from destination_writer.toolchain.workspace import open_folder, workspace_knowledge

_TRIES = 5
"""Another program may write the file between reading and writing it; the answer is then put into the newer text."""


@dataclass
class Desk:
    """A folder with its checklist. `about` is the database where the file does not exist yet."""

    folder: Path
    checklist: Checklist
    knowledge: Knowledge
    about: Preflight

    @classmethod
    def open(cls, path: str | Path) -> "Desk":
        """Raises UnusablePath, and KnowledgeError for a checklist that cannot be used."""
        folder = open_folder(path).folder
        knowledge = workspace_knowledge(folder)
        desk = cls(folder, load_checklist(knowledge.files), knowledge, Preflight())
        if desk.exists:
            found = desk.preflight
            desk.about = replace(found, entries=())
        return desk

    @property
    def exists(self) -> bool:
        return (self.folder / PREFLIGHT_PATH).exists()

    @property
    def name(self) -> str:
        return self.about.name or self.about.database

    def text(self) -> str | None:
        """The file's text, None without one. Ends the command where it cannot be read."""
        try:
            return open_folder(self.folder).files.read(PREFLIGHT_PATH)
        except FileNotFoundError:
            return None
        except UnreadableFile as error:
            give_up(f"{error}; nothing was changed")

    @property
    def preflight(self) -> Preflight:
        """What the file says. Ends the command where it is no YAML: nothing of it is touched then."""
        text = self.text()
        if text is None:
            return self.about
        found = read_preflight(text)
        if found.is_broken or found.problems:
            shown = "\n".join(f"  {problem}" for problem in found.problems)
            give_up(f"the checklist cannot be used as it stands; nothing was changed:\n{shown}")
        return found.preflight

    @property
    def standing(self) -> Standing:
        return standing_of(self.checklist, self.preflight, self.knowledge)

    def more(self, question: Question) -> tuple[str, ...]:
        """Legal values that the database adds to a choice."""
        return legal_more(question, self.knowledge, self.preflight)

    def ways(self, question: Question) -> dict[str, Strategy]:
        """The strategies that a choice offers, by slug: those of the database go before the general ones."""
        if not question.answer.values_from:
            return {}
        kind = StrategyKind(question.answer.values_from)
        own = base_of(self.preflight, self.knowledge)[0]
        known = [
            *(own.strategies.get(kind, ()) if own else ()),
            *standard_dialect(self.knowledge).strategies.get(kind, ()),
        ]
        offered = self.more(question)
        return {way.slug: way for way in reversed(known) if way.slug in offered}

    def create(self, answers: Mapping[str, Answer]) -> None:
        """Write a new file."""
        self._write(create_change(PREFLIGHT_PATH, self.checklist, self.about, answers))

    def record(self, answers: Mapping[str, Answer]) -> dict[str, Answer]:
        """Write answers into the file, and what follows for those that nobody confirmed; gives the latter."""
        self._record(answers)
        following = following_answers(self.checklist, self.preflight, self.knowledge)
        self._record(following)
        return following

    def _record(self, answers: Mapping[str, Answer]) -> None:
        if not answers:
            return
        for _ in range(_TRIES):
            about = self.preflight
            change = answers_change(PREFLIGHT_PATH, self.text(), answers, self.checklist, about)
            if isinstance(change, NoChange):
                if change.missing:
                    give_up(f"{change.reason}; nothing was changed")
                return
            try:
                write_change(self.folder, change)
            except StaleChange:
                time.sleep(0.05)
            except CannotWrite as error:
                give_up(f"{error}; the answer was not kept")
            else:
                return
        give_up(f"{PREFLIGHT_PATH} is changed by another program all the time; close it, then begin again")

    def finish(self) -> Finished:
        """What the finished preflight writes; nothing is written here."""
        return finishing_change(
            self.texts(), self.checklist, self.knowledge, datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        )

    def texts(self) -> dict[str, str]:
        """The files that a finished preflight touches, as they are."""
        paths = [PREFLIGHT_PATH, STATE_PATH]
        if self.about.database:
            paths.append(f"{KNOWLEDGE_FOLDER}/{dialect_path(self.about.database)}")
        files = open_folder(self.folder).files
        try:
            return {path: files.read(path) for path in paths if files.exists(path)}
        except UnreadableFile as error:
            give_up(f"{error}; nothing was changed")

    def write(self, change: Change) -> tuple[str, ...]:
        """Apply a Change and note it in the connector's log; gives what was written, and remarks on it."""
        return self._write(change)

    def _write(self, change: Change) -> tuple[str, ...]:
        try:
            written, problem = write_and_record(self.folder, change, maker=Maker.PREFLIGHT)
        except (StaleChange, CannotWrite) as error:
            give_up(str(error))
        return (*written, problem) if problem else written
