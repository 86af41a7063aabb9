"""What tools work on: one connector of a workspace, and what the person has set."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from destination_writer.agent.proposals.compiling import Compiling
from destination_writer.agent.proposals.proving import Prover
from destination_writer.agent.tools.guidebook import Guidebook
from destination_writer.agent.values import ToolContext, ToolResult
from destination_writer.checkpoints.changelog import Maker
from destination_writer.checkpoints.runners import FOUND, GradleOptions
from destination_writer.checkpoints.workspace import Workspace
from destination_writer.connector.model import Connector
from destination_writer.generate.catalogue import Templates
from destination_writer.knowledge.dialects import Dialect
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change
from destination_writer.toolchain.workspace import workspace_templates


@dataclass(frozen=True, slots=True)
class WebAccess:
    """Whether the API's own web tools may be used. Off until the person allows it; `domains` are the person's own, on
    top of those of the database."""

    allowed: bool = False
    fetch: bool = True
    max_uses: int = 5
    domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ToolSettings:
    """`compiles`: proposals go through a compiler where there is one. `probe_address` is the test database that the
    person named, with the jars of its driver; empty: no database is touched."""

    compiles: bool = True
    web: WebAccess = field(default_factory=WebAccess)
    probe_address: str = ""
    probe_drivers: tuple[Path, ...] = ()
    gradle: GradleOptions = FOUND


@dataclass
class Desk:
    """`root` is the connector's folder in the workspace. Everything is read anew for each tool, kept by content."""

    workspace: Workspace
    root: str
    settings: ToolSettings = field(default_factory=ToolSettings)
    compiling: Compiling = field(default_factory=Compiling)
    makers: dict[str, Maker] = field(default_factory=dict[str, Maker])
    """What made a Change, by its title, for the log of Changes."""

    generated: dict[tuple[str, str], Connector | None] = field(default_factory=dict[tuple[str, str], Connector | None])
    """Reference connectors that were generated, by database and CDK version."""

    def __post_init__(self) -> None:
        self.guidebook = Guidebook(self.workspace)
        self.prover = Prover(self.workspace, self.root, self.compiling if self.settings.compiles else None)

    @property
    def folder(self) -> Path:
        """The workspace's."""
        return self.workspace.disk.folder

    @property
    def connector(self) -> Connector:
        return self.workspace.connector(self.root)

    @property
    def knowledge(self) -> Knowledge:
        return self.workspace.knowledge(self.root)

    @property
    def templates(self) -> Templates:
        return Templates(workspace_templates(self.folder, self.folder / self.root))

    def dialect(self, slug: str | None = None) -> Dialect | None:
        """The facts about a database, the connector's by default; None where nobody has described it."""
        knowledge = self.knowledge
        name = slug or self.connector.database
        if not name or name not in knowledge.dialect_slugs:
            return None
        try:
            return knowledge.dialect(name)
        except KnowledgeError:
            return None

    def made_by(self, change: Change, maker: Maker) -> Change:
        """The Change, remembered with what made it."""
        self.makers[change.title] = maker
        return change

    def close(self) -> None:
        """End what was started for it."""
        self.compiling.close()


InputT = TypeVar("InputT", bound=BaseModel)


def in_thread(work: Callable[[InputT], ToolResult]) -> Callable[[InputT, ToolContext], Awaitable[ToolResult]]:
    """A tool's run from a function that blocks and needs nothing of its context."""

    async def run(asked: InputT, context: ToolContext) -> ToolResult:
        del context
        return await asyncio.to_thread(work, asked)

    return run
