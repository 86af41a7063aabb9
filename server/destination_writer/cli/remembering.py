"""What `remember` works on: a connector with its workspace's knowledge, and the failures of it that were mended."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from destination_writer.checkpoints.applying import changes_of, write_and_record
from destination_writer.checkpoints.changelog import Maker
from destination_writer.checkpoints.mended import Known, mended_failures
from destination_writer.checkpoints.offering import next_offer, note_asked
from destination_writer.checkpoints.workspace import open_workspace
from destination_writer.cli.paint import say
from destination_writer.cli.usage import tell
from destination_writer.connector.model import Connector
from destination_writer.generate.catalogue import Templates
from destination_writer.knowledge.failures import FailureRule
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import StaleChange
from destination_writer.toolchain.applying import CannotWrite
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.workspace import UnusablePath, workspace_knowledge, workspace_templates


class NotThere(Exception):
    """Something that is asked for is not there. The message says what there is."""


@dataclass(frozen=True, slots=True)
class Place:
    """A connector's folder, what it holds, and what its workspace knows."""

    folder: Path
    connector: Connector
    knowledge: Knowledge
    templates: Templates
    known: Known

    def text(self, path: str) -> str | None:
        """A file's text; None when there is none."""
        files = DiskFiles(self.folder)
        return files.read(path) if files.exists(path) else None

    def rules(self) -> tuple[FailureRule, ...]:
        return self.knowledge.failure_rules


def place_at(path: str) -> Place:
    """Raises NotThere when there is no connector, or knowledge that cannot be read."""
    try:
        workspace = open_workspace(path)
        root = workspace.only_connector()
        folder = workspace.disk.folder / root
        known = mended_failures(workspace.history(root), changes_of(folder))
        knowledge = workspace_knowledge(folder)
        place = Place(
            folder,
            workspace.connector(root),
            knowledge,
            Templates(workspace_templates(folder)),
            known,
        )
        place.rules()
    except (UnusablePath, KnowledgeError) as error:
        raise NotThere(str(error)) from None
    problems = knowledge.problems_so_far()
    if problems:
        raise NotThere(f"{problems[0]}; mend that file first, or remove it")
    return place


def offer_to_remember(folder: Path, agreed: Callable[[str], bool]) -> None:
    """After a run: ask, once for each, whether the fixes that it confirmed shall be remembered. `agreed` asks."""
    try:
        while (offer := next_offer(folder, workspace_knowledge(folder).failure_rules)) is not None:
            say()
            said = agreed(offer.question)
            if problem := note_asked(folder, offer):
                tell(problem)
            if said:
                written, problem = write_and_record(folder, offer.learned.change, maker=Maker.LEARNING)
                for line in (*(f"wrote {path}" for path in written), *([problem] if problem else [])):
                    say(line)
            if problem:
                return
    except (KnowledgeError, UnusablePath, StaleChange, CannotWrite) as error:
        tell(f"not remembered: {error}")


def somebody_is_there() -> bool:
    """A question needs a terminal."""
    return sys.stdin.isatty()
