"""What tools work on: one connector of a workspace, and what the person has set."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from destination_writer.agent.knowing.asking import read_query
from destination_writer.agent.knowing.synonyms import load_synonyms
from destination_writer.agent.proposals.compiling import Compiling
from destination_writer.agent.proposals.proving import Prover
from destination_writer.agent.tools.guidebook import Guidebook
from destination_writer.agent.tools.output import fault
from destination_writer.agent.values import ToolContext, ToolResult
from destination_writer.checkpoints.changelog import Maker
from destination_writer.checkpoints.runners import FOUND, GradleOptions
from destination_writer.checkpoints.workspace import Workspace
from destination_writer.connector.model import Connector
from destination_writer.connector.overrides import OVERRIDES, override_path
from destination_writer.generate.catalogue import Templates
from destination_writer.knowledge.dialects import Dialect
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change
from destination_writer.text.files import UnreadableFile
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

    _own: dict[str, str] = field(default_factory=dict[str, str])
    _knowledge: Knowledge | None = None

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
        """With what the workspace adds. The same object until that changes: making its index is what costs."""
        own = dict(self._own_knowledge())
        if self._knowledge is None or own != self._own:
            self._own, self._knowledge = own, self.workspace.knowledge(self.root)
        return self._knowledge

    def _own_knowledge(self) -> Iterator[tuple[str, str]]:
        """Texts of the workspace's own knowledge, by path."""
        files = self.workspace.files
        below = (OVERRIDES, f"{self.root}/{OVERRIDES}")
        for path in files.list():
            if path.startswith(below):
                try:
                    yield path, files.read(path)
                except (FileNotFoundError, UnreadableFile):
                    yield path, ""

    @property
    def templates(self) -> Templates:
        return Templates(workspace_templates(self.folder, self.folder / self.root))

    @property
    def database_name(self) -> str:
        """The connector's database as people write it; empty where it is not known."""
        dialect = self.dialect()
        return dialect.name if dialect else self.connector.database or ""

    def dialect(self, slug: str | None = None) -> Dialect | None:
        """The facts about a database, the connector's by default; None where nobody has described it."""
        knowledge = self.knowledge
        name = self.slug_of(slug) if slug else self.connector.database
        if not name or name not in knowledge.dialect_slugs:
            return None
        try:
            return knowledge.dialect(name)
        except KnowledgeError:
            return None

    def slug_of(self, name: str) -> str:
        """The slug of a database by whatever name (`PostgreSQL`, `SQL Server`); the name itself where none is meant."""
        knowledge, plain = self.knowledge, name.strip().lower()
        if plain in knowledge.dialect_slugs:
            return plain
        named = read_query(plain, load_synonyms(knowledge.files)).databases
        return named[0] if len(named) == 1 else plain

    def is_of_workspace(self, path: str) -> bool:
        """Whether a file of the knowledge (`guides/x.md`) is the workspace's own, learned or written there, or adds to
        the built-in one: then others may have written it."""
        return override_path(self.knowledge.files, path) is not None

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

    def tried(asked: InputT) -> ToolResult:
        try:
            return work(asked)
        except KnowledgeError as error:
            return fault(f"A file of the knowledge cannot be used, and has to be mended first: {error}")

    async def run(asked: InputT, context: ToolContext) -> ToolResult:
        del context
        return await asyncio.to_thread(tried, asked)

    return run
