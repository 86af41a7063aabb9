"""Tools for the model of somebody else: an editor's own chat calls them by name, with the same questions."""

from typing import TYPE_CHECKING

from destination_writer.agent.blocks import ToolCall
from destination_writer.agent.guarding import redactor_for
from destination_writer.agent.settings import AgentSettings
from destination_writer.agent.toolrun import ToolDesk
from destination_writer.agent.tools.toolbox import Toolbox, ToolSettings
from destination_writer.agent.values import AgentEvent, Place, ProposalWritten
from destination_writer.lsp import protocol
from destination_writer.lsp.chatting import EditorApplier, EditorApprover

if TYPE_CHECKING:
    from destination_writer.agent.home import Home as AgentHome
    from destination_writer.lsp.homes import Home
    from destination_writer.lsp.session import Session
    from destination_writer.lsp.talkthread import TalkThread


class ToolCalls:
    """The tools of one connector, and what a person allowed of them. Lives in the thread of the conversations."""

    def __init__(self, session: "Session", name: str, place: "AgentHome", home: "Home", thread: "TalkThread") -> None:
        assert place.workspace is not None
        self.home = home
        self._place = place
        self._box = Toolbox(place.workspace, place.root, ToolSettings())
        self._redactor = redactor_for(place.folder, place.base)
        approver = EditorApprover(session, name, place, thread.on_main)
        applier = EditorApplier(session, home, place, self._box.maker_of, thread.on_main)
        self._desk = ToolDesk(self._box.tools, approver, applier, AgentSettings())

    def refresh(self) -> None:
        """The tools see the texts on the screen."""
        if self._place.workspace is not None:
            self._place.workspace.files = self.home.files()

    async def run(self, tool: str, given: dict[str, object]) -> protocol.UseToolResult:
        """Whatever goes wrong is a text with `isError`, for the model to read."""

        def emit(event: AgentEvent) -> None:
            if isinstance(event, ProposalWritten):
                self._desk.new_turn()

        (output,) = await self._desk.run([ToolCall("call", tool, given)], emit, Place())
        return {"text": self._redactor.clean(output.text), "isError": output.is_error}

    def close(self) -> None:
        """Ends what the tools started."""
        self._box.close()
