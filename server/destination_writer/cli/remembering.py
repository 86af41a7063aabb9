"""What `remember` works on: a connector with its workspace's knowledge, and the failures of it that were mended."""

from dataclasses import dataclass
from pathlib import Path

from destination_writer.checkpoints.applying import changes_of
from destination_writer.checkpoints.mended import Known, mended_failures
from destination_writer.checkpoints.workspace import open_workspace
from destination_writer.connector.model import Connector
from destination_writer.generate.catalogue import Templates
from destination_writer.knowledge.failures import FailureRule
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.store import Knowledge
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
