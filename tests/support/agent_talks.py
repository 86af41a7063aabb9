"""Conversations over the loopback server, with nothing to wait for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from loopback_answers import Scripted
from loopback_messages import LoopbackMessages
from pydantic import BaseModel, Field

from destination_writer.agent.conversation import Conversation
from destination_writer.agent.model.opening import open_model
from destination_writer.agent.settings import AgentSettings
from destination_writer.agent.timing import Timing
from destination_writer.agent.values import (
    AgentEvent,
    AnyTool,
    Approval,
    ApprovalRequest,
    Decision,
    Ended,
    TextDelta,
    Tool,
    ToolContext,
    ToolResult,
    Verdict,
    Written,
    any_tool,
)
from destination_writer.knowledge.models import ModelBook, load_models
from destination_writer.text.changes import Change
from destination_writer.toolchain.disk import DiskFiles

EventT = TypeVar("EventT")
KEY = "key-of-the-tests"


def model_book() -> ModelBook:
    return load_models(DiskFiles(Path(__file__).resolve().parents[2] / "knowledge"))


@dataclass
class Waits:
    """Every wait that was wished for; none takes place."""

    seconds: list[float] = field(default_factory=list[float])

    async def sleep(self, seconds: float) -> None:
        self.seconds.append(seconds)
        await asyncio.sleep(0)

    @property
    def timing(self) -> Timing:
        return Timing(self.sleep, lambda: 0.0)


@dataclass
class Face:
    """Answers every question with the next decision (the last one again), and keeps what was asked and written."""

    decisions: list[Decision] = field(default_factory=lambda: [Decision(Verdict.APPROVED)])
    asked: list[ApprovalRequest] = field(default_factory=list[ApprovalRequest])
    wrote: list[Change] = field(default_factory=list[Change])

    async def decide(self, request: ApprovalRequest) -> Decision:
        self.asked.append(request)
        await asyncio.sleep(0)
        return self.decisions.pop(0) if len(self.decisions) > 1 else self.decisions[0]

    async def write(self, change: Change) -> Written:
        self.wrote.append(change)
        return Written(True, f"Written: {change.title}.")


@dataclass
class Talk:
    conversation: Conversation
    server: LoopbackMessages
    waits: Waits
    face: Face

    async def say(self, text: str) -> list[AgentEvent]:
        async with aclosing(self.conversation.say(text)) as events:
            return [event async for event in events]

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [request.body for request in self.server.requests]


@asynccontextmanager
async def talk(
    script: Sequence[Scripted], tools: Sequence[AnyTool] = (), *, key: str = KEY, **given: Any
) -> AsyncIterator[Talk]:
    """A conversation over the real SDK. At the end no connection may be open and no task may run."""
    waits = Waits()
    face = given.pop("face", None) or Face()
    settings = given.pop("settings", None) or AgentSettings()
    with LoopbackMessages(script) as server:
        model = open_model(replace(settings, base_url=settings.base_url or server.base_url), key)
        conversation = Conversation(
            model, tools=tools, approver=face, applier=face, settings=settings, timing=waits.timing, **given
        )
        try:
            yield Talk(conversation, server, waits, face)
        finally:
            await model.close()
            left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
            assert not left, left
        await asyncio.to_thread(server.wait_until_closed)


def text_of(events: Sequence[AgentEvent]) -> str:
    return "".join(event.text for event in events if isinstance(event, TextDelta))


def only(kind: type[EventT], events: Sequence[AgentEvent]) -> EventT:
    found = [event for event in events if isinstance(event, kind)]
    assert len(found) == 1, found
    return found[0]


def end_of(events: Sequence[AgentEvent]) -> Ended:
    last = events[-1]
    assert isinstance(last, Ended)
    return last


class ReadInput(BaseModel):
    path: str = Field(description="A file of the connector.")
    line: int = Field(default=1, ge=1, description="The first line.")


def read_tool(texts: dict[str, str], ran: list[str] | None = None) -> AnyTool:
    """`read_file` over texts in memory."""

    async def run(wish: ReadInput, context: ToolContext) -> ToolResult:
        del context
        if ran is not None:
            ran.append(wish.path)
        await asyncio.sleep(0)
        if wish.path not in texts:
            return ToolResult(f"There is no file {wish.path}.", is_error=True)
        return ToolResult(texts[wish.path], anchors=(wish.path,))

    return any_tool(Tool("read_file", "Reads a file.", ReadInput, Approval.FREE, run))
