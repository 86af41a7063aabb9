"""Where a conversation takes place: a connector, or none, and what is known there."""

from dataclasses import dataclass
from pathlib import Path

from destination_writer.agent.prompting.api import Facts, facts_of
from destination_writer.agent.values import Written
from destination_writer.checkpoints.applying import write_and_record
from destination_writer.checkpoints.changelog import Maker
from destination_writer.checkpoints.workspace import Workspace, open_workspace
from destination_writer.generate.catalogue import Templates
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, StaleChange
from destination_writer.text.files import MemoryFiles
from destination_writer.toolchain.applying import CannotWrite
from destination_writer.toolchain.workspace import DiskWorkspace, workspace_knowledge, workspace_templates


@dataclass(frozen=True)
class Home:
    """`workspace` is None where there is no connector; `why_none` says why. `root` is the connector's folder in it."""

    workspace: Workspace | None
    root: str = ""
    why_none: str = ""
    path: str = "."
    """How the person names the connector: it stands in commands."""

    @property
    def base(self) -> Path:
        """What the paths of Changes are relative to."""
        return self.workspace.disk.folder if self.workspace else Path.cwd()

    @property
    def folder(self) -> Path:
        """The connector's own folder."""
        return self.base / self.root

    @property
    def is_there(self) -> bool:
        """Whether the connector's folder still is."""
        return self.workspace is not None and self.folder.is_dir()

    def knowledge(self) -> Knowledge:
        return self.workspace.knowledge(self.root) if self.workspace else workspace_knowledge(Path.cwd())

    def templates(self) -> Templates:
        folders = (self.base,) if self.folder == self.base else (self.base, self.folder)
        return Templates(workspace_templates(*folders))

    def facts(self) -> Facts:
        """As they are now."""
        return facts_of(self.workspace, self.root) if self.workspace else Facts(why_none=self.why_none)

    def phase(self) -> int:
        """The phase at work; 0 without a connector."""
        return self.facts().phase or 0

    def texts(self, change: Change) -> dict[str, str]:
        """The present texts of the files that a Change touches."""
        if self.workspace is None:
            return {}
        files = self.workspace.files
        return {file.path: files.read(file.path) for file in change.files if files.exists(file.path)}

    def write(self, change: Change, maker: Maker) -> Written:
        """Apply a Change that a person approved, and note it."""
        if self.workspace is None:
            return Written(False, "There is no connector here that could be written to.")
        try:
            paths, problem = write_and_record(self.base, change, maker=maker, phase=self.phase(), root=self.root)
        except (StaleChange, CannotWrite) as error:
            return Written(False, f"Nothing was written: {error}.")
        lines = [f"✓ {'removed' if path in change.deleted else 'wrote'} {path}" for path in paths]
        return Written(True, "\n".join([*lines, *([problem] if problem else [])]))


def home_at(path: str) -> Home:
    """The one connector in a folder. Raises UnusablePath where there is none or more than one, KnowledgeError."""
    workspace = open_workspace(path)
    return Home(workspace, workspace.only_connector(), path=path)


def nowhere() -> Workspace:
    """A workspace without a single file, for what needs knowledge alone."""
    return Workspace(DiskWorkspace(Path.cwd()), MemoryFiles({}))
