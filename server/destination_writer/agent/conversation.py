"""A conversation with a model about a connector. Faces draw what it yields and answer what it asks.

    talk = Conversation(model, tools=box.tools, approver=face, applier=face, prompt=prompt)
    async with aclosing(talk.say("Why does upsert fail?")) as events:
        async for event in events:
            ...

It proposes Changes and never writes: writing is the Applier's, after the person's word.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Callable, Sequence

from destination_writer.agent.blocks import Block, Message, Text
from destination_writer.agent.budget import Purse
from destination_writer.agent.model.protocol import Model
from destination_writer.agent.problems import Code, ModelProblem
from destination_writer.agent.prompting.material import material, one_line
from destination_writer.agent.redaction import Redactor
from destination_writer.agent.settings import AgentSettings
from destination_writer.agent.shrinking import FIRST_GUESS
from destination_writer.agent.timing import Timing
from destination_writer.agent.toolrun import ToolDesk
from destination_writer.agent.turn import BROKEN_OFF, STOPPED, Outcome, Turn
from destination_writer.agent.values import (
    AgentEvent,
    AnyTool,
    Applier,
    Approver,
    Ended,
    EndReason,
    Place,
    RefuseAll,
    Screen,
    ServerToolUse,
    ShowAll,
    SystemPrompt,
    Usage,
)
from destination_writer.agent.wire import Outgoing
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.models import ModelBook

log = logging.getLogger(__name__)


def _no_prompt() -> SystemPrompt:
    return SystemPrompt("")


class Conversation:
    """`prompt` is asked at the beginning of each answer. `screen` makes what looks at an answer while it is written;
    `last_screen` the one for an answer that was asked for anew as often as it may be, and that objects to nothing.

    One answer at a time: `say` raises RuntimeError while another one is being made.
    """

    def __init__(
        self,
        model: Model,
        *,
        tools: Sequence[AnyTool] = (),
        approver: Approver | None = None,
        applier: Applier | None = None,
        settings: AgentSettings | None = None,
        prompt: Callable[[], SystemPrompt] = _no_prompt,
        screen: Callable[[], Screen] = ShowAll,
        last_screen: Callable[[], Screen] = ShowAll,
        server_tools: Sequence[ServerToolUse] = (),
        redactor: Redactor | None = None,
        book: ModelBook | None = None,
        timing: Timing | None = None,
    ) -> None:
        self.model, self.tools, self.server_tools = model, tuple(tools), tuple(server_tools)
        self.redactor = redactor or Redactor()
        self.timing = timing or Timing()
        self.messages: list[Message] = []
        self.system = ""
        self._settings = settings or AgentSettings()
        self.purse = Purse(self._settings, book)
        self.desk = ToolDesk(self.tools, approver or RefuseAll(), applier, self._settings)
        self._prompt, self._screen, self._last_screen = prompt, screen, last_screen
        self._facts = ""
        self._a_token = FIRST_GUESS
        self._overhead = 0
        self._task: asyncio.Task[None] | None = None
        self._cancelled = False

    @property
    def settings(self) -> AgentSettings:
        return self._settings

    @settings.setter
    def settings(self, settings: AgentSettings) -> None:
        """For the next answer: another model, another budget."""
        self._settings = self.purse.settings = settings
        self.desk.settings = settings

    @property
    def usage(self) -> Usage:
        return self.purse.total

    @property
    def cost(self) -> float | None:
        """US dollars so far; None when the price of a model that was used is not known."""
        return self.purse.total_cost

    @property
    def is_answering(self) -> bool:
        return self._task is not None

    def clear(self) -> None:
        """Begins a new conversation, with a budget of its own; what was approved for the old one is asked about again.
        The secrets that were met stay known."""
        self.messages.clear()
        self.purse.new_conversation()
        self.desk.new_conversation()
        self.forget_facts()

    def cancel(self) -> None:
        """Ends the answer under way: it yields Ended(CANCELLED). Without one, nothing happens."""
        if self._task is not None and not self._task.done():
            self._cancelled = True
            self._task.cancel()

    async def say(self, text: str, place: Place | None = None) -> AsyncGenerator[AgentEvent, None]:
        """The events of an answer; `Ended` is the last. Closing the generator, or cancelling whoever iterates it, ends
        the answer and leaves nothing running."""
        if self._task is not None:
            raise RuntimeError("an answer is still being made: wait for its Ended, or cancel it")
        events: asyncio.Queue[AgentEvent | None] = asyncio.Queue()
        self._cancelled = False
        self._task = asyncio.create_task(self._answer(text, place or Place(), events.put_nowait))
        self._task.add_done_callback(lambda _: events.put_nowait(None))
        try:
            while (event := await events.get()) is not None:
                yield event
            self._task.result()
        finally:
            task = self._task
            task.cancel()
            await asyncio.wait([task])
            self._task = None

    async def _answer(self, text: str, place: Place, emit: Callable[[AgentEvent], None]) -> None:
        self.purse.new_turn()
        self.desk.new_turn()
        turn = Turn(self, emit, place)
        problem = ""
        try:
            outcome = await turn.run(self._opening(text, place))
        except asyncio.CancelledError:
            turn.tidy(STOPPED)
            if not self._cancelled:
                raise
            outcome = Outcome(EndReason.CANCELLED, "The answer was stopped.")
        except ModelProblem as failed:
            turn.tidy(BROKEN_OFF)
            outcome, problem = Outcome(EndReason.FAILED, str(failed)), failed.code.value
        except KnowledgeError as error:
            turn.tidy(BROKEN_OFF)
            failed = ModelProblem.of(Code.KNOWLEDGE, str(error))
            outcome, problem = Outcome(EndReason.FAILED, str(failed)), failed.code.value
        except Exception as error:
            # The face goes on whatever happens here; the traceback goes to the log.
            log.exception("the conversation failed")
            turn.tidy(BROKEN_OFF)
            failed = ModelProblem.of(Code.INTERNAL, f"{type(error).__name__}: {error}")
            outcome, problem = Outcome(EndReason.FAILED, str(failed)), failed.code.value
        emit(self._ended(outcome, problem))

    def _ended(self, outcome: Outcome, problem: str) -> Ended:
        purse = self.purse
        return Ended(outcome.reason, outcome.words, problem, purse.turn, purse.turn_cost, purse.total, purse.total_cost)

    def _opening(self, text: str, place: Place) -> tuple[Block, ...]:
        """The person's words, behind the facts where these have changed, and where the person is."""
        prompt = self._prompt()
        self.system = prompt.fixed
        blocks: list[Block] = []
        if prompt.facts and prompt.facts != self._facts:
            self._facts = prompt.facts
            blocks.append(Text(prompt.facts))
        if place.path:
            path = one_line(place.path)
            where = path if place.line is None else f"{path}, line {place.line + 1}"
            selected = f" with this selected:\n{material('selected code', place.selection)}" if place.selection else "."
            blocks.append(Text(f"[The cursor is in {where}{selected}]"))
        return (*blocks, Text(text))

    # For the turn

    def forget_facts(self) -> None:
        """They are no longer in the conversation: the next answer sends them again."""
        self._facts = ""

    def new_screen(self, strict: bool) -> Screen:
        return self._screen() if strict else self._last_screen()

    def calibrate(self, sent: Outgoing, usage: Usage) -> None:
        """Learns from the API's count how many characters a token has here."""
        read = usage.input + usage.cache_written + usage.cache_read
        if read > 0:
            whole = len(json.dumps(sent.body, ensure_ascii=False))
            self._a_token = min(6.0, max(1.0, whole / read))
            self._overhead = whole - len(json.dumps(sent.body["messages"], ensure_ascii=False))

    def room_in_characters(self) -> int:
        """How long the messages may be."""
        return max(4_000, int(self.purse.room(self._settings.model) * self._a_token) - self._overhead)

    def told_size(self, characters: int) -> str:
        """How long messages are and may be, in words for a person."""
        tokens, room = int(characters / self._a_token), int(self.room_in_characters() / self._a_token)
        return f"about {tokens:,} tokens; {room:,} are left by destinationWriter.agent.contextTokens"
