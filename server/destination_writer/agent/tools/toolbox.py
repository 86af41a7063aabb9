"""All tools over one connector: what a conversation, a terminal or another agent is handed."""

from types import TracebackType

from destination_writer.agent.proposals.compiling import Compiling
from destination_writer.agent.tools.cdk import cdk_tools
from destination_writer.agent.tools.deciding import deciding_tools
from destination_writer.agent.tools.desk import Desk, ToolSettings, WebAccess
from destination_writer.agent.tools.dialects import dialect_tools
from destination_writer.agent.tools.knownchanges import known_tools
from destination_writer.agent.tools.looking import looking_tools
from destination_writer.agent.tools.probing import probing_tools
from destination_writer.agent.tools.proposing import proposing_tools
from destination_writer.agent.tools.reading import reading_tools
from destination_writer.agent.tools.references import reference_tools
from destination_writer.agent.tools.running import running_tools
from destination_writer.agent.tools.searching import knowledge_tools
from destination_writer.agent.tools.sqlcheck import sql_tools
from destination_writer.agent.tools.symbols import symbol_tools
from destination_writer.agent.tools.web import server_tools
from destination_writer.agent.values import AnyTool, ServerToolUse
from destination_writer.checkpoints.changelog import Maker
from destination_writer.checkpoints.workspace import Workspace
from destination_writer.text.changes import Change

__all__ = ["ToolSettings", "Toolbox", "WebAccess", "toolbox"]

_FAMILIES = (
    reading_tools,
    symbol_tools,
    looking_tools,
    knowledge_tools,
    cdk_tools,
    dialect_tools,
    sql_tools,
    reference_tools,
    proposing_tools,
    known_tools,
    running_tools,
    probing_tools,
    deciding_tools,
)


class Toolbox:
    """The tools of one connector, `root` of a workspace. Paths that they take and give are relative to the workspace.

    `compiling` is a compiler that is shared with others; without one the box has its own, which `close` ends.
    """

    def __init__(
        self,
        workspace: Workspace,
        root: str,
        settings: ToolSettings | None = None,
        compiling: Compiling | None = None,
    ) -> None:
        self.desk = Desk(workspace, root, settings or ToolSettings(), compiling or Compiling())
        self._is_own = compiling is None
        self.tools: tuple[AnyTool, ...] = tuple(tool for family in _FAMILIES for tool in family(self.desk))

    @property
    def server_tools(self) -> tuple[ServerToolUse, ...]:
        """The API's own tools that this conversation may use; none until the person allows the web. Raises
        KnowledgeError."""
        return server_tools(self.desk)

    def tool(self, name: str) -> AnyTool:
        """Raises KeyError for a name that no tool has."""
        found = {tool.name: tool for tool in self.tools}
        return found[name]

    def maker_of(self, change: Change) -> Maker:
        """What made a proposed Change, for the log of Changes."""
        return self.desk.makers.get(change.title, Maker.AGENT)

    def close(self) -> None:
        """End what the tools started and nobody else uses."""
        if self._is_own:
            self.desk.close()

    def __enter__(self) -> "Toolbox":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def toolbox(workspace: Workspace, root: str, settings: ToolSettings | None = None) -> tuple[AnyTool, ...]:
    """The tools alone. Prefer `Toolbox` where something is there to close it."""
    return Toolbox(workspace, root, settings).tools
