"""Who answers: a model over its API, or the built-in knowledge. Both give the same events."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from destination_writer.agent.home import Home, nowhere
from destination_writer.agent.settings import AgentSettings
from destination_writer.agent.values import AgentEvent, AnyTool, Applier, Approver, Place, ServerToolUse, Written
from destination_writer.checkpoints.changelog import Maker
from destination_writer.text.changes import Change

if TYPE_CHECKING:
    from destination_writer.agent.conversation import Conversation
    from destination_writer.agent.knowing.dialogue import Suggestion
    from destination_writer.agent.model.protocol import Model
    from destination_writer.agent.tools.toolbox import Toolbox

NOWHERE = Place()


GENERAL = frozenset({"search_knowledge", "cdk_contract", "dialect", "check_sql", "reference_connector"})
"""Tools that need no connector."""


class Voice(Protocol):
    """Answers one question after the other, in one conversation."""

    def say(self, text: str, place: Place = NOWHERE) -> AsyncGenerator[AgentEvent, None]: ...

    @property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """Commands that the last answer names as next steps."""
        ...

    def cancel(self) -> None:
        """Ends the answer under way; what it did is still told, and `Ended` comes."""
        ...

    def clear(self) -> None:
        """Forgets what was said."""
        ...

    async def close(self) -> None: ...


@dataclass
class DiskApplier:
    """Writes what the person approved, and says who made it, for the log of Changes."""

    home: Home
    maker_of: Callable[[Change], Maker]

    async def write(self, change: Change) -> Written:
        return self.home.write(change, self.maker_of(change))


Applying = Callable[[Home, Callable[[Change], Maker]], Applier]
"""Makes what writes the Changes that were approved."""


@dataclass(frozen=True)
class Wishes:
    """What the person set. `web` allows the API's own search in documentation; without `writes` a proposal is shown and
    nobody is asked about it. `key` is taken out of all that is sent."""

    settings: AgentSettings = field(default_factory=AgentSettings)
    key: str = field(default="", repr=False)
    web: bool = False
    writes: bool = True
    probe: str = field(default="", repr=False)
    """Address of the test database that the person named; empty: none is touched."""
    drivers: tuple[Path, ...] = ()
    """Jars of its driver."""


class ModelVoice:
    """A conversation with a model, with the tools for the connector at hand."""

    def __init__(
        self, home: Home, wishes: Wishes, model: Model, approver: Approver, applier: Applying = DiskApplier
    ) -> None:
        from destination_writer.agent.conversation import Conversation
        from destination_writer.agent.guarding import redactor_for
        from destination_writer.agent.prompting.api import Prompter
        from destination_writer.agent.tone import ToneScreen, load_tone
        from destination_writer.knowledge.models import load_models

        knowledge = home.knowledge()
        tone = load_tone(knowledge.files)
        self._model = model
        self._box: Toolbox | None = None
        tools = self._tools(home, wishes)
        self.talk: Conversation = Conversation(
            model,
            tools=tools,
            approver=approver,
            applier=applier(home, self._maker_of) if wishes.writes else None,
            settings=wishes.settings,
            prompt=Prompter(knowledge, home.facts),
            screen=lambda: ToneScreen(tone),
            last_screen=lambda: ToneScreen(tone, omit=True),
            server_tools=self._server_tools(),
            redactor=redactor_for(home.folder, home.base, key=wishes.key),
            book=load_models(knowledge.files),
        )

    def _tools(self, home: Home, wishes: Wishes) -> tuple[AnyTool, ...]:
        """Without a connector those that need none; files of whatever folder this is are not among them."""
        from destination_writer.agent.tools.desk import ToolSettings, WebAccess
        from destination_writer.agent.tools.toolbox import Toolbox

        settings = ToolSettings(
            web=WebAccess(allowed=wishes.web), probe_address=wishes.probe, probe_drivers=wishes.drivers
        )
        self._box = Toolbox(home.workspace or nowhere(), home.root, settings)
        return tuple(tool for tool in self._box.tools if home.workspace is not None or tool.name in GENERAL)

    def _server_tools(self) -> tuple[ServerToolUse, ...]:
        return self._box.server_tools if self._box else ()

    def _maker_of(self, change: Change) -> Maker:
        return self._box.maker_of(change) if self._box else Maker.AGENT

    def say(self, text: str, place: Place = NOWHERE) -> AsyncGenerator[AgentEvent, None]:
        return self.talk.say(text, place)

    @property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """None: the model runs what it needs by its tools, with the person's word."""
        return ()

    def cancel(self) -> None:
        self.talk.cancel()

    def clear(self) -> None:
        self.talk.clear()

    def use_model(self, name: str) -> None:
        """From the next answer on."""
        self.talk.settings = replace(self.talk.settings, model=name)

    async def close(self) -> None:
        if self._box is not None:
            self._box.close()
        await self._model.close()
