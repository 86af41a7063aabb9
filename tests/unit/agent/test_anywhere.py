"""A conversation may be cancelled or cut at any point: what it sends next is always a request that the API takes."""

import asyncio
import json
from contextlib import aclosing
from typing import Any

import pytest
from agent_talks import Face, end_of, only, read_tool, talk
from loopback_answers import Answer, calls, calls_many, cut, error_within, malformed, says
from pydantic import BaseModel, Field

from destination_writer.agent.settings import AgentSettings
from destination_writer.agent.values import (
    AgentEvent,
    AnyTool,
    Approval,
    Ended,
    EndReason,
    ProposalWritten,
    Tool,
    ToolContext,
    ToolResult,
    any_tool,
)
from destination_writer.text.changes import Change, FileCreation

pytestmark = pytest.mark.asyncio
FILES = {"A.kt": "class A", "B.kt": "class B"}
READING = calls_many(
    [("read_file", {"path": "A.kt"}), ("read_file", {"path": "B.kt"})], text="I read both. ", thinking="Both, then."
)
WRITING = calls("propose_change", {"text": "class C"}, text="Now I write. ")
SAYING = says("It is written. The tests come next.", chunk=9)
EVENTS = 17
"""Of the whole answer, `Ended` included."""


class ProposeInput(BaseModel):
    text: str = Field(description="The new text.")


def tools() -> list[AnyTool]:
    async def propose(wish: ProposeInput, context: ToolContext) -> ToolResult:
        del context
        change = Change("Write C.kt", (FileCreation("C.kt", wish.text),))
        return ToolResult("It holds.", proposal=change, checks=("parses",))

    return [read_tool(FILES), any_tool(Tool("propose_change", "Proposes.", ProposeInput, Approval.FREE, propose))]


def check(body: dict[str, Any]) -> None:
    """What the API demands of messages: turns alternate from the person on, none is empty, and every call is answered
    in the message behind it, before any words."""
    messages = body["messages"]
    assert [message["role"] for message in messages] == ["user", "assistant"] * (len(messages) // 2) + ["user"]
    open_calls: list[str] = []
    for message in messages:
        kinds = [block["type"] for block in message["content"]]
        outputs = [block["tool_use_id"] for block in message["content"] if block["type"] == "tool_result"]
        assert kinds and outputs == open_calls
        assert kinds[: len(outputs)] == ["tool_result"] * len(outputs)
        assert all(block["text"].strip() for block in message["content"] if block["type"] == "text")
        open_calls = [block["id"] for block in message["content"] if block["type"] == "tool_use"]
    assert open_calls == []
    assert len({json.dumps(block, sort_keys=True) for block in body["tools"]}) == 2


@pytest.mark.parametrize("at", range(EVENTS))
@pytest.mark.parametrize("how", ["cancel", "close"])
async def test_stopped_at_any_event(at: int, how: str) -> None:
    async with talk([READING, WRITING, SAYING], tools()) as one:
        events: list[AgentEvent] = []
        async with aclosing(one.conversation.say("Write C")) as stream:
            async for event in stream:
                events.append(event)
                if len(events) == at + 1 and how == "cancel":
                    one.conversation.cancel()
                elif len(events) == at + 1:
                    break
        if how == "cancel":  # what was told already may have been the whole answer
            assert end_of(events).reason in (EndReason.CANCELLED, EndReason.DONE)
        assert not one.conversation.is_answering
        one.server.script[:] = [says("Going on.")]
        assert end_of(await one.say("Go on")).reason is EndReason.DONE
        check(one.bodies[-1])
        is_known = "The person accepted it." in json.dumps(one.bodies[-1]["messages"])
        assert is_known == bool(one.face.wrote)
        assert len(one.face.wrote) <= 1 and (how == "close" or not one.face.wrote or only(ProposalWritten, events))


async def test_the_events_are_as_many_as_the_test_above_thinks() -> None:
    async with talk([READING, WRITING, SAYING], tools()) as one:
        events = await one.say("Write C")
        assert len(events) == EVENTS and isinstance(events[-1], Ended)


@pytest.mark.parametrize("ticks", range(0, 60, 6))
async def test_cancelled_at_any_moment(ticks: int) -> None:
    async with talk([READING, WRITING, SAYING], tools()) as one:
        task = asyncio.create_task(one.say("Write C"))
        await asyncio.to_thread(one.server.wait_for_requests, 1)
        for _ in range(ticks):
            await asyncio.sleep(0)
        one.conversation.cancel()
        assert end_of(await task).reason in (EndReason.CANCELLED, EndReason.DONE)
        one.server.script[:] = [says("Going on.")]
        await one.say("Go on")
        check(one.bodies[-1])


FAULTS = {"cut": cut, "malformed": malformed, "error": error_within}


def answers(fault: str, step: int) -> list[tuple[int, Answer, int]]:
    whole = [READING, WRITING, SAYING]
    return [(n, FAULTS[fault](one, at), at) for n, one in enumerate(whole) for at in range(0, len(one.events), step)]


@pytest.mark.parametrize(
    ("fault", "attempts", "step"), [("cut", 2, 1), ("cut", 1, 4), ("malformed", 2, 5), ("error", 2, 5)]
)
async def test_cut_at_any_event(fault: str, attempts: int, step: int) -> None:
    for number, answer, at in answers(fault, step):
        before = [READING, WRITING, SAYING][:number]
        again = [[READING, WRITING, SAYING][number]] if attempts > 1 else []
        rest = [READING, WRITING, SAYING][number + 1 :] if attempts > 1 else []
        settings = AgentSettings(attempts=attempts, timeout=5)
        async with talk([*before, answer, *again, *rest], tools(), settings=settings, face=Face()) as one:
            events = await one.say("Write C")
            expected = EndReason.DONE if attempts > 1 else EndReason.FAILED
            assert end_of(events).reason is expected, (number, at, end_of(events))
            one.server.script[:] = [says("Going on.")]
            assert end_of(await one.say("Go on")).reason is EndReason.DONE
            check(one.bodies[-1])
            assert len(one.face.wrote) == (1 if attempts > 1 or number == 2 else 0)
